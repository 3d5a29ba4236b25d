"""A case as people read it: what follows from it, said once for HTTP and gRPC."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

from chassis.kernel.worktime import ClockState, Derivation, LineKind
from chassis.kernel.worktime.limits import written
from processing.application.changing import Seen
from processing.domain.case import Case, Task
from processing.domain.clock import count, projected, standing
from processing.domain.vocabulary import CaseState, StopCause, TaskState, Timeliness


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a case stands at an instant. due_at, original_due_at: while the clock stands, as if it ran on from now."""

    due_at: datetime
    original_due_at: datetime
    due_is_provisional: bool
    is_paused: bool
    timeliness: Timeliness
    portal_status: int


def stands(seen: Seen) -> Standing:
    """The case at ``seen.now``."""
    case = seen.case
    clock = projected(case, seen.law, seen.now)
    due_at = (clock.due_at or case.announced_due_at).astimezone(UTC)
    return Standing(
        due_at=due_at,
        original_due_at=(clock.original_due_at or due_at).astimezone(UTC),
        due_is_provisional=clock.provisional,
        is_paused=count(case, seen.law).state is ClockState.PAUSED,
        timeliness=standing(case, seen.now),
        portal_status=portal_status(case),
    )


def opened_by(seen: Seen, task: Task) -> tuple[Task, ...]:
    """The open tasks that a task led to, in the order of the procedure: what follows it once it is done, what it was
    sent back to."""
    case, flow = seen.case, seen.law.version.flow
    returned = task.state is TaskState.RETURNED
    places = (flow.above if returned else flow.below).get(task.place, frozenset())
    later = case.tasks[case.tasks.index(task) + 1 :]
    return tuple(each for each in case.open_tasks if each.place in places and each in later)


def portal_status(case: Case) -> int:
    """The national portal's code: 2 accepted, 4 in a department, 5 papers asked for, 6 payment asked for, 7 withdrawn,
    8 stopped, 9 done."""
    match case.state:
        case CaseState.RUNNING if _is_untouched(case):
            return 2
        case CaseState.RUNNING | CaseState.DECIDED:
            return 4
        case CaseState.AWAITING_SUPPLEMENT:
            return 5
        case CaseState.AWAITING_PAYMENT:
            return 6
        case CaseState.RESULT_ISSUED:
            return 9
        case CaseState.STOPPED:
            return 7 if case.stop_cause is StopCause.WITHDRAWN else 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a derivation for people. counted: so far after this line, in the limit's unit, as a decimal."""

    on: str
    kind: str
    counted: str
    vi: str
    en: str
    legal_ref: str


def lines(derivation: Derivation) -> Iterator[Line]:
    """The derivation with a running count."""
    counted = Fraction(0)
    for line in derivation.lines:
        if line.kind in (LineKind.STARTED, LineKind.RESTARTED):
            counted = Fraction(0)
        if line.kind is LineKind.COUNTED:
            counted += line.amount or 0
        yield Line(
            on=line.on.isoformat(),
            kind=line.kind.value,
            counted=written(counted),
            vi=line.vi,
            en=line.en,
            legal_ref=line.legal_ref,
        )


def _is_untouched(case: Case) -> bool:
    """Accepted, and no department has named anybody yet."""
    idle = (TaskState.UNASSIGNED, TaskState.SKIPPED)
    return all(task.state in idle for task in case.tasks if task.place > 0)
