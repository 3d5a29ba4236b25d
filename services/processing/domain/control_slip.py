"""The control slip (phiếu kiểm soát, form 06): who gave a dossier to whom, when, and how each ended against its time.

Processing owns who had what, so it tells the whole way up to the result; handing that over is intake's, which prints
the form. A row is a change of hands: from whoever had the dossier to whoever has it now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from chassis.kernel.worktime import EntryKind
from chassis.kernel.worktime.ledger import effective
from processing.domain.attribution import APPLICANT, consulted
from processing.domain.case import Case, Task
from processing.domain.clock import judged
from processing.domain.law import Law
from processing.domain.owners import Owner, OwnerKind
from processing.domain.vocabulary import ConsultationState, Role, StopCause, TaskState, Timeliness


class HandoverKind(StrEnum):
    """What made the dossier change hands."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    REASSIGNED = "reassigned"
    RETURNED = "returned"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    SUPPLEMENTED = "supplemented"
    PAYMENT_REQUESTED = "payment_requested"
    PAID = "paid"
    CONSULTED = "consulted"
    ANSWERED = "answered"
    RESULT_ISSUED = "result_issued"
    STOPPED = "stopped"
    RECALLED = "recalled"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipRow:
    """One hand-over. verdict: how the receiver's part ended against its own time; None while it is not done, or where
    it has none. named_by: account of who named the receiver. extended_to: an apology moved the appointment there while
    the receiver had it. note: in Vietnamese, note_en: in English."""

    at: datetime
    kind: HandoverKind
    giver: Owner
    receiver: Owner
    verdict: Timeliness | None = None
    step_key: str = ""
    named_by: str = ""
    extended_to: datetime | None = None
    note: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Move:
    """The dossier comes to somebody. to: None for back to whoever in the office had it. rank: among equal instants.

    beside: who is asked for an opinion, or was, while the dossier stays where it is.
    """

    at: datetime
    kind: HandoverKind
    to: Owner | None
    note: str
    note_en: str
    verdict: Timeliness | None = None
    step_key: str = ""
    named_by: str = ""
    rank: int = 1
    beside: Owner | None = None


def control_slip(case: Case, law: Law) -> tuple[SlipRow, ...]:
    """Row by row in the order of time."""
    found = (*_counter(case, law), *_steps(case, law), *_asked(case), *_consulted(case, law))
    moves = sorted(found, key=lambda move: (move.at, move.rank))
    rows: list[SlipRow] = []
    holder = office = APPLICANT
    for move in moves:
        if move.beside is not None:
            is_asked = move.kind is HandoverKind.CONSULTED
            rows.append(_row(move, *((office, move.beside) if is_asked else (move.beside, office))))
            continue
        giver, receiver = (holder, move.to) if move.to else (APPLICANT, office)
        rows.append(_row(move, giver, receiver))
        holder = receiver
        office = receiver if receiver.kind in _IN_OFFICE else office
    return tuple(_extended(case, rows))


_IN_OFFICE = (OwnerKind.RECEPTION, OwnerKind.DEPARTMENT)


def _row(move: _Move, giver: Owner, receiver: Owner) -> SlipRow:
    return SlipRow(
        at=move.at,
        kind=move.kind,
        giver=giver,
        receiver=receiver,
        verdict=move.verdict,
        step_key=move.step_key,
        named_by=move.named_by,
        note=move.note,
        note_en=move.note_en,
    )


def _counter(case: Case, law: Law) -> Iterator[_Move]:
    step = law.version.received
    reception = next((t for t in case.tasks if step is not None and t.step_key == step.key), None)
    back = law.version.handed_over or step
    counter = Owner(kind=OwnerKind.RECEPTION, department=back.department if back else "")
    officer = reception.officer if reception else ""
    yield _Move(
        at=case.accepted_at,
        kind=HandoverKind.RECEIVED,
        to=replace(counter, department=step.department if step else counter.department, officer=officer),
        note="Tiếp nhận hồ sơ",
        note_en="Dossier accepted",
        rank=0,
    )
    if case.issued_at is not None:
        yield _Move(
            at=case.issued_at,
            kind=HandoverKind.RESULT_ISSUED,
            to=counter,
            note="Kết quả giải quyết",
            note_en="The result",
            verdict=case.timeliness,
            rank=3,
        )
    if case.stopped_at is not None and case.stop_cause is not None:
        note, note_en = _STOPPED[case.stop_cause]
        yield _Move(at=case.stopped_at, kind=HandoverKind.STOPPED, to=counter, note=note, note_en=note_en, rank=3)


_STOPPED = {
    StopCause.WITHDRAWN: ("Dừng theo đề nghị của người nộp", "Stopped at the applicant's request"),
    StopCause.APPLICANT_DEADLINE_PASSED: ("Dừng do quá hạn bổ sung hồ sơ", "Stopped: the papers did not come in time"),
    StopCause.AUTHORITY: ("Cơ quan dừng giải quyết", "Stopped by the authority"),
}


