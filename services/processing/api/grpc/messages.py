"""Between the use cases and the messages of motcua.processing.v1."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from typing import Any

from google.protobuf.message import Message

from chassis.http.paging import LARGEST_PAGE, decode_cursor, encode_cursor
from chassis.kernel.errors import invalid
from chassis.messaging.journal import Idempotency
from chassis.rpc.server import current_actor
from motcua.processing.v1 import case_pb2
from processing.api.grpc.consultation_messages import consultations_of, whereabouts
from processing.application.changing import Asked, Seen
from processing.application.ports import Place
from processing.application.views import stands
from processing.application.work import Work, work_in
from processing.domain.case import Task
from processing.domain.guards import Guard
from processing.domain.vocabulary import CaseState, TaskState
from processing.protocol import CHANNELS, KINDS, OUTCOMES, STOPS, TIMELINESS, dossier_ref, instant, stamp

_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_DEFAULT_PAGE = 50

CASE_STATES = {
    CaseState.RUNNING: case_pb2.CASE_STATE_RUNNING,
    CaseState.AWAITING_SUPPLEMENT: case_pb2.CASE_STATE_AWAITING_SUPPLEMENT,
    CaseState.AWAITING_PAYMENT: case_pb2.CASE_STATE_AWAITING_PAYMENT,
    CaseState.DECIDED: case_pb2.CASE_STATE_DECIDED,
    CaseState.RESULT_ISSUED: case_pb2.CASE_STATE_RESULT_ISSUED,
    CaseState.STOPPED: case_pb2.CASE_STATE_STOPPED,
}
TASK_STATES = {
    TaskState.UNASSIGNED: case_pb2.TASK_STATE_UNASSIGNED,
    TaskState.ASSIGNED: case_pb2.TASK_STATE_ASSIGNED,
    TaskState.COMPLETED: case_pb2.TASK_STATE_COMPLETED,
    TaskState.CANCELLED: case_pb2.TASK_STATE_CANCELLED,
    TaskState.RETURNED: case_pb2.TASK_STATE_RETURNED,
    TaskState.SKIPPED: case_pb2.TASK_STATE_SKIPPED,
}
CASE_STATE_OF = {proto: word for word, proto in CASE_STATES.items()}
TASK_STATE_OF = {proto: word for word, proto in TASK_STATES.items()}


def case_message(seen: Seen, *, whole: bool = True) -> case_pb2.Case:
    """The case; without tasks and ledger in lists."""
    case, standing, current = seen.case, stands(seen), seen.case.current
    message = case_pb2.Case(
        dossier=dossier_ref(case.dossier),
        state=CASE_STATES[case.state],
        current_step=current.step_key if current else "",
        current_department=current.department if current else "",
        officer=current.officer if current else "",
        accepted_at=stamp(case.accepted_at),
        clock_started_at=stamp(case.clock_started_at),
        due_at=stamp(standing.due_at),
        original_due_at=stamp(standing.original_due_at),
        due_is_provisional=standing.due_is_provisional,
        timeliness=TIMELINESS[standing.timeliness],
        supplement_requests=len(case.supplements),
        version=case.version,
        open_steps=[_open_step(task) for task in case.open_tasks],
    )
    _endings(message, seen)
    if whole:
        message.tasks.extend(task_message(task, seen) for task in case.tasks)
        message.ledger.extend(_ledger(seen))
        message.financial_duties.extend(_duties(seen))
        message.consultations.extend(consultations_of(case, seen.now))
        message.whereabouts.CopyFrom(whereabouts(case))
    return message


def _open_step(task: Task) -> case_pb2.OpenStep:
    return case_pb2.OpenStep(
        task_id=task.id,
        step_key=task.step_key,
        department=task.department,
        officer=task.officer,
        due_at=stamp(task.due_at),
    )


def _endings(message: case_pb2.Case, seen: Seen) -> None:
    case = seen.case
    if case.decision is not None:
        message.decided_at.CopyFrom(stamp(case.decision.decided_at))
        message.outcome = OUTCOMES[case.decision.outcome]
    if case.issued_at is not None:
        message.issued_at.CopyFrom(stamp(case.issued_at))
    if case.stopped_at is not None:
        message.stopped_at.CopyFrom(stamp(case.stopped_at))
    if case.stop_cause is not None:
        message.stop_cause = STOPS[case.stop_cause]


def _ledger(seen: Seen) -> list[case_pb2.LedgerEntry]:
    return [
        case_pb2.LedgerEntry(
            kind=entry.kind.value,
            at=stamp(entry.at),
            recorded_at=stamp(entry.recorded_at),
            reason=entry.reason,
            new_due_at=stamp(entry.new_due_at) if entry.new_due_at else None,
            undoes=entry.undoes,
        )
        for entry in seen.case.entries
    ]


def _duties(seen: Seen) -> list[case_pb2.FinancialDuty]:
    return [
        case_pb2.FinancialDuty(
            duty_id=duty.duty_id,
            requested_at=stamp(duty.requested_at),
            kind=KINDS[duty.kind],
            amount_vnd=duty.amount_vnd,
            pay_by_at=stamp(duty.pay_by_at) if duty.pay_by_at else None,
            settled_at=stamp(duty.settled_at) if duty.settled_at else None,
        )
        for duty in seen.case.duties
    ]


def task_message(task: Task, seen: Seen) -> case_pb2.Task:
    """A task of a case."""
    return work_message(work_in(seen, task))


def work_message(work: Work) -> case_pb2.Task:
    """A task in a list, or of a case."""
    listed, task = work.listed, work.listed.task
    return case_pb2.Task(
        id=task.id,
        dossier=dossier_ref(listed.dossier),
        step_key=task.step_key,
        step_name=task.step_name,
        department=task.department,
        role=task.role.value,
        officer=task.officer,
        state=TASK_STATES[task.state],
        opened_at=stamp(task.opened_at),
        started_at=stamp(task.started_at) if task.started_at else None,
        due_at=stamp(task.due_at),
        completed_at=stamp(task.completed_at) if task.completed_at else None,
        working_seconds=task.working_seconds,
        version=listed.version,
        dossier_due_at=stamp(listed.dossier_due_at),
        working_seconds_left=work.seconds_left,
        timeliness=TIMELINESS[work.timeliness],
        is_paused=work.is_paused,
        forms=task.forms,
        unmet=_guard(task.unmet) if task.unmet else None,
    )


def _guard(guard: Guard) -> case_pb2.Guard:
    message = case_pb2.Guard(
        channels=[CHANNELS[channel] for channel in guard.channels],
        supplemented=guard.supplemented,
        consulted=guard.consulted,
    )
    if guard.outcome is not None:
        message.outcome = OUTCOMES[guard.outcome]
    return message


def asked(method: str, request: Any) -> Asked:
    """Who calls, with the key and the version that the request carries."""
    return Asked(
        actor=current_actor(),
        if_version=request.expected_version or None,
        idempotency=_idempotency(method, request, request.idempotency_key),
    )


def created(method: str, request: Any) -> Asked:
    """The same for what has no version yet, or none at all."""
    return Asked(actor=current_actor(), idempotency=_idempotency(method, request, request.idempotency_key))


def page(request: Any, filters: dict[str, object]) -> tuple[Place | None, int]:
    """Where a page begins and how long it is; Problems ``page-size-invalid``, ``page-token-invalid``."""
    if not 0 <= request.page_size <= LARGEST_PAGE:
        raise invalid("page-size-invalid", f"Ask for 1 to {LARGEST_PAGE}.", page_size="out of range")
    size = request.page_size or _DEFAULT_PAGE
    if not request.page_token:
        return None, size
    due_at, row_id = decode_cursor(request.page_token, filters)
    return Place(due_at=datetime.fromisoformat(str(due_at)), id=str(row_id)), size


def token(following: Place | None, filters: dict[str, object]) -> str:
    """The next page's token, empty on the last."""
    return encode_cursor([following.due_at.isoformat(), following.id], filters) if following else ""


def due_before(request: Any) -> datetime | None:
    """The filter of that name, None where it is absent."""
    return instant(request.due_before) if request.HasField("due_before") else None


def checked_key(key: str) -> str:
    """A client's key, perhaps empty; Problem ``idempotency-key-malformed``."""
    if key and _KEY.fullmatch(key) is None:
        advice = "1 to 255 visible ASCII characters"
        raise invalid("idempotency-key-malformed", f"Give {advice}.", idempotency_key=advice)
    return key


def _idempotency(method: str, request: Message, key: str) -> Idempotency | None:
    if not checked_key(key):
        return None
    body = request.SerializeToString(deterministic=True)
    return Idempotency(key=key, digest=hashlib.sha256(method.encode() + b"\0" + body).hexdigest())
