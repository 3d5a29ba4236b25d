"""What the boards of a department, a procedure and an officer show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from reporting.domain.dashboards import Grain, Line, Point
from reporting.domain.definitions import Definition
from reporting.domain.evaluation import Evaluation
from reporting.domain.evaluation_rules import Edition
from reporting.domain.late import Late
from reporting.domain.on_time import Period, rate
from reporting.domain.workload import Load

WORKING_DAY_SECONDS = 28_800
BOUNDS = (1, 2, 3, 5, 7, 10, 15, 20, 30, 60)
"""Working days by which times are grouped: up to and including each, and what is longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureLine:
    """One procedure in a department. met, missed: verdicts in the period; open, overdue: now."""

    key: str
    name: str
    name_en: str = ""
    received: int = 0
    completed: int = 0
    met: int = 0
    missed: int = 0
    open: int = 0
    overdue: int = 0

    @property
    def rate(self) -> Decimal | None:
        return rate(self.met, self.missed)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """One step of a procedure, in one department. late: done after the step's own due instant. name: Vietnamese, or
    the key while nobody has told it."""

    procedure: str
    step: str
    unit: str
    done: int
    late: int
    working_seconds: int
    name: str = ""
    name_en: str = ""

    @property
    def average_days(self) -> Decimal:
        return days(self.working_seconds / self.done) if self.done else Decimal(0)

    @property
    def late_share(self) -> Decimal | None:
        return rate(self.late, self.done - self.late)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDossier:
    """An open dossier that is overdue or due soon. due_at: of the appointment in force.

    overdue_since: the missed deadline, None: not yet."""

    dossier_id: str
    code: str
    procedure: str
    state: str
    due_at: datetime
    overdue_since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentBoard:
    """line: as in the overview. own: verdicts by its own time alone, met and missed. stages: where dossiers stand now.

    steps: those of its own that took longest on average. loads: the department's own first. late: the first of those
    foreseen; late_total: of all. names: of procedures, by key, Vietnamese and English.
    """

    definition: Definition
    period: Period
    grain: Grain
    as_of: datetime | None
    target: Decimal
    line: Line
    own: tuple[int, int]
    trend: tuple[Point, ...]
    stages: Mapping[str, int]
    procedures: tuple[ProcedureLine, ...]
    steps: tuple[StepLine, ...]
    loads: tuple[Load, ...]
    late: tuple[Late, ...]
    late_total: int
    names: Mapping[str, tuple[str, str]]

    @property
    def own_rate(self) -> Decimal | None:
        return rate(*self.own)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureFigures:
    """Of dossiers in the period. endings: of those finished, by how. supplemented: of those finished, papers had been
    asked for. median_seconds, p90_seconds: working time to the result; None where none was finished. spans: bound in
    days (0: longer than all) → how many. limit_days: that the law gives, by the newest dossier; None if unknown."""

    received: int
    finished: int
    endings: Mapping[str, int]
    supplemented: int
    median_seconds: int | None
    p90_seconds: int | None
    spans: Mapping[int, int]
    limit_days: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureBoard:
    line: ProcedureLine
    definition: Definition
    period: Period
    as_of: datetime | None
    figures: ProcedureFigures
    steps: tuple[StepLine, ...]

    @property
    def supplemented_share(self) -> Decimal | None:
        return rate(self.figures.supplemented, self.figures.finished - self.figures.supplemented)

    @property
    def refused_share(self) -> Decimal | None:
        """Of those finished."""
        refused = self.figures.endings.get("refused", 0)
        return rate(refused, self.figures.finished - refused)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerBoard:
    """evaluations: one a department that the officer worked for. late: foreseen among those in hand."""

    officer: str
    period: Period
    edition: Edition
    evaluations: tuple[Evaluation, ...]
    loads: tuple[Load, ...]
    steps: tuple[StepLine, ...]
    late: tuple[Late, ...]
    since: date


StepNames = Mapping[tuple[str, str], tuple[str, str]]
"""Of steps, by procedure and key: the newest version's, Vietnamese and English."""


def named(lines: Sequence[StepLine], names: StepNames) -> tuple[StepLine, ...]:
    found = [(line, names.get((line.procedure, line.step), (line.step, ""))) for line in lines]
    return tuple(replace(line, name=name, name_en=name_en) for line, (name, name_en) in found)


def days(seconds: float) -> Decimal:
    """Working days of eight hours, one decimal."""
    return (Decimal(seconds) / WORKING_DAY_SECONDS).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def slowest(steps: Sequence[StepLine], most: int = 10) -> tuple[StepLine, ...]:
    """By the average time, the longest first."""
    return tuple(sorted(steps, key=lambda each: (-each.average_days, each.procedure, each.step, each.unit))[:most])
