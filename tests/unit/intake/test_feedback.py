"""Feedback: entered, classified, handled, answered, rated; and who may see whom."""

from __future__ import annotations

import pytest

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Problem
from chassis.messaging.journal import Idempotency
from intake.application.feedback.answer_feedback import AnswerFeedback
from intake.application.feedback.assess_feedback import AssessFeedback
from intake.application.feedback.classify_feedback import ClassifyFeedback
from intake.application.feedback.close_feedback import CloseFeedback
from intake.application.feedback.follow_feedback import FollowFeedback
from intake.application.feedback.forward_feedback import ForwardFeedback
from intake.application.feedback.get_feedback import GetFeedback
from intake.application.feedback.list_feedback import ListFeedback, ListPublished
from intake.application.feedback.opening import FeedbackChange
from intake.application.feedback.ports import FeedbackFilter
from intake.application.feedback.publish_feedback import PublishFeedback
from intake.application.feedback.rate_feedback import RateFeedback, RateFollowedFeedback
from intake.application.feedback.submit_feedback import SubmitFeedback, Submitted
from intake.domain.feedback import rights
from intake.domain.feedback.facts import FeedbackOverdue
from intake.domain.feedback.feedback import Feedback
from intake.domain.feedback.sender import Sender
from intake.domain.feedback.vocabulary import (
    Assessment,
    Criterion,
    Delivery,
    FeedbackClass,
    FeedbackForm,
    FeedbackKind,
    FeedbackOutcome,
    FeedbackState,
    Matter,
    Satisfaction,
)
from unit.intake.conftest import Office
from unit.intake.world import (
    APPLICANT,
    CONTROL,
    HEAD,
    LEADER,
    NEIGHBOUR,
    OPERATOR,
    RECEPTIONIST,
    SPECIALIST,
    SYSTEM,
    local,
)

SENDER = Sender(name="Nguyễn Văn Mẫu", address="Hải An, Hải Phòng", phone="0912345678", email="")
NOBODY = Sender(name="", address="", phone="", email="")


def complaint(actor: Actor | None = APPLICANT, /, **changes: object) -> SubmitFeedback:
    plain: dict[str, object] = {
        "actor": actor,
        "kind": FeedbackKind.CONDUCT,
        "matter": Matter.DELAY,
        "form": FeedbackForm.ONLINE,
        "sender": SENDER,
        "title": "Quá hẹn",
        "content": "Hồ sơ đã quá hẹn mà chưa có kết quả.",
    }
    return SubmitFeedback(**(plain | changes))  # type: ignore[arg-type]


def by(actor: Actor, submitted: Submitted | Feedback) -> FeedbackChange:
    feedback = submitted if isinstance(submitted, Feedback) else submitted.feedback
    return FeedbackChange(actor=actor, feedback_id=feedback.id)


async def handled(office: Office, handler: str = "lao-dong", officer: str = "") -> Submitted:
    """A complaint, classified B and with its handling unit."""
    submitted = await office.ask.feedback.submit(complaint())
    command = ClassifyFeedback(
        change=by(CONTROL, submitted),
        classification=FeedbackClass.CONDUCT,
        handler=handler,
        concerned_officer=officer,
    )
    await office.ask.feedback.classify(command)
    return submitted


async def answered(office: Office) -> Submitted:
    submitted = await handled(office)
    await office.ask.feedback.answer(
        AnswerFeedback(
            change=by(HEAD, submitted),
            outcome=FeedbackOutcome.REMEDIED,
            text="Đã trả kết quả.",
            delivery=Delivery.PHONE,
            is_founded=True,
        )
    )
    return submitted


def slug(caught: pytest.ExceptionInfo[Problem]) -> str:
    return caught.value.slug


async def test_feedback_is_entered_in_the_book_of_the_day_with_its_terms(office: Office) -> None:
    first = (await office.ask.feedback.submit(complaint())).feedback
    second = (await office.ask.feedback.submit(complaint(None))).feedback
    assert (first.code, second.code) == ("PAKN-260420-0001", "PAKN-260420-0002")
    assert first.forward_due_at == local("2026-04-28 17:00")  # five working days: 27/4 is a day off
    assert first.answer_due_at == local("2026-05-14 17:00")  # fifteen: 27/4, 30/4 and 1/5 are days off
    assert office.facts == ["FeedbackReceived", "FeedbackReceived"]


