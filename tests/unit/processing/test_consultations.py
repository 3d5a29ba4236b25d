"""Other bodies are asked for their opinions: deadlines, answers, silence, and the dossier that goes up."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from chassis.kernel.errors import Problem
from chassis.kernel.timers import Timer
from processing.domain import consultation_rights as rights
from processing.domain.attribution import slices
from processing.domain.case import Case, Change
from processing.domain.consultation import GENERAL_RULE, Consultation
from processing.domain.consultations import Reply, answer, decide_without, pass_deadline, remind, warn, withdraw
from processing.domain.consulting import Ask, gone_up, request
from processing.domain.law import Law, ProcedureVersion
from processing.domain.owners import OwnerKind
from processing.domain.timers import fire, timers_of
from processing.domain.vocabulary import ClockEffect, ConsultationState, OnSilence, Opinion
from unit.processing.journeys import Journey
from unit.processing.opinions import (
    CITY,
    FINANCE,
    FINANCE_OFFICE,
    LABOUR,
    LEAD,
    MINISTRY,
    OTHER_CITY,
    OTHER_OFFICE,
    consulting,
    question,
)
from unit.processing.story import COLLEAGUE, DUE_AT, HEAD, LEADER, OPERATOR, SPECIALIST, STRANGER, at, law

ASKED_AT = at("2026-03-03 09:00")
FIVE_DAYS = at("2026-03-10 17:00")
YES = Reply(answered_by="cv.laodong.1", opinion=Opinion.AGREE, text="")


def asked(the_law: Law, *asks: object) -> Journey:
    """At the specialist's step, with these bodies asked on Tuesday morning."""
    journey = Journey(the_law)
    journey.to_specialist(at("2026-03-02 09:00"))
    journey.facts.clear()
    journey.go(request(journey.case, the_law, question(ASKED_AT, *asks), journey.ids))  # type: ignore[arg-type]
    return journey


def first(case: Case) -> Consultation:
    return case.consultations[0]


def slug(act: object, *args: object) -> str:
    with pytest.raises(Problem) as refusal:
        act(*args)  # type: ignore[operator]
    return refusal.value.slug


def timers(journey: Journey) -> list[tuple[str, datetime, datetime]]:
    found = timers_of(journey.case, journey.law)
    return [(t.kind, t.about_at, t.fire_at) for t in found if t.kind.startswith("consultation")]


def test_many_are_asked_at_once_and_each_has_the_laws_limit() -> None:
    journey = asked(consulting(), LABOUR, FINANCE, MINISTRY)
    assert [(c.consultee.key, c.due_at, c.is_open) for c in journey.case.consultations] == [
        ("lao-dong", FIVE_DAYS, True),
        ("so-tai-chinh", FIVE_DAYS, True),
        ("bo-cong-an", FIVE_DAYS, True),
    ]
    assert journey.told == ["ConsultationRequested"] * 3
    assert first(journey.case).task_id == journey.case.current.id if journey.case.current else False
    assert (journey.case.due_at, len(journey.case.entries)) == (DUE_AT, 1)


def test_a_mailbox_is_not_kept_with_what_was_asked() -> None:
    assert first(asked(consulting(), MINISTRY).case).consultee == replace(MINISTRY, mailbox="")


def test_a_deadline_of_ones_own_may_be_earlier_but_later_only_with_a_reason() -> None:
    soon, late = at("2026-03-05 17:00"), at("2026-03-12 17:00")
    journey = asked(
        consulting(), Ask(consultee=LABOUR, due_at=soon), Ask(consultee=FINANCE, due_at=late, later_reason="Cần đo đạc")
    )
    assert [(c.due_at, c.later_reason) for c in journey.case.consultations] == [(soon, ""), (late, "Cần đo đạc")]
    for wrong, refusal in ((late, "consultation-deadline-late"), (ASKED_AT, "consultation-deadline-passed")):
        asks = question(ASKED_AT, Ask(consultee=MINISTRY, due_at=wrong))
        assert slug(request, journey.case, journey.law, asks, journey.ids) == refusal


def test_where_no_limit_is_written_the_officer_names_a_day_before_the_appointment() -> None:
    the_law = consulting(limit=None)
    journey = Journey(the_law)
    journey.to_specialist(at("2026-03-02 09:00"))

    def ask(due_at: datetime | None) -> str:
        return slug(
            request, journey.case, the_law, question(ASKED_AT, Ask(consultee=LABOUR, due_at=due_at)), journey.ids
        )

    assert ask(None) == "consultation-deadline-required"
    assert ask(at("2026-03-17 09:00")) == "consultation-deadline-late"
    journey.go(request(journey.case, the_law, question(ASKED_AT, Ask(consultee=LABOUR, due_at=DUE_AT)), journey.ids))
    assert first(journey.case).due_at == DUE_AT


