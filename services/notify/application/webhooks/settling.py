"""How attempts ended, written many at a time: senders do not wait for the store, and the store is asked seldom."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from chassis.failures import reason
from chassis.kernel.clock import Clock
from chassis.telemetry import logs
from notify.application.webhooks.ports import Attempt, Transaction, UnitOfWork
from notify.domain.webhooks import Endpoint, Health, WebhookDelivery, WebhookState

GATHER_SECONDS = 0.01
AGAIN_SECONDS = 1.0

_log = logs.get(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """One attempt. endpoint: as it was when it began. attempt: to be kept, of one that failed. health: of the endpoint
    now, null if nothing worth keeping changed, never for one that failed. is_back: what waits for the endpoint goes
    now. settled: told once it is kept.
    """

    endpoint: Endpoint
    delivery: WebhookDelivery
    attempt: Attempt | None
    health: Health | None
    is_back: bool
    settled: Callable[[WebhookDelivery], None]


class Settling:
    """Keeps what is put here, in order, in one transaction a batch; for ever again while the store is away.

    A batch may be kept twice: a store that dies in the commit does not say whether it has kept it.
    """

    def __init__(self, uow: UnitOfWork, *, real: Clock) -> None:
        self._uow, self._real = uow, real
        self._waiting: list[Ended] = []
        self._there = asyncio.Event()
        self._turn = asyncio.Lock()
        self._trouble = ""

    def put(self, ended: Ended) -> None:
        self._waiting.append(ended)
        self._there.set()

    async def run(self) -> None:
        """For ever."""
        while True:
            await self._there.wait()
            await asyncio.sleep(GATHER_SECONDS)
            if not await self.flush():
                await asyncio.sleep(AGAIN_SECONDS)

    async def flush(self) -> bool:
        """Keep what there is now; False if the store did not take it, and it waits on, also when this is cancelled."""
        async with self._turn:
            self._there.clear()
            batch = self._waiting.copy()
            if not batch:
                return True
            try:
                await self._keep(batch)
            except Exception as fault:  # noqa: BLE001, RUF100 - whatever it was, the attempts have happened
                self._there.set()
                if (trouble := reason(fault)) != self._trouble:
                    _log.warning("webhook attempts not kept yet", reason=trouble)
                self._trouble = trouble
                return False
            self._trouble = ""
            del self._waiting[: len(batch)]
        for ended in batch:
            ended.settled(ended.delivery)
        return True

    async def _keep(self, batch: list[Ended]) -> None:
        """Endpoints first, as who switches one on again does: else what failed meanwhile would go on waiting."""
        async with self._uow.begin() as tx:
            changed = await self._keep_health(tx, batch)
            attempts = [ended.attempt for ended in batch if ended.attempt is not None]
            await tx.deliveries.settle([ended.delivery for ended in batch], attempts)
            outdated = [ended.delivery for ended in batch if _name(ended.endpoint) in changed]
            await tx.deliveries.anew([each.id for each in outdated if each.state is not WebhookState.DELIVERED])
            await self._release(tx, batch)
            await tx.commit()

    async def _keep_health(self, tx: Transaction, batch: list[Ended]) -> set[tuple[str, int]]:
        """The last word on each endpoint; endpoints in one order, so that two never wait for each other. Those that
        somebody has changed since the attempt began: it says nothing of them as they are now.
        """
        last = {_name(ended.endpoint): ended for ended in batch if ended.health is not None}
        changed = set()
        for name in sorted(last):
            ended = last[name]
            if ended.health is not None and not await tx.endpoints.keep_health(ended.endpoint, ended.health):
                changed.add(name)
        return changed

    async def _release(self, tx: Transaction, batch: list[Ended]) -> None:
        for endpoint_id in sorted({ended.endpoint.id for ended in batch if ended.is_back}):
            await tx.deliveries.release(endpoint_id, self._real.now())


def _name(endpoint: Endpoint) -> tuple[str, int]:
    return endpoint.id, endpoint.version
