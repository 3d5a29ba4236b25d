"""The inbox: what a consumer has applied, kept in the same transaction as the effect."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Executable, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.kernel.clock import Clock
from chassis.messaging.envelope import Envelope
from chassis.messaging.resuming import Resumption, resumed
from chassis.messaging.tables import MessagingTables


class GapAhead(Exception):
    """An event came before its predecessor: ``expected`` is the sequence still missing, ``got`` the one
    that came.

    The consumer hands it back with a delay; a handler lets it pass.
    """

    def __init__(self, expected: int, got: int) -> None:
        super().__init__(f"expected sequence {expected}, got {got}")
        self.expected = expected
        self.got = got


class Inbox:
    """One consumer's inbox on one open transaction."""

    def __init__(self, connection: AsyncConnection, tables: MessagingTables, consumer: str, clock: Clock) -> None:
        self._connection = connection
        self._statements = _statements(tables, connection.dialect.name)
        self._consumer = consumer
        self._clock = clock

    async def accept(self, envelope: Envelope) -> bool:
        """Take the event's place in its sequence; False if it has been applied before (drop it, commit
        nothing).

        Raises GapAhead. Locks the row until the transaction ends, so that the same event on another
        replica waits and then finds itself a duplicate. A dead letter's event has its letter for a place.
        """
        if (letter := resumed(self._consumer, envelope.id)) is not None:
            return await self._resolved(letter)
        while not await self._advanced(envelope):
            last = await self.last_sequence(envelope.source, envelope.subject)
            if last >= envelope.sequence:
                note_duplicate()
                return False
            if last < envelope.sequence - 1:
                raise GapAhead(last + 1, envelope.sequence)
            # The predecessor was committed between the two statements: now it is our turn.
        return True

    async def last_sequence(self, source: str, subject: str) -> int:
        """The last applied sequence, 0 if none."""
        which = {"of_consumer": self._consumer, "of_source": source, "of_subject": subject}
        return int(await self._connection.scalar(self._statements.last, which) or 0)

    async def advance_past(self, envelope: Envelope) -> None:
        """Go on behind an event that is set aside, whatever is missing before it."""
        if await self.last_sequence(envelope.source, envelope.subject) == 0:
            await self._connection.execute(self._statements.begin, self._row(envelope))
            return
        await self._connection.execute(self._statements.skip, self._step(envelope, after=envelope.sequence - 1))

    async def _advanced(self, envelope: Envelope) -> bool:
        """One statement in the ordinary case: insert the first, move on from the predecessor."""
        if envelope.sequence == 1:
            done = await self._connection.execute(self._statements.begin, self._row(envelope))
        else:
            step = self._step(envelope, after=envelope.sequence - 1)
            done = await self._connection.execute(self._statements.advance, step)
        return done.one_or_none() is not None

    async def _resolved(self, letter: Resumption) -> bool:
        done = await self._connection.execute(
            self._statements.resolve,
            {"of_letter": letter.letter_id, "resolved_at": letter.at, "resolution": letter.resolution},
        )
        if done.one_or_none() is not None:
            return True
        note_duplicate()
        return False

    def _row(self, envelope: Envelope) -> dict[str, object]:
        return {
            "consumer": self._consumer,
            "source": envelope.source,
            "subject": envelope.subject,
            "last_sequence": envelope.sequence,
            "last_event_id": envelope.id,
            "at": self._clock.now(),
        }

    def _step(self, envelope: Envelope, *, after: int) -> dict[str, object]:
        return {
            "of_consumer": self._consumer,
            "of_source": envelope.source,
            "of_subject": envelope.subject,
            "after": after,
            "last_sequence": envelope.sequence,
            "last_event_id": envelope.id,
            "at": self._clock.now(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Statements:
    """Built once: an inbox is asked at every event of every service."""

    last: Executable
    begin: Executable
    advance: Executable
    skip: Executable
    resolve: Executable


@cache
def _statements(tables: MessagingTables, dialect: str) -> _Statements:
    """``begin``, ``advance`` and ``resolve`` return a row if the place was free."""
    inbox, dead = tables.inbox.c, tables.dead_letters
    own = (
        inbox.consumer == bindparam("of_consumer"),
        inbox.source == bindparam("of_source"),
        inbox.subject == bindparam("of_subject"),
    )
    moved = update(tables.inbox).values(
        last_sequence=bindparam("last_sequence"), last_event_id=bindparam("last_event_id"), at=bindparam("at")
    )
    insert = postgresql_insert if dialect == "postgresql" else sqlite_insert
    return _Statements(
        last=select(inbox.last_sequence).where(*own),
        begin=insert(tables.inbox).on_conflict_do_nothing().returning(inbox.last_sequence),
        advance=moved.where(*own, inbox.last_sequence == bindparam("after")).returning(inbox.last_sequence),
        skip=moved.where(*own, inbox.last_sequence <= bindparam("after")),
        resolve=update(dead)
        .values(resolved_at=bindparam("resolved_at"), resolution=bindparam("resolution"))
        .where(dead.c.id == bindparam("of_letter"), dead.c.resolved_at.is_(None))
        .returning(dead.c.id),
    )


class Sighting:
    """What an inbox said of the delivery in hand; the consumer reads it after the handler has returned."""

    def __init__(self) -> None:
        self.is_duplicate = False


_sighting: ContextVar[Sighting | None] = ContextVar("sighting", default=None)


@contextmanager
def sighting() -> Iterator[Sighting]:
    """Watch the inboxes used inside."""
    noted = Sighting()
    token = _sighting.set(noted)
    try:
        yield noted
    finally:
        _sighting.reset(token)


def note_duplicate() -> None:
    """For a handler that asks the inbox in another task than that in which it was called."""
    noted = _sighting.get()
    if noted is not None:
        noted.is_duplicate = True
