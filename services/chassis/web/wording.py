"""Dates, times and numbers as people in Vietnam write them; English pages keep the order of day and month."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from decimal import Decimal


def day(on: date | datetime, zone: tzinfo | None = None) -> str:
    """``26/04/2026``."""
    if isinstance(on, datetime) and zone is not None:
        on = on.astimezone(zone)
    return on.strftime("%d/%m/%Y")


def moment(at: datetime, zone: tzinfo) -> str:
    """``09:30 ngày 26/04/2026`` without the word: ``09:30, 26/04/2026``."""
    return at.astimezone(zone).strftime("%H:%M, %d/%m/%Y")


def number(value: int | float | Decimal) -> str:
    """``1.234.567``, ``0,25``: dots for thousands, a comma for the fraction."""
    text = f"{value:,}"
    whole, point, fraction = text.partition(".")
    return whole.replace(",", ".") + (f",{fraction}" if point and fraction.strip("0") else "")


def percent(rate: float) -> str:
    """``93,75 %``."""
    return f"{rate * 100:.2f}".replace(".", ",") + " %"
