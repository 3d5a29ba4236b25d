"""Asking other bodies for their opinions on a dossier.

Several are asked at once, each with its own deadline, counted like every other (ND61 art. 19(5), (6)). To a higher
agency the dossier goes up; its result returns to the counter that took the dossier in (ND61 art. 19(7)).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from chassis.kernel.errors import Kind, Problem, invalid
from chassis.kernel.ids import Ids
from chassis.kernel.worktime import due
from processing.domain.case import Case, Change
from processing.domain.consultation import Consultation, Consultee
from processing.domain.consultations import about
from processing.domain.facts import ConsultationRequested
from processing.domain.law import Law
from processing.domain.states import Action, after
from processing.domain.vocabulary import ClockCause, ClockEffect, ConsulteeKind, OnSilence
from processing.domain.waiting import stand_still


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One body to be asked. due_at: None for the law's own limit. later_reason: needed for a deadline after that."""

    consultee: Consultee
    due_at: datetime | None = None
    later_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What an officer asks of all of them. documents: names of those that they are shown."""

    officer: str
    asked_at: datetime
    text: str
    documents: tuple[str, ...]
    asks: tuple[Ask, ...]


def request(case: Case, law: Law, question: Question, ids: Ids) -> Change:
    """The case with these opinions awaited.

    Raises Problem ``consult-not-allowed``, ``consultation-already-open``, ``consultee-is-lead``, ``dossier-gone-up``,
    ``consultation-deadline-required``, ``consultation-deadline-passed``, ``consultation-deadline-late``.
    """
    change = Change(case=case.next(state=after(case.state, Action.CONSULT)))
    for ask in question.asks:
        _allow(change.case, ask.consultee)
        asked = _asked(change.case, law, question, ask, ids.new())
        fact = ConsultationRequested(
            dossier=case.dossier, asked=about(asked), clock_effect=asked.clock_effect, on_silence=asked.on_silence
        )
        awaiting = change.case.next(consultations=(*change.case.consultations, asked))
        change = change.then(Change(case=awaiting, facts=(fact,)))
    if law.version.consultation.effect_on_clock is ClockEffect.NONE:
        return change
    return change.then(stand_still(change.case, law, question.asked_at, cause=ClockCause.CONSULTATION))


def gone_up(case: Case) -> Consultation | None:
    """The open question that took the dossier to a higher agency; None: it lies here."""
    return next((asked for asked in case.open_consultations if asked.returns_to), None)


def _asked(case: Case, law: Law, question: Question, ask: Ask, consultation_id: str) -> Consultation:
    policy, goes_up = law.version.consultation, ask.consultee.kind is ConsulteeKind.HIGHER_AGENCY
    counter = law.version.received
    return Consultation(
        id=consultation_id,
        consultee=replace(ask.consultee, mailbox=""),
        question=question.text,
        documents=question.documents,
        asked_by=question.officer,
        task_id=_step(case, question.officer),
        asked_at=question.asked_at,
        due_at=_deadline(case, law, ask, question.asked_at),
        # A higher agency decides its part: its silence is no opinion that could be deemed to agree (ADR 0021).
        on_silence=OnSilence.ESCALATE if goes_up else policy.on_silence,
        clock_effect=policy.effect_on_clock,
        legal_ref=policy.legal_ref,
        later_reason=ask.later_reason,
        returns_to=counter.department if goes_up and counter else "",
    )


def _step(case: Case, officer: str) -> str:
    """The open step of who asks, else the one that comes first."""
    own = (task.id for task in case.open_tasks if task.officer == officer)
    return next(own, case.current.id if case.current else "")


def _allow(case: Case, consultee: Consultee) -> None:
    if consultee.department and consultee.department == case.dossier.department:
        detail = f"{consultee.name} has this dossier itself: ask others."
        raise invalid("consultee-is-lead", detail, consultee="answers for the dossier")
    for asked in case.open_consultations:
        if asked.consultee.key == consultee.key:
            detail = f"{consultee.name} has been asked and has not answered: remind it, or withdraw the question first."
            raise Problem("consultation-already-open", Kind.REFUSED, detail)
        if asked.returns_to and consultee.kind is ConsulteeKind.HIGHER_AGENCY:
            detail = f"The dossier lies with {asked.consultee.name}: it goes up to one agency at a time."
            raise Problem("dossier-gone-up", Kind.REFUSED, detail)


def _deadline(case: Case, law: Law, ask: Ask, at: datetime) -> datetime:
    """By when: the law's limit counted from now, or the officer's own instant; later than the law only with a reason.

    Where no limit is written, the dossier's own appointment is what may not be passed.
    """
    limit = law.version.consultation.limit
    latest = due(law.calendar, at, limit).at.astimezone(UTC) if limit else case.announced_due_at
    if ask.due_at is None:
        if limit is None:
            detail = f"No limit is written for this procedure ({law.version.consultation.legal_ref}): name a deadline."
            raise invalid("consultation-deadline-required", detail, due_at="name a deadline")
        return latest
    if ask.due_at <= at:
        raise invalid("consultation-deadline-passed", "The deadline has to lie ahead.", due_at="must lie ahead")
    if ask.due_at > latest and not ask.later_reason:
        detail = (
            f"By the law an opinion is due by {latest.isoformat()}. Name an earlier instant, or say why a later one."
        )
        raise invalid("consultation-deadline-late", detail, later_reason="say why")
    return ask.due_at
