"""The register of subscribers. agency: set where the grant is one agency alone, whose control team looks after it."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, MetaData, Table

from chassis.data.columns import document, identifier, instant, number, text


def define(metadata: MetaData) -> Table:
    return Table(
        "subscribers",
        metadata,
        identifier("key", primary_key=True),
        text("name"),
        identifier("agency"),
        document("granted"),
        Column("is_enabled", Boolean, nullable=False),
        number("version"),
        identifier("stream_key"),
        instant("registered_at"),
        instant("changed_at"),
        Index("ix_subscribers_agency", "agency", "key"),
    )
