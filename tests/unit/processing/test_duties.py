"""A financial duty that arises in the middle: what it does to the clock, and the second appointment."""

from __future__ import annotations

import pytest

from chassis.kernel.errors import Problem
from processing.application.request_payment import RequestPayment
from processing.domain.corrections import Published, last_stop, undo_stop
from processing.domain.duties import receive
from processing.domain.endings import stop, withdraw
from processing.domain.facts import DueDateChanged, Paused, PaymentRequested, Resumed
from processing.domain.ladder import TimerKind
from processing.domain.law import ProcedureVersion
from processing.domain.timers import timers_of
from processing.domain.vocabulary import CaseState, ClockCause, ClockEffect, PayableKind, StopCause
from unit.processing.desk import Desk, by
from unit.processing.fake_catalogue import InMemoryCatalogue
from unit.processing.fake_reading import InMemoryReading
from unit.processing.fakes import InMemoryUnitOfWork
from unit.processing.journeys import Journey
from unit.processing.story import DOSSIER_ID, DUE_AT, HEAD, LEADER, SPECIALIST, at, dossier, law

ASKED_AT = at("2026-03-04 10:00")  # day 2
PAID_AT = at("2026-03-09 10:00")  # three working days later
SECOND = at("2026-03-19 17:00")


def waiting(duty: ClockEffect = ClockEffect.PAUSE) -> Journey:
    journey = Journey(law(duty=duty))
    journey.to_specialist(at("2026-03-02 09:00"))
    journey.facts.clear()
    journey.demand(ASKED_AT)
    return journey


def pay(journey: Journey, duty_id: str | None = None) -> None:
    duty_id = duty_id or journey.case.duties[-1].duty_id
    journey.go(receive(journey.case, journey.law, duty_id, PAID_AT, PAID_AT))


def test_asking_keeps_the_first_appointment_and_the_clock_stands() -> None:
    journey = waiting()
    duty = journey.case.duties[0]
    assert journey.facts == [
        PaymentRequested(
            dossier=dossier(),
            duty_id=duty.duty_id,
            requested_at=ASKED_AT,
            kind=PayableKind.LAND,
            amount_vnd=125_000_000,
            pay_by_at=None,
            clock_effect=ClockEffect.PAUSE,
        ),
        Paused(dossier=dossier(), paused_at=ASKED_AT, cause=ClockCause.FINANCIAL_DUTY),
    ]
    assert (journey.case.state, journey.case.due_at) == (CaseState.AWAITING_PAYMENT, None)
    assert journey.case.announced_due_at == DUE_AT
    assert TimerKind.OVERDUE not in {timer.kind for timer in timers_of(journey.case, journey.law)}


def test_payment_makes_the_second_appointment_from_what_was_left() -> None:
    journey = waiting()
    journey.facts.clear()
    pay(journey)
    assert journey.facts == [
        Resumed(dossier=dossier(), resumed_at=PAID_AT, cause=ClockCause.FINANCIAL_DUTY, restarted=False),
        DueDateChanged(
            dossier=dossier(),
            previous_due_at=DUE_AT,
            due_at=SECOND,
            original_due_at=SECOND,
            cause=ClockCause.FINANCIAL_DUTY,
            due_is_provisional=False,
        ),
    ]
    assert (journey.case.state, journey.case.due_at) == (CaseState.RUNNING, SECOND)


def test_where_the_policy_says_so_the_clock_runs_on() -> None:
    journey = waiting(ClockEffect.NONE)
    assert journey.told == ["PaymentRequested"]
    pay(journey)
    assert (journey.told, journey.case.state, journey.case.due_at) == (["PaymentRequested"], CaseState.RUNNING, DUE_AT)


@pytest.mark.parametrize("payable", ["procedure", "unknown", "twice"])
def test_word_that_is_not_about_the_open_duty_changes_nothing(payable: str) -> None:
    journey = waiting()
    if payable == "twice":
        pay(journey)
        payable = journey.case.duties[-1].duty_id
    before = journey.case
    pay(journey, payable)
    assert journey.case is before


def test_a_payment_heard_after_the_withdrawal_revives_nothing() -> None:
    journey = waiting()
    journey.go(withdraw(journey.case, journey.law, "e-1", at("2026-03-05 09:00"), at("2026-03-05 09:00")))
    assert (journey.case.state, journey.case.stop_cause) == (CaseState.STOPPED, StopCause.WITHDRAWN)
    told = journey.told
    pay(journey)
    assert (journey.told, journey.case.state) == (told, CaseState.STOPPED)


@pytest.mark.parametrize("is_paid", [False, True])
def test_a_stop_that_is_undone_leaves_the_duty_as_it_is_by_then(is_paid: bool) -> None:
    journey = waiting()
    stopped_at = at("2026-03-05 09:00")
    journey.go(stop(journey.case, journey.law, StopCause.AUTHORITY, stopped_at, stopped_at))
    if is_paid:
        pay(journey)
    event = Published(id="e-9", type="motcua.dossier.stopped.v1")
    undone = at("2026-03-10 09:00")
    case = journey.go(
        undo_stop(
            journey.case, journey.law, event, entry=last_stop(journey.case), cause="recorded-by-mistake", at=undone
        )
    )
    if is_paid:
        assert (case.state, case.due_at) == (CaseState.RUNNING, SECOND)
    else:
        assert (case.state, case.due_at) == (CaseState.AWAITING_PAYMENT, None)
        pay(journey)
        assert journey.case.state is CaseState.RUNNING


def test_papers_and_payments_are_asked_for_one_at_a_time() -> None:
    journey = waiting()
    with pytest.raises(Problem) as refusal:
        journey.ask(PAID_AT)
    assert refusal.value.slug == "request-supplement-not-allowed"
    with pytest.raises(Problem) as refusal:
        journey.demand(PAID_AT)
    assert refusal.value.slug == "request-payment-not-allowed"


def test_a_version_kept_before_duties_existed_pauses() -> None:
    kept = law().version.to_dict()
    del kept["duty_effect"]
    assert ProcedureVersion.from_dict(kept).duty_effect is ClockEffect.PAUSE


@pytest.fixture
async def desk() -> Desk:
    unit_of_work = InMemoryUnitOfWork()
    desk = Desk(unit_of_work, InMemoryReading(unit_of_work), InMemoryCatalogue(law()))
    await desk.open()
    await desk.to_specialist()
    return desk


async def test_only_the_specialist_who_has_the_case_asks(desk: Desk) -> None:
    for actor in (HEAD, LEADER):
        with pytest.raises(Problem) as refusal:
            await desk.demand(actor)
        assert refusal.value.slug == "task-not-yours"


async def test_a_repeated_key_asks_once(desk: Desk) -> None:
    first = await desk.demand(key="k-1")
    again = await desk.demand(key="k-1")
    assert (len(again.case.duties), again.case) == (1, first.case)


@pytest.mark.parametrize(("amount_vnd", "pay_by"), [(0, None), (-5, None), (10**14, None), (1, "2026-03-01 08:00")])
async def test_a_demand_that_cannot_be_met_is_refused(desk: Desk, amount_vnd: int, pay_by: str | None) -> None:
    command = RequestPayment(
        asked=by(SPECIALIST),
        dossier_id=DOSSIER_ID,
        kind=PayableKind.TAX,
        amount_vnd=amount_vnd,
        reason="Thuế",
        pay_by_at=at(pay_by) if pay_by else None,
    )
    with pytest.raises(Problem) as refusal:
        await desk.ask.request_payment(command)
    assert (refusal.value.slug, len(refusal.value.fields)) == ("invalid-request", 1)
