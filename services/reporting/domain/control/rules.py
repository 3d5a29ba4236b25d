"""What the control team's work is measured by: data with dates and marks, see ``lawpack/control.toml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A figure that holds from a day on. mark: how it is known: V read, P practice, I inferred, M memory."""

    valid_from: date
    value: Decimal
    mark: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlRules:
    """income: đồng per working hour. targets: percent of time and of compliance cost to be cut. plan_day: month and day
    before which the year's review plan is sent; plan_ref: the law that says so."""

    income: tuple[Dated, ...]
    targets: tuple[Dated, ...]
    plan_day: tuple[int, int]
    plan_ref: str

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            income=_dated(data["income"]),
            targets=_dated(data["targets"]),
            plan_day=(data["review_plan"]["month"], data["review_plan"]["day"]),
            plan_ref=data["review_plan"]["source"],
        )

    def income_on(self, day: date) -> Dated:
        """The first one before its time too: no older figure is known."""
        return in_force(self.income, day) or self.income[0]

    def target_on(self, day: date) -> Dated | None:
        """None before anybody set one."""
        return in_force(self.targets, day)

    def plan_due_on(self, year: int) -> date:
        """The last local day on which the year's review plan is in time."""
        return date(year, *self.plan_day)


def in_force(figures: Iterable[Dated], day: date) -> Dated | None:
    return max((each for each in figures if each.valid_from <= day), key=lambda each: each.valid_from, default=None)


def _dated(rows: Iterable[Mapping[str, Any]]) -> tuple[Dated, ...]:
    made = [
        Dated(valid_from=row["valid_from"], value=Decimal(row["value"]), mark=row["mark"], source=row["source"])
        for row in rows
    ]
    return tuple(sorted(made, key=lambda each: each.valid_from))
