"""Reporting periods: rules as data, a period by its name.

``2024``, ``2024-H1``, ``2024-Q3``, ``2024-05`` and ``2024-W21`` name a calendar period; the rule says on which days it
is cut. Cut on the 15th, each begins on the 15th of the month before and ends on the 14th of its last month, so that
the quarter 2024-Q1 is 2023-12-15 to 2024-03-14 and the year 2024 is 2023-12-15 to 2024-12-14.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from chassis.kernel.errors import invalid
from reporting.domain.on_time import Period

_NAME = re.compile(r"^(?P<year>\d{4})(?:-(?:H(?P<half>[12])|Q(?P<quarter>[1-4])|W(?P<week>\d{2})|(?P<month>\d{2})))?$")
FIRST_YEAR, LAST_YEAR = 2000, 2999


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodRule:
    """cut_day: 1: calendar periods; 15: from the 15th to the 14th. year_last: month and day on which a whole year ends
    instead, for reports that are owed before it is over; None: its own end. Weeks are never cut.

    mark: V read, P practice, I inferred, M from memory. note: what is not known.
    """

    key: str
    title: str
    cut_day: int
    legal_ref: str
    mark: str
    note: str = ""
    year_last: tuple[int, int] | None = None

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Of a table of ``periods.toml``; raises KeyError, TypeError or ValueError."""
        row = dict(data)
        ends = row.pop("year_last", None)
        if ends is not None:
            month, day = (int(part) for part in ends.split("-"))
            row["year_last"] = (month, day)
        if not 1 <= row["cut_day"] <= 28:
            raise ValueError(f"cut_day of {row['key']} must be 1 to 28")
        return cls(**row)


def period_named(name: str, rule: PeriodRule) -> Period:
    """The days of the period; raises Problem ``period-unknown`` for a name that is none."""
    found = _NAME.match(name)
    year = int(found["year"]) if found else 0
    if found is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise _unknown()
    if found["week"]:
        return _week(year, int(found["week"]))
    first_month, months = _months(found)
    if not 1 <= first_month <= 12:
        raise _unknown()
    last_month = first_month + months - 1
    if months == 12 and rule.year_last is not None:
        return Period(first=date(year, 1, 1), last=date(year, *rule.year_last))
    if rule.cut_day == 1:
        last_day = calendar.monthrange(year, last_month)[1]
        return Period(first=date(year, first_month, 1), last=date(year, last_month, last_day))
    before = date(year, first_month, 1) - timedelta(days=1)
    return Period(first=before.replace(day=rule.cut_day), last=date(year, last_month, rule.cut_day - 1))


def period_name(kind: str, on: date) -> str:
    """The name of the calendar period of that kind that a day lies in."""
    match kind:
        case "week":
            year, week, _ = on.isocalendar()
            return f"{year}-W{week:02d}"
        case "month":
            return f"{on.year}-{on.month:02d}"
        case "quarter":
            return f"{on.year}-Q{(on.month + 2) // 3}"
        case "half_year":
            return f"{on.year}-H{1 if on.month <= 6 else 2}"
        case _:
            return f"{on.year}"


def rule_of(rules: Sequence[PeriodRule], key: str) -> PeriodRule:
    """The rule of that key; raises Problem ``period-rule-unknown`` that names the known ones."""
    found = next((rule for rule in rules if rule.key == key), None)
    if found is None:
        names = ", ".join(rule.key for rule in rules)
        raise invalid("period-rule-unknown", f"There is no such rule of periods. Known: {names}.", rule=names)
    return found


def _months(found: re.Match[str]) -> tuple[int, int]:
    """First month, and how many."""
    if found["half"]:
        return 6 * int(found["half"]) - 5, 6
    if found["quarter"]:
        return 3 * int(found["quarter"]) - 2, 3
    if found["month"]:
        return int(found["month"]), 1
    return 1, 12


def _week(year: int, week: int) -> Period:
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        raise _unknown() from None
    return Period(first=monday, last=monday + timedelta(days=6))


def _unknown() -> Exception:
    return invalid(
        "period-unknown",
        "There is no such period. Name a year, half, quarter, month or ISO week: 2024, 2024-H1, 2024-Q3, 2024-05, "
        "2024-W21; or give from and to.",
        period="must be like 2024, 2024-H1, 2024-Q3, 2024-05 or 2024-W21",
    )
