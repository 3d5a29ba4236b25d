"""ListDeadLetters: events that notify could not take in, with the reason."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from notify.application.access import may_read_events
from notify.application.ports import DeadLetter, Reads


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDeadLetters:
    """limit: 1 to 200. after: id of the last one of the page before."""

    actor: Actor
    limit: int = 50
    after: str = ""


class ListDeadLettersHandler:
    def __init__(self, reads: Reads) -> None:
        self._reads = reads

    async def __call__(self, query: ListDeadLetters) -> tuple[tuple[DeadLetter, ...], int, bool]:
        """Newest first; how many; whether more follow. Raises Problem ``not-allowed``."""
        may_read_events(query.actor)
        return await self._reads.dead_letters(limit=query.limit, after=query.after)
