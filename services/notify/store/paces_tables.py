"""When each gateway may be given its next message, by whichever replica."""

from __future__ import annotations

from sqlalchemy import MetaData, Table

from chassis.data.columns import identifier, instant


def define(metadata: MetaData) -> Table:
    return Table("gateway_paces", metadata, identifier("gateway", primary_key=True), instant("free_at"))
