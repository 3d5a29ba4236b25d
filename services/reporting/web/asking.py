"""What the boards' pages are asked with: a period, as dates or by name, and what the trend is cut into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from chassis.kernel.errors import invalid
from reporting.domain.dashboards import Grain

NAMES: Mapping[str, tuple[str, str]] = {
    "thang": ("Tháng này", "This month"),
    "quy": ("Quý này", "This quarter"),
    "nam": ("Năm nay", "This year"),
    "12-thang": ("12 tháng", "12 months"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """first, last: None where nothing was said."""

    first: date | None
    last: date | None
    grain: Grain

    @classmethod
    def of(cls, first: str, last: str, grain: str) -> Asked:
        """Raises Problem ``invalid-request``."""
        return cls(first=_day("from", first), last=_day("to", last), grain=_grain(grain))


def choices(path: str, today: date, grain: Grain) -> list[tuple[str, str, str]]:
    """Address and names of the periods that are one click away."""
    firsts = {
        "thang": today.replace(day=1),
        "quy": today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1),
        "nam": today.replace(month=1, day=1),
        "12-thang": (today.replace(day=1) - timedelta(days=334)).replace(day=1),
    }
    return [
        (f"{path}?{urlencode({'from': first, 'to': today, 'theo': grain.value})}", *NAMES[name])
        for name, first in firsts.items()
    ]


def _day(name: str, text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise invalid("invalid-request", f"'{name}' must be a date like 2024-05-31.", **{name: "no date"}) from None


def _grain(text: str) -> Grain:
    try:
        return Grain(text or Grain.MONTH)
    except ValueError:
        raise invalid("invalid-request", "'theo' must be week or month.", theo="must be week or month") from None
