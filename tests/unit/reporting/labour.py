"""The cost of waiting, as the worked example of the standard cost model reckons it."""

from __future__ import annotations

from decimal import Decimal

from reporting.domain.control.costs import Activity, Cost


def labour(days: int, dossiers: int) -> Cost:
    """Whole days of eight hours at the income of 2024."""
    waiting = Activity(name="Chờ giải quyết", hours=(Decimal(days * 8),), income_vnd=40_000)
    return Cost(activities=(waiting,), subjects=dossiers)
