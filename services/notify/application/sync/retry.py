"""RetrySync: a person has one dossier sent again, say after the other side was told to take it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from notify.application.sync.access import may_retry
from notify.application.sync.ports import SyncWork
from notify.domain.sync import SyncedDossier


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrySync:
    actor: Actor
    adapter: str
    dossier_id: str


class RetrySyncHandler:
    def __init__(self, work: SyncWork, *, clock: Clock, real: Clock, noted: Callable[[], None]) -> None:
        self._work = work
        self._clock = clock
        self._real = real
        self._noted = noted

    async def __call__(self, command: RetrySync) -> SyncedDossier:
        """The dossier, about to be sent. Problems: not-allowed, sync-dossier-unknown, no-number-yet."""
        agency = may_retry(command.actor)
        async with self._work.begin() as tx:
            known = await tx.book.locked(command.adapter, command.dossier_id)
            if known is None or (agency and known.agency != agency):
                raise Problem("sync-dossier-unknown", Kind.NOT_FOUND, "This adapter knows no such dossier.")
            again = known.changed(self._clock.now(), self._real.now())
            if again.next_attempt_at is None:
                raise Problem(
                    "no-number-yet", Kind.REFUSED, "It has no number yet; it is sent when the counter accepts it."
                )
            await tx.book.save(again)
            await tx.record(command.actor, "retry-sync", command.dossier_id)
            await tx.commit()
        self._noted()
        return again
