"""Mail, text message, Zalo: which one, which next, when, and with what in it. Providers are real HTTP servers."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Problem
from notify.application.preferences import SetPreference
from notify.domain.channels import Lane
from notify.domain.delivery import LADDER, NOT_WANTED, DeliveryState, Priority
from notify.domain.occasions import Channel, Occasion
from notify.store.rows import delivery_row
from notify.store.tables import DELIVERIES, MESSAGING
from service.notify.office import CITIZEN, Mailbox, Notify
from service.notify.provider import Provider
from service.notify.telling import Teller
from unit.notify.messages import delivery

PHONE = replace(CITIZEN, email="", phone="0912345678")
BOTH = replace(CITIZEN, phone="0912345678", account="nd.mau.1")
ACCOUNT = Actor(subject="nd.mau.1", roles=frozenset({"applicant"}))
ALL = (Channel.EMAIL, Channel.ZALO, Channel.SMS)


async def sent(notify: Notify) -> None:
    """Every sender, until nothing moves from one to the other any more."""
    for _ in range(3):
        for channel in ALL:
            await notify.send(channel)


async def told(notify: Notify) -> list[tuple[Channel, DeliveryState, str]]:
    return [(one.channel, one.state, one.failure) for one in await notify.deliveries()]


async def failed_events(notify: Notify) -> int:
    async with notify.database.read() as connection:
        return len((await connection.scalars(select(MESSAGING.outbox.c.body))).all())


async def test_who_has_only_a_telephone_gets_a_short_message(by_all_ways: Notify, provider: Provider) -> None:
    by_all_ways.contacts.contact = PHONE
    teller = Teller("d-1")
    teller.received()
    await by_all_ways.plan(teller.told[0])
    await by_all_ways.plan(teller.accepted())
    await sent(by_all_ways)
    assert await told(by_all_ways) == [(Channel.ZALO, DeliveryState.SENT, "")] * 2
    texts = sorted(message["message"]["text"] for message in provider.messages)
    assert texts == [
        "Hồ sơ H24.15-240502-0001 đã được tiếp nhận. Xem: https://mot-cua.example/tra-cuu/H24.15-240502-0001",
        "Đã nhận hồ sơ của Ông/Bà. Xem: https://mot-cua.example/tra-cuu",
    ]
    assert {message["to"] for message in provider.messages} == {"84912345678"}
    (first, _) = await by_all_ways.deliveries()
    assert (first.gateway, first.receipt_id[:2], first.template_version) == ("mau-zalo", "p-", 1)
    assert first.id in {message["request/id"] for message in provider.messages}


async def test_somebodys_own_order_comes_first_and_the_text_message_has_no_marks(
    by_all_ways: Notify, provider: Provider, mailbox: Mailbox
) -> None:
    by_all_ways.contacts.contact = BOTH
    await by_all_ways.prefer(
        SetPreference(actor=ACCOUNT, language="", channels=(Channel.SMS,), unsubscribed=frozenset())
    )
    await by_all_ways.plan(Teller("d-1").received())
    await sent(by_all_ways)
    assert await told(by_all_ways) == [(Channel.SMS, DeliveryState.SENT, "")]
    (message,) = provider.messages
    assert message["message"]["text"] == "Da nhan ho so cua Ong/Ba. Xem: https://mot-cua.example/tra-cuu"
    assert (message["to"], mailbox.tries) == ("0912345678", 0)


async def test_somebodys_own_language_is_used(by_all_ways: Notify, mailbox: Mailbox) -> None:
    by_all_ways.contacts.contact = BOTH
    await by_all_ways.prefer(SetPreference(actor=ACCOUNT, language="en", channels=(), unsubscribed=frozenset()))
    await by_all_ways.plan(Teller("d-1").received())
    await sent(by_all_ways)
    assert mailbox.messages[0]["Content-Language"] == "en"


async def test_what_the_law_orders_cannot_be_unsubscribed_and_a_reminder_can(by_all_ways: Notify) -> None:
    by_all_ways.contacts.contact = BOTH
    with pytest.raises(Problem) as refused:
        await by_all_ways.prefer(
            SetPreference(actor=ACCOUNT, language="", channels=(), unsubscribed=frozenset({Occasion.ACCEPTED}))
        )
    assert (refused.value.slug, set(refused.value.fields)) == ("preference-invalid", {"unsubscribed"})
    await by_all_ways.prefer(
        SetPreference(actor=ACCOUNT, language="", channels=(), unsubscribed=frozenset({Occasion.UNCOLLECTED}))
    )
    async with by_all_ways.database.write() as writing:
        await writing.connection.execute(insert(DELIVERIES), [delivery_row(delivery(Occasion.UNCOLLECTED))])
        await writing.commit()
    await sent(by_all_ways)
    assert await told(by_all_ways) == [(Channel.EMAIL, DeliveryState.RECORDED, NOT_WANTED)]


async def test_a_mailbox_that_is_gone_is_followed_by_the_next_channel_and_nobody_hears_of_a_failure(
    by_all_ways: Notify, provider: Provider, mailbox: Mailbox
) -> None:
    by_all_ways.contacts.contact = BOTH
    mailbox.answers = ["550 no such mailbox"]
    await by_all_ways.plan(Teller("d-1").received())
    await sent(by_all_ways)
    assert await told(by_all_ways) == [
        (Channel.EMAIL, DeliveryState.FAILED, "mail-refused-550"),
        (Channel.ZALO, DeliveryState.SENT, ""),
    ]
    assert (len(provider.messages), await failed_events(by_all_ways)) == (1, 0)


async def test_when_no_channel_is_left_it_is_told_once(
    by_all_ways: Notify, provider: Provider, mailbox: Mailbox
) -> None:
    by_all_ways.contacts.contact = BOTH
    mailbox.answers = ["550 no"]
    provider.answers = [(400, {}), (200, {"code": 104})]
    await by_all_ways.plan(Teller("d-1").received())
    await sent(by_all_ways)
    assert await told(by_all_ways) == [
        (Channel.EMAIL, DeliveryState.FAILED, "mail-refused-550"),
        (Channel.ZALO, DeliveryState.FAILED, "gateway-refused-400"),
        (Channel.SMS, DeliveryState.FAILED, "gateway-refused-104"),
    ]
    assert await failed_events(by_all_ways) == 1


async def test_what_a_provider_puts_off_is_tried_again_and_a_new_key_needs_no_restart(
    by_all_ways: Notify, provider: Provider
) -> None:
    by_all_ways.contacts.contact = PHONE
    provider.answers = [(503, {}), (200, {"code": 99, "error": "0912345678 is busy"})]
    await by_all_ways.plan(Teller("d-1").received())
    await sent(by_all_ways)
    provider.key("khoa-hai")
    for rung in LADDER[:2]:
        by_all_ways.real.advance(rung)
        await sent(by_all_ways)
    assert await told(by_all_ways) == [(Channel.ZALO, DeliveryState.SENT, "")]
    assert provider.keys == ["Bearer khoa-mot", "Bearer khoa-hai", "Bearer khoa-hai"]


async def test_telephones_are_quiet_at_night_and_mail_goes_at_once(
    by_all_ways: Notify, provider: Provider, mailbox: Mailbox
) -> None:
    by_all_ways.clock.advance(timedelta(hours=10))  # 22:00 local
    await by_all_ways.plan(Teller("d-mail").received())
    await sent(by_all_ways)
    assert len(mailbox.messages) == 1
    by_all_ways.contacts.contact = PHONE
    await by_all_ways.plan(Teller("d-phone").received())
    await sent(by_all_ways)
    assert provider.tries == 0
    by_all_ways.clock.advance(timedelta(hours=9))  # 07:00
    await sent(by_all_ways)
    assert len(provider.messages) == 1


async def test_ten_thousand_alike_do_not_stand_before_one(by_all_ways: Notify, mailbox: Mailbox) -> None:
    """The bulk's sender is at work all the while; the single message takes as long as if it were alone."""
    many = [
        delivery(Occasion.ACCEPTED, id=f"b-{number:05}", event_id=f"o-{number:05}", priority=Priority.BULK)
        for number in range(10_000)
    ]
    async with by_all_ways.database.write() as writing:
        for start in range(0, len(many), 500):
            rows = [delivery_row(replace(one, next_attempt_at=by_all_ways.real.now())) for one in many[start:][:500]]
            await writing.connection.execute(insert(DELIVERIES), rows)
        await writing.commit()

    async def bulk() -> None:
        while True:
            await by_all_ways.send(bulk=True)

    working = asyncio.get_running_loop().create_task(bulk())
    while len(mailbox.messages) < 40:
        await asyncio.sleep(0.02)
    await by_all_ways.plan(Teller("d-single").received())
    begun, before = time.monotonic(), len(mailbox.messages)
    await by_all_ways.send()
    took, meanwhile = time.monotonic() - begun, len(mailbox.messages) - before
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    assert "d-single" in str([mail["Subject"] for mail in mailbox.messages])
    assert len(mailbox.messages) < 9_000
    assert took < 2.0, f"a single message took {took:.2f} s beside the bulk"
    assert meanwhile < 1_000, f"{meanwhile} went out while a single message was sent"


async def test_lanes_claim_by_priority_and_leave_each_others_alone(by_all_ways: Notify) -> None:
    async with by_all_ways.database.write() as writing:
        rows = [
            delivery(Occasion.ACCEPTED, id="late", event_id="1"),
            delivery(Occasion.ACCEPTED, id="bulk", event_id="2", priority=Priority.BULK),
            delivery(Occasion.ACCEPTED, id="sms", event_id="3", channel=Channel.SMS),
        ]
        await writing.connection.execute(insert(DELIVERIES), [delivery_row(one) for one in rows])
        await writing.commit()
    now = by_all_ways.real.now()
    for lane, expected in [
        (Lane(channel=Channel.SMS, is_bulk=False), ["sms"]),
        (Lane(channel=Channel.EMAIL, is_bulk=True), ["bulk"]),
        (Lane(channel=Channel.EMAIL, is_bulk=False), ["late"]),
    ]:
        async with by_all_ways.uow.begin() as tx:
            claimed = await tx.deliveries.claim_due(lane, real=now, until=now + timedelta(seconds=9), limit=10)
            await tx.commit()
        assert [one.id for one in claimed] == expected
