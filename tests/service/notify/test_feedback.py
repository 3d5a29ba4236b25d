"""Who sent feedback hears what becomes of it, and stands in no table."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from notify.domain.delivery import DeliveryState
from notify.domain.occasions import Audience
from notify.store.tables import MESSAGING
from service.notify.office import Mailbox, Notify
from service.notify.telling import Teller


async def test_the_sender_is_told_of_the_answer_by_mail(notify: Notify, mailbox: Mailbox) -> None:
    teller = Teller("f-1")
    await notify.plan(teller.feedback("received", "2024-05-02 09:00"))
    await notify.plan(teller.feedback("answered", "2024-05-06 10:00"))
    await notify.send()
    answered = next(mail for mail in mailbox.messages if "trả lời" in str(mail["Subject"]))
    assert answered["Subject"] == "Đã trả lời phản ánh, kiến nghị PAKN-240502-0001"
    assert "Thời gian tiếp nhận: 09:00 ngày 02/05/2024" in answered.get_content()
    assert (notify.senders.asked, notify.contacts.asked) == (["f-1", "f-1"], [])
    assert {(one.audience, one.state) for one in await notify.deliveries()} == {
        (Audience.FEEDBACK_SENDER, DeliveryState.SENT)
    }


async def test_a_message_about_feedback_that_fails_stands_in_the_log_and_is_no_event_of_a_dossier(
    notify: Notify, mailbox: Mailbox
) -> None:
    mailbox.answers = ["550 no"]
    await notify.plan(Teller("f-1").feedback("received", "2024-05-02 09:00"))
    await notify.send()
    assert (await notify.only()).state is DeliveryState.FAILED
    async with notify.database.read() as connection:
        assert (await connection.scalars(select(MESSAGING.outbox.c.body))).all() == []


@pytest.mark.parametrize("event", ["received", "forwarded", "answered"])
async def test_told_again_it_is_sent_once(notify: Notify, event: str) -> None:
    said = Teller("f-1").feedback(event, "2024-05-02 09:00")
    await notify.plan(said)
    await notify.plan(said)
    assert len(await notify.deliveries()) == 1
