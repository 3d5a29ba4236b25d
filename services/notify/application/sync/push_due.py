"""PushDue: hand over what differs, one batch of one adapter. Safe with several replicas: a claim is a lease."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence

from chassis.failures import reason
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from chassis.telemetry import logs
from chassis.telemetry.tracing import span
from notify.application.sync.ports import Adapter, OtherSystem, Register, SyncWork, Taken
from notify.domain.sync import LEASE, SyncedDossier
from notify.domain.sync_record import DossierRecord

_GATHER_AT_ONCE = 8
# Nothing is on its way when the claim ends: what came late would overwrite what another pusher has sent since.
LONGEST_PUSH_SECONDS = LEASE.total_seconds() - 30
FAILED_INSIDE, TIMED_OUT = "failed-inside", "timed-out"
NO_NUMBER = "no-number-yet"
_log = logs.get(__name__)

Ready = tuple[SyncedDossier, DossierRecord]


class PushDueHandler:
    """A pusher that dies in the middle leaves a claim that runs out; the other side then gets the same state again."""

    def __init__(
        self,
        work: SyncWork,
        register: Register,
        system: OtherSystem,
        adapter: Adapter,
        *,
        clock: Clock,
        real: Clock,
        count: Callable[[str, str], None],
    ) -> None:
        """count: told the adapter and ``taken``, ``rejected`` or ``failed``, once per dossier and push."""
        self._work = work
        self._register = register
        self._system = system
        self._adapter = adapter
        self._clock = clock
        self._real = real
        self._count = count

    async def __call__(self) -> bool:
        """One batch; whether more may wait."""
        now, until = self._real.now(), asyncio.get_running_loop().time() + LONGEST_PUSH_SECONDS
        async with self._work.begin() as tx:
            claimed = await tx.book.claim_due(self._adapter.key, real=now, until=now + LEASE, limit=self._adapter.batch)
            await tx.commit()
        if not claimed:
            return False
        with span("hand over", count=len(claimed)):
            ready, outcomes = await self._gathered(claimed)
            for is_update in (False, True):
                batch = [record for dossier, record in ready if dossier.is_known is is_update]
                outcomes |= await self._pushed(batch, until, is_update=is_update)
        await self._settle(claimed, outcomes)
        return len(claimed) == self._adapter.batch

    async def _gathered(self, claimed: Sequence[SyncedDossier]) -> tuple[list[Ready], dict[str, Taken]]:
        """What can be sent; and, by dossier, why the others cannot."""
        gate = asyncio.Semaphore(_GATHER_AT_ONCE)

        async def one(dossier: SyncedDossier) -> DossierRecord | Taken:
            async with gate:
                try:
                    record = await self._register.gather(dossier, self._adapter.number_of)
                except Problem as problem:
                    return Taken(failure=problem.slug, is_final=problem.kind is Kind.NOT_FOUND)
                except Exception as fault:  # one that we cannot handle must not hold up the others
                    _log.error("dossier not gathered", dossier=dossier.dossier_id, reason=reason(fault))
                    return Taken(failure=FAILED_INSIDE)
                return record or Taken(failure=NO_NUMBER)

        found = await asyncio.gather(*(one(dossier) for dossier in claimed))
        pairs = list(zip(claimed, found, strict=True))
        ready = [(dossier, got) for dossier, got in pairs if isinstance(got, DossierRecord)]
        return ready, {dossier.dossier_id: got for dossier, got in pairs if isinstance(got, Taken)}

    async def _pushed(self, batch: Sequence[DossierRecord], until: float, *, is_update: bool) -> dict[str, Taken]:
        """The rule of the portal: what exists already is sent again as an update; the other way round as well."""
        if not batch:
            return {}
        answers = await self._handed(batch, until, is_update=is_update)
        again = [record for record in batch if _other_way(answers.get(record.code), is_update=is_update)]
        if again:
            answers |= await self._handed(again, until, is_update=not is_update)
        silence = Taken(failure="not-answered")
        return {record.dossier_id: answers.get(record.code, silence) for record in batch}

    async def _handed(self, batch: Sequence[DossierRecord], until: float, *, is_update: bool) -> dict[str, Taken]:
        """One by one where they cannot be handed over together, so that the one that we fail at is found."""
        try:
            async with asyncio.timeout_at(until):
                return dict(await self._system.push(batch, is_update=is_update))
        except TimeoutError:
            return {record.code: Taken(failure=TIMED_OUT) for record in batch}
        except Exception as fault:
            if len(batch) == 1:
                _log.error("dossier not written", dossier=batch[0].dossier_id, reason=reason(fault))
                return {batch[0].code: Taken(failure=FAILED_INSIDE)}
        answers: dict[str, Taken] = {}
        for record in batch:
            answers |= await self._handed([record], until, is_update=is_update)
        return answers

    async def _settle(self, claimed: Sequence[SyncedDossier], outcomes: Mapping[str, Taken]) -> None:
        """One short transaction each: an event may have been noted meanwhile, which must not be overwritten."""
        for dossier in claimed:
            async with self._work.begin() as tx:
                now = await tx.book.locked(self._adapter.key, dossier.dossier_id)
                if now is not None:
                    await tx.book.settle(self._after(now, dossier.wanted, outcomes[dossier.dossier_id]))
                await tx.commit()
        for taken in outcomes.values():
            self._count(self._adapter.key, "taken" if not taken.failure else "rejected" if taken.is_final else "failed")
        refused = [taken.failure for taken in outcomes.values() if taken.failure]
        if refused:
            _log.warning("not handed over", adapter=self._adapter.key, count=len(refused), reason=refused[0])

    def _after(self, now: SyncedDossier, upto: int, taken: Taken) -> SyncedDossier:
        """The dossier as it is now, after a push of how it was after ``upto`` changes."""
        real = self._real.now()
        if taken.failure == NO_NUMBER:
            return now.unnamed(upto, real)
        if not taken.failure:
            return now.delivered(upto, self._clock.now(), real)
        if taken.is_final:
            return now.rejected(upto, taken.failure, real)
        return now.deferred(taken.failure, real)


def _other_way(taken: Taken | None, *, is_update: bool) -> bool:
    return taken is not None and (taken.unknown if is_update else taken.exists)
