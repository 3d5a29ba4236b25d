"""What a period's reports tell of control work: which piece did what, and how many did. Pure.

Instants of acts decide, but for activities and proposals, which have a day. ``finding-open`` and ``finding-overdue``:
as of now, of whatever period.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from reporting.domain.control.activities import Activity, ActivityState, Tally, tallied
from reporting.domain.control.acts import Act
from reporting.domain.control.findings import AWAITED, Finding, FindingState
from reporting.domain.control.initiatives import Initiative
from reporting.domain.control.inspections import Inspection
from reporting.domain.control.reviews import Review
from reporting.domain.days import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlMark:
    """A piece and one thing that is counted of it. sort: ``finding``; for ``department-inspected``: ``department``,
    whose id is its token. mark: ``finding-recorded``."""

    id: str
    sort: str
    mark: str
    department: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlCounts:
    """How many pieces have each mark. activities: entries and people of every kind."""

    inspections_concluded: int
    departments_inspected: int
    findings_recorded: int
    findings_accepted: int
    findings_open: int
    findings_overdue: int
    reviews_completed: int
    initiatives_proposed: int
    initiatives_applied: int
    initiatives_recognised: int
    activities: tuple[Tally, ...]
    marks: tuple[ControlMark, ...] = ()


class _Piece(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def department(self) -> str: ...
    @property
    def acts(self) -> tuple[Act, ...]: ...


ACTS = {
    "conclude-inspection": "inspection-concluded",
    "record-finding": "finding-recorded",
    "accept-answer": "finding-accepted",
    "complete-review": "review-completed",
    "propose-initiative": "initiative-proposed",
    "apply-initiative": "initiative-applied",
    "recognise-initiative": "initiative-recognised",
}
"""Act → what is counted of it, once a piece."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlPieces:
    """All of an agency."""

    inspections: Sequence[Inspection] = ()
    findings: Sequence[Finding] = ()
    reviews: Sequence[Review] = ()
    initiatives: Sequence[Initiative] = ()
    activities: Sequence[Activity] = ()


def counts_of(pieces: ControlPieces, first: date, last: date, now: datetime) -> ControlCounts:
    logged = [each for each in pieces.activities if first <= each.on <= last]
    marks = tuple(_marks(pieces, logged, first, last, now))
    counted = Counter(each.mark for each in marks)
    return ControlCounts(
        inspections_concluded=counted["inspection-concluded"],
        departments_inspected=counted["department-inspected"],
        findings_recorded=counted["finding-recorded"],
        findings_accepted=counted["finding-accepted"],
        findings_open=counted["finding-open"],
        findings_overdue=counted["finding-overdue"],
        reviews_completed=counted["review-completed"],
        initiatives_proposed=counted["initiative-proposed"],
        initiatives_applied=counted["initiative-applied"],
        initiatives_recognised=counted["initiative-recognised"],
        activities=tallied(logged),
        marks=marks,
    )


def _marks(
    pieces: ControlPieces, logged: Sequence[Activity], first: date, last: date, now: datetime
) -> Iterator[ControlMark]:
    acted: list[ControlMark] = []
    for sort, kept in (
        ("inspection", pieces.inspections),
        ("finding", pieces.findings),
        ("review", pieces.reviews),
        ("initiative", pieces.initiatives),
    ):
        acted += _acted(sort, kept, first, last)
    yield from acted
    inspected = dict.fromkeys(each.department for each in acted if each.mark == "inspection-concluded")
    for department in inspected:
        yield ControlMark(id=department, sort="department", mark="department-inspected", department=department)
    for finding in pieces.findings:
        if finding.state in AWAITED | {FindingState.ANSWERED}:
            yield ControlMark(id=finding.id, sort="finding", mark="finding-open", department=finding.department)
        if finding.is_late(now):
            yield ControlMark(id=finding.id, sort="finding", mark="finding-overdue", department=finding.department)
    for entry in logged:
        if entry.state is ActivityState.RECORDED:
            yield ControlMark(id=entry.id, sort="activity", mark=entry.kind.value, department=entry.department)


def _acted(sort: str, pieces: Iterable[_Piece], first: date, last: date) -> Iterator[ControlMark]:
    for piece in pieces:
        done = {act.name for act in piece.acts if first <= local_day(act.at) <= last}
        for name, mark in ACTS.items():
            if name in done:
                yield ControlMark(id=piece.id, sort=sort, mark=mark, department=piece.department)
