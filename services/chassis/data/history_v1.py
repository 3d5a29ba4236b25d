"""The history's columns and table as one revision of every service added them. Frozen, as ``messaging_v1`` is.

What was recorded before gets an entry of its own, ``begin-history``, that says so: the first in the chain of each
subject, covering the older commands, their events and the covered rows as they were found.
"""

from __future__ import annotations

from alembic.operations import Operations
from sqlalchemy import BigInteger, Column, Date, LargeBinary, PrimaryKeyConstraint, Text
from sqlalchemy import text as sql

from chassis.data.columns import Instant, Json


def create_history_v1(op: Operations) -> None:
    """Chain and tree of ``commands``, heads in ``event_sequences``, table ``history_roots``. Pass alembic's ``op``."""
    for name, kind in _COMMAND_COLUMNS:
        op.add_column("commands", Column(name, kind))
    op.add_column("event_sequences", Column("entries", BigInteger, nullable=False, server_default="0"))
    op.add_column("event_sequences", Column("head", LargeBinary))
    op.create_index("uq_commands_entry", "commands", ["subject", "entry"], unique=True)
    op.drop_index("ix_commands_subject", "commands")
    waits, stands = sql("sealed_on IS NULL AND entry IS NOT NULL"), sql("sealed_on IS NOT NULL")
    op.create_index("ix_commands_unsealed", "commands", ["at"], postgresql_where=waits, sqlite_where=waits)
    op.create_index(
        "uq_commands_leaf",
        "commands",
        ["agency", "sealed_on", "leaf"],
        unique=True,
        postgresql_where=stands,
        sqlite_where=stands,
    )
    op.create_table(
        "history_roots",
        Column("agency", Text, nullable=False),
        Column("day", Date, nullable=False),
        Column("size", BigInteger, nullable=False),
        Column("root", LargeBinary, nullable=False),
        Column("previous", LargeBinary, nullable=False),
        Column("signed_at", Instant, nullable=False),
        Column("key_id", Text, nullable=False),
        Column("signature", LargeBinary, nullable=False),
        PrimaryKeyConstraint("agency", "day"),
    )


_COMMAND_COLUMNS = (
    ("agency", Text),
    ("entry", BigInteger),
    ("previous", LargeBinary),
    ("command_digest", LargeBinary),
    ("events_digest", LargeBinary),
    ("rows_digest", LargeBinary),
    ("digest", LargeBinary),
    ("rows", Json),
    ("salt", Text),
    ("sealed_on", Date),
    ("leaf", BigInteger),
)
