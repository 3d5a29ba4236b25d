"""A subscriber's own server: takes webhooks as its owner wishes, and checks them with the reference library."""

from __future__ import annotations

import asyncio
import ssl
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import web
from standardwebhooks import Webhook, WebhookVerificationError

from support.ports import free_port

VERIFICATION = "motcua.webhook.verification.v1"
Answering = Callable[[dict[str, Any]], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    id: str
    event: dict[str, Any]
    body: bytes
    headers: dict[str, str]


@dataclass
class Receiver:
    """answering: what it says to an event, 200 if it says nothing else. taken: what it answered 2xx to, in order of
    arrival. secret: checked if given."""

    secret: str = ""
    answering: Answering = lambda _event: 200
    port: int = field(default_factory=free_port)
    tls: ssl.SSLContext | None = None
    taken: list[Received] = field(default_factory=list)
    refused: list[Received] = field(default_factory=list)
    tests: list[Received] = field(default_factory=list)
    echoes: bool = True
    at_once: int = 0
    most_at_once: int = 0
    _runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://localhost:{self.port}/motcua"

    async def open(self) -> None:
        application = web.Application()
        application.router.add_post("/motcua", self._take)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "localhost", self.port, ssl_context=self.tls, reuse_address=True).start()

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _take(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        event = orjson.loads(body)
        if self.secret and not _is_genuine(self.secret, body, request):
            return web.Response(status=401)
        got = Received(id=request.headers["webhook-id"], event=event, body=body, headers=dict(request.headers))
        if event["type"] == VERIFICATION:
            self.tests.append(got)
            return web.Response(text=event["data"]["challenge"] if self.echoes else "có nhận")
        if ".webhook." in event["type"]:
            self.tests.append(got)
        return await self._answer(got)

    async def _answer(self, got: Received) -> web.StreamResponse:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            said: Any = self.answering(got.event)
            if asyncio.iscoroutine(said):
                said = await said
        finally:
            self.at_once -= 1
        answer = said if isinstance(said, web.StreamResponse) else web.Response(status=said)
        if got not in self.tests:
            (self.taken if 200 <= answer.status < 300 else self.refused).append(got)
        return answer

    def applied(self) -> list[Received]:
        """As a subscriber applies them: an id that was seen is dropped."""
        first: dict[str, Received] = {}
        for each in self.taken:
            first.setdefault(each.id, each)
        return list(first.values())

    def inversions(self) -> int:
        """Pairs of neighbours of one dossier and service that came in the wrong order, repetitions left aside."""
        last: Counter[tuple[str, str]] = Counter()
        wrong = 0
        for each in self.applied():
            key = (each.event["subject"], each.event["source"])
            wrong += int(each.event["sequence"]) < last[key]
            last[key] = int(each.event["sequence"])
        return wrong


def _is_genuine(secret: str, body: bytes, request: web.Request) -> bool:
    try:
        Webhook(secret).verify(body, dict(request.headers))
    except WebhookVerificationError:
        return False
    return True


async def until(is_so: Callable[[], object], *, seconds: float = 30.0) -> None:
    """Waits for it; fails with what it is then."""
    async with asyncio.timeout(seconds):
        while not is_so():
            await asyncio.sleep(0.01)