def _steps(case: Case, law: Law) -> Iterator[_Move]:
    named = [
        (task, number)
        for task in case.tasks
        if task.state is not TaskState.SKIPPED and law.version.steps[task.place] != law.version.received
        for number in range(len(task.holdings))
    ]
    named.sort(key=lambda each: each[0].holdings[each[1]].since)
    before: Task | None = None
    for task, number in named:
        holding, is_last = task.holdings[number], number == len(task.holdings) - 1
        kind = HandoverKind.REASSIGNED if number else HandoverKind.ASSIGNED
        if before is not None and before.id != task.id and task.place <= before.place and _was_done(case, task):
            kind = HandoverKind.RETURNED
        yield _Move(
            at=holding.since,
            kind=kind,
            to=Owner(kind=_kind(task), department=task.department, officer=holding.officer),
            note=f"Trả lại: {task.step_name}" if kind is HandoverKind.RETURNED else task.step_name,
            note_en=f"Returned: {task.step_name_en}" if kind is HandoverKind.RETURNED else task.step_name_en,
            verdict=_verdict(task, law) if is_last else None,
            step_key=task.step_key,
            named_by=holding.named_by,
        )
        before = task


def _was_done(case: Case, task: Task) -> bool:
    """Whether the step had been opened before: parallel steps come in any order without being returns."""
    return any(other.place == task.place for other in case.tasks[: case.tasks.index(task)])


def _kind(task: Task) -> OwnerKind:
    return OwnerKind.RECEPTION if task.role is Role.RECEPTIONIST else OwnerKind.DEPARTMENT


def _verdict(task: Task, law: Law) -> Timeliness | None:
    if task.state is not TaskState.COMPLETED or task.completed_at is None:
        return None
    return judged(task.completed_at, task.due_at, law.calendar.tz)


def _asked(case: Case) -> Iterator[_Move]:
    """What the applicant was asked for, and when it came."""
    for asked in case.supplements:
        yield _Move(
            at=asked.requested_at,
            kind=HandoverKind.SUPPLEMENT_REQUESTED,
            to=APPLICANT,
            note="Yêu cầu bổ sung hồ sơ",
            note_en="Papers asked for",
            rank=2,
        )
        if asked.answered_at is not None:
            yield _Move(
                at=asked.answered_at,
                kind=HandoverKind.SUPPLEMENTED,
                to=None,
                note="Đã bổ sung hồ sơ",
                note_en="Papers received",
                rank=2,
            )
    for duty in case.duties:
        yield _Move(
            at=duty.requested_at,
            kind=HandoverKind.PAYMENT_REQUESTED,
            to=APPLICANT,
            note="Yêu cầu thực hiện nghĩa vụ tài chính",
            note_en="A payment asked for",
            rank=2,
        )
        if duty.settled_at is not None:
            yield _Move(
                at=duty.settled_at,
                kind=HandoverKind.PAID,
                to=None,
                note="Đã thực hiện nghĩa vụ tài chính",
                note_en="Paid or exempted",
                rank=2,
            )


def _consulted(case: Case, law: Law) -> Iterator[_Move]:
    """Opinions that were asked for, each with what became of it."""
    for asked in case.consultations:
        body = asked.consultee
        unit = consulted(body)
        is_deemed = asked.state is ConsultationState.DEEMED_CONSENT
        answered_at = None if is_deemed else asked.answered_at
        verdict = judged(answered_at, asked.due_at, law.calendar.tz) if answered_at else None
        yield _Move(
            at=asked.asked_at,
            kind=HandoverKind.CONSULTED,
            to=None,
            note=f"Lấy ý kiến: {body.name}",
            note_en=f"Opinion asked of: {body.name_en}",
            verdict=Timeliness.LATE if is_deemed else verdict,
            rank=2,
            beside=unit,
        )
        if asked.closed_at is not None:
            kind, note, note_en = _CLOSED[asked.state]
            yield _Move(at=asked.closed_at, kind=kind, to=None, note=note, note_en=note_en, rank=2, beside=unit)


_CLOSED = {
    ConsultationState.ANSWERED: (HandoverKind.ANSWERED, "Đã cho ý kiến", "Opinion given"),
    ConsultationState.DEEMED_CONSENT: (
        HandoverKind.ANSWERED,
        "Coi là đồng ý do quá hạn cho ý kiến",
        "Deemed to agree: silent past the deadline",
    ),
    ConsultationState.WITHDRAWN: (HandoverKind.RECALLED, "Thôi lấy ý kiến", "Opinion no longer awaited"),
}


def _extended(case: Case, rows: list[SlipRow]) -> list[SlipRow]:
    """An apology is noted where the dossier was at that moment."""
    for entry in effective(case.entries):
        if entry.kind is EntryKind.EXTENDED:
            place = max((i for i, row in enumerate(rows) if row.at <= entry.at), default=None)
            if place is not None:
                rows[place] = replace(rows[place], extended_to=entry.new_due_at)
    return rows
