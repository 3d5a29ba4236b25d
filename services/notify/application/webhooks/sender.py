"""The sender of one endpoint: dossiers side by side, each in order; fewer at once the worse the endpoint does."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from chassis.failures import reason
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.tasks import Tasks
from chassis.telemetry import logs
from chassis.telemetry.tracing import span
from notify.application.webhooks.ports import Attempt, Figures, Reads
from notify.application.webhooks.sending import Signer
from notify.application.webhooks.settling import Ended, Settling
from notify.domain.webhook_order import Lanes
from notify.domain.webhooks import Answer, DisabledFor, Endpoint, Health, WebhookDelivery, WebhookState

FIRST_AT_ONCE, MOST_AT_ONCE = 4, 32
LOAD = 500
# How often the store learns that an endpoint still does well.
WELL = timedelta(seconds=5)
_AGAIN_SECONDS = 1.0
_LONGEST_SLEEP = 1.0

_log = logs.get(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What all senders work with. is_ours: whether an attempt that begins now ends while nobody else may send."""

    reads: Reads
    settling: Settling
    figures: Figures
    real: Clock
    ids: Ids
    is_ours: Callable[[], bool]
    switch_off: Callable[[Endpoint, DisabledFor], None]


class Sender:
    """Runs until it is stopped. ``wake`` when there may be something new."""

    def __init__(self, endpoint: Endpoint, signer: Signer, bench: Bench) -> None:
        self._endpoint, self._signer, self._bench = endpoint, signer, bench
        self._health = endpoint.health
        self._kept_at = endpoint.health.last_success_at
        self._lanes = Lanes()
        self._bodies: dict[str, bytes] = {}
        self._at_once = FIRST_AT_ONCE
        self._on_way = 0
        self._is_read = False  # nothing was due beyond what is known
        self._meanwhile: set[str] = set()  # deliveries settled since the last read began; subjects of those that failed
        self._is_off = False
        self._woken = asyncio.Event()
        self._pump, self._sends = Tasks(), Tasks()

    @property
    def endpoint(self) -> Endpoint:
        return self._endpoint

    @property
    def health(self) -> Health:
        return self._health

    @property
    def is_off(self) -> bool:
        """Whether it has seen reason to be switched off."""
        return self._is_off

    def start(self) -> None:
        self._pump.spawn(f"webhooks {self._endpoint.name}", self._run())

    async def stop(self, *, grace_seconds: float) -> None:
        """Nothing more is sent; what is on its way may end."""
        self._is_off = True
        await self._pump.cancel_all()
        try:
            async with asyncio.timeout(grace_seconds):
                while self._on_way:
                    self._woken.clear()
                    await self._woken.wait()
        except TimeoutError:
            await self._sends.cancel_all()

    def renew(self, endpoint: Endpoint, signer: Signer) -> None:
        """Somebody has changed it: address, secrets, or it was switched on again."""
        self._endpoint, self._signer, self._health, self._is_off = endpoint, signer, endpoint.health, False
        self.wake()

    def wake(self) -> None:
        self._is_read = False
        self._woken.set()

    async def _run(self) -> None:
        while True:
            self._woken.clear()
            try:
                await self._read()
            except Exception as fault:  # noqa: BLE001, RUF100 - the store is away; the loop must live
                _log.info("webhooks not read", endpoint=self._endpoint.name, reason=reason(fault))
                await asyncio.sleep(_AGAIN_SECONDS)
                self._woken.set()
                continue
            self._send_what_may()
            await self._pause()

    async def _pause(self) -> None:
        """Until something happens, or a wait of the endpoint may be over."""
        wait = self._health.seconds_to_wait(self._bench.real.now())
        if not wait and not (self._lanes.waiting and not self._bench.is_ours()):
            await self._woken.wait()
            return
        try:
            async with asyncio.timeout(min(wait, _LONGEST_SLEEP) or _LONGEST_SLEEP):
                await self._woken.wait()
        except TimeoutError:
            return

    async def _read(self) -> None:
        if self._is_read or self._is_off or self._lanes.waiting:
            return
        self._is_read = True  # a wake-up during the read makes it false again
        self._meanwhile.clear()
        now, limit = self._bench.real.now(), LOAD + len(self._lanes)
        found = await self._bench.reads.due(self._endpoint.id, at=now, limit=limit)
        # What was settled while we read may stand in the answer as it was before.
        outdated = self._meanwhile
        added = self._lanes.add(
            each.delivery
            for each in found
            if each.delivery.id not in outdated and each.delivery.subject not in outdated
        )
        self._bodies |= {each.delivery.id: each.body for each in found if each.delivery.id in added}
        if len(found) == limit:
            self._is_read = False

    def _send_what_may(self) -> None:
        while not self._is_off and self._on_way < self._may_go() and self._bench.is_ours():
            delivery = self._lanes.next()
            if delivery is None:
                return
            self._on_way += 1
            self._sends.spawn("webhook", self._send(delivery))

    def _may_go(self) -> int:
        if self._health.seconds_to_wait(self._bench.real.now()):
            return 0
        return 1 if self._health.is_broken else self._at_once

    async def _send(self, delivery: WebhookDelivery) -> None:
        endpoint = self._endpoint
        try:
            with span("send webhook", dossier=delivery.subject) as here:
                answer = await self._post(delivery)
                here.set(outcome=answer.fault or "delivered")
            self._end(delivery, answer, endpoint)
        finally:
            self._on_way -= 1
            self._woken.set()

    async def _post(self, delivery: WebhookDelivery) -> Answer:
        try:
            body = self._bodies[delivery.id]
            return await self._signer.post(delivery.event_id, body, self._bench.real.now())
        except Exception:  # one that we cannot handle must not hold up the others
            _log.exception("webhook not sent", endpoint=self._endpoint.name, delivery=delivery.id)
            return Answer(fault="failed-inside")

    def _end(self, delivery: WebhookDelivery, answer: Answer, endpoint: Endpoint) -> None:
        """endpoint: as it was when the attempt began."""
        now, before = self._bench.real.now(), self._health
        tried = delivery.answered(answer, now, random.random())  # noqa: S311 - only spreads retries
        if tried.state is WebhookState.DELIVERED:
            self._lanes.delivered(delivery)
            self._health = before.taken(now)
            self._at_once = min(self._at_once + 1, MOST_AT_ONCE)
        else:
            for forgotten in self._lanes.failed(delivery):
                del self._bodies[forgotten]
            self._health = before.failed(answer.fault, now, retry_after=answer.retry_after)
            self._at_once = max(self._at_once // 2, 1)
        self._bench.figures.count(self._endpoint.name, _result(tried))
        self._bench.settling.put(
            Ended(
                endpoint=endpoint,
                delivery=tried,
                attempt=self._attempt(tried, now) if answer.fault else None,
                health=self._worth_keeping(before, now),
                is_back=before.is_broken and not self._health.is_broken,
                settled=self._settled,
            )
        )
        if endpoint.version == self._endpoint.version:
            self._switch_off_if_it_must(answer, now)

    def _worth_keeping(self, before: Health, now: datetime) -> Health | None:
        is_news = before.failures or self._health.failures or self._kept_at is None or now - self._kept_at >= WELL
        if not is_news:
            return None
        self._kept_at = now
        return self._health

    def _switch_off_if_it_must(self, answer: Answer, now: datetime) -> None:
        if answer.is_gone or self._health.is_hopeless(now):
            self._is_off = True
            self._bench.switch_off(self._endpoint, DisabledFor.GONE if answer.is_gone else DisabledFor.FAILING)

    def _settled(self, delivery: WebhookDelivery) -> None:
        self._lanes.settled(delivery)
        self._bodies.pop(delivery.id, None)
        self._meanwhile.add(delivery.id)
        if delivery.state is not WebhookState.DELIVERED:
            self._meanwhile.add(delivery.subject)
            self._is_read = False
        self._woken.set()

    def _attempt(self, tried: WebhookDelivery, at: datetime) -> Attempt:
        return Attempt(
            id=self._bench.ids.new(),
            endpoint_id=tried.endpoint_id,
            delivery_id=tried.id,
            event_id=tried.event_id,
            event_type=tried.event_type,
            subject=tried.subject,
            attempt=tried.attempts,
            at=at,
            status=tried.status,
            duration_ms=tried.duration_ms,
            failure=tried.failure,
        )


def _result(tried: WebhookDelivery) -> str:
    return "retry" if tried.state is WebhookState.PENDING else tried.state.value
