"""The on-time table: tallies in, one row per department and a total out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from chassis.kernel.errors import invalid
from reporting.domain.definitions import Basis, Definition
from reporting.domain.departments import Department
from reporting.domain.tallies import Measure, OpenState


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Local dates of Asia/Ho_Chi_Minh, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise invalid("period-invalid", "The period ends before it begins.", to="must not be earlier than 'from'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """A tally summed over the days that were asked for."""

    agency: str
    department: str
    measure: Measure
    label: str
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Dossiers of a period by days, against one of the two appointments. open, overdue: at its end, the second part of
    the first."""

    early: int = 0
    on_time: int = 0
    late: int = 0
    open: int = 0
    overdue: int = 0

    def __add__(self, other: Reading) -> Reading:
        return Reading(
            early=self.early + other.early,
            on_time=self.on_time + other.on_time,
            late=self.late + other.late,
            open=self.open + other.open,
            overdue=self.overdue + other.overdue,
        )

    def rate(self, *, counts_open: bool) -> Decimal | None:
        """As the definition's formula says; None when nothing is counted."""
        in_time = self.open - self.overdue if counts_open else 0
        return rate(self.early + self.on_time + in_time, self.late + (self.overdue if counts_open else 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One department (or the total).

    received: dossiers accepted (form 01) in the period. met, missed: verdicts that fell in the period.
    open, open_overdue, paused: dossiers as they stand now, the latter two being parts of the first.
    undue: of those received, accepted without an appointment: errors of the data.

    By a definition that compares days: met are those finished early and on_time, missed those finished late; open and
    open_overdue as at the end of the period (paused still now); by_original the same against the appointment without
    extension. counts_open: as in the definition.
    """

    agency: str
    department: str
    name: str
    name_en: str = ""
    received: int = 0
    met: int = 0
    missed: int = 0
    open: int = 0
    open_overdue: int = 0
    paused: int = 0
    undue: int = 0
    by_days: Reading | None = None
    by_original: Reading | None = None
    counts_open: bool = False

    @property
    def rate(self) -> Decimal | None:
        if not self.counts_open:
            return rate(self.met, self.missed)
        return rate(self.met + self.open - self.open_overdue, self.missed + self.open_overdue)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """as_of: instant of the latest event counted, None before the first."""

    definition: Definition
    period: Period
    as_of: datetime | None
    rows: tuple[Row, ...]
    total: Row


def rate(met: int, missed: int) -> Decimal | None:
    """met / (met + missed), rounded half up to 4 digits; None when nothing has been decided, which is not
    100 %."""
    decided = met + missed
    if decided == 0:
        return None
    return (Decimal(met) / Decimal(decided)).quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)


def table(
    definition: Definition,
    period: Period,
    departments: Sequence[Department],
    sums: Iterable[Sum],
    as_of: datetime | None,
) -> Table:
    """A row for every department, known by name or only by its dossiers, in the order of agency and
    token."""
    rows = {
        (one.agency, one.key): Row(agency=one.agency, department=one.key, name=one.name, name_en=one.name_en)
        for one in departments
    }
    verdicts = OUTCOMES[definition.basis]
    others = set(OUTCOMES.values()) - {verdicts}
    for item in (each for each in sums if each.measure not in others):
        key = (item.agency, item.department)
        row = rows.get(key) or Row(agency=item.agency, department=item.department, name=item.department)
        rows[key] = _with(row, item, verdicts)
    return in_order(definition, period, rows.values(), as_of)


def in_order(definition: Definition, period: Period, rows: Iterable[Row], as_of: datetime | None) -> Table:
    """By agency and token, with their total."""
    ordered = tuple(sorted(rows, key=lambda row: (row.agency, row.department)))
    return Table(definition=definition, period=period, as_of=as_of, rows=ordered, total=_total(ordered))


def worst_first(rows: Iterable[Row]) -> list[Row]:
    """The order of the page: most missed share first, then most overdue; departments without a verdict
    last."""
    return sorted(
        rows,
        key=lambda row: (row.rate is None, row.rate or 0, -row.open_overdue, row.agency, row.department),
    )


OUTCOMES = {Basis.VERDICT: Measure.OUTCOME, Basis.OWN_TIME: Measure.OWN_OUTCOME}
"""Which tally holds the verdicts of a definition."""


def _with(row: Row, item: Sum, verdicts: Measure) -> Row:
    if item.measure is verdicts:
        return replace(row, **{item.label: getattr(row, item.label) + item.value})
    match item.measure, item.label:
        case Measure.RECEIVED, _:
            return replace(row, received=row.received + item.value)
        case Measure.UNDUE, _:
            return replace(row, undue=row.undue + item.value)
        case Measure.OPEN, OpenState.OVERDUE:
            return replace(row, open=row.open + item.value, open_overdue=row.open_overdue + item.value)
        case Measure.OPEN, OpenState.PAUSED:
            return replace(row, open=row.open + item.value, paused=row.paused + item.value)
        case Measure.OPEN, _:
            return replace(row, open=row.open + item.value)
    return row


def _total(rows: Sequence[Row]) -> Row:
    agencies = {row.agency for row in rows}
    return Row(
        agency=agencies.pop() if len(agencies) == 1 else "all",
        department="all",
        name="Tổng cộng",
        name_en="Total",
        received=sum(row.received for row in rows),
        met=sum(row.met for row in rows),
        missed=sum(row.missed for row in rows),
        open=sum(row.open for row in rows),
        open_overdue=sum(row.open_overdue for row in rows),
        paused=sum(row.paused for row in rows),
        undue=sum(row.undue for row in rows),
        by_days=_sum(row.by_days for row in rows),
        by_original=_sum(row.by_original for row in rows),
        counts_open=any(row.counts_open for row in rows),
    )


def _sum(readings: Iterable[Reading | None]) -> Reading | None:
    known = [reading for reading in readings if reading is not None]
    return sum(known, Reading()) if known else None
