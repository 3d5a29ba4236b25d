"""What every act on a piece of control work begins and ends with: repetition, lock, right, version; then store,
journal, commit."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import TypeVar

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem, invalid
from chassis.kernel.ids import Ids
from chassis.messaging.journal import Command, CommandRepeated, Idempotency
from reporting.application.control import access
from reporting.application.control.ports import Found, Piece, Reads, UnitOfWork, Wanted
from reporting.domain.control.acts import PARAGRAPH, Act

P = TypeVar("P", bound=Piece)
_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who wants to do something. if_version: only if the piece still is that version. idempotency: see HTTP."""

    actor: Actor
    if_version: int | None = None
    idempotency: Idempotency | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """The frame of all acts. What is typed is kept in the piece and as the journal's reason, and told to nobody
    else."""

    uow: UnitOfWork
    clock: Clock
    ids: Ids

    async def begin(self, asked: Asked, kind: type[P], name: str, make: Callable[[str, Act], P]) -> P:
        """A new piece, or the one that the same request made before. make: from its id and its first act."""
        act = Act(name=name, by=asked.actor.subject, at=self.clock.now())
        piece = make(self.ids.new(), act)
        command = _command(asked, piece, act)
        try:
            return await self._added(kind, piece, command)
        except CommandRepeated as repeated:  # the same request was being carried out beside this one
            return await self._earlier(kind, repeated.subject)

    async def _added(self, kind: type[P], piece: P, command: Command) -> P:
        async with self.uow.begin() as tx:
            earlier = await tx.earlier(command)
            if earlier is not None:
                return _known(await tx.shelf(kind).locked(earlier), earlier)
            await tx.shelf(kind).add(piece)
            await tx.record(command, ())
            await tx.commit()
        return piece

    async def _earlier(self, kind: type[P], piece_id: str) -> P:
        async with self.uow.begin() as tx:
            return _known(await tx.shelf(kind).locked(piece_id), piece_id)

    async def change(
        self,
        asked: Asked,
        kind: type[P],
        piece_id: str,
        name: str,
        change: Callable[[P, Act], P],
        *,
        may: Callable[[Actor, Piece], None],
        text: str = "",
    ) -> P:
        """The changed piece. Raises Problem ``control-piece-unknown``, what ``may`` and ``change`` raise, or
        ``version-stale``."""
        if len(text) > PARAGRAPH:
            raise invalid("invalid-request", "Correct these fields: text.", text=f"at most {PARAGRAPH} characters")
        act = Act(name=name, by=asked.actor.subject, at=self.clock.now(), text=text)
        async with self.uow.begin() as tx:
            piece = shown(asked.actor, await tx.shelf(kind).locked(piece_id), kind, piece_id)
            command = _command(asked, piece, act)
            may(asked.actor, piece)
            if await tx.earlier(command) is not None:
                return piece
            if asked.if_version not in (None, piece.version):
                raise Problem("version-stale", Kind.STALE, "It was changed meanwhile. Read it again, then decide.")
            saved = await tx.shelf(kind).save(change(piece, act))
            await tx.record(command, ())
            await tx.commit()
        return saved


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """Questions about pieces, narrowed to what the asker sees."""

    reads: Reads

    async def one(self, actor: Actor, kind: type[P], piece_id: str) -> P:
        """Raises Problem ``control-piece-unknown``, ``not-allowed``."""
        return shown(actor, await self.reads.one(kind, piece_id), kind, piece_id)

    async def page(self, actor: Actor, kind: type[P], wanted: Wanted, after: str, size: int) -> Found[P]:
        """Raises Problem ``not-allowed``."""
        return await self.reads.page(kind, access.visible(actor, kind, wanted), after, size)

    async def every(self, actor: Actor, kind: type[P], wanted: Wanted) -> AsyncIterator[P]:
        """All of them, newest first. Raises Problem ``not-allowed``."""
        after = ""
        while True:
            found = await self.page(actor, kind, wanted, after, _AT_ONCE)
            for piece in found.items:
                yield piece
            if not found.following:
                return
            after = found.following

    async def soonest(self, actor: Actor, kind: type[P], wanted: Wanted, most: int) -> tuple[P, ...]:
        """The nearest deadline first. Raises Problem ``not-allowed``."""
        return await self.reads.soonest(kind, access.visible(actor, kind, wanted), most)


def shown(actor: Actor, piece: P | None, kind: type[P], piece_id: str) -> P:
    """The piece, if there is one and the actor sees it; both refusals are the same."""
    access.visible(actor, kind, Wanted())
    if piece is None or not access.sees(actor, piece):
        raise _unknown(piece_id)
    return piece


def _known(piece: P | None, piece_id: str) -> P:
    if piece is None:
        raise _unknown(piece_id)
    return piece


def _unknown(piece_id: str) -> Problem:
    return Problem("control-piece-unknown", Kind.NOT_FOUND, f"There is no {piece_id[:60]}, or not for you to see.")


def _command(asked: Asked, piece: Piece, act: Act) -> Command:
    return Command(
        name=act.name,
        actor=asked.actor,
        subject=piece.id,
        reason=act.text,
        unit=f"{piece.agency}/{asked.actor.department or piece.department}",
        idempotency=asked.idempotency,
    )
