"""Messages where something gives way while they are on their way: none is lost, and none goes out twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from chassis.data.faults import unavailable
from notify.application import SendDueHandler
from notify.application.ports import Mail
from notify.domain.channels import Lane
from notify.domain.delivery import LEASE, DeliveryState
from notify.domain.occasions import Channel
from notify.store.unit_of_work import SqlUnitOfWork
from service.notify.office import Mailbox, Notify, mail_carrier
from service.notify.telling import Teller
from service.notify.test_sending import outbox

SEND = "notify.application.send_due"
EMAIL = Lane(channel=Channel.EMAIL, is_bulk=False)


class Shaky:
    """The store: the second and third commit fail. keeps: what they wrote is kept all the same, and nobody is told."""

    def __init__(self, uow: SqlUnitOfWork, *, keeps: bool) -> None:
        self._uow, self._keeps = uow, keeps
        self._commits = 0

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Any]:
        async with self._uow.begin() as tx:
            commit = tx.commit

            async def fail() -> None:
                self._commits += 1
                if self._keeps or self._commits not in (2, 3):
                    await commit()
                if self._commits in (2, 3):
                    raise unavailable()

            tx.commit = fail
            yield tx


class Slow:
    """A mail server that takes its time before it takes a mail."""

    def __init__(self, notify: Notify, seconds: float) -> None:
        self._mailer, self._seconds = mail_carrier(notify)._mailer, seconds
        self.begun = asyncio.Event()
        mail_carrier(notify)._mailer = self

    async def send(self, mail: Mail) -> None:
        self.begun.set()
        await asyncio.sleep(self._seconds)
        await self._mailer.send(mail)


async def planned(notify: Notify, count: int) -> None:
    for number in range(count):
        await notify.plan(Teller(f"d-{number}").received())


@pytest.mark.parametrize("keeps", [True, False])
async def test_a_message_that_went_out_while_the_store_was_away_does_not_go_out_again(
    notify: Notify, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, keeps: bool
) -> None:
    monkeypatch.setattr(f"{SEND}._AGAIN_SECONDS", 0.02)
    await planned(notify, 5)
    mailbox.answers = ["550 nobody here"]
    await SendDueHandler(EMAIL, replace(notify._sending, uow=Shaky(notify.uow, keeps=keeps)))()
    notify.real.advance(LEASE)
    await notify.send()
    assert mailbox.tries == 5
    assert sorted(one.state.value for one in await notify.deliveries()) == ["failed", *["sent"] * 4]
    assert len(await outbox(notify)) == 1


async def test_a_sender_that_is_stopped_ends_what_is_on_its_way_and_gives_back_the_rest(
    notify: Notify, mailbox: Mailbox
) -> None:
    await planned(notify, 10)
    slow = Slow(notify, 0.3)
    stopped = asyncio.ensure_future(notify.send())
    await slow.begun.wait()
    stopped.cancel()
    await asyncio.wait({stopped})
    assert (stopped.cancelled(), 0 < mailbox.tries < 10) == (True, True)
    await notify.send()
    assert mailbox.tries == 10
    assert {one.state for one in await notify.deliveries()} == {DeliveryState.SENT}


async def test_no_attempt_begins_that_could_outlast_the_claim(
    notify: Notify, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{SEND}.LONGEST_ATTEMPT_SECONDS", LEASE.total_seconds() - 1)
    await planned(notify, 9)
    Slow(notify, 1.2)
    await notify.send()
    assert mailbox.tries == 8
    notify.real.advance(LEASE)
    await notify.send()
    assert mailbox.tries == 9


async def test_a_mail_server_that_never_ends_is_tried_again_later(
    notify: Notify, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{SEND}.LONGEST_ATTEMPT_SECONDS", 0.1)
    await planned(notify, 1)
    Slow(notify, 60)
    await notify.send()
    one = await notify.only()
    assert (one.state, one.failure, mailbox.tries) == (DeliveryState.PENDING, "timed-out", 0)
