"""Dead letters: an event that cannot be applied is set aside where people see it, and the stream goes on."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.messaging import series
from chassis.messaging.bus import Bus
from chassis.messaging.envelope import CONTENT_TYPE, Envelope
from chassis.messaging.inbox import GapAhead, Inbox
from chassis.messaging.streams import DEAD
from chassis.messaging.tables import MessagingTables

#: A longer hole is told by its edges; nobody reads a thousand rows.
_LONGEST_HOLE = 1_000
#: A foreign body near the broker's own limit would not fit with our headers; the table keeps all of it.
_LARGEST = 512 * 1024


class DeadLetters:
    """Sets events of one consumer aside: on the dead-letter stream, and in the service's own table."""

    def __init__(
        self, database: Database, tables: MessagingTables, bus: Bus, *, durable: str, clock: Clock, ids: Ids
    ) -> None:
        self._database = database
        self._tables = tables
        self._bus = bus
        self._durable = durable
        self._clock = clock
        self._ids = ids

    async def park(self, envelope: Envelope, stream_sequence: int, reason: str) -> None:
        """Set a readable event aside and move the inbox past it; both or neither.

        Unless the reason is ``gap``, an event whose predecessor is still to come is not set aside: raises
        GapAhead, for else the predecessor would be taken for a double. With ``gap`` each missing sequence
        gets a row of its own (reason ``missing``), so that its late arrival is noticed.
        """
        async with self._database.read() as connection:
            if await self._missing_before(connection, envelope, reason) is None:
                return
        await self._publish(envelope.body, envelope.nats_subject, envelope.id, stream_sequence, reason)
        async with self._database.write() as writing:
            missing = await self._missing_before(writing.connection, envelope, reason)
            if missing is None:
                return
            rows = [self._missing(envelope, sequence) for sequence in missing[:_LONGEST_HOLE]]
            rows.append(self._row(envelope, stream_sequence, reason))
            await writing.connection.execute(insert(self._tables.dead_letters), rows)
            await self._inbox(writing.connection).advance_past(envelope)
            await writing.commit()

    async def park_unreadable(self, body: bytes, nats_subject: str, stream_sequence: int, reason: str) -> None:
        """Set aside what is no event. It has no subject, so no sequence is moved."""
        message_id = f"stream-{stream_sequence}"
        await self._publish(body, nats_subject, message_id, stream_sequence, reason)
        dead = self._tables.dead_letters
        async with self._database.write() as writing:
            known = await writing.connection.scalar(
                select(dead.c.id).where(
                    dead.c.consumer == self._durable,
                    dead.c.source == "",
                    dead.c.subject == "",
                    dead.c.stream_sequence == stream_sequence,
                    dead.c.body == body,
                )
            )
            if known is not None:
                return
            await writing.connection.execute(
                insert(dead).values(
                    self._empty_row()
                    | {
                        "nats_subject": nats_subject,
                        "stream_sequence": stream_sequence,
                        "reason": reason,
                        "body": body,
                    }
                )
            )
            await writing.commit()

    async def keep_late(self, envelope: Envelope, stream_sequence: int) -> bool:
        """A supposed double that was counted as missing: keep its body. True if it was."""
        dead = self._tables.dead_letters
        place = (
            dead.c.consumer == self._durable,
            dead.c.source == envelope.source,
            dead.c.subject == envelope.subject,
            dead.c.sequence == envelope.sequence,
            dead.c.body.is_(None),
            dead.c.resolved_at.is_(None),
        )
        async with self._database.read() as connection:
            if await connection.scalar(select(dead.c.id).where(*place)) is None:
                return False
        row = self._row(envelope, stream_sequence, "late")
        row.pop("id")
        async with self._database.write() as writing:
            await writing.connection.execute(update(dead).where(*place).values(row))
            await writing.commit()
        return True

    async def show(self) -> None:
        """Bring the gauge up to date."""
        dead = self._tables.dead_letters.c
        async with self._database.read() as connection:
            count = await connection.scalar(
                select(func.count()).where(dead.consumer == self._durable, dead.resolved_at.is_(None))
            )
        series.DEAD_LETTERS.labels(self._durable).set(count or 0)

    async def _missing_before(self, connection: AsyncConnection, envelope: Envelope, reason: str) -> range | None:
        """Sequences still to come before this one; None if it was set aside already, before a process
        died.
        """
        last = await self._inbox(connection).last_sequence(envelope.source, envelope.subject)
        if last >= envelope.sequence:
            return None
        missing = range(last + 1, envelope.sequence)
        if missing and reason != "gap":
            raise GapAhead(last + 1, envelope.sequence)
        return missing

    def _inbox(self, connection: AsyncConnection) -> Inbox:
        return Inbox(connection, self._tables, self._durable, self._clock)

    async def _publish(self, body: bytes, nats_subject: str, event_id: str, stream_sequence: int, reason: str) -> None:
        headers = {
            "Nats-Msg-Id": f"{self._durable}.{event_id}",
            "Content-Type": CONTENT_TYPE,
            "Motcua-Reason": reason,
            "Motcua-Consumer": self._durable,
            "Motcua-Subject": nats_subject,
            "Motcua-Stream-Sequence": str(stream_sequence),
        }
        await self._bus.publish(f"motcua.dlq.{self._durable}", body[:_LARGEST], headers, stream=DEAD)

    def _row(self, envelope: Envelope, stream_sequence: int, reason: str) -> dict[str, Any]:
        return self._empty_row() | {
            "source": envelope.source,
            "subject": envelope.subject,
            "sequence": envelope.sequence,
            "event_id": envelope.id,
            "type": envelope.event,
            "nats_subject": envelope.nats_subject,
            "stream_sequence": stream_sequence,
            "reason": reason,
            "body": envelope.body,
        }

    def _missing(self, envelope: Envelope, sequence: int) -> dict[str, Any]:
        return self._empty_row() | {
            "source": envelope.source,
            "subject": envelope.subject,
            "sequence": sequence,
            "reason": "missing",
        }

    def _empty_row(self) -> dict[str, Any]:
        return {
            "id": self._ids.new(),
            "consumer": self._durable,
            "source": "",
            "subject": "",
            "sequence": 0,
            "event_id": "",
            "type": "",
            "nats_subject": "",
            "stream_sequence": None,
            "reason": "",
            "body": None,
            "at": self._clock.now(),
        }
