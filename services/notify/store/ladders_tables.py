"""Ladders being climbed, one row a ladder and the event that began it."""

from __future__ import annotations

from sqlalchemy import Index, MetaData, Table, text

from chassis.data.columns import identifier, instant, number


def define(metadata: MetaData) -> Table:
    going = text("ended_at IS NULL")
    return Table(
        "climbs",
        metadata,
        identifier("id", primary_key=True),
        identifier("ladder"),
        identifier("dossier_id"),
        instant("began_at"),
        identifier("detail"),
        number("rung"),
        instant("next_at", nullable=True),
        instant("ended_at", nullable=True),
        identifier("ended_by"),
        Index("ix_climbs_next", "next_at", postgresql_where=going, sqlite_where=going),
        Index("ix_climbs_dossier", "dossier_id", "ladder"),
    )
