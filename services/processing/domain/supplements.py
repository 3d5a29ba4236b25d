"""Papers asked for after acceptance (form 02), by the procedure version's policy, and what they do to the clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from chassis.kernel.errors import Kind, Problem
from chassis.kernel.ids import Ids
from chassis.kernel.worktime import due
from processing.domain.case import Case, Change, Supplement
from processing.domain.endings import stop
from processing.domain.facts import SupplementRequested
from processing.domain.law import Law
from processing.domain.states import Action, after
from processing.domain.vocabulary import (
    CaseState,
    ClockCause,
    ClockEffect,
    OnTimeout,
    StopCause,
    SupplementStage,
)
from processing.domain.waiting import run_on, stand_still


def request(
    case: Case, law: Law, *, officer: str, documents: Sequence[str], reason: str, at: datetime, ids: Ids
) -> Change:
    """The case waiting for papers. documents: everything missing, at once (ND61 art. 17(2)).

    Raises Problem ``request-supplement-not-allowed``, ``supplement-only-at-intake``, ``supplement-limit-reached``.
    """
    state = after(case.state, Action.REQUEST_SUPPLEMENT)
    policy = law.version.supplement
    _allow(case, law)
    deadline = policy.applicant_deadline
    deadline_at = due(law.calendar, at, deadline).at.astimezone(UTC) if deadline else None
    asked = Supplement(
        request_id=ids.new(),
        requested_at=at,
        requested_by=officer,
        documents=tuple(documents),
        reason=reason,
        clock_effect=policy.effect_on_clock,
        applicant_deadline_at=deadline_at,
    )
    fact = SupplementRequested(
        dossier=case.dossier,
        request_id=asked.request_id,
        requested_at=at,
        applicant_deadline_at=deadline_at,
        clock_effect=policy.effect_on_clock,
    )
    waiting = case.next(state=state, supplements=(*case.supplements, asked))
    return Change(case=waiting, facts=(fact,)).then(_stand_still(waiting, law, at))


def receive(case: Case, law: Law, request_id: str, supplemented_at: datetime, now: datetime) -> Change:
    """The papers arrived: the clock goes on by policy from the instant they were complete, whenever that is heard.

    Papers after the applicant's deadline come too late: what its passing leads to happens first. An answer to a request
    that is not open any more changes nothing.
    """
    asked = case.open_supplement
    if asked is None or asked.request_id != request_id or case.state is not CaseState.AWAITING_SUPPLEMENT:
        return Change(case=case)
    deadline_at = asked.applicant_deadline_at
    if deadline_at is not None and supplemented_at > deadline_at:
        return lapse(case, law, deadline_at, now)
    state = after(case.state, Action.RECEIVE_SUPPLEMENT)
    at = max(supplemented_at, asked.requested_at)
    answered = _replaced(case, replace(asked, answered_at=at)).next(state=state)
    return _run_on(answered, law, asked, at, now, restarted=asked.clock_effect is ClockEffect.RESTART)


def lapse(case: Case, law: Law, deadline_at: datetime, now: datetime) -> Change:
    """The applicant's deadline passed without an answer: stopped, or back to the officer, who drafts the refusal."""
    asked = case.open_supplement
    if asked is None or asked.applicant_deadline_at != deadline_at or case.state is not CaseState.AWAITING_SUPPLEMENT:
        return Change(case=case)
    lapsed = _replaced(case, replace(asked, lapsed=True))
    if law.version.supplement.on_timeout is OnTimeout.STOP:
        return stop(lapsed, law, StopCause.APPLICANT_DEADLINE_PASSED, deadline_at, now)
    # A refusal is a decision, and a decision has a named person: the clock goes on for them to take it.
    running = lapsed.next(state=after(case.state, Action.RECEIVE_SUPPLEMENT))
    return _run_on(running, law, asked, deadline_at, now, restarted=False)


def _allow(case: Case, law: Law) -> None:
    policy = law.version.supplement
    if policy.stage is SupplementStage.INTAKE:
        raise Problem(
            "supplement-only-at-intake",
            Kind.REFUSED,
            f"Here papers may be asked for before acceptance only ({policy.legal_ref}): decide by what is there.",
        )
    if len(case.supplements) >= policy.max_requests:
        raise Problem(
            "supplement-limit-reached",
            Kind.REFUSED,
            f"Papers were asked for {policy.max_requests} time(s), as often as the law allows ({policy.legal_ref}): "
            "decide by what is there.",
        )


def _stand_still(case: Case, law: Law, at: datetime) -> Change:
    if law.version.supplement.effect_on_clock is ClockEffect.NONE:
        return Change(case=case)
    return stand_still(case, law, at, cause=ClockCause.SUPPLEMENT)


def _run_on(case: Case, law: Law, asked: Supplement, at: datetime, now: datetime, *, restarted: bool) -> Change:
    if asked.clock_effect is ClockEffect.NONE:
        return Change(case=case)
    return run_on(case, law, at, now, cause=ClockCause.SUPPLEMENT, restarted=restarted)


def _replaced(case: Case, changed: Supplement) -> Case:
    requests = (changed if asked.request_id == changed.request_id else asked for asked in case.supplements)
    return case.next(supplements=tuple(requests))
