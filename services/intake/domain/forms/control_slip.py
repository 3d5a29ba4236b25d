"""Form 06, phiếu kiểm soát quá trình giải quyết hồ sơ: the way of a dossier from hand to hand. Never typed in.

A projection of what processing has said of its steps, with the counter's own first and last rows. Officers stand on it
as their accounts; no applicant does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from intake.domain.dossier import Dossier, Timeliness, judged
from intake.domain.facts import Stage
from intake.domain.fees.accounts import Payable
from intake.domain.forms.heading import Heading
from intake.domain.lawpack import LawPack
from intake.domain.procedures import Channel

APPLICANT = "Tổ chức, cá nhân nộp hồ sơ"
_NOBODY = (APPLICANT, "")


class HandoverKind(StrEnum):
    ASSIGNED = "assigned"  # an officer has a step
    COMPLETED = "completed"  # the officer has done it
    EXTENDED = "extended"  # form 04: one new date
    CONSULTED = "consulted"  # an opinion is asked for
    ANSWERED = "answered"  # it is given
    DEEMED = "deemed"  # silence past the deadline is consent
    RECALLED = "recalled"  # it is no longer awaited


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """What processing said of a dossier's way. sequence: of its event. unit: token of the department. officer: account.

    due_at: of the step by its own budget; for an extension the new due instant. An extension has no step and officer.
    An opinion has its own id as task_id, and the key of the body that is asked as unit.
    """

    sequence: int
    kind: HandoverKind
    task_id: str
    step: str
    unit: str
    officer: str
    at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipRow:
    """One hand-over. giver, receiver: names of units; given_by, received_by: accounts, empty for the applicant.

    verdict: how the receiver's step ended against its own time; null while it is not done, or has none. at: local.
    """

    giver: str
    receiver: str
    at: datetime
    given_by: str
    received_by: str
    verdict: Timeliness | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlSheet:
    """department: who answers for the dossier. partners: other units that had it. All instants local."""

    heading: Heading
    code: str
    request: str
    department: str
    partners: tuple[str, ...]
    accepted_at: datetime
    due_at: datetime
    rows: tuple[SlipRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Move:
    """The dossier comes to a unit and a person. back: from the applicant, to whoever in the office has it."""

    at: datetime
    unit: str
    person: str
    note: str
    verdict: Timeliness | None = None
    back: bool = False
    rank: int = 1  # among equal instants: taken in, handed on, asked, ended, handed over
    beside: HandoverKind | None = None  # an opinion, while the dossier stays where it is


def slip_rows(
    dossier: Dossier, handovers: Sequence[Handover], law: LawPack, counter: str, payables: Sequence[Payable] = ()
) -> tuple[SlipRow, ...]:
    """Row by row in the order of time, as processing tells it too. counter: name of the one-stop unit."""
    moves = sorted(
        (
            *_counters(dossier, counter, law),
            *_departments(dossier, handovers, law),
            *_supplements(dossier),
            *_duties(payables),
            *_opinions(handovers, law),
        ),
        key=lambda move: (move.at, move.rank),
    )
    rows: list[SlipRow] = []
    holder = office = _NOBODY
    for move in moves:
        if move.beside is not None:
            unit = (move.unit, "")
            pair = (office, unit) if move.beside is HandoverKind.CONSULTED else (unit, office)
            rows.append(_row(*pair, move, law))
            continue
        giver, receiver = (_NOBODY, office) if move.back else (holder, (move.unit, move.person))
        rows.append(_row(giver, receiver, move, law))
        holder = receiver
        office = office if receiver == _NOBODY else receiver
    return tuple(_noted(rows, handovers, law))


def partners(dossier: Dossier, handovers: Sequence[Handover], law: LawPack) -> tuple[str, ...]:
    """The units that had a step, beside the one that answers for the dossier."""
    others = dict.fromkeys(each.unit for each in handovers if each.unit and each.unit != dossier.department)
    return tuple(unit_name(law, unit) for unit in others)


def unit_name(law: LawPack, token: str) -> str:
    """Its name today, of a department or a body that may be consulted; the token of one that the law pack does not
    know."""
    names = {body.key: body.name for body in law.consultees} | {d.token: d.name for d in law.departments}
    return names.get(token, token)


def _counters(dossier: Dossier, counter: str, law: LawPack) -> Iterator[_Move]:
    if dossier.accepted_at is not None:
        yield _Move(at=dossier.accepted_at, unit=counter, person=dossier.accepted_by, note="Tiếp nhận hồ sơ", rank=0)
    if dossier.result_issued_at is not None and dossier.original_due_at is not None:
        verdict = judged(dossier.result_issued_at, dossier.original_due_at, law.calendar.tz)
        note = "Kết quả giải quyết"
        yield _Move(at=dossier.result_issued_at, unit=counter, person="", note=note, verdict=verdict, rank=3)
    if dossier.stopped_at is not None:
        note = _STOPPED.get(dossier.stop_cause, "Dừng")
        yield _Move(at=dossier.stopped_at, unit=counter, person="", note=note, rank=3)
    if dossier.returned_at is not None:
        note = f"Trả kết quả{_BY[dossier.returned_by] if dossier.returned_by else ''}"
        yield _Move(at=dossier.returned_at, unit=APPLICANT, person="", note=note, rank=4)


_BY: dict[Channel, str] = {
    Channel.COUNTER: " tại Bộ phận Một cửa",
    Channel.POST: " qua bưu chính công ích",
    Channel.ONLINE: " trực tuyến",
}
_STOPPED: dict[str, str] = {
    "withdrawn": "Dừng theo đề nghị của người nộp",
    "applicant_deadline_passed": "Dừng do quá hạn bổ sung hồ sơ",
    "authority": "Cơ quan dừng giải quyết",
}


def _departments(dossier: Dossier, handovers: Sequence[Handover], law: LawPack) -> Iterator[_Move]:
    steps = law.version(dossier.procedure_key, dossier.procedure_version).steps
    places = {step.key: place for place, step in enumerate(steps)}
    done = {each.task_id: each for each in handovers if each.kind is HandoverKind.COMPLETED}
    latest = {each.task_id: each.sequence for each in handovers if each.kind is HandoverKind.ASSIGNED}
    tasks: dict[str, str] = {}
    before = -1
    for each in (each for each in handovers if each.kind is HandoverKind.ASSIGNED):
        place = places.get(each.step, 0)
        note = steps[place].name if each.step in places else each.step
        # Steps side by side come in any order; a return opens one again that was open before.
        if tasks.setdefault(each.step, each.task_id) != each.task_id and place <= before:
            note = f"Trả lại: {note}"
        tasks[each.step], before = each.task_id, place
        ended = done.get(each.task_id) if latest[each.task_id] == each.sequence else None
        # By what the step was due when it ended: a pause or the calendar may have moved it since it was assigned.
        verdict = judged(ended.at, ended.due_at, law.calendar.tz) if ended else None
        yield _Move(at=each.at, unit=unit_name(law, each.unit), person=each.officer, note=note, verdict=verdict)


def _supplements(dossier: Dossier) -> Iterator[_Move]:
    for request in dossier.supplements:
        if request.stage is not Stage.APPRAISAL:
            continue
        yield _Move(at=request.requested_at, unit=APPLICANT, person="", note="Yêu cầu bổ sung hồ sơ", rank=2)
        if request.supplemented_at is not None:
            yield _Move(at=request.supplemented_at, unit="", person="", note="Đã bổ sung hồ sơ", back=True, rank=2)


def _duties(payables: Sequence[Payable]) -> Iterator[_Move]:
    for duty in (payable for payable in payables if payable.is_duty):
        note = "Yêu cầu thực hiện nghĩa vụ tài chính"
        yield _Move(at=duty.asked_at, unit=APPLICANT, person="", note=note, rank=2)
        if duty.settled_at is not None:
            note = "Đã thực hiện nghĩa vụ tài chính"
            yield _Move(at=duty.settled_at, unit="", person="", note=note, back=True, rank=2)


def _opinions(handovers: Sequence[Handover], law: LawPack) -> Iterator[_Move]:
    """Each body asked, and what became of it; silence is late."""
    # The first word counts: an answer after a deemed consent is information.
    ended = {each.task_id: each for each in reversed(handovers) if each.kind in _ENDED}
    for each in handovers:
        unit = unit_name(law, each.unit)
        if each.kind is HandoverKind.CONSULTED:
            end = ended.get(each.task_id)
            is_deemed = end is not None and end.kind is HandoverKind.DEEMED
            answered = end if end is not None and end.kind is HandoverKind.ANSWERED else None
            verdict = judged(answered.at, each.due_at, law.calendar.tz) if answered else None
            verdict = Timeliness.LATE if is_deemed else verdict
            note = f"Lấy ý kiến: {unit}"
            yield _Move(at=each.at, unit=unit, person="", note=note, verdict=verdict, rank=2, beside=each.kind)
        elif each.kind in _ENDED and ended[each.task_id] == each:
            yield _Move(at=each.at, unit=unit, person="", note=_ENDED[each.kind], rank=2, beside=each.kind)


_ENDED = {
    HandoverKind.ANSWERED: "Đã cho ý kiến",
    HandoverKind.DEEMED: "Coi là đồng ý do quá hạn cho ý kiến",
    HandoverKind.RECALLED: "Thôi lấy ý kiến",
}


def _row(holder: tuple[str, str], receiver: tuple[str, str], move: _Move, law: LawPack) -> SlipRow:
    return SlipRow(
        giver=holder[0],
        receiver=receiver[0],
        at=move.at.astimezone(law.calendar.tz),
        given_by=holder[1],
        received_by=receiver[1],
        verdict=move.verdict,
        note=move.note,
    )


def _noted(rows: list[SlipRow], handovers: Sequence[Handover], law: LawPack) -> list[SlipRow]:
    """An extension is noted where the dossier was at that moment."""
    for each in (each for each in handovers if each.kind is HandoverKind.EXTENDED):
        at = max((i for i, row in enumerate(rows) if row.at <= each.at), default=None)
        if at is not None:
            until = each.due_at.astimezone(law.calendar.tz)
            rows[at] = replace(rows[at], note=f"{rows[at].note}; gia hạn đến {until:%H:%M %d/%m/%Y}")
    return rows
