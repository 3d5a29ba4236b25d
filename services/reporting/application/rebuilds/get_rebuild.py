"""GetRebuild and ListRebuilds: how far it is, and what became of earlier ones."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from reporting.application.rebuilds.access import may_look_on
from reporting.application.rebuilds.ports import RebuildBook
from reporting.domain.rebuild import Rebuild

MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class GetRebuild:
    actor: Actor
    rebuild_id: str


class GetRebuildHandler:
    def __init__(self, book: RebuildBook) -> None:
        self._book = book

    async def __call__(self, query: GetRebuild) -> Rebuild:
        """Raises Problem ``not-allowed``, ``rebuild-unknown``."""
        may_look_on(query.actor)
        found = await self._book.one(query.rebuild_id)
        if found is None:
            raise Problem("rebuild-unknown", Kind.NOT_FOUND, "There is no such rebuild.")
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRebuilds:
    actor: Actor


class ListRebuildsHandler:
    def __init__(self, book: RebuildBook) -> None:
        self._book = book

    async def __call__(self, query: ListRebuilds) -> Sequence[Rebuild]:
        """The latest twenty, newest first. Raises Problem ``not-allowed``."""
        may_look_on(query.actor)
        return await self._book.latest(MOST)


AskRebuild = Callable[[GetRebuild], Awaitable[Rebuild]]
AskRebuilds = Callable[[ListRebuilds], Awaitable[Sequence[Rebuild]]]
