"""Which rebuilds there were, and where dossiers counted anew wait for the swap."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Table

from chassis.data.columns import identifier, instant, number
from reporting.store.tables import DOSSIER_FACTS, METADATA

# active: set while it waits or runs; its uniqueness lets one rebuild be at a time, on whatever replica.
REBUILDS = Table(
    "rebuilds",
    METADATA,
    identifier("id", primary_key=True),
    identifier("source"),
    identifier("state"),
    identifier("active", nullable=True),
    identifier("requested_by"),
    instant("requested_at"),
    instant("started_at", nullable=True),
    instant("finished_at", nullable=True),
    number("version"),
    number("total"),
    number("done"),
    number("dossiers"),
    number("changed"),
    number("unreadable"),
    identifier("fault"),
    Index("uq_rebuilds_active", "active", unique=True),
)

# Every column of dossier_facts: a migration that adds one there adds it here. seen: revision of the live dossier that
# was taken into account, null if there was none. Empty unless a rebuild runs.
REBUILT_FACTS = Table(
    "rebuilt_facts",
    METADATA,
    *(
        Column(column.name, column.type, primary_key=column.primary_key, nullable=column.nullable)
        for column in DOSSIER_FACTS.columns
        if column.name != "revision"
    ),
    Column("seen", BigInteger, nullable=True),
)
