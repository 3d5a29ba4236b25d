"""How people want to be told, by account. No address, no number."""

from __future__ import annotations

from sqlalchemy import MetaData, Table

from chassis.data.columns import document, identifier, instant, number


def define(metadata: MetaData) -> Table:
    return Table(
        "preferences",
        metadata,
        identifier("account", primary_key=True),
        identifier("language"),
        document("channels"),
        document("unsubscribed"),
        number("version"),
        instant("changed_at"),
    )
