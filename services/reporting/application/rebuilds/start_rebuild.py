"""StartRebuild: have everything counted anew, beside the live figures."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from chassis.kernel.ids import Ids
from chassis.messaging.journal import Command, Idempotency
from reporting.application.rebuilds.access import may_rebuild
from reporting.application.rebuilds.ports import RebuildBook, StartUnitOfWork
from reporting.domain.rebuild import Rebuild, Source, State


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRebuild:
    actor: Actor
    source: Source
    idempotency: Idempotency | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """By what a rebuild is asked for and kept track of."""

    uow: StartUnitOfWork
    book: RebuildBook
    clock: Clock
    ids: Ids


class StartRebuildHandler:
    def __init__(self, register: Register, wake: Callable[[], None]) -> None:
        """wake: the one who carries it out is told."""
        self._uow, self._book = register.uow, register.book
        self._clock, self._ids = register.clock, register.ids
        self._wake = wake

    async def __call__(self, command: StartRebuild) -> Rebuild:
        """The rebuild that waits now, or the one that the same request started before.

        Raises Problem ``not-allowed``, ``rebuild-running`` (there is one at a time).
        """
        may_rebuild(command.actor)
        rebuild = Rebuild(
            id=self._ids.new(),
            source=command.source,
            state=State.WAITING,
            requested_by=command.actor.subject,
            requested_at=self._clock.now(),
        )
        done = Command(name="rebuild-figures", actor=command.actor, subject=rebuild.id, idempotency=command.idempotency)
        async with self._uow.begin() as tx:
            earlier = await tx.earlier(done)
            if earlier is None:
                await tx.add(rebuild)
                await tx.record(done, ())
                await tx.commit()
        if earlier is not None:
            return await self._known(earlier)
        self._wake()
        return rebuild

    async def _known(self, rebuild_id: str) -> Rebuild:
        found = await self._book.one(rebuild_id)
        if found is None:
            raise Problem("rebuild-unknown", Kind.NOT_FOUND, "The rebuild of that key is not there any more.")
        return found


AskStartRebuild = Callable[[StartRebuild], Awaitable[Rebuild]]
