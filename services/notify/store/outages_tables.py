"""Planned interruptions, and how far they were told."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, MetaData, Table

from chassis.data.columns import identifier, instant, number, text


def define(metadata: MetaData) -> Table:
    return Table(
        "outages",
        metadata,
        identifier("id", primary_key=True),
        identifier("agency"),
        instant("from_at"),
        instant("to_at"),
        text("what"),
        text("what_en"),
        text("emergency_reason"),
        number("notice_days"),
        instant("announced_at"),
        identifier("announced_by"),
        identifier("told_after"),
        number("told"),
        Column("is_told", Boolean, nullable=False),
        instant("cancelled_at", nullable=True),
        number("version"),
        Index("ix_outages_to_at", "to_at"),
    )