def test_nobody_is_asked_twice_at_a_time_and_the_lead_not_at_all() -> None:
    journey = asked(consulting(), LABOUR)
    assert (
        slug(request, journey.case, journey.law, question(ASKED_AT, LABOUR), journey.ids) == "consultation-already-open"
    )
    assert slug(request, journey.case, journey.law, question(ASKED_AT, LEAD), journey.ids) == "consultee-is-lead"
    journey.go(answer(journey.case, journey.law, first(journey.case).id, YES, at("2026-03-04 09:00")))
    journey.go(request(journey.case, journey.law, question(at("2026-03-04 10:00"), LABOUR), journey.ids))
    assert [c.state for c in journey.case.consultations] == [ConsultationState.ANSWERED, ConsultationState.OPEN]


def test_a_decided_case_asks_nobody() -> None:
    journey = Journey(consulting())
    journey.to_decision(at("2026-03-02 09:00"))
    journey.settle(at("2026-03-03 08:00"))
    assert slug(request, journey.case, journey.law, question(ASKED_AT, LABOUR), journey.ids) == "consult-not-allowed"


def test_an_answer_closes_it_and_a_second_one_is_refused() -> None:
    journey = asked(consulting(), LABOUR)
    reply = Reply(answered_by="cv.laodong.1", opinion=Opinion.AGREE_WITH_CONDITIONS, text="Bổ sung nhà ở")
    when = at("2026-03-06 10:00")
    journey.go(answer(journey.case, journey.law, first(journey.case).id, reply, when))
    closed = first(journey.case)
    assert (closed.state, closed.closed_at, closed.opinion, closed.text, closed.answered_by, closed.is_late(when)) == (
        ConsultationState.ANSWERED,
        when,
        Opinion.AGREE_WITH_CONDITIONS,
        "Bổ sung nhà ở",
        "cv.laodong.1",
        False,
    )
    assert journey.told[-1] == "ConsultationAnswered"
    assert slug(answer, journey.case, journey.law, closed.id, YES, when) == "consultation-answered"


def test_an_answer_on_the_deadline_is_in_time() -> None:
    journey = asked(consulting(silence=OnSilence.DEEMED_CONSENT), LABOUR)
    journey.go(answer(journey.case, journey.law, first(journey.case).id, YES, FIVE_DAYS))
    assert (first(journey.case).state, first(journey.case).is_late(FIVE_DAYS)) == (ConsultationState.ANSWERED, False)


def test_silence_by_the_general_rule_is_told_once_and_the_late_answer_is_kept_and_marked() -> None:
    journey = asked(consulting(), LABOUR, FINANCE)
    journey.go(pass_deadline(journey.case, journey.law, FIVE_DAYS, FIVE_DAYS))
    assert journey.told[2:] == ["ConsultationOverdue"] * 2
    assert [c.escalated_at for c in journey.case.consultations] == [FIVE_DAYS] * 2
    assert pass_deadline(journey.case, journey.law, FIVE_DAYS, at("2026-03-11 09:00")).facts == ()
    late = at("2026-03-12 10:00")
    journey.go(answer(journey.case, journey.law, first(journey.case).id, YES, late))
    assert (first(journey.case).state, first(journey.case).is_late(late)) == (ConsultationState.ANSWERED, True)
    assert journey.facts[-1].is_late  # type: ignore[union-attr]


def test_silence_that_is_consent_closes_at_the_lawful_instant_whenever_that_is_noticed() -> None:
    journey = asked(consulting(silence=OnSilence.DEEMED_CONSENT), LABOUR)
    noticed = at("2026-03-11 09:00")
    journey.go(pass_deadline(journey.case, journey.law, FIVE_DAYS, noticed))
    deemed = first(journey.case)
    assert (deemed.state, deemed.closed_at, deemed.opinion, deemed.legal_ref) == (
        ConsultationState.DEEMED_CONSENT,
        FIVE_DAYS,
        None,
        "NĐ 96/2026/NĐ-CP Đ6(6)",
    )
    assert journey.told[-1] == "ConsultationDeemed"