async def test_a_complaint_about_a_dossier_has_ten_working_days(office: Office) -> None:
    dossier = (await office.accepted()).dossier
    submitted = await office.ask.feedback.submit(complaint(None, dossier=dossier.code.lower()))
    assert submitted.feedback.dossier_id == dossier.id
    assert submitted.feedback.answer_due_at == local("2026-05-07 17:00")


async def test_a_dossier_nobody_may_mean_is_refused(office: Office) -> None:
    dossier = await office.registered()
    for actor in (None, NEIGHBOUR):
        with pytest.raises(Problem) as caught:
            await office.ask.feedback.submit(complaint(actor, dossier=dossier.id))
        assert caught.value.fields.keys() == {"dossier"}
    own = await office.ask.feedback.submit(complaint(APPLICANT, dossier=dossier.id))
    assert own.feedback.dossier_id == dossier.id


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"sender": NOBODY}, {"sender.name", "sender.address", "sender.phone"}),
        ({"title": "", "content": ""}, {"title", "content"}),
        ({"content": "x" * 4001}, {"content"}),
        ({"matter": Matter.UNLAWFUL}, {"matter"}),
    ],
)
async def test_what_does_not_meet_article_7_is_refused_online(
    office: Office, changes: dict[str, object], fields: set[str]
) -> None:
    with pytest.raises(Problem) as caught:
        await office.ask.feedback.submit(complaint(**changes))
    assert (slug(caught), set(caught.value.fields)) == ("invalid-request", fields)
    assert office.facts == []


async def test_what_comes_on_paper_is_entered_as_it_is_and_only_by_a_receptionist(office: Office) -> None:
    paper: dict[str, object] = {"form": FeedbackForm.WRITTEN, "sender": NOBODY, "concerned_officer": "cv.laodong.1"}
    for actor in (None, APPLICANT, CONTROL):
        with pytest.raises(Problem) as caught:
            await office.ask.feedback.submit(complaint(actor, **paper))
        assert slug(caught) == "role-forbidden"
    entered = await office.ask.feedback.submit(complaint(RECEPTIONIST, **paper))
    assert entered.feedback.concerned_officer == "cv.laodong.1"


async def test_a_repeated_submission_is_entered_once(office: Office) -> None:
    key = Idempotency(key="k", digest="d")
    first = await office.ask.feedback.submit(complaint(None, idempotency=key))
    again = await office.ask.feedback.submit(complaint(None, idempotency=key))
    stranger = await office.ask.feedback.submit(complaint(None, idempotency=Idempotency(key="k", digest="other")))
    assert again == first
    assert stranger.feedback.id != first.feedback.id


async def test_class_a_is_answered_with_its_reason(office: Office) -> None:
    submitted = await office.ask.feedback.submit(complaint())
    command = ClassifyFeedback(change=by(CONTROL, submitted), classification=FeedbackClass.NOT_TAKEN)
    with pytest.raises(Problem, match="reason"):
        await office.ask.feedback.classify(command)
    command = ClassifyFeedback(
        change=by(CONTROL, submitted), classification=FeedbackClass.NOT_TAKEN, note="Nội dung không rõ ràng."
    )
    assert (await office.ask.feedback.classify(command)).state is FeedbackState.NOT_TAKEN
    followed = await office.ask.feedback.follow(
        FollowFeedback(code=submitted.feedback.code, secret=submitted.tracking_secret)
    )
    assert followed.note == "Nội dung không rõ ràng."
    closed = await office.ask.feedback.close(CloseFeedback(change=by(CONTROL, submitted)))
    assert closed.state is FeedbackState.CLOSED


