"""Replays of subscribers' consumers."""

from __future__ import annotations

from sqlalchemy import Index, MetaData, Table, text

from chassis.data.columns import identifier, instant, number

_OPEN = text("state IN ('asked', 'running')")


def define(metadata: MetaData) -> Table:
    return Table(
        "replays",
        metadata,
        identifier("id", primary_key=True),
        identifier("subscriber"),
        number("from_position"),
        number("until_position"),
        identifier("state"),
        identifier("asked_by"),
        instant("asked_at"),
        instant("ended_at", nullable=True),
        Index("ix_replays_subscriber", "subscriber", "id"),
        # One at a time; also what the loop looks for.
        Index("uq_replays_open", "subscriber", unique=True, postgresql_where=_OPEN, sqlite_where=_OPEN),
    )
