"""MarkRead: an officer has read messages of the inbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from notify.application.access import inbox_of
from notify.application.ports import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkRead:
    """message_ids: at most 200; those that are not the actor's are passed over."""

    actor: Actor
    message_ids: Sequence[str]


class MarkReadHandler:
    def __init__(self, uow: UnitOfWork, clock: Clock) -> None:
        self._uow = uow
        self._clock = clock

    async def __call__(self, command: MarkRead) -> int:
        """How many were unread until now. Raises Problem ``not-allowed``. A message for a head or for the leaders is
        read for all of them by the first who reads it."""
        whose = inbox_of(command.actor)
        async with self._uow.begin() as tx:
            read = await tx.deliveries.mark_read(whose, command.message_ids, self._clock.now())
            await tx.commit()
        return read
