"""What providers report: proven, once, and followed by another channel where it failed after all."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from chassis.clock import SystemClock
from chassis.ids import UuidIds
from chassis.kernel.errors import Problem
from notify.application.receipts import Report, TakeReceiptHandler
from notify.domain.delivery import REPORTED_FAILED, DeliveryState, Receipt
from notify.domain.occasions import Channel
from notify.store.tables import MESSAGING
from service.notify.office import CITIZEN, Notify
from service.notify.served import Served
from service.notify.telling import Teller


@pytest.fixture
async def handed(by_all_ways: Notify) -> Notify:
    """One message that the gateway of Zalo took as ``p-1``."""
    by_all_ways.contacts.contact = replace(CITIZEN, email="", phone="0912345678")
    await by_all_ways.plan(Teller("d-1").received())
    for channel in (Channel.EMAIL, Channel.ZALO):
        await by_all_ways.send(channel)
    return by_all_ways


def taking(notify: Notify, *channels: Channel) -> Any:
    handler = TakeReceiptHandler(
        notify.uow,
        channels or tuple(notify.carriers),
        clock=notify.clock,
        real=notify.real,
        ids=UuidIds(),
        planned=lambda: None,
    )

    async def take(receipt: Receipt, receipt_id: str = "p-1", gateway: str = "mau-zalo") -> None:
        await handler(Report(gateway=gateway, receipt_id=receipt_id, receipt=receipt))

    return take


@pytest.mark.parametrize(
    ("reports", "known"),
    [
        ([Receipt.DELIVERED], Receipt.DELIVERED),
        ([Receipt.DELIVERED, Receipt.DELIVERED, Receipt.READ], Receipt.READ),
        ([Receipt.READ, Receipt.DELIVERED], Receipt.READ),
        ([Receipt.DELIVERED, Receipt.FAILED], Receipt.DELIVERED),
        ([Receipt.NONE], Receipt.NONE),
    ],
)
async def test_reports_add_to_what_is_known_in_whatever_order(
    handed: Notify, reports: list[Receipt], known: Receipt
) -> None:
    for receipt in reports:
        await taking(handed)(receipt)
    one = await handed.only()
    assert (one.state, one.receipt, one.receipt_at is not None) == (
        DeliveryState.SENT,
        known,
        known is not Receipt.NONE,
    )


async def test_what_failed_after_all_goes_by_the_next_channel_once(handed: Notify) -> None:
    take = taking(handed)
    await take(Receipt.FAILED)
    await take(Receipt.FAILED)
    await take(Receipt.DELIVERED)
    for channel in (Channel.EMAIL, Channel.SMS):
        await handed.send(channel)
    first, second = await handed.deliveries()
    assert (first.state, first.failure, first.receipt) == (DeliveryState.FAILED, REPORTED_FAILED, Receipt.FAILED)
    assert (second.channel, second.state, second.tried) == (Channel.SMS, DeliveryState.SENT, (Channel.ZALO,))


async def test_what_failed_after_all_and_has_no_other_channel_is_told(handed: Notify) -> None:
    await taking(handed, Channel.ZALO)(Receipt.FAILED)
    async with handed.database.read() as connection:
        (event,) = [orjson.loads(one) for one in await connection.scalars(select(MESSAGING.outbox.c.body))]
    assert (event["type"], event["data"]["failure"], event["data"]["channel"]) == (
        "motcua.delivery.failed.v1",
        REPORTED_FAILED,
        "DELIVERY_CHANNEL_ZALO",
    )


@pytest.mark.parametrize(("receipt_id", "gateway"), [("p-9", "mau-zalo"), ("p-1", "mau-sms"), ("", "mau-zalo")])
async def test_a_message_that_nobody_took_is_not_known(handed: Notify, receipt_id: str, gateway: str) -> None:
    with pytest.raises(Problem) as refused:
        await taking(handed)(Receipt.DELIVERED, receipt_id, gateway)
    assert refused.value.slug == "receipt-unknown"


def signed(body: bytes, secret: bytes = b"ky-ten") -> dict[str, str]:
    return {"X-Signature": hmac.new(secret, body, hashlib.sha256).hexdigest(), "Content-Type": "application/json"}


PROVEN: tuple[tuple[str, bytes, dict[str, str] | None, int, str], ...] = (
    ("mau-sms", b'{"id": "p-1", "state": "OK"}', None, 404, "receipt-unknown"),
    ("mau-sms", b'{"id": "p-1", "state": "WAIT"}', None, 204, ""),
    ("mau-sms", b'{"id": "p-1"}', {"X-Signature": "0" * 64}, 401, "receipt-unproven"),
    ("mau-sms", b'{"id": "p-1"}', {}, 401, "receipt-unproven"),
    ("mau-sms", b'{"id": ""}', None, 422, "receipt-unreadable"),
    ("mau-sms", b"\xff", None, 422, "receipt-unreadable"),
    ("nobody", b'{"id": "p-1"}', None, 404, "gateway-unknown"),
)


async def test_a_report_proves_itself_by_its_signature(site: Served) -> None:
    for gateway, body, headers, status, slug in PROVEN:
        sent = signed(body) if headers is None else headers
        answer = await site.http.post(f"/v1/receipts/{gateway}", content=body, headers=sent)
        assert answer.status_code == status, (gateway, body)
        assert not slug or answer.json()["type"].endswith(slug)


async def test_the_machines_clock_is_what_a_fallback_is_due_by(handed: Notify) -> None:
    await taking(handed)(Receipt.FAILED)
    (_, second) = await handed.deliveries()
    assert second.next_attempt_at == handed.real.now() < SystemClock().now()
