"""What becomes of an opinion that ``consulting`` asked for: an answer, silence, a reminder, withdrawal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from chassis.kernel.errors import Kind, Problem
from processing.domain.case import Case, Change
from processing.domain.consultation import Consultation
from processing.domain.facts import (
    Asked,
    ConsultationAnswered,
    ConsultationDeemed,
    ConsultationOverdue,
    ConsultationReminded,
    ConsultationWithdrawn,
)
from processing.domain.law import Law
from processing.domain.vocabulary import (
    ClockCause,
    ClockEffect,
    ConsultationState,
    Opinion,
)
from processing.domain.waiting import run_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """answered_by: account id, or ``link``."""

    answered_by: str
    opinion: Opinion
    text: str


def answer(case: Case, law: Law, consultation_id: str, reply: Reply, at: datetime) -> Change:
    """The opinion. Late ones are kept; after a deemed consent as information only.

    Raises Problem ``consultation-unknown``, ``consultation-answered``, ``consultation-withdrawn``.
    """
    change = _until(case, law, at)
    asked = change.case.consultation(consultation_id)
    _allow_answer(asked)
    answered = replace(asked, answered_at=at, answered_by=reply.answered_by, opinion=reply.opinion, text=reply.text)
    is_late = at > asked.due_at
    fact = ConsultationAnswered(dossier=case.dossier, asked=about(asked), answered_at=at, is_late=is_late)
    if not asked.is_open:
        return change.then(Change(case=_replaced(change.case, answered), facts=(fact,)))
    closed = replace(answered, state=ConsultationState.ANSWERED, closed_at=at)
    change = change.then(Change(case=_replaced(change.case, closed), facts=(fact,)))
    return change.then(_no_longer_awaited(change.case, law, closed, at))


def withdraw(case: Case, law: Law, consultation_id: str, reason: str, at: datetime) -> Change:
    """The opinion is no longer awaited. Raises Problem ``consultation-unknown``, ``consultation-closed``."""
    change = _until(case, law, at)
    asked = _open(change.case, consultation_id)
    return change.then(_withdrawn(change.case, law, asked, reason, at))


def remind(case: Case, law: Law, consultation_id: str, at: datetime) -> Change:
    """The body is urged once more. Raises Problem ``consultation-unknown``, ``consultation-closed``."""
    change = _until(case, law, at)
    return change.then(_reminded(change.case, _open(change.case, consultation_id), at, is_automatic=False))


def warn(case: Case, due_at: datetime, at: datetime) -> Change:
    """Whoever is awaited by that instant is reminded of it, by itself."""
    change = Change(case=case)
    for asked in case.open_consultations:
        if asked.due_at == due_at:
            change = change.then(_reminded(change.case, asked, at, is_automatic=True))
    return change


def pass_deadline(case: Case, law: Law, due_at: datetime, now: datetime) -> Change:
    """What follows from silence until that deadline: consent at the lawful instant, or the lead unit is told."""
    change = Change(case=case)
    for asked in sorted(case.open_consultations, key=lambda each: each.due_at):
        if asked.due_at <= due_at:
            change = change.then(_passed(change.case, law, asked, now))
    return change


def decide_without(case: Case, law: Law, reason: str, at: datetime) -> Change:
    """The case ready to be decided: what is still awaited is withdrawn for the decider's reason.

    Raises Problem ``consultations-open`` without one.
    """
    change = _until(case, law, at)
    awaited = change.case.open_consultations
    if awaited and not reason:
        named = ", ".join(asked.consultee.key for asked in awaited)
        raise Problem(
            "consultations-open",
            Kind.REFUSED,
            f"Opinions are still awaited from {named}. Wait for them, withdraw them, or say in despite_consultations "
            "why the case is decided without them.",
            fields={"despite_consultations": "say why"},
        )
    for asked in awaited:
        change = change.then(_withdrawn(change.case, law, asked, reason, at))
    return change


def check_awaited_by_link(asked: Consultation) -> None:
    """Whether a link would be of use; raises Problem ``consultation-closed``, ``answers-in-its-inbox``."""
    if not asked.is_open:
        raise _closed(asked)
    if asked.consultee.department:
        detail = f"{asked.consultee.name} is a department here: its officers find the question in their list."
        raise Problem("answers-in-its-inbox", Kind.REFUSED, detail)


def about(asked: Consultation) -> Asked:
    """What events may say of it."""
    return Asked(
        consultation_id=asked.id,
        consultee=asked.consultee.key,
        kind=asked.consultee.kind,
        department=asked.consultee.department,
        requested_at=asked.asked_at,
        due_at=asked.due_at,
    )


def _until(case: Case, law: Law, now: datetime) -> Change:
    """The case with every deadline before now passed, fired or not. An answer on the deadline is in time."""
    passed = [asked.due_at for asked in case.open_consultations if asked.due_at < now]
    return pass_deadline(case, law, max(passed), now) if passed else Change(case=case)


def _allow_answer(asked: Consultation) -> None:
    if asked.answered_at is not None:
        raise Problem("consultation-answered", Kind.REFUSED, "The opinion is there already; it is given once.")
    if asked.state is ConsultationState.WITHDRAWN:
        raise Problem("consultation-withdrawn", Kind.REFUSED, "The opinion is no longer awaited.")


def _open(case: Case, consultation_id: str) -> Consultation:
    asked = case.consultation(consultation_id)
    if not asked.is_open:
        raise _closed(asked)
    return asked


def _closed(asked: Consultation) -> Problem:
    detail = f"This consultation is {asked.state.value.replace('_', ' ')}: nothing is awaited any more."
    return Problem("consultation-closed", Kind.REFUSED, detail)


def _passed(case: Case, law: Law, asked: Consultation, now: datetime) -> Change:
    if asked.silence_is_consent:
        deemed = replace(asked, state=ConsultationState.DEEMED_CONSENT, closed_at=asked.due_at)
        fact = ConsultationDeemed(dossier=case.dossier, asked=about(asked))
        change = Change(case=_replaced(case, deemed), facts=(fact,))
        return change.then(_no_longer_awaited(change.case, law, deemed, now))
    if asked.escalated_at is not None:
        return Change(case=case)
    counter = law.version.received
    told = ConsultationOverdue(dossier=case.dossier, asked=about(asked), counter=counter.department if counter else "")
    return Change(case=_replaced(case, replace(asked, escalated_at=now)), facts=(told,))


def _withdrawn(case: Case, law: Law, asked: Consultation, reason: str, at: datetime) -> Change:
    closed = replace(asked, state=ConsultationState.WITHDRAWN, closed_at=at, withdrawal_reason=reason)
    fact = ConsultationWithdrawn(dossier=case.dossier, asked=about(asked), withdrawn_at=at)
    change = Change(case=_replaced(case, closed), facts=(fact,))
    return change.then(_no_longer_awaited(change.case, law, closed, at))


def _reminded(case: Case, asked: Consultation, at: datetime, *, is_automatic: bool) -> Change:
    fact = ConsultationReminded(dossier=case.dossier, asked=about(asked), reminded_at=at, is_automatic=is_automatic)
    return Change(case=_replaced(case, replace(asked, reminded_at=at)), facts=(fact,))


def _no_longer_awaited(case: Case, law: Law, closed: Consultation, now: datetime) -> Change:
    """The clock goes on, if it stood for this and stands for nothing else."""
    if closed.clock_effect is ClockEffect.NONE or closed.closed_at is None:
        return Change(case=case)
    return run_on(case, law, closed.closed_at, now, cause=ClockCause.CONSULTATION)


def _replaced(case: Case, changed: Consultation) -> Case:
    return case.next(consultations=tuple(changed if asked.id == changed.id else asked for asked in case.consultations))
