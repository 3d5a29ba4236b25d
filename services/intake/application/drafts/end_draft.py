"""How a draft ends: deleted by its owner, or expired."""

from __future__ import annotations

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.messaging.journal import Command
from intake.application.drafts.save_draft import own
from intake.application.ports import UnitOfWork


class EndDraftHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    async def delete(self, actor: Actor, draft_id: str) -> None:
        """Its uploads stay until they expire. Raises DraftUnknown; DraftSubmitted for one that became a dossier."""
        async with self._unit_of_work.begin() as transaction:
            draft = own(actor, await transaction.drafts.locked(draft_id))
            draft.open_content()
            await transaction.record(Command(name="delete-draft", actor=actor, subject=draft.id), [])
            await transaction.drafts.remove(draft.id)
            await transaction.commit()

    async def sweep(self) -> int:
        """Removes those that have expired; how many."""
        async with self._unit_of_work.begin() as transaction:
            removed = await transaction.drafts.remove_expired(self._clock.now())
            await transaction.commit()
        return removed
