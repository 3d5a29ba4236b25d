"""The daily list: one mail a working morning and officer, of what is unread; none at night, none twice."""

from __future__ import annotations

import asyncio

from chassis.ids import UuidIds
from chassis.kernel.actor import Actor
from chassis.kernel.clock import FrozenClock
from notify.application.mark_read import MarkRead, MarkReadHandler
from notify.application.order_digests import OrderDigestsHandler
from notify.application.preferences import SetPreference
from notify.domain.delivery import NOT_WANTED
from notify.domain.departure import Departure
from notify.domain.occasions import Occasion
from notify.store.reads import SqlReads
from service.notify.office import Mailbox, Notify
from service.notify.telling import Teller, local
from service.notify.test_outages import calendar

OFFICER = Actor(subject="cv.dautu.1", roles=frozenset({"specialist"}), agency="heza", department="dau-tu")


def ordering(notify: Notify, at: str) -> OrderDigestsHandler:
    return OrderDigestsHandler(
        notify.uow,
        SqlReads(notify.database),
        calendar,
        Departure(notify.carriers),
        clock=FrozenClock(local(at)),
        real=notify.real,
        ids=UuidIds(),
        planned=lambda: None,
    )


async def two_dossiers(notify: Notify) -> None:
    for number in (1, 2):
        teller = Teller(f"d-{number}")
        for event in (teller.received(), teller.accepted(), teller.assigned("2024-05-02 14:00")):
            await notify.plan(event)
        await notify.plan(teller.due_soon("2024-05-13 16:45", "T-1"))
        if number == 2:
            await notify.plan(teller.overdue())
    await notify.send()


async def test_an_officer_gets_one_mail_for_all_that_is_unread(notify: Notify, mailbox: Mailbox) -> None:
    await two_dossiers(notify)
    before = len(mailbox.messages)
    await asyncio.gather(*(ordering(notify, "2024-05-15 07:45")() for _ in range(2)))
    await notify.send()
    (mail,) = mailbox.messages[before:]
    assert (mail["To"], mail["Subject"]) == ("cv.dautu.1@office.example", "Việc đến hạn, quá hạn hôm nay")
    lines = [line for line in mail.get_content().splitlines() if line.startswith("- ")]
    assert lines == [
        "- H24.15-240502-0001: quá hạn, 17:00 ngày 14/05/2024",
        "- H24.15-240502-0001: sắp đến hạn, 17:00 ngày 14/05/2024",
    ]


async def test_nothing_is_listed_outside_office_hours_or_twice_a_day(notify: Notify) -> None:
    await two_dossiers(notify)
    morning = ordering(notify, "2024-05-15 07:45")
    for order in (ordering(notify, "2024-05-15 05:00"), ordering(notify, "2024-05-12 09:00")):
        await order()
    assert Occasion.DIGEST not in {one.occasion for one in await notify.deliveries()}
    await morning()
    await morning()
    await ordering(notify, "2024-05-15 16:00")()
    assert [one.occasion for one in await notify.deliveries()].count(Occasion.DIGEST) == 1


async def test_what_was_read_is_not_listed(notify: Notify) -> None:
    await two_dossiers(notify)
    ids = [one.id for one in await notify.deliveries()]
    read = await MarkReadHandler(notify.uow, notify.clock)(MarkRead(actor=OFFICER, message_ids=ids))
    await ordering(notify, "2024-05-15 07:45")()
    assert read == 3
    assert Occasion.DIGEST not in {one.occasion for one in await notify.deliveries()}


async def test_who_does_not_want_the_list_gets_none(notify: Notify, mailbox: Mailbox) -> None:
    await notify.prefer(
        SetPreference(actor=OFFICER, language="", channels=(), unsubscribed=frozenset({Occasion.DIGEST}))
    )
    await two_dossiers(notify)
    before = len(mailbox.messages)
    await ordering(notify, "2024-05-15 07:45")()
    await notify.send()
    (digest,) = [one for one in await notify.deliveries() if one.occasion is Occasion.DIGEST]
    assert (digest.failure, len(mailbox.messages)) == (NOT_WANTED, before)
