"""A consultation: one other body asked for its opinion on a dossier (lấy ý kiến, ND61 art. 19(5)–(7)). Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chassis.kernel.errors import Kind, Problem
from chassis.kernel.worktime import Limit
from processing.domain.vocabulary import (
    AnswersBy,
    ClockEffect,
    ConsultationState,
    ConsulteeKind,
    OnSilence,
    Opinion,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationPolicy:
    """What asking another body does. limit: its time to answer, None where none is written: the officer sets a day."""

    limit: Limit | None
    on_silence: OnSilence
    effect_on_clock: ClockEffect
    legal_ref: str


GENERAL_RULE = ConsultationPolicy(
    limit=None,
    on_silence=OnSilence.ESCALATE,
    effect_on_clock=ClockEffect.NONE,
    legal_ref="NĐ 61/2018/NĐ-CP Đ19(5)",
)
"""What holds for a procedure whose law says nothing of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultee:
    """A public body as the law pack names it. department: token, of one of this agency; agency: token that the accounts
    of another one carry; each empty where it does not apply. mailbox: office mailbox, empty where it is not known."""

    key: str
    name: str
    name_en: str
    kind: ConsulteeKind
    answers_by: AnswersBy
    department: str = ""
    agency: str = ""
    mailbox: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation:
    """One body asked. question, documents, text and the reasons are for the file; never in an event.

    documents: names of those that the officer shares. task_id: the step for which it was asked.
    later_reason: why due_at is later than the law's, empty if it is not.
    returns_to: token of the counter to which the result comes back, for a dossier that went up (ND61 art. 19(7)).
    closed_at: when the opinion was no longer awaited: answered, deemed (the deadline itself) or withdrawn; None while
    open. answered_at: None without an answer; later than closed_at for one that came after a deemed consent.
    escalated_at: when the lead unit was told of the silence.
    """

    id: str
    consultee: Consultee
    question: str
    documents: tuple[str, ...]
    asked_by: str
    task_id: str
    asked_at: datetime
    due_at: datetime
    on_silence: OnSilence
    clock_effect: ClockEffect
    legal_ref: str
    later_reason: str = ""
    returns_to: str = ""
    state: ConsultationState = ConsultationState.OPEN
    closed_at: datetime | None = None
    answered_at: datetime | None = None
    answered_by: str = ""
    opinion: Opinion | None = None
    text: str = ""
    withdrawal_reason: str = ""
    reminded_at: datetime | None = None
    escalated_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state is ConsultationState.OPEN

    @property
    def silence_is_consent(self) -> bool:
        return self.on_silence is OnSilence.DEEMED_CONSENT

    def is_late(self, now: datetime) -> bool:
        """Whether it was open longer than its deadline allowed. A deemed consent is silence, which is late."""
        return self.state is ConsultationState.DEEMED_CONSENT or (self.closed_at or now) > self.due_at


def consultation_unknown(consultation_id: str) -> Problem:
    """Also the answer to whoever may not see it."""
    return Problem(
        "consultation-unknown",
        Kind.NOT_FOUND,
        f"No consultation {consultation_id[:64]} that you may see. Look yours up with GET /v1/consultations.",
    )
