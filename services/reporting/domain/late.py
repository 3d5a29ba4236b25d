"""A dossier of which it is foreseen that it will be late, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """probability: of missing the deadline, 0 to 1. step, unit, officer: the present step and who has it, or empty.

    steps: that are left, the present one included. days_needed: working days that they will take; days_left: to the
    deadline. finish_at: when the result is to be expected. made_at: when this was foreseen, None before it is kept.
    """

    dossier_id: str
    agency: str
    department: str
    code: str
    procedure: str
    step: str
    unit: str
    officer: str
    due_at: datetime
    finish_at: datetime
    probability: float
    steps: int
    days_needed: float
    days_left: float
    made_at: datetime | None = None

    @property
    def reason(self) -> str:
        """``còn 3 bước, thường mất 4 ngày, còn 2 ngày`` (working days)."""
        return (
            f"còn {self.steps} bước, thường mất {_days(self.days_needed)} ngày làm việc, "
            f"còn {_days(self.days_left)} ngày đến hạn"
        )

    @property
    def reason_en(self) -> str:
        return (
            f"{self.steps} steps left, which usually take {_days(self.days_needed, '.')} working days, "
            f"{_days(self.days_left, '.')} left"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LatePlace:
    """The place of a row in the list."""

    due_at: datetime
    dossier_id: str


def _days(value: float, point: str = ",") -> str:
    return f"{value:.1f}".removesuffix(".0").replace(".", point)
