"""Repairs by an operator: what the stream has lost is sent again, the same bytes under the same id."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import update

from chassis.data.database import Database
from chassis.messaging.tables import MessagingTables

_AT_ONCE = 500


async def republish(database: Database, tables: MessagingTables, ids: Sequence[str]) -> int:
    """Mark outbox rows (by event id) as unpublished, so that the relay sends them again; returns how many
    there were.

    Safe to repeat: consumers that have applied an event drop it, and the broker drops an id that it stored
    in the last ten minutes and still holds. Wake the relay afterwards, or wait for its poll.
    """
    outbox = tables.outbox
    marked = 0
    async with database.write() as writing:
        for start in range(0, len(ids), _AT_ONCE):
            done = await writing.connection.execute(
                update(outbox)
                .where(outbox.c.id.in_(ids[start : start + _AT_ONCE]))
                .values(published_at=None, stream_sequence=None)
            )
            marked += done.rowcount
        await writing.commit()
    return marked
