"""How much work departments and officers have, and how many working days it takes them at the pace of the last weeks.

Steps are counted, not hours: nobody writes down hours. What a unit has open, divided by what it has done a working day
lately, is how many days it has work for (Little's law); with nothing done lately there is no value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

LOOK_BACK_DAYS = 28
"""Calendar days over which the pace is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldSum:
    """Steps that an officer has now; overdue: past the step's own due instant."""

    agency: str
    unit: str
    officer: str
    held: int
    overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSum:
    """Steps that an officer has done; working_seconds: that they took, overlapping where several were done at once."""

    agency: str
    unit: str
    officer: str
    done: int
    late: int
    working_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """officer: empty for the unit as a whole. done, late: steps in the last 28 days. a_day: steps done a working day.

    days_ahead: working days of work at that pace, None without a pace. average_days: that a step took.
    """

    agency: str
    unit: str
    officer: str
    held: int
    overdue: int
    done: int
    late: int
    a_day: Decimal
    days_ahead: Decimal | None
    average_days: Decimal | None


def loads(held: Iterable[HeldSum], done: Iterable[StepSum], working_days: int) -> tuple[Load, ...]:
    """A row for every unit and every officer, units first within the agency, most days ahead first.

    working_days: in the span over which ``done`` was counted.
    """
    open_: dict[tuple[str, str, str], list[int]] = {}
    finished: dict[tuple[str, str, str], list[int]] = {}
    for one in held:
        for officer in {"", one.officer}:
            _add(open_, (one.agency, one.unit, officer), (one.held, one.overdue))
    for each in done:
        for officer in {"", each.officer}:
            _add(finished, (each.agency, each.unit, officer), (each.done, each.late, each.working_seconds))
    rows = [
        _load(key, open_.get(key, [0, 0]), finished.get(key, [0, 0, 0]), working_days)
        for key in open_.keys() | finished.keys()
    ]
    return tuple(sorted(rows, key=_busiest))


def _add(sums: dict[tuple[str, str, str], list[int]], key: tuple[str, str, str], values: tuple[int, ...]) -> None:
    old = sums.get(key, [0] * len(values))
    sums[key] = [one + other for one, other in zip(old, values, strict=True)]


def _load(key: tuple[str, str, str], open_: list[int], finished: list[int], working_days: int) -> Load:
    held, overdue = open_
    done, late, seconds = finished
    a_day = Decimal(done) / max(working_days, 1)
    return Load(
        agency=key[0],
        unit=key[1],
        officer=key[2],
        held=held,
        overdue=overdue,
        done=done,
        late=late,
        a_day=_rounded(a_day),
        days_ahead=_rounded(held / a_day) if a_day else None,
        average_days=_rounded(Decimal(seconds) / done / 28_800) if done else None,
    )


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def _busiest(load: Load) -> tuple[bool, Decimal, int, str, str]:
    """Units before officers; who has no pace but has work comes first."""
    ahead = load.days_ahead if load.days_ahead is not None else Decimal(9999 if load.held else 0)
    return bool(load.officer), -ahead, -load.held, load.unit, load.officer
