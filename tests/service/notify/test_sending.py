"""Sending by a real SMTP server: taken, put off, refused, away."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import orjson
import pytest
from sqlalchemy import select

from notify.application.ports import Mail
from notify.clients.smtp import SmtpServer
from notify.domain.delivery import LADDER, LEASE, NO_ADDRESS, DeliveryState
from notify.store.tables import MESSAGING
from service.notify.office import Mailbox, Notify, mail_carrier
from service.notify.telling import Teller


@pytest.fixture
async def planned(notify: Notify) -> Notify:
    teller = Teller("d-1")
    await notify.plan(teller.received())
    return notify


async def outbox(notify: Notify) -> list[dict[str, object]]:
    async with notify.database.read() as connection:
        return [orjson.loads(body) for body in await connection.scalars(select(MESSAGING.outbox.c.body))]


async def test_a_message_is_sent_to_the_applicant(planned: Notify, mailbox: Mailbox) -> None:
    await planned.send()
    (mail,) = mailbox.messages
    one = await planned.only()
    assert (one.state, one.attempts, one.failure) == (DeliveryState.SENT, 1, "")
    assert mail["To"] == "nguyen.van.mau@example.vn"
    assert mail["From"] == "Bộ phận Một cửa <khong-tra-loi@motcua.example>"
    assert mail["Message-ID"] == f"<{one.id}@motcua.example>"
    assert mail["Subject"] == "Đã nhận được hồ sơ đăng ký d-1"
    body = mail.get_content()
    assert body.startswith("Kính gửi Nguyễn Văn Mẫu,")
    assert "Cơ quan: Ban Quản lý Khu kinh tế Hải Phòng" in body
    assert await outbox(planned) == []


async def test_a_sent_message_is_not_sent_again(planned: Notify, mailbox: Mailbox) -> None:
    await planned.send()
    planned.real.advance(timedelta(days=2))
    await planned.send()
    assert mailbox.tries == 1


async def test_a_message_put_off_is_tried_again_when_its_time_has_come(planned: Notify, mailbox: Mailbox) -> None:
    mailbox.answers = ["451 come back later"]
    await planned.send()
    one = await planned.only()
    assert (one.state, one.attempts, one.failure) == (DeliveryState.PENDING, 1, "mail-deferred-451")
    await planned.send()
    assert mailbox.tries == 1
    planned.real.advance(LADDER[0])
    await planned.send()
    one = await planned.only()
    assert (one.state, one.attempts, len(mailbox.messages)) == (DeliveryState.SENT, 2, 1)


async def test_a_message_refused_for_good_fails_once_and_is_told(planned: Notify, mailbox: Mailbox) -> None:
    mailbox.answers = ["550 nguyen.van.mau@example.vn: no such mailbox"]
    await planned.send()
    planned.real.advance(timedelta(days=2))
    await planned.send()
    one = await planned.only()
    assert (one.state, one.attempts, one.failure, mailbox.tries) == (DeliveryState.FAILED, 1, "mail-refused-550", 1)
    (event,) = await outbox(planned)
    assert (event["type"], event["subject"], event["sequence"]) == (
        "motcua.delivery.failed.v1",
        "d-1",
        f"{1:020d}",
    )
    data = event["data"]
    assert isinstance(data, dict)
    assert (data["deliveryId"], data["template"], data["channel"], data["attempts"], data["failure"]) == (
        one.id,
        "dossier-received",
        "DELIVERY_CHANNEL_EMAIL",
        1,
        "mail-refused-550",
    )
    assert "example.vn" not in str(event)


async def test_a_server_that_is_away_gets_the_message_once_it_is_back(planned: Notify, mailbox: Mailbox) -> None:
    mailbox.close()
    await planned.send()
    one = await planned.only()
    assert (one.state, one.failure) == (DeliveryState.PENDING, "mail-server-unreachable")
    mailbox.open()
    planned.real.advance(LADDER[0])
    await planned.send()
    await planned.send()
    assert (len(mailbox.messages), (await planned.only()).state) == (1, DeliveryState.SENT)


async def test_a_message_that_never_gets_through_is_given_up_after_the_last_rung(
    planned: Notify, mailbox: Mailbox
) -> None:
    mailbox.answers = ["451 later"] * (len(LADDER) + 5)
    for rung in (*LADDER, LADDER[-1], LADDER[-1]):
        await planned.send()
        planned.real.advance(rung)
    one = await planned.only()
    assert (one.state, one.attempts, mailbox.tries) == (DeliveryState.FAILED, len(LADDER) + 1, len(LADDER) + 1)
    assert len(await outbox(planned)) == 1


async def test_while_intake_is_away_nothing_is_sent_and_nothing_is_lost(planned: Notify, mailbox: Mailbox) -> None:
    planned.contacts.is_away = True
    await planned.send()
    assert (await planned.only()).failure == "neighbour-unavailable"
    planned.contacts.is_away = False
    planned.real.advance(LADDER[0])
    await planned.send()
    assert ((await planned.only()).state, len(mailbox.messages)) == (DeliveryState.SENT, 1)


async def test_an_applicant_without_an_address_is_recorded_so(planned: Notify, mailbox: Mailbox) -> None:
    planned.contacts.contact = type(planned.contacts.contact)(name="Nguyễn Văn Mẫu", email="", language="vi")
    await planned.send()
    one = await planned.only()
    assert (one.state, one.failure, mailbox.tries) == (DeliveryState.RECORDED, NO_ADDRESS, 0)


@pytest.mark.parametrize("address", ["a@b@c", "x\r\nBcc: y@example.vn", "không có"])
async def test_an_address_that_cannot_be_fails_and_reaches_nobody(
    planned: Notify, mailbox: Mailbox, address: str
) -> None:
    planned.contacts.contact = type(planned.contacts.contact)(name="N", email=address, language="vi")
    await planned.send()
    one = await planned.only()
    assert (one.state, one.failure, mailbox.tries) == (DeliveryState.FAILED, "address-invalid", 0)


async def test_a_dossier_that_intake_does_not_know_fails_at_once(planned: Notify) -> None:
    planned.contacts.known = False
    await planned.send()
    one = await planned.only()
    assert (one.state, one.failure) == (DeliveryState.FAILED, "dossier-unknown")


async def test_a_message_that_breaks_our_own_code_does_not_hold_up_the_others(notify: Notify, mailbox: Mailbox) -> None:
    for number in range(3):
        await notify.plan(Teller(f"d-{number}").received())
    working = mail_carrier(notify)._mailer

    class BreaksOnce:
        def __init__(self) -> None:
            self.has_broken = False

        async def send(self, mail: Mail) -> None:
            if not self.has_broken:
                self.has_broken = True
                raise KeyError(mail.message_id)
            await working.send(mail)

    mail_carrier(notify)._mailer = BreaksOnce()
    await notify.send()
    states = sorted((one.state, one.failure) for one in await notify.deliveries())
    assert states == [("pending", "failed-inside"), ("sent", ""), ("sent", "")]
    assert len(mailbox.messages) == 2


async def test_two_senders_never_send_the_same_message(notify: Notify, mailbox: Mailbox) -> None:
    for number in range(20):
        await notify.plan(Teller(f"d-{number}").received())
    await asyncio.gather(*(notify.send() for _ in range(3)))
    assert sorted(mail["Subject"] for mail in mailbox.messages) == sorted(
        f"Đã nhận được hồ sơ đăng ký d-{number}" for number in range(20)
    )


async def test_a_claim_of_a_sender_that_died_runs_out_and_the_mail_keeps_its_id(
    planned: Notify, mailbox: Mailbox
) -> None:
    gate = asyncio.Event()

    class Dies:
        async def send(self, mail: object) -> None:
            del mail
            gate.set()
            await asyncio.sleep(60)

    alive = mail_carrier(planned)._mailer
    mail_carrier(planned)._mailer = Dies()
    dying = asyncio.get_running_loop().create_task(planned.send())
    await gate.wait()
    dying.cancel()
    mail_carrier(planned)._mailer = alive
    await planned.send()
    assert mailbox.tries == 0
    planned.real.advance(LEASE)
    await planned.send()
    assert [mail["Message-ID"] for mail in mailbox.messages] == [f"<{(await planned.only()).id}@motcua.example>"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://127.0.0.1:2525", ("127.0.0.1", 2525, False, None, None)),
        ("smtp+starttls://u:p%40ss@mail.example", ("mail.example", 587, False, True, "p@ss")),
        ("smtps://u:p@mail.example", ("mail.example", 465, True, False, "p")),
    ],
)
def test_a_mail_server_is_named_by_an_url(url: str, expected: tuple[object, ...]) -> None:
    server = SmtpServer.of(url)
    assert (server.host, server.port, server.use_tls, server.start_tls, server.password) == expected


@pytest.mark.parametrize("url", ["http://mail.example", "smtp://", "mail.example:25"])
def test_another_url_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValueError, match="use smtp://host:port") as refused:
        SmtpServer.of(url)
    assert "mail.example" not in str(refused.value)
