"""Who looks after an endpoint is told by mail: once when it fails for a day, once when it is switched off."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from chassis.kernel.errors import Problem
from notify.application.webhooks import (
    ChangeEndpoint,
    CreateEndpoint,
    DisableEndpoint,
    EnableEndpoint,
    OwnerContacts,
    TellOfFailingHandler,
)
from notify.domain.delivery import LADDER, NO_ADDRESS, DeliveryState
from notify.domain.occasions import Audience, Occasion
from notify.domain.webhooks import PATIENCE, DisabledFor, Endpoint, EndpointState
from notify.store.tables import WEBHOOKS
from service.notify.hooks import OPERATOR, SECRETS, Hooks
from service.notify.office import Mailbox, Notify
from service.notify.receiving import Receiver

DAY, MINUTE = timedelta(hours=24), timedelta(minutes=1)
OWNER = "van-hanh@don-vi.example"


@pytest.fixture
async def hooks(notify: Notify) -> AsyncIterator[Hooks]:
    """Over the store whose messages the mail server gets."""
    made = Hooks(notify.database, notify.real)
    notify.people[Audience.ENDPOINT_OWNER] = OwnerContacts(made.reads, SECRETS)
    yield made
    await made.close()


def watch(hooks: Hooks) -> TellOfFailingHandler:
    return TellOfFailingHandler(hooks.uow, hooks.reads, hooks.letters, real=hooks.real, after=DAY)


async def owned(hooks: Hooks, receiver: Receiver, contact: str = OWNER) -> Endpoint:
    asked = CreateEndpoint(actor=OPERATOR, name="mau", url=receiver.url, contact_email=contact)
    made = await hooks.ask.create(asked)
    return await hooks.ask.enable(EnableEndpoint(actor=OPERATOR, endpoint_id=made.endpoint.id))


async def fail_once(hooks: Hooks, receiver: Receiver, endpoint: Endpoint) -> None:
    """The courier finds out that it takes nothing."""
    receiver.answering = lambda _event: 500
    courier = await hooks.courier()
    await hooks.tell(("d-1", 1))
    await become(hooks, endpoint, lambda now: now.health.failures > 0)
    await courier.stop()


async def become(hooks: Hooks, endpoint: Endpoint, wanted: Callable[[Endpoint], bool]) -> None:
    async with asyncio.timeout(10):
        while (now := await hooks.reads.endpoint(endpoint.id)) is None or not wanted(now):
            await asyncio.sleep(0.02)


async def test_a_day_of_failing_is_told_once_and_the_end_of_patience_once_more(
    notify: Notify, hooks: Hooks, receiver: Receiver, mailbox: Mailbox
) -> None:
    endpoint = await owned(hooks, receiver)
    await fail_once(hooks, receiver, endpoint)
    notify.real.advance(DAY - MINUTE)
    await watch(hooks)()
    assert await notify.deliveries() == []
    notify.real.advance(MINUTE)
    for replica in (watch(hooks), watch(hooks)):
        await replica()
        await replica()
    await notify.send()
    (mail,) = mailbox.messages
    assert (mail["To"], mail["Subject"]) == (
        OWNER,
        "Địa chỉ nhận sự kiện mau không nhận được sự kiện từ 12:00 ngày 02/05/2024",
    )
    body = mail.get_content()
    assert "Lỗi gần nhất: answered-500." in body
    assert "Nếu đến 12:00 ngày 07/05/2024 vẫn không nhận được, địa chỉ sẽ bị tắt." in body
    assert f"https://mot-cua.example/dang-ky/{endpoint.id}" in body
    notify.real.advance(PATIENCE)
    await hooks.courier()
    await become(hooks, endpoint, lambda now: now.state is EndpointState.DISABLED)
    await watch(hooks)()
    await notify.send()
    assert [mail["Subject"] for mail in mailbox.messages[1:]] == ["Địa chỉ nhận sự kiện mau đã bị tắt"]
    assert "vì năm ngày liền không nhận được sự kiện nào" in mailbox.messages[1].get_content()


async def test_one_that_works_again_is_told_of_its_next_failure_anew(
    notify: Notify, hooks: Hooks, receiver: Receiver, mailbox: Mailbox
) -> None:
    endpoint = await owned(hooks, receiver)
    for _ in range(2):
        await fail_once(hooks, receiver, endpoint)
        notify.real.advance(DAY)
        await watch(hooks)()
        await notify.send()
        await hooks.ask.disable(DisableEndpoint(actor=OPERATOR, endpoint_id=endpoint.id))
        receiver.answering = lambda _event: 200
        await hooks.ask.enable(EnableEndpoint(actor=OPERATOR, endpoint_id=endpoint.id))
    await notify.send()
    told = [one.occasion for one in await notify.deliveries()]
    assert sorted(told) == sorted([Occasion.ENDPOINT_FAILING, Occasion.ENDPOINT_DISABLED] * 2)
    assert len(mailbox.messages) == 4


async def test_the_mail_is_tried_again_while_the_server_puts_it_off(
    notify: Notify, hooks: Hooks, receiver: Receiver, mailbox: Mailbox
) -> None:
    endpoint = await owned(hooks, receiver)
    disabled = await hooks.ask.disable(DisableEndpoint(actor=OPERATOR, endpoint_id=endpoint.id))
    await hooks.ask.disable(DisableEndpoint(actor=OPERATOR, endpoint_id=endpoint.id))
    assert disabled.disabled_for is DisabledFor.REQUEST
    mailbox.answers = ["451 come back later"]
    await notify.send()
    notify.real.advance(LADDER[0])
    await notify.send()
    one = await notify.only()
    assert (one.state, one.attempts, len(mailbox.messages)) == (DeliveryState.SENT, 2, 1)


async def test_without_an_address_the_log_says_that_nobody_was_told(
    notify: Notify, hooks: Hooks, receiver: Receiver, mailbox: Mailbox
) -> None:
    endpoint = await owned(hooks, receiver)
    changed = await hooks.ask.change(ChangeEndpoint(actor=OPERATOR, endpoint_id=endpoint.id, contact_email=""))
    assert (changed.contact, changed.version) == (None, endpoint.version + 1)
    await hooks.ask.disable(DisableEndpoint(actor=OPERATOR, endpoint_id=endpoint.id))
    await notify.send()
    one = await notify.only()
    assert (one.state, one.failure, mailbox.tries) == (DeliveryState.RECORDED, NO_ADDRESS, 0)


async def test_the_address_is_sealed_at_rest_and_has_to_be_one(hooks: Hooks, receiver: Receiver) -> None:
    endpoint = await owned(hooks, receiver)
    async with hooks.database.read() as connection:
        kept = await connection.scalar(select(WEBHOOKS.endpoints.c.contact))
    assert kept is not None
    assert (kept, b"van-hanh" in kept) == (endpoint.contact, False)
    assert SECRETS.open_contact(endpoint) == OWNER
    with pytest.raises(Problem) as refused:
        await hooks.ask.change(ChangeEndpoint(actor=OPERATOR, endpoint_id=endpoint.id, contact_email="ai@đâu\r\n"))
    assert list(refused.value.fields) == ["contact_email"]