async def test_class_d_is_forwarded_and_the_other_bodys_answer_reaches_the_sender(office: Office) -> None:
    proposal: dict[str, object] = {"kind": FeedbackKind.PROPOSAL, "matter": Matter.OTHER}
    submitted = await office.ask.feedback.submit(complaint(**proposal))
    change = by(CONTROL, submitted)
    await office.ask.feedback.classify(ClassifyFeedback(change=change, classification=FeedbackClass.FORWARDED))
    office.clock.move_to(local("2026-04-28 17:01"))
    late = FeedbackFilter(overdue_at=office.clock.now())
    assert (await office.ask.feedback.find(ListFeedback(actor=CONTROL, wanted=late, after=None, size=9))).total == 1
    forwarded = await office.ask.feedback.forward(ForwardFeedback(change=change, to="Sở Xây dựng"))
    assert (forwarded.state, forwarded.forwarded_to) == (FeedbackState.FORWARDED, "Sở Xây dựng")
    reply = AnswerFeedback(
        change=by(RECEPTIONIST, submitted),
        outcome=FeedbackOutcome.EXPLAINED,
        text="Sở đã giải thích.",
        delivery=Delivery.COUNTER,
    )
    assert (await office.ask.feedback.answer(reply)).state is FeedbackState.ANSWERED
    assert office.facts == ["FeedbackReceived", "FeedbackClassified", "FeedbackForwarded", "FeedbackAnswered"]


@pytest.mark.parametrize(
    ("classification", "handler"),
    [
        (FeedbackClass.CONDUCT, ""),
        (FeedbackClass.FORWARDED, "lao-dong"),
        (FeedbackClass.IN_AUTHORITY, "khong-co"),
    ],
)
async def test_the_handling_unit_must_fit_the_class(
    office: Office, classification: FeedbackClass, handler: str
) -> None:
    submitted = await office.ask.feedback.submit(complaint())
    command = ClassifyFeedback(change=by(CONTROL, submitted), classification=classification, handler=handler)
    with pytest.raises(Problem) as caught:
        await office.ask.feedback.classify(command)
    assert caught.value.fields.keys() == {"handler"}


async def test_the_handling_unit_weighs_answers_and_the_sender_rates_once(office: Office) -> None:
    submitted = await handled(office)
    weighed = AssessFeedback(
        change=by(HEAD, submitted), assessment=Assessment.INSUFFICIENT, criteria=(Criterion.SIMPLE, Criterion.SIMPLE)
    )
    assert (await office.ask.feedback.assess(weighed)).criteria == (Criterion.SIMPLE,)
    without = AnswerFeedback(
        change=by(HEAD, submitted), outcome=FeedbackOutcome.EXPLAINED, text="Đã xem xét.", delivery=Delivery.PAGE
    )
    with pytest.raises(Problem) as caught:
        await office.ask.feedback.answer(without)
    assert caught.value.fields.keys() == {"is_founded"}
    submitted = await answered(office)
    rating = RateFeedback(change=by(APPLICANT, submitted), satisfaction=Satisfaction.SATISFIED)
    assert (await office.ask.feedback.rate(rating)).state is FeedbackState.CLOSED
    with pytest.raises(Problem) as caught:
        await office.ask.feedback.rate(rating)
    assert slug(caught) == "feedback-already-rated"


async def test_code_and_secret_show_the_answer_and_let_one_rate(office: Office) -> None:
    submitted = await answered(office)
    follow = FollowFeedback(code=submitted.feedback.code, secret=submitted.tracking_secret.lower())
    assert (await office.ask.feedback.follow(follow)).answer == "Đã trả kết quả."
    rated = await office.ask.feedback.rate.by_secret(
        RateFollowedFeedback(follow=follow, satisfaction=Satisfaction.NEUTRAL)
    )
    assert rated.satisfaction is Satisfaction.NEUTRAL
    for code, secret in ((submitted.feedback.code, "0000-0000-9999"), ("PAKN-260420-0099", submitted.tracking_secret)):
        with pytest.raises(Problem) as caught:
            await office.ask.feedback.follow(FollowFeedback(code=code, secret=secret))
        assert slug(caught) == "feedback-unknown"


async def test_only_what_is_published_is_public(office: Office) -> None:
    submitted = await answered(office)
    assert (await office.ask.feedback.find.published(ListPublished(after=None, size=5))).total == 0
    text = "Đã nhắc nhở đơn vị."
    await office.ask.feedback.publish(PublishFeedback(change=by(CONTROL, submitted), text=text))
    public = await office.ask.feedback.find.published(ListPublished(after=None, size=5))
    assert [each.publication for each in public.items] == [text]


