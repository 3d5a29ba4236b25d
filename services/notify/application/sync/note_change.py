"""NoteChange: an event says that a dossier differs from what other systems were told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from chassis.kernel.clock import Clock
from chassis.messaging.envelope import Envelope
from notify.application.sync.ports import Adapter, ChangeReader, Heard, SyncTransaction, SyncWork
from notify.domain.sync import SyncedDossier


class NoteChangeHandler:
    """Handler of the consumer ``notify-sync``. A repeated event changes nothing."""

    def __init__(
        self,
        work: SyncWork,
        read: ChangeReader,
        adapters: Sequence[Adapter],
        *,
        real: Clock,
        noted: Callable[[], None],
    ) -> None:
        """real: the machine's time, by which retries run. noted: wakes the pushers."""
        self._work = work
        self._read = read
        self._adapters = adapters
        self._real = real
        self._noted = noted

    async def __call__(self, envelope: Envelope) -> None:
        heard = self._read(envelope)
        async with self._work.begin() as tx:
            if not await tx.first_sight(envelope):
                return
            if heard is not None:
                for adapter in self._adapters:
                    if adapter.selection.takes(heard.traits):
                        await self._note(tx, adapter, heard)
            await tx.commit()
        if heard is not None:
            self._noted()

    async def _note(self, tx: SyncTransaction, adapter: Adapter, heard: Heard) -> None:
        known = await tx.book.locked(adapter.key, heard.dossier_id) or SyncedDossier(
            adapter=adapter.key,
            dossier_id=heard.dossier_id,
            agency=heard.traits.agency,
            department=heard.traits.department,
            changed_at=heard.at,
        )
        milestones = known.milestones.joined(heard.milestones)
        if heard.moved is not None:
            milestones = milestones.moved(*heard.moved)
        told = replace(
            known,
            department=heard.traits.department or known.department,
            code=heard.code or known.code,
            accepted_on=heard.accepted_on or known.accepted_on,
            milestones=milestones,
            is_trial=known.is_trial or heard.is_trial,
        )
        await tx.book.save(told.changed(heard.at, self._real.now(), is_named=bool(adapter.number_of)))
