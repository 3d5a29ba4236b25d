"""One request to an address that somebody else gave: bounded in time, size and place, over real sockets."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from chassis.clock import SystemClock
from notify.clients.posting import MOST_BODY, AiohttpPoster
from notify.domain.webhooks import Answer
from service.edges.test_tls import Authority
from service.notify.hooks import LOOPBACK
from service.notify.receiving import Receiver

BODY = b'{"type":"motcua.dossier.accepted.v1","data":{}}'
HEADERS = {"webhook-id": "e-1"}


@pytest.fixture
async def poster() -> AsyncIterator[AiohttpPoster]:
    made = AiohttpPoster(LOOPBACK, real=SystemClock(), seconds=30)
    yield made
    await made.stop()


@pytest.fixture
async def hasty() -> AsyncIterator[AiohttpPoster]:
    made = AiohttpPoster(LOOPBACK, real=SystemClock(), seconds=0.5)
    yield made
    await made.stop()


def _always(status: int, _event: object) -> int:
    return status


async def outcome(poster: AiohttpPoster, url: str) -> tuple[int, str]:
    answer = await poster.post(url, BODY, HEADERS)
    return answer.status, answer.fault


async def test_what_was_answered_is_told_by_its_status_alone(poster: AiohttpPoster, receiver: Receiver) -> None:
    for status, fault in ((200, ""), (204, ""), (400, "answered-400"), (410, "answered-410"), (503, "answered-503")):
        receiver.answering = partial(_always, status)
        assert await outcome(poster, receiver.url) == (status, fault)


async def test_a_redirection_is_not_followed(poster: AiohttpPoster, receiver: Receiver) -> None:
    receiver.answering = lambda _event: web.Response(status=307, headers={"Location": receiver.url})
    assert await outcome(poster, receiver.url) == (307, "answered-307")
    assert len(receiver.refused) == 1


async def test_who_does_not_answer_in_time_is_left(hasty: AiohttpPoster, receiver: Receiver) -> None:
    async def slowly(_event: dict[str, Any]) -> int:
        await asyncio.sleep(5)
        return 200

    receiver.answering = slowly
    assert await outcome(hasty, receiver.url) == (0, "timed-out")


async def test_who_drips_an_endless_answer_is_read_no_further_than_its_beginning(
    poster: AiohttpPoster, receiver: Receiver
) -> None:
    receiver.answering = lambda _event: web.Response(body=b"a" * (4 << 20))
    answer = await poster.post(receiver.url, BODY, HEADERS, wants_body=True)
    assert (answer.status, answer.fault) == (200, "")
    assert 0 < len(answer.body) <= MOST_BODY


async def test_retry_after_is_read_as_seconds_and_as_a_date(poster: AiohttpPoster, receiver: Receiver) -> None:
    for text, expected in (
        ("120", timedelta(minutes=2)),
        ("Thu, 01 Jan 1970 00:00:00 GMT", timedelta()),
        ("mai", None),
        ("9" * 30, timedelta(days=366)),
    ):
        receiver.answering = lambda _event, text=text: web.Response(  # type: ignore[misc]
            status=503, headers={"Retry-After": text}
        )
        answer = await poster.post(receiver.url, BODY, HEADERS)
        assert answer.retry_after == expected


async def test_loopback_is_refused_unless_an_operator_allows_it(receiver: Receiver) -> None:
    closed = AiohttpPoster((), real=SystemClock(), seconds=30)
    try:
        for url in (receiver.url, f"https://127.0.0.1:{receiver.port}/", f"https://localhost:{receiver.port}/"):
            assert await outcome(closed, url) == (0, "address-forbidden")
        for odd in (f"https://2130706433:{receiver.port}/", f"https://0x7f.1:{receiver.port}/"):
            assert (await outcome(closed, odd))[1] in ("address-forbidden", "address-malformed", "name-unresolved")
    finally:
        await closed.stop()
    assert receiver.taken == []


async def test_a_name_that_changes_its_mind_after_the_check_reaches_nothing(
    monkeypatch: pytest.MonkeyPatch, receiver: Receiver
) -> None:
    """The address of the socket itself is what is checked, so there is no time between check and use."""
    answers = iter(["127.0.0.2", "127.0.0.1"])

    async def rebinding(_self: object, host: str, port: int, **_more: object) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    monkeypatch.setattr("asyncio.base_events.BaseEventLoop.getaddrinfo", rebinding)
    url = f"https://doi-y.example:{receiver.port}/"
    for expected in ("connection-failed", "address-forbidden"):  # permitted, but nobody there; then not permitted
        careful = AiohttpPoster(("127.0.0.2/32",), real=SystemClock(), seconds=30)
        try:
            assert await outcome(careful, url) == (0, expected)
        finally:
            await careful.stop()
    assert receiver.taken == []


async def test_https_is_checked_and_a_citys_own_authority_can_be_trusted(tmp_path: Path) -> None:
    import ssl

    Authority("cua-thanh-pho").write(tmp_path)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(tmp_path / "tls.crt", tmp_path / "tls.key")
    receiver = Receiver(tls=tls)
    await receiver.open()
    stranger = AiohttpPoster(LOOPBACK, real=SystemClock())
    trusting = AiohttpPoster(LOOPBACK, real=SystemClock(), ca_file=tmp_path / "ca.crt")
    try:
        assert await outcome(stranger, receiver.url) == (0, "tls-failed")
        assert await outcome(trusting, receiver.url) == (200, "")
    finally:
        await stranger.stop()
        await trusting.stop()
        await receiver.close()


async def test_a_connection_is_used_again(poster: AiohttpPoster, receiver: Receiver) -> None:
    for _ in range(3):
        assert await poster.post(receiver.url, BODY, HEADERS) != Answer()
    session = poster._sessions["http"]
    assert session.connector is not None
    assert sum(len(each) for each in session.connector._conns.values()) == 1
