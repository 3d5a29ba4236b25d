"""What of control work has a day on which it must be done, and how somebody is reminded of it.

A finding's remedy, by the division; an inspection's end, by whoever leads it; a line of an approved plan, by the
control team: of an inspection until it begins, for then it has its own end; of a review until it is completed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum

from chassis.kernel.worktime import CalendarUnknown, WorkCalendar
from reporting.domain.control.findings import AWAITED, Finding
from reporting.domain.control.inspections import Inspection, InspectionState
from reporting.domain.control.plans import Plan, PlanKind, PlanState
from reporting.domain.days import HO_CHI_MINH, local_day
from reporting.domain.obligation_rules import reminders


class DueKind(StrEnum):
    REMEDY = "remedy"
    INSPECTION = "inspection"
    PLAN_LINE = "plan-line"


Dated = Finding | Inspection | Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """key: which of the piece's, ``remedy``, ``line-3``; a remedy that was sent back is waited for anew: ``remedy-2``.
    department: that must do it, empty: the control team. person: account id of who leads it, empty where nobody is
    named by account. at: aware, UTC, the last instant in time."""

    piece_id: str
    agency: str
    kind: DueKind
    key: str
    department: str = ""
    person: str = ""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlDue:
    """Fact: somebody is reminded. working_days_left: 7, 3, 1; 0: it is late."""

    due: Due
    working_days_left: int


def dues(piece: Dated, begun: Mapping[int, bool]) -> tuple[Due, ...]:
    """What is awaited of it now. begun: of a plan: lines that have an inspection or a review → whether one is done."""
    match piece:
        case Finding() if piece.state in AWAITED:
            return (_remedy(piece),)
        case Inspection() if piece.state is InspectionState.OPEN:
            leader = piece.team[0]
            return (_due(piece, DueKind.INSPECTION, "inspection", end_of(piece.to_on), person=leader),)
        case Plan() if piece.state is PlanState.APPROVED:
            is_done = begun.__contains__ if piece.kind is PlanKind.INSPECTION else lambda line: begun.get(line, False)
            return tuple(
                _due(piece, DueKind.PLAN_LINE, f"line-{number}", end_of(line.to_on))
                for number, line in enumerate(piece.lines)
                if not is_done(number)
            )
    return ()


def told(due: Due, calendar: WorkCalendar) -> dict[int, datetime]:
    """Working days that are left → when somebody is told, in office hours; 0: when it is late. Empty where the calendar
    does not reach yet."""
    try:
        return reminders(calendar, local_day(due.at), due.at)
    except CalendarUnknown:
        return {}


def end_of(day: date) -> datetime:
    """The last second of a local day."""
    return datetime.combine(day, time(23, 59, 59), HO_CHI_MINH).astimezone(UTC)


def _remedy(finding: Finding) -> Due:
    returned = sum(act.name == "return-answer" for act in finding.acts)
    key = f"remedy-{returned + 1}" if returned else "remedy"
    return _due(finding, DueKind.REMEDY, key, finding.due_at, department=finding.department)


def _due(piece: Dated, kind: DueKind, key: str, at: datetime, *, department: str = "", person: str = "") -> Due:
    return Due(piece_id=piece.id, agency=piece.agency, kind=kind, key=key, department=department, person=person, at=at)
