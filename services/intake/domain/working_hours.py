"""Limits of different units made comparable: working hours, at 8 a day whatever the office hours (practice)."""

from __future__ import annotations

from fractions import Fraction

from chassis.kernel.worktime import Limit, Unit

HOURS_PER_DAY = 8


def working_hours(limit: Limit | None) -> Fraction:
    """Working hours a limit is sure to hold, at 8 a day.

    Calendar days are counted where they hold fewest working days: each full week has five, and the days over
    lose a Saturday and a Sunday. Holidays are not subtracted: no budget could be written for Tết.
    """
    if limit is None:
        return Fraction()
    match limit.unit:
        case Unit.WORKING_HOUR:
            return limit.amount
        case Unit.WORKING_DAY:
            return limit.amount * HOURS_PER_DAY
        case Unit.CALENDAR_DAY:
            weeks, over = divmod(int(limit.amount), 7)
            return Fraction((weeks * 5 + max(0, over - 2)) * HOURS_PER_DAY)


def written_hours(hours: Fraction) -> str:
    """``9 working hours``."""
    return f"{float(hours):g} working hours"


def written_limit(limit: Limit) -> str:
    """``6 working hours``, ``2 calendar days``."""
    return f"{limit.to_dict()['amount']} {limit.unit.value.replace('_', ' ')}s"
