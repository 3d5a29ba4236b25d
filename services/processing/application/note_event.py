"""Note an event that concerns nobody here, so that the next one of its dossier has its predecessor."""

from __future__ import annotations

from chassis.messaging.envelope import Envelope
from processing.application.ports import UnitOfWork


class NoteEventHandler:
    def __init__(self, unit_of_work: UnitOfWork) -> None:
        self._unit_of_work = unit_of_work

    async def __call__(self, envelope: Envelope) -> None:
        async with self._unit_of_work.begin() as tx:
            if await tx.first_sight(envelope):
                await tx.commit()