async def test_who_is_complained_of_sees_none_of_it(office: Office) -> None:
    submitted = await handled(office, officer=HEAD.subject)
    for query in (GetFeedback(actor=HEAD, feedback_id=submitted.feedback.id),):
        with pytest.raises(Problem) as caught:
            await office.ask.feedback.get(query)
        assert slug(caught) == "feedback-unknown"
    everything = ListFeedback(actor=HEAD, wanted=FeedbackFilter(), after=None, size=9)
    assert (await office.ask.feedback.find(everything)).total == 0
    weighed = AssessFeedback(change=by(HEAD, submitted), assessment=Assessment.SUFFICIENT)
    with pytest.raises(Problem) as caught:
        await office.ask.feedback.assess(weighed)
    assert slug(caught) == "feedback-unknown"


@pytest.mark.parametrize(
    ("actor", "sees", "sees_sender"),
    [
        (APPLICANT, True, True),
        (NEIGHBOUR, False, False),
        (RECEPTIONIST, True, True),
        (CONTROL, True, True),
        (LEADER, True, False),
        (HEAD, True, False),
        (SPECIALIST, False, False),
        (OPERATOR, False, False),
        (SYSTEM, True, False),
    ],
    ids=lambda value: value.subject if isinstance(value, Actor) else None,
)
async def test_the_sender_is_known_to_few(office: Office, actor: Actor, sees: bool, sees_sender: bool) -> None:
    feedback = (await handled(office)).feedback
    stored = office.unit_of_work.stored.feedback[feedback.id][0]
    assert (rights.sees(actor, stored), rights.sees_sender(actor, stored)) == (sees, sees_sender)


@pytest.mark.parametrize("actor", [APPLICANT, RECEPTIONIST, LEADER, HEAD], ids=lambda actor: actor.subject)
async def test_only_the_control_team_classifies(office: Office, actor: Actor) -> None:
    submitted = await office.ask.feedback.submit(complaint())
    command = ClassifyFeedback(change=by(actor, submitted), classification=FeedbackClass.FORWARDED)
    with pytest.raises(Problem) as caught:
        await office.ask.feedback.classify(command)
    assert slug(caught) == ("feedback-unknown" if actor is HEAD else "role-forbidden")


async def test_a_step_at_the_wrong_moment_says_where_the_feedback_stands(office: Office) -> None:
    submitted = await answered(office)
    command = ClassifyFeedback(change=by(CONTROL, submitted), classification=FeedbackClass.FORWARDED)
    with pytest.raises(Problem) as caught:
        await office.ask.feedback.classify(command)
    assert slug(caught) == "feedback-classification-not-allowed"
    assert caught.value.fields == {"state": "answered"}


async def test_what_is_owed_and_late_is_told_once_per_due_instant(office: Office) -> None:
    submitted = await office.ask.feedback.submit(complaint())
    office.clock.move_to(local("2026-05-14 16:59"))
    assert (await office.ask.fire_timers()).count == 0
    office.clock.move_to(local("2026-05-14 17:00"))
    assert (await office.ask.fire_timers()).count == 1
    assert (await office.ask.fire_timers()).count == 0
    command = ClassifyFeedback(change=by(CONTROL, submitted), classification=FeedbackClass.FORWARDED)
    await office.ask.feedback.classify(command)  # forwarding was due on 28 April
    assert (await office.ask.fire_timers()).count == 1
    late = [fact for fact in office.unit_of_work.stored.facts if isinstance(fact, FeedbackOverdue)]
    assert [(fact.step, fact.due_at) for fact in late] == [
        ("answer", local("2026-05-14 17:00")),
        ("forwarding", local("2026-04-28 17:00")),
    ]


async def test_what_was_answered_in_time_is_never_told_late(office: Office) -> None:
    await answered(office)
    office.clock.move_to(local("2026-12-31 17:00"))
    assert (await office.ask.fire_timers()).count == 0