def test_what_comes_after_a_deemed_consent_is_information() -> None:
    journey = asked(consulting(silence=OnSilence.DEEMED_CONSENT), LABOUR)
    late = at("2026-03-12 10:00")
    against = Reply(answered_by="cv.laodong.1", opinion=Opinion.DISAGREE, text="Không phù hợp")
    # The timer has not fired yet: the deadline passed all the same.
    journey.go(answer(journey.case, journey.law, first(journey.case).id, against, late))
    assert journey.told[-2:] == ["ConsultationDeemed", "ConsultationAnswered"]
    kept = first(journey.case)
    assert (kept.state, kept.closed_at, kept.answered_at, kept.opinion) == (
        ConsultationState.DEEMED_CONSENT,
        FIVE_DAYS,
        late,
        Opinion.DISAGREE,
    )
    assert slug(answer, journey.case, journey.law, kept.id, against, late) == "consultation-answered"


def test_a_withdrawn_question_is_not_answered() -> None:
    journey = asked(consulting(), LABOUR)
    when = at("2026-03-04 10:00")
    journey.go(withdraw(journey.case, journey.law, first(journey.case).id, "Không cần nữa", when))
    closed = first(journey.case)
    assert (closed.state, closed.closed_at, closed.withdrawal_reason) == (
        ConsultationState.WITHDRAWN,
        when,
        "Không cần nữa",
    )
    assert slug(answer, journey.case, journey.law, closed.id, YES, when) == "consultation-withdrawn"
    assert slug(withdraw, journey.case, journey.law, closed.id, "Lại", when) == "consultation-closed"
    assert slug(remind, journey.case, journey.law, closed.id, when) == "consultation-closed"
    assert slug(remind, journey.case, journey.law, "nobody", when) == "consultation-unknown"


def test_a_reminder_comes_by_itself_a_working_day_ahead_and_from_an_officer_at_any_time() -> None:
    journey = asked(consulting(), LABOUR, FINANCE)
    ahead = at("2026-03-09 17:00")
    journey.go(warn(journey.case, FIVE_DAYS, ahead))
    journey.go(remind(journey.case, journey.law, first(journey.case).id, at("2026-03-10 09:00")))
    reminded = [(type(f).__name__, f.is_automatic) for f in journey.facts[2:]]  # type: ignore[union-attr]
    assert reminded == [("ConsultationReminded", True)] * 2 + [("ConsultationReminded", False)]
    assert [c.reminded_at for c in journey.case.consultations] == [at("2026-03-10 09:00"), ahead]


def test_bodies_with_the_same_deadline_share_their_timers_until_it_is_told() -> None:
    journey = asked(consulting(), LABOUR, FINANCE)
    ahead = at("2026-03-09 16:45")
    assert timers(journey) == [
        ("consultation-due-soon", FIVE_DAYS, ahead),
        ("consultation-passed", FIVE_DAYS, FIVE_DAYS),
    ]
    passed = Timer(subject=journey.case.id, kind="consultation-passed", about_at=FIVE_DAYS, fire_at=FIVE_DAYS)
    fired = fire(journey.case, journey.law, passed, FIVE_DAYS)
    assert isinstance(fired, Change)
    journey.go(fired)
    assert (timers(journey), journey.told[-2:]) == ([], ["ConsultationOverdue"] * 2)


def test_a_question_asked_on_the_last_day_has_no_reminder() -> None:
    soon = at("2026-03-03 17:00")
    journey = asked(consulting(), Ask(consultee=LABOUR, due_at=soon))
    assert timers(journey) == [("consultation-passed", soon, soon)]


def test_to_a_higher_agency_the_dossier_goes_up_and_returns_to_its_counter() -> None:
    journey = asked(consulting(silence=OnSilence.DEEMED_CONSENT), CITY, LABOUR)
    up = gone_up(journey.case)
    assert up is not None
    assert (up.consultee.key, up.returns_to, up.on_silence) == ("ubnd-thanh-pho", "mot-cua", OnSilence.ESCALATE)
    assert slug(request, journey.case, journey.law, question(ASKED_AT, OTHER_CITY), journey.ids) == "dossier-gone-up"
    journey.go(answer(journey.case, journey.law, up.id, YES, at("2026-03-05 09:00")))
    assert gone_up(journey.case) is None


