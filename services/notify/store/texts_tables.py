"""Texts of messages, as they stood when something was sent with them."""

from __future__ import annotations

from sqlalchemy import MetaData, Table

from chassis.data.columns import identifier, instant, number, text


def define(metadata: MetaData) -> Table:
    return Table(
        "message_texts",
        metadata,
        identifier("digest", primary_key=True),
        identifier("template"),
        identifier("language"),
        number("version"),
        text("source"),
        instant("first_sent_at"),
    )
