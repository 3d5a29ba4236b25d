"""Whose time a dossier took, as processing said with its result: departments and officers against their own budgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTime:
    """Nominal working seconds that count, and the budget for them. officer: account; empty for the department.

    budget_seconds: None without one. verdict: met, missed, or empty for none; of departments alone.
    """

    department: str
    officer: str
    seconds: int
    budget_seconds: int | None
    verdict: str = ""

    @property
    def against_budget(self) -> str:
        """shorter, equal, longer; empty without a budget."""
        if self.budget_seconds is None:
            return ""
        if self.seconds == self.budget_seconds:
            return "equal"
        return "shorter" if self.seconds < self.budget_seconds else "longer"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTimes:
    """Of one dossier."""

    departments: tuple[OwnTime, ...]
    officers: tuple[OwnTime, ...]

    def to_json(self) -> list[list[list[Any]]]:
        return [[_row(each) for each in part] for part in (self.departments, self.officers)]

    @classmethod
    def from_json(cls, data: list[list[list[Any]]]) -> Self:
        """Reads what ``to_json`` wrote."""
        departments, officers = (tuple(_time(row) for row in part) for part in data)
        return cls(departments=departments, officers=officers)


def _row(time: OwnTime) -> list[Any]:
    return [time.department, time.officer, time.seconds, time.budget_seconds, time.verdict]


def _time(row: list[Any]) -> OwnTime:
    department, officer, seconds, budget, verdict = row
    return OwnTime(department=department, officer=officer, seconds=seconds, budget_seconds=budget, verdict=verdict)