def test_a_case_is_not_decided_over_open_opinions_without_a_reason() -> None:
    journey = asked(consulting(), LABOUR, FINANCE)
    when = at("2026-03-05 10:00")
    journey.go(answer(journey.case, journey.law, first(journey.case).id, YES, when))
    with pytest.raises(Problem) as refusal:
        decide_without(journey.case, journey.law, "", when)
    assert (refusal.value.slug, "so-tai-chinh" in refusal.value.detail) == ("consultations-open", True)
    journey.go(decide_without(journey.case, journey.law, "Ý kiến không còn cần thiết", when))
    other = journey.case.consultations[1]
    assert (other.state, other.withdrawal_reason) == (ConsultationState.WITHDRAWN, "Ý kiến không còn cần thiết")
    assert decide_without(journey.case, journey.law, "", when).facts == ()


def test_deemed_consent_needs_no_reason() -> None:
    journey = asked(consulting(silence=OnSilence.DEEMED_CONSENT), LABOUR)
    ready = decide_without(journey.case, journey.law, "", at("2026-03-11 10:00"))
    assert [type(fact).__name__ for fact in ready.facts] == ["ConsultationDeemed"]


def test_while_a_pausing_opinion_is_open_the_clock_stands_and_goes_on_after_the_last() -> None:
    journey = asked(consulting(effect=ClockEffect.PAUSE), LABOUR, FINANCE)
    assert (journey.told, journey.case.due_at) == (["ConsultationRequested"] * 2 + ["Paused"], None)
    one, two = journey.case.consultations
    journey.go(answer(journey.case, journey.law, one.id, YES, at("2026-03-04 09:00")))
    assert journey.case.due_at is None
    journey.go(answer(journey.case, journey.law, two.id, YES, at("2026-03-05 09:00")))
    assert journey.told[-2:] == ["Resumed", "DueDateChanged"]
    assert journey.case.due_at == at("2026-03-18 17:00")


def test_a_version_kept_before_consultations_has_the_general_rule() -> None:
    kept = law().version.to_dict()
    del kept["consultation"]
    assert ProcedureVersion.from_dict(kept).consultation == GENERAL_RULE


def test_late_opinions_hold_the_step_up_and_the_time_is_theirs() -> None:
    journey = asked(consulting(), LABOUR)
    journey.go(answer(journey.case, journey.law, first(journey.case).id, YES, at("2026-03-12 17:00")))
    owners = {
        each.owner.unit: each.working_seconds
        for each in slices(journey.case, journey.law, at("2026-03-13 17:00"))
        if each.owner.kind is OwnerKind.CONSULTED_UNIT
    }
    assert owners == {"lao-dong": 2 * 28_800}


@pytest.mark.parametrize(
    ("actor", "refusal"),
    [
        (SPECIALIST, ""),
        (HEAD, ""),
        (COLLEAGUE, "consultation-not-allowed"),
        (LEADER, "consultation-not-allowed"),
        (STRANGER, "consultation-not-allowed"),
        (FINANCE_OFFICE, "consultation-not-allowed"),
        (replace(SPECIALIST, agency="haiduong"), "consultation-not-allowed"),
    ],
)
def test_who_asks(actor: object, refusal: str) -> None:
    case = asked(consulting(), LABOUR).case
    if refusal:
        assert slug(rights.check_ask, actor, case) == refusal
    else:
        rights.check_ask(actor, case)  # type: ignore[arg-type]


def test_who_answers_and_who_learns_of_it() -> None:
    case = asked(consulting(), LABOUR, FINANCE, MINISTRY).case
    labour, finance, ministry = case.consultations
    rights.check_answer(STRANGER, case, labour)
    rights.check_answer(FINANCE_OFFICE, case, finance)
    for actor in (SPECIALIST, LEADER, FINANCE_OFFICE, replace(STRANGER, agency="haiduong")):
        assert slug(rights.check_answer, actor, case, labour) == "answer-not-allowed"
    for actor in (OTHER_OFFICE, STRANGER, replace(FINANCE_OFFICE, roles=frozenset({"specialist"}))):
        assert slug(rights.check_answer, actor, case, finance) == "answer-not-allowed"
    assert slug(rights.check_answer, replace(FINANCE_OFFICE, agency=""), case, ministry) == "answer-not-allowed"
    for seen in (labour, finance, ministry):
        rights.check_seen(SPECIALIST, case, seen)
        rights.check_seen(LEADER, case, seen)
    rights.check_seen(STRANGER, case, labour)
    for actor, hidden in ((STRANGER, finance), (FINANCE_OFFICE, labour), (OTHER_OFFICE, finance), (OPERATOR, labour)):
        assert slug(rights.check_seen, actor, case, hidden) == "consultation-unknown"
    assert slug(rights.scope, OPERATOR) == "role-not-allowed"
