"""How a result reaches the applicant: at the counter, by post in two steps, online at once; early; and never unpaid."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from chassis.kernel.errors import Problem
from chassis.messaging.envelope import OutgoingEvent, decode, encode
from intake.application import FollowProcessing, RecordCollection
from intake.application.fees import RecordPayment
from intake.application.returning import ConfirmDelivery, DispatchResult, GetReturn
from intake.domain import progress
from intake.domain.dossier import Dossier
from intake.domain.facts import DossierCollected
from intake.domain.fees.accounts import PaymentMethod
from intake.domain.procedures import Channel
from intake.domain.returning.attempts import NOT_NOTED, ReceivedBy, Receiver
from intake.domain.states import State
from motcua.events.v1 import handling_pb2
from unit.intake.conftest import Office
from unit.intake.world import APPLICANT, CONTROL, NEIGHBOUR, RECEPTIONIST, SPECIALIST, change, local

ISSUED_AT = local("2026-04-20 10:00")
NEXT_DAY = local("2026-04-21 10:00")
DEPUTY = Receiver(name="Nguyễn Văn Mẫu", identity_number="031090001234", authority="GUQ 01")


async def issued(office: Office, result_by: Channel = Channel.COUNTER, outcome: str = "granted", **how: Any) -> Dossier:
    """A work permit whose result is at the counter; its fee is owed unless ``is_paid``."""
    dossier = (await office.accepted(APPLICANT, result_by=result_by)).dossier
    if how.get("is_paid", True):
        await pay(office, dossier.id)
    due_at = dossier.original_due_at
    assert due_at is not None
    report = progress.ResultIssued(
        issued_at=ISSUED_AT, decided_at=ISSUED_AT, outcome=outcome, due_at=due_at, original_due_at=due_at
    )
    event = OutgoingEvent(
        type="dossier.result-issued",
        agency="heza",
        department="lao-dong",
        subject=dossier.id,
        data=handling_pb2.DossierResultIssued(),
    )
    sent = encode(event, event_id=f"e-{dossier.id}", service="processing", time=ISSUED_AT, sequence=1)
    office.clock.move_to(how.get("now", NEXT_DAY))
    await office.ask.follow(FollowProcessing(envelope=decode(sent), report=report))
    return office.stored(dossier.id)


async def pay(office: Office, dossier_id: str) -> None:
    charge = RecordPayment(
        change=change(dossier_id), amount_vnd=600_000, method=PaymentMethod.CASH, receipt_number=f"BL-{dossier_id}"
    )
    await office.ask.fees.record(charge)


def sending(dossier_id: str, number: str = "EV1VN", sent_at: datetime | None = None) -> DispatchResult:
    return DispatchResult(change=change(dossier_id), tracking_number=number, sent_at=sent_at)


async def refused(work: Any) -> str:
    with pytest.raises(Problem) as refusal:
        await work
    return refusal.value.slug


async def test_a_signed_file_wanted_online_is_with_the_applicant_the_moment_it_is_issued(office: Office) -> None:
    dossier = await issued(office, Channel.ONLINE)
    assert (dossier.state, dossier.returned_at, dossier.returned_by) == (State.COLLECTED, ISSUED_AT, Channel.ONLINE)
    assert office.last_fact == DossierCollected(dossier=dossier.ref, collected_at=ISSUED_AT, method=Channel.ONLINE)
    command = office.unit_of_work.stored.commands[-1]
    assert (command.name, command.actor.subject, command.causation_id) == (
        "release-result",
        "service:intake",
        f"e-{dossier.id}",
    )


async def test_a_signed_file_waits_for_its_fee_and_is_there_when_it_is_paid(office: Office) -> None:
    dossier = await issued(office, Channel.ONLINE, is_paid=False)
    assert dossier.state is State.RESULT_READY
    assert await refused(office.ask.collect(RecordCollection(change=change(dossier.id)))) == "fee-unpaid"
    await pay(office, dossier.id)
    paid = office.stored(dossier.id)
    assert (paid.state, paid.returned_at, paid.returned_by) == (State.COLLECTED, NEXT_DAY, Channel.ONLINE)
    assert office.facts[-2:] == ["DossierPaid", "DossierCollected"]


async def test_a_refusal_is_handed_over_to_everybody(office: Office) -> None:
    dossier = await issued(office, outcome="refused", is_paid=False)
    assert (await office.ask.collect(RecordCollection(change=change(dossier.id)))).state is State.COLLECTED


async def test_at_the_counter_somebody_authorised_shows_a_paper(office: Office) -> None:
    dossier = await issued(office)
    nameless = RecordCollection(change=change(dossier.id), received_by=ReceivedBy.AUTHORISED)
    with pytest.raises(Problem) as refusal:
        await office.ask.collect(nameless)
    assert set(refusal.value.fields) == {"receiver.name", "receiver.authority"}
    command = RecordCollection(
        change=change(dossier.id), received_by=ReceivedBy.AUTHORISED, receiver=DEPUTY, originals_returned=True
    )
    assert (await office.ask.collect(command)).returned_by is Channel.COUNTER
    (attempt,) = (await office.ask.returning.get(GetReturn(actor=RECEPTIONIST, dossier_id=dossier.id))).attempts
    assert (attempt.receiver, attempt.originals_returned, attempt.handed_over_at) == (DEPUTY, True, NEXT_DAY)


async def test_by_post_the_dossier_is_closed_as_of_the_delivery(office: Office) -> None:
    dossier = await issued(office, Channel.POST)
    sent = await office.ask.returning.dispatch(sending(dossier.id, sent_at=local("2026-04-20 15:00")))
    assert sent.state is State.RESULT_READY
    assert await refused(office.ask.collect(RecordCollection(change=change(dossier.id)))) == "result-on-its-way"
    assert await refused(office.ask.returning.dispatch(sending(dossier.id))) == "result-on-its-way"
    at = local("2026-04-21 09:00")
    done = await office.ask.returning.confirm(ConfirmDelivery(change=change(dossier.id), at=at))
    assert (done.state, done.returned_at, done.returned_by) == (State.COLLECTED, at, Channel.POST)
    assert office.last_fact == DossierCollected(dossier=done.ref, collected_at=at, method=Channel.POST)


async def test_a_parcel_that_comes_back_is_sent_again_or_fetched(office: Office) -> None:
    dossier = await issued(office, Channel.POST)
    await office.ask.returning.dispatch(sending(dossier.id))
    back = await office.ask.returning.confirm(ConfirmDelivery(change=change(dossier.id), came_back=True))
    assert back.state is State.RESULT_READY
    await office.ask.returning.dispatch(sending(dossier.id, "EV2VN"))
    await office.ask.returning.confirm(ConfirmDelivery(change=change(dossier.id), came_back=True))
    assert (await office.ask.collect(RecordCollection(change=change(dossier.id)))).state is State.COLLECTED
    returned = await office.ask.returning.get(GetReturn(actor=RECEPTIONIST, dossier_id=dossier.id))
    assert [(h.tracking_number, h.came_back_at is not None) for h in returned.attempts] == [
        ("EV1VN", True),
        ("EV2VN", True),
        ("", False),
    ]


async def test_what_the_post_cannot_have_done_is_refused(office: Office) -> None:
    dossier = await issued(office, Channel.POST)
    delivery = ConfirmDelivery(change=change(dossier.id))
    assert await refused(office.ask.returning.confirm(delivery)) == "nothing-dispatched"
    for sent_at in (ISSUED_AT - timedelta(minutes=1), NEXT_DAY + timedelta(minutes=6)):
        assert await refused(office.ask.returning.dispatch(sending(dossier.id, sent_at=sent_at))) == "invalid-request"
    await office.ask.returning.dispatch(sending(dossier.id))
    for at in (NEXT_DAY - timedelta(minutes=1), NEXT_DAY + timedelta(minutes=6)):
        wrong = ConfirmDelivery(change=change(dossier.id), at=at)
        assert await refused(office.ask.returning.confirm(wrong)) == "invalid-request"
    waiting = (await office.accepted(APPLICANT)).dossier
    assert await refused(office.ask.returning.dispatch(sending(waiting.id))) == "dispatch-not-allowed"
    assert (
        await refused(office.ask.returning.confirm(ConfirmDelivery(change=change(waiting.id)))) == "deliver-not-allowed"
    )


@pytest.mark.parametrize(("result_at", "days"), [("2026-04-20 10:00", 10), ("2026-05-07 16:00", 0)])
async def test_how_early_a_result_is_counts_working_days(office: Office, result_at: str, days: int) -> None:
    dossier = await issued(office)
    stored = office.unit_of_work.stored.dossiers
    stored[dossier.id] = dossier.next(result_issued_at=local(result_at))
    returned = await office.ask.returning.get(GetReturn(actor=APPLICANT, dossier_id=dossier.id))
    assert returned.days_early == days


async def test_who_took_the_result_is_shown_to_those_who_may_see_people(office: Office) -> None:
    dossier = await issued(office)
    await office.ask.collect(RecordCollection(change=change(dossier.id), receiver=DEPUTY))
    for actor, shown in ((APPLICANT, DEPUTY), (SPECIALIST, DEPUTY), (CONTROL, NOT_NOTED)):
        returned = await office.ask.returning.get(GetReturn(actor=actor, dossier_id=dossier.id))
        assert (returned.attempts[0].receiver, returned.shows_people) == (shown, shown is DEPUTY)
    assert [(read.actor, read.fields) for read in office.reads.reads[-2:]] == [
        (APPLICANT.subject, ("receiver",)),
        (SPECIALIST.subject, ("receiver",)),
    ]
    assert (
        await refused(office.ask.returning.get(GetReturn(actor=NEIGHBOUR, dossier_id=dossier.id))) == "dossier-unknown"
    )


@pytest.mark.parametrize("actor", [APPLICANT, SPECIALIST, CONTROL])
async def test_only_the_counter_records_what_became_of_a_result(office: Office, actor: Any) -> None:
    dossier = await issued(office)
    asked = change(dossier.id, actor)
    for work in (
        office.ask.returning.dispatch(DispatchResult(change=asked, tracking_number="EV1VN")),
        office.ask.returning.confirm(ConfirmDelivery(change=asked)),
        office.ask.collect(RecordCollection(change=asked)),
    ):
        assert await refused(work) == "role-forbidden"
