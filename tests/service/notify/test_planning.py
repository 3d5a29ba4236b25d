"""Events become deliveries, once: SQLite and PostgreSQL alike."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from chassis.data.migrations import schema_differences
from chassis.kernel.actor import Actor
from chassis.kernel.errors import Problem
from chassis.messaging.inbox import GapAhead
from notify.application import ListDeliveries, ReadInbox
from notify.domain.delivery import NO_SMTP, SHOWN_IN_INBOX, DeliveryState
from notify.domain.occasions import Audience, Channel, Occasion
from notify.store.tables import METADATA
from service.notify.office import Notify
from service.notify.telling import DUE, START, Teller, local

OPERATOR = Actor(subject="vh.1", roles=frozenset({"operator"}))


async def test_an_event_that_requires_a_message_has_its_delivery(notify: Notify) -> None:
    teller = Teller("d-1")
    await notify.plan(teller.received())
    one = await notify.only()
    assert (one.event_id, one.occasion, one.audience, one.channel) == (
        teller.told[0].id,
        Occasion.RECEIVED,
        Audience.APPLICANT,
        Channel.EMAIL,
    )
    assert (one.state, one.attempts, one.particulars.received_at) == (DeliveryState.PENDING, 0, local(START))
    assert notify.woken == 1


async def test_a_repeated_event_plans_nothing_more(notify: Notify) -> None:
    teller = Teller("d-1")
    teller.received()
    teller.accepted()
    for event in [*teller.told, *teller.told]:
        await notify.plan(event)
    assert [one.occasion for one in await notify.deliveries()] == [Occasion.RECEIVED, Occasion.ACCEPTED]


async def test_an_event_ahead_of_its_predecessor_is_handed_back(notify: Notify) -> None:
    teller = Teller("d-1")
    teller.received()
    with pytest.raises(GapAhead):
        await notify.plan(teller.accepted())
    assert await notify.deliveries() == []


async def test_a_message_knows_what_earlier_events_of_both_services_said(notify: Notify) -> None:
    teller = Teller("d-1")
    for event in (teller.received(), teller.accepted(), teller.assigned("2024-05-02 14:00")):
        await notify.plan(event)
    await notify.plan(teller.collected("2024-05-13 10:00"))
    known = (await notify.deliveries())[-1].particulars
    assert (known.officer, known.accepted_at, known.due_at) == ("cv.dautu.1", local(START), local(DUE))
    assert (known.code, known.happened_at) == ("H24.15-240502-0001", local("2024-05-13 10:00"))


async def test_without_a_mail_server_messages_are_recorded_with_the_reason(without_mail: Notify) -> None:
    await without_mail.plan(Teller("d-1").received())
    one = await without_mail.only()
    assert (one.state, one.failure, one.next_attempt_at) == (DeliveryState.RECORDED, NO_SMTP, None)
    assert without_mail.woken == 0
    assert await without_mail.send() is False
    assert without_mail.contacts.asked == []


async def test_officer_and_head_find_the_alarm_in_their_inbox(notify: Notify) -> None:
    teller = Teller("d-1")
    for event in (teller.received(), teller.accepted(), teller.assigned("2024-05-02 14:00"), teller.overdue()):
        await notify.plan(event)
    officer = Actor(subject="cv.dautu.1", roles=frozenset({"specialist"}), agency="heza", department="dau-tu")
    head = Actor(subject="tp.dautu", roles=frozenset({"department_head"}), agency="heza", department="dau-tu")
    other_head = Actor(subject="tp.mt", roles=frozenset({"department_head"}), agency="heza", department="moi-truong")
    colleague = Actor(subject="cv.dautu.2", roles=frozenset({"specialist"}), agency="heza", department="dau-tu")
    for actor, audience in ((officer, Audience.OFFICER), (head, Audience.DEPARTMENT_HEAD)):
        ((delivery, written),) = (await notify.read_inbox(ReadInbox(actor=actor))).messages
        assert (delivery.audience, delivery.state, delivery.failure) == (
            audience,
            DeliveryState.RECORDED,
            SHOWN_IN_INBOX,
        )
        assert written.subject == "Hồ sơ H24.15-240502-0001 đã quá hạn"
    for actor in (other_head, colleague):
        assert (await notify.read_inbox(ReadInbox(actor=actor))).messages == ()
    with pytest.raises(Problem) as refused:
        await notify.read_inbox(ReadInbox(actor=OPERATOR))
    assert refused.value.slug == "not-allowed"


async def test_the_log_is_listed_newest_first_by_page_and_filter(without_mail: Notify) -> None:
    for number in range(5):
        await without_mail.plan(Teller(f"d-{number}").received())
    first = await without_mail.list_deliveries(ListDeliveries(actor=OPERATOR, limit=3))
    assert ([one.dossier_id for one in first.deliveries], first.total_size, first.more) == (
        ["d-4", "d-3", "d-2"],
        5,
        True,
    )
    rest = await without_mail.list_deliveries(ListDeliveries(actor=OPERATOR, limit=3, after=first.deliveries[-1].id))
    assert ([one.dossier_id for one in rest.deliveries], rest.more) == (["d-1", "d-0"], False)
    one = await without_mail.list_deliveries(
        ListDeliveries(actor=OPERATOR, dossier_id="d-3", states=frozenset({DeliveryState.RECORDED}))
    )
    assert [each.dossier_id for each in one.deliveries] == ["d-3"]
    none = await without_mail.list_deliveries(ListDeliveries(actor=OPERATOR, states=frozenset({DeliveryState.SENT})))
    assert (none.deliveries, none.total_size) == ((), 0)


async def test_the_counter_sees_its_agencys_log_and_an_applicant_none(without_mail: Notify) -> None:
    await without_mail.plan(Teller("d-1").received())
    here = Actor(subject="cb.motcua.1", roles=frozenset({"receptionist"}), agency="heza")
    elsewhere = Actor(subject="cb.9", roles=frozenset({"receptionist"}), agency="so-xd")
    assert (await without_mail.list_deliveries(ListDeliveries(actor=here))).total_size == 1
    assert (await without_mail.list_deliveries(ListDeliveries(actor=elsewhere))).total_size == 0
    for role in ("applicant", "specialist", "leader"):
        with pytest.raises(Problem) as refused:
            await without_mail.list_deliveries(ListDeliveries(actor=Actor(subject="x", roles=frozenset({role}))))
        assert refused.value.slug == "not-allowed"


async def test_no_table_holds_contact_data(notify: Notify) -> None:
    teller = Teller("d-1")
    await notify.plan(teller.received())
    await notify.send()
    async with notify.database.read() as connection:
        for table in METADATA.sorted_tables:
            for row in await connection.execute(text(f"SELECT * FROM {table.name}")):
                assert "example.vn" not in str(tuple(row))
                assert "Nguyễn" not in str(tuple(row))


async def test_the_migrations_make_the_tables_of_the_code(notify: Notify) -> None:
    async with notify.database.read() as connection:
        assert await schema_differences(METADATA, connection) == []
