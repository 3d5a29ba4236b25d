"""The messaging tables as revision 0001 of every service made them. Frozen: change them by a new function.

``chassis.messaging.tables`` says what they are today; ``schema_differences`` proves that both agree.
"""

from __future__ import annotations

from alembic.operations import Operations
from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as sql

from chassis.data.columns import Instant


def create_messaging_tables_v1(op: Operations) -> None:
    """commands, event_sequences, outbox, inbox, dead_letters. Pass alembic's ``op``."""
    _commands(op)
    op.create_table(
        "event_sequences",
        Column("subject", Text, primary_key=True),
        Column("last_sequence", BigInteger, nullable=False),
    )
    _outbox(op)
    _inbox(op)
    _dead_letters(op)


def _commands(op: Operations) -> None:
    op.create_table(
        "commands",
        _position(),
        Column("id", Text, nullable=False),
        Column("subject", Text, nullable=False),
        Column("name", Text, nullable=False),
        Column("actor", Text, nullable=False),
        Column("on_behalf_of", Text, nullable=False),
        Column("unit", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("at", Instant, nullable=False),
        Column("first_sequence", BigInteger),
        Column("event_count", BigInteger, nullable=False),
        Column("idempotency_key", Text),
        Column("request_digest", Text),
        UniqueConstraint("id", name="uq_commands_id"),
        UniqueConstraint("actor", "idempotency_key", name="uq_commands_actor_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_commands_subject", "commands", ["subject", "position"])


def _outbox(op: Operations) -> None:
    op.create_table(
        "outbox",
        _position(),
        Column("id", Text, nullable=False),
        Column("command_id", Text, nullable=False),
        Column("subject", Text, nullable=False),
        Column("sequence", BigInteger, nullable=False),
        Column("type", Text, nullable=False),
        Column("nats_subject", Text, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("created_at", Instant, nullable=False),
        Column("published_at", Instant),
        Column("stream_sequence", BigInteger),
        UniqueConstraint("id", name="uq_outbox_id"),
        UniqueConstraint("subject", "sequence", name="uq_outbox_subject_sequence"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_command", "outbox", ["command_id"])
    unpublished = sql("published_at IS NULL")
    op.create_index(
        "ix_outbox_unpublished",
        "outbox",
        ["position"],
        postgresql_where=unpublished,
        sqlite_where=unpublished,
    )


def _inbox(op: Operations) -> None:
    op.create_table(
        "inbox",
        Column("consumer", Text, nullable=False),
        Column("source", Text, nullable=False),
        Column("subject", Text, nullable=False),
        Column("last_sequence", BigInteger, nullable=False),
        Column("last_event_id", Text, nullable=False),
        Column("at", Instant, nullable=False),
        PrimaryKeyConstraint("consumer", "source", "subject"),
    )
    op.create_index("ix_inbox_subject", "inbox", ["subject"])


def _dead_letters(op: Operations) -> None:
    op.create_table(
        "dead_letters",
        Column("id", Text, primary_key=True),
        Column("consumer", Text, nullable=False),
        Column("source", Text, nullable=False),
        Column("subject", Text, nullable=False),
        Column("sequence", BigInteger, nullable=False),
        Column("event_id", Text, nullable=False),
        Column("type", Text, nullable=False),
        Column("nats_subject", Text, nullable=False),
        Column("stream_sequence", BigInteger),
        Column("reason", Text, nullable=False),
        Column("body", LargeBinary),
        Column("at", Instant, nullable=False),
        Column("resolved_at", Instant),
        Column("resolution", Text),
    )
    op.create_index("ix_dead_letters_place", "dead_letters", ["consumer", "source", "subject", "sequence"])


def _position() -> Column[int]:
    return Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
