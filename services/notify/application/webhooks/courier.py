"""The courier: a sender for every endpoint that this replica holds the lease of, and nobody else sends to it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta

from chassis.failures import reason
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.messaging.journal import Command
from chassis.tasks import Tasks
from chassis.telemetry import logs
from notify.application.send_due import NOTIFY
from notify.application.webhooks.owners import OwnerLetters
from notify.application.webhooks.ports import Figures, Poster, Reads, Secrets, UnitOfWork
from notify.application.webhooks.sender import Bench, Sender
from notify.application.webhooks.sending import Signer
from notify.application.webhooks.settling import Settling
from notify.domain.webhooks import DisabledFor, Endpoint, EndpointDisabled, EndpointState

LEASE = timedelta(seconds=40)
# An attempt takes so long at most; none begins that could outlive the lease.
LONGEST_ATTEMPT_SECONDS = 16.0
RENEW_SECONDS = 5.0
LOOK_SECONDS = 0.5
GRACE_SECONDS = 5.0

_log = logs.get(__name__)


class Courier:
    """Part. holder: this replica's name; one process has it at a time, so a restarted one takes up its own at once.
    store_time: the same for all replicas, by which leases end."""

    name = "webhook-courier"

    def __init__(
        self,
        uow: UnitOfWork,
        reads: Reads,
        secrets: Secrets,
        poster: Poster,
        figures: Figures,
        *,
        letters: OwnerLetters,
        holder: str,
        real: Clock,
        store_time: Callable[[], Awaitable[datetime]],
        ids: Ids,
    ) -> None:
        self._uow, self._reads, self._secrets, self._poster = uow, reads, secrets, poster
        self._letters = letters
        self._holder, self._real, self._store_time = holder, real, store_time
        self._settling = Settling(uow, real=real)
        self._bench = Bench(
            reads=reads,
            settling=self._settling,
            figures=figures,
            real=real,
            ids=ids,
            is_ours=self._is_ours,
            switch_off=self._switch_off,
        )
        self._senders: dict[str, Sender] = {}
        self._leaving: set[str] = set()
        self._leased_until = 0.0
        self._lease_again = asyncio.Event()
        self._loops, self._beside = Tasks(), Tasks()
        self._trouble = ""

    async def start(self) -> None:
        self._loops.spawn("webhook-leases", self._keep_leases())
        self._loops.spawn("webhook-due", self._look_for_due())
        self._loops.spawn("webhook-settling", self._settling.run())

    async def stop(self) -> None:
        """What is on its way may end; then others may send."""
        await self._loops.cancel_all()
        await asyncio.gather(*(each.stop(grace_seconds=GRACE_SECONDS) for each in self._senders.values()))
        self._senders.clear()
        await self._beside.cancel_all()
        if await self._settling.flush():
            await self._let_go()

    def wake(self, endpoint_ids: Collection[str]) -> None:
        """Something was written for them."""
        for endpoint_id in endpoint_ids:
            if (sender := self._senders.get(endpoint_id)) is not None:
                sender.wake()

    def renew(self) -> None:
        """Endpoints were changed: look at them at once."""
        self._lease_again.set()

    def _is_ours(self) -> bool:
        return time.monotonic() + LONGEST_ATTEMPT_SECONDS < self._leased_until

    async def _keep_leases(self) -> None:
        while True:
            self._lease_again.clear()
            try:
                await self._lease()
                self._trouble = ""
            except Exception as fault:  # noqa: BLE001, RUF100 - the next round may do better
                if (trouble := reason(fault)) != self._trouble:
                    _log.warning("webhook leases not renewed", reason=trouble)
                self._trouble = trouble
            try:
                async with asyncio.timeout(RENEW_SECONDS):
                    await self._lease_again.wait()
            except TimeoutError:
                continue

    async def _lease(self) -> None:
        began = time.monotonic()
        at = await self._store_time()
        async with self._uow.begin() as tx:
            held = await tx.endpoints.lease(self._holder, at=at, until=at + LEASE)
            await tx.commit()
        self._leased_until = began + LEASE.total_seconds()
        now = self._real.now()
        for endpoint in held:
            self._take_up(endpoint)
            if endpoint.id in self._senders and self._senders[endpoint.id].health.is_hopeless(now):
                self._switch_off(endpoint, DisabledFor.FAILING)
        for endpoint_id in self._senders.keys() - {endpoint.id for endpoint in held}:
            self._leaving.add(endpoint_id)
            self._beside.spawn("webhook-leave", self._leave(endpoint_id, self._senders.pop(endpoint_id)))

    async def _leave(self, endpoint_id: str, sender: Sender) -> None:
        await sender.stop(grace_seconds=LONGEST_ATTEMPT_SECONDS)
        await self._settling.flush()
        self._leaving.discard(endpoint_id)
        self.renew()

    def _take_up(self, endpoint: Endpoint) -> None:
        """Not before the last of an earlier sender's attempts has ended."""
        sender = self._senders.get(endpoint.id)
        if endpoint.id in self._leaving:
            return
        if sender is None:
            sender = self._senders[endpoint.id] = Sender(endpoint, self._signer(endpoint), self._bench)
            sender.start()
        elif sender.endpoint.version != endpoint.version or sender.is_off:
            sender.renew(endpoint, self._signer(endpoint))

    def _signer(self, endpoint: Endpoint) -> Signer:
        return Signer(endpoint, self._secrets, self._poster)

    async def _look_for_due(self) -> None:
        """Retries whose time has come, and what other replicas have written."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            now = self._real.now()
            able = [key for key, sender in self._senders.items() if not sender.health.seconds_to_wait(now)]
            if not able:
                continue
            try:
                self.wake(await self._reads.with_due(able, now))
            except Exception as fault:  # noqa: BLE001, RUF100 - said by the leases too
                _log.debug("webhooks due not looked for", reason=reason(fault))

    def _switch_off(self, endpoint: Endpoint, reason_: DisabledFor) -> None:
        self._beside.spawn("webhook-switch-off", self._switched_off(endpoint, reason_))

    async def _switched_off(self, endpoint: Endpoint, why: DisabledFor) -> None:
        """With the event and the mail that tell of it. If the store is away, the next round of leases finds the reason
        again."""
        async with self._uow.begin() as tx:
            now = await tx.endpoints.get(endpoint.id)
            if now is None or now.version != endpoint.version or now.state is not EndpointState.ENABLED:
                return
            disabled = now.disabled(why, self._real.now())
            await tx.endpoints.save(disabled)
            await tx.messages.add([self._letters.disabled(disabled)])
            journaled = Command(name="disable-webhook-endpoint", actor=NOTIFY, subject=now.id, reason=why.value)
            await tx.record(journaled, [EndpointDisabled(endpoint=disabled)])
            await tx.commit()
        self._letters.planned()
        _log.warning("webhook endpoint switched off", endpoint=endpoint.name, reason=why.value)
        self.renew()

    async def _let_go(self) -> None:
        try:
            async with self._uow.begin() as tx:
                await tx.endpoints.let_go(self._holder)
                await tx.commit()
        except Exception as fault:  # noqa: BLE001, RUF100 - they run out by themselves
            _log.info("webhook leases not given back", reason=reason(fault))
