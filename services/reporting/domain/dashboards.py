"""What the boards show: figures of departments, and how they went over time. Sums in, shapes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from reporting.domain.definitions import Definition
from reporting.domain.departments import Department
from reporting.domain.late import Late
from reporting.domain.on_time import OUTCOMES, Period, Row, Sum, rate, table
from reporting.domain.tallies import Measure, OpenState

BUCKETS = 12
ONLINE = "online"


class Grain(StrEnum):
    """How long a piece of a trend is. Weeks begin on Monday."""

    WEEK = "week"
    MONTH = "month"


class Due(StrEnum):
    """How an open dossier stands to its deadline, in calendar days: due today or tomorrow is ``le_1d``."""

    OVERDUE = "overdue"
    PAUSED = "paused"
    LE_1D = "le_1d"
    LE_3D = "le_3d"
    LATER = "later"


def due_cuts(today: date) -> tuple[date, date]:
    """Last days of ``le_1d`` and ``le_3d``: days between two cuts make no difference."""
    return today + timedelta(days=1), today + timedelta(days=3)


def due_group(state: str, day: date, today: date) -> Due:
    """Of a dossier in this state, due on that local day."""
    match state:
        case OpenState.OVERDUE:
            return Due.OVERDUE
        case OpenState.PAUSED:
            return Due.PAUSED
    tomorrow, third = due_cuts(today)
    return Due.LE_1D if day <= tomorrow else Due.LE_3D if day <= third else Due.LATER


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDay:
    """Open dossiers of a department in one state, due on one local day, or on days that make no difference."""

    agency: str
    department: str
    state: str
    day: date
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A sum over one piece of the trend; number: from 0, the oldest."""

    number: int
    measure: Measure
    label: str
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One piece of a trend; local days, both included, the last one cut at the end of the period."""

    first: date
    last: date
    met: int = 0
    missed: int = 0
    received: int = 0
    completed: int = 0

    @property
    def rate(self) -> Decimal | None:
        return rate(self.met, self.missed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One department, or the total.

    row: as the on-time table has it. due_1d, due_3d: open, due today or tomorrow, and in two or three days. completed:
    done with in the period. oldest_overdue_since: the first missed deadline of those still open. channels: accepted
    in the period, by channel. ratings: stars → how many, in the period. foreseen_late: open, and due within a week,
    which they will probably miss.
    """

    row: Row
    due_1d: int = 0
    due_3d: int = 0
    completed: int = 0
    oldest_overdue_since: datetime | None = None
    channels: Mapping[str, int] = field(default_factory=dict)
    ratings: Mapping[int, int] = field(default_factory=dict)
    foreseen_late: int = 0

    @property
    def online_share(self) -> Decimal | None:
        """Of what was accepted; None if nothing was."""
        return rate(self.channels.get(ONLINE, 0), sum(self.channels.values()) - self.channels.get(ONLINE, 0))

    @property
    def satisfied_share(self) -> Decimal | None:
        """Four stars and more, of all ratings; None if nobody rated."""
        good = sum(count for stars, count in self.ratings.items() if stars >= 4)
        return rate(good, sum(self.ratings.values()) - good)

    @property
    def rated(self) -> int:
        return sum(self.ratings.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """as_of: instant of the newest event counted, None before the first. target: share of verdicts to be met.

    lines: worst first. trend: twelve pieces, the oldest first. late: the first of those foreseen to be late in a week.
    """

    definition: Definition
    period: Period
    grain: Grain
    as_of: datetime | None
    target: Decimal
    lines: tuple[Line, ...]
    total: Line
    trend: tuple[Point, ...]
    late: tuple[Late, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Everything an overview is made of, read at once."""

    departments: Sequence[Department]
    sums: Sequence[Sum]
    open_days: Sequence[OpenDay]
    pieces: Sequence[Piece]
    oldest_overdue: Mapping[tuple[str, str], datetime]
    as_of: datetime | None


def pieces_until(last: date, grain: Grain, count: int = BUCKETS) -> tuple[Period, ...]:
    """So many weeks or months, the oldest first; the newest holds ``last`` and ends with it."""
    begin = last - timedelta(days=last.weekday()) if grain is Grain.WEEK else last.replace(day=1)
    pieces = [Period(first=begin, last=last)]
    while len(pieces) < count and pieces[0].first > _FIRST:
        end = pieces[0].first - timedelta(days=1)
        first = end - timedelta(days=6) if grain is Grain.WEEK else end.replace(day=1)
        pieces.insert(0, Period(first=first, last=end))
    return tuple(pieces)


_FIRST = date(2, 1, 1)


def overview(
    definition: Definition, period: Period, counted: Counted, *, grain: Grain, target: Decimal, today: date
) -> Overview:
    """The board: every department has a line, the one with the lowest rate first, those without a verdict last."""
    plain = table(definition, period, counted.departments, _on_time(counted), counted.as_of)
    extra = {(row.agency, row.department): Line(row=row) for row in plain.rows}
    lines = _with_sums(_with_open(extra, counted.open_days, today), counted.sums)
    dated = [
        replace(line, oldest_overdue_since=counted.oldest_overdue.get((line.row.agency, line.row.department)))
        for line in lines.values()
    ]
    return Overview(
        definition=definition,
        period=period,
        grain=grain,
        as_of=counted.as_of,
        target=target,
        lines=tuple(sorted(dated, key=_worst)),
        total=_total(plain.total, dated),
        trend=trend(definition, pieces_until(period.last, grain), counted.pieces),
    )


def trend(definition: Definition, periods: Sequence[Period], pieces: Iterable[Piece]) -> tuple[Point, ...]:
    """One point a piece, those of which nothing is known too."""
    verdicts = OUTCOMES[definition.basis]
    points = [Point(first=each.first, last=each.last) for each in periods]
    for piece in pieces:
        name = {verdicts: piece.label, Measure.RECEIVED: "received", Measure.COMPLETED: "completed"}.get(piece.measure)
        if name is not None:
            old = points[piece.number]
            points[piece.number] = replace(old, **{name: getattr(old, name) + piece.value})
    return tuple(points)


def _on_time(counted: Counted) -> list[Sum]:
    """The sums that the on-time table is made of: those of the period, and what is open."""
    still = [
        Sum(agency=each.agency, department=each.department, measure=Measure.OPEN, label=each.state, value=each.value)
        for each in counted.open_days
    ]
    return [*counted.sums, *still]


def _with_open(
    lines: dict[tuple[str, str], Line], open_days: Iterable[OpenDay], today: date
) -> dict[tuple[str, str], Line]:
    for each in open_days:
        old = lines[each.agency, each.department]
        match due_group(each.state, each.day, today):
            case Due.LE_1D:
                lines[each.agency, each.department] = replace(old, due_1d=old.due_1d + each.value)
            case Due.LE_3D:
                lines[each.agency, each.department] = replace(old, due_3d=old.due_3d + each.value)
            case _:
                pass
    return lines


def _with_sums(lines: dict[tuple[str, str], Line], sums: Iterable[Sum]) -> dict[tuple[str, str], Line]:
    for each in sums:
        old = lines.get((each.agency, each.department))
        if old is None:  # known only by verdicts of another definition
            continue
        match each.measure:
            case Measure.COMPLETED:
                new = replace(old, completed=old.completed + each.value)
            case Measure.RECEIVED:
                new = replace(old, channels={**old.channels, each.label: each.value})
            case Measure.RATING:
                new = replace(old, ratings={**old.ratings, int(each.label): each.value})
            case _:
                new = old
        lines[each.agency, each.department] = new
    return lines


def with_late(board: Overview, counts: Mapping[tuple[str, str], int], late: Sequence[Late]) -> Overview:
    """What is foreseen, beside what is. counts: by agency and department."""
    lines = tuple(
        replace(line, foreseen_late=counts.get((line.row.agency, line.row.department), 0)) for line in board.lines
    )
    total = replace(board.total, foreseen_late=sum(counts.values()))
    return replace(board, lines=lines, total=total, late=tuple(late))


def _total(row: Row, lines: Sequence[Line]) -> Line:
    channels: Counter[str] = Counter()
    ratings: Counter[int] = Counter()
    for line in lines:
        channels.update(line.channels)
        ratings.update(line.ratings)
    return Line(
        row=row,
        due_1d=sum(line.due_1d for line in lines),
        due_3d=sum(line.due_3d for line in lines),
        completed=sum(line.completed for line in lines),
        oldest_overdue_since=min(
            (line.oldest_overdue_since for line in lines if line.oldest_overdue_since is not None), default=None
        ),
        channels=channels,
        ratings=ratings,
    )


def _worst(line: Line) -> tuple[bool, Decimal, int, str, str]:
    row = line.row
    return row.rate is None, row.rate or Decimal(0), -row.open_overdue, row.agency, row.department
