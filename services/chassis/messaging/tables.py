"""The six tables every service carries beside its own. Migrations: ``chassis.data.messaging_v1``, ``history_v1``."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Date, Index, MetaData, Table, Text, UniqueConstraint, and_

from chassis.data.columns import blob, document, identifier, instant, number, position, text


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagingTables:
    """Handles to the tables on one service's metadata."""

    commands: Table
    event_sequences: Table
    outbox: Table
    inbox: Table
    dead_letters: Table
    history_roots: Table


def define(metadata: MetaData) -> MessagingTables:
    """Add the tables to a service's metadata. Call once, at import of its ``store.tables``."""
    return MessagingTables(
        commands=_commands(metadata),
        event_sequences=Table(
            "event_sequences",
            metadata,
            identifier("subject", primary_key=True),
            number("last_sequence"),
            Column("entries", BigInteger, nullable=False, server_default="0"),
            blob("head", nullable=True),
        ),
        outbox=_outbox(metadata),
        inbox=_inbox(metadata),
        dead_letters=_dead_letters(metadata),
        history_roots=_history_roots(metadata),
    )


def _commands(metadata: MetaData) -> Table:
    """Who did what, on whose behalf, why and when: one row per accepted command, never changed.

    From ``agency`` on: its place in the chain of its subject, and in the tree of the day that covers it. ``entry`` is
    absent in commands from before there was a chain; their subject's ``begin-history`` covers them.
    """
    entry, sealed_on = number("entry", nullable=True), Column("sealed_on", Date, nullable=True)
    return Table(
        "commands",
        metadata,
        position(),
        identifier("id"),
        identifier("subject"),
        text("name"),
        identifier("actor"),
        text("on_behalf_of"),
        text("unit"),
        text("reason"),
        instant("at"),
        number("first_sequence", nullable=True),
        number("event_count"),
        text("idempotency_key", nullable=True),
        text("request_digest", nullable=True),
        identifier("agency", nullable=True),
        entry,
        blob("previous", nullable=True),
        blob("command_digest", nullable=True),
        blob("events_digest", nullable=True),
        blob("rows_digest", nullable=True),
        blob("digest", nullable=True),
        document("rows", nullable=True),
        text("salt", nullable=True),
        sealed_on,
        number("leaf", nullable=True),
        UniqueConstraint("id", name="uq_commands_id"),
        UniqueConstraint("actor", "idempotency_key", name="uq_commands_actor_key"),
        Index("uq_commands_entry", "subject", "entry", unique=True),
        Index(
            "ix_commands_unsealed",
            "at",
            postgresql_where=and_(sealed_on.is_(None), entry.is_not(None)),
            sqlite_where=and_(sealed_on.is_(None), entry.is_not(None)),
        ),
        Index(
            "uq_commands_leaf",
            *("agency", "sealed_on", "leaf"),
            unique=True,
            postgresql_where=sealed_on.is_not(None),
            sqlite_where=sealed_on.is_not(None),
        ),
        sqlite_autoincrement=True,
    )


def _outbox(metadata: MetaData) -> Table:
    """Events as they were and will be sent, byte for byte. ``published_at`` is the broker's
    acknowledgement.
    """
    published_at = instant("published_at", nullable=True)
    return Table(
        "outbox",
        metadata,
        position(),
        identifier("id"),
        identifier("command_id"),
        identifier("subject"),
        number("sequence"),
        text("type"),
        text("nats_subject"),
        blob("body"),
        instant("created_at"),
        published_at,
        number("stream_sequence", nullable=True),
        UniqueConstraint("id", name="uq_outbox_id"),
        UniqueConstraint("subject", "sequence", name="uq_outbox_subject_sequence"),
        Index("ix_outbox_command", "command_id"),
        Index(
            "ix_outbox_unpublished",
            "position",
            postgresql_where=published_at.is_(None),
            sqlite_where=published_at.is_(None),
        ),
        sqlite_autoincrement=True,
    )


def _inbox(metadata: MetaData) -> Table:
    """How far each consumer has applied each neighbour's events of a subject."""
    return Table(
        "inbox",
        metadata,
        identifier("consumer", primary_key=True),
        identifier("source", primary_key=True),
        identifier("subject", primary_key=True),
        number("last_sequence"),
        identifier("last_event_id"),
        instant("at"),
        Index("ix_inbox_subject", "subject"),
    )


def _dead_letters(metadata: MetaData) -> Table:
    """Events set aside. ``body`` is empty for a sequence that never arrived (reason ``missing``)."""
    return Table(
        "dead_letters",
        metadata,
        identifier("id", primary_key=True),
        identifier("consumer"),
        identifier("source"),
        identifier("subject"),
        Column("sequence", BigInteger, nullable=False),
        identifier("event_id"),
        text("type"),
        text("nats_subject"),
        number("stream_sequence", nullable=True),
        text("reason"),
        blob("body", nullable=True),
        instant("at"),
        instant("resolved_at", nullable=True),
        Column("resolution", Text, nullable=True),
        Index("ix_dead_letters_place", "consumer", "source", "subject", "sequence"),
    )


def _history_roots(metadata: MetaData) -> Table:
    """The signed root of each day and agency: see ``chassis.history.roots``. Never changed."""
    return Table(
        "history_roots",
        metadata,
        identifier("agency", primary_key=True),
        Column("day", Date, primary_key=True),
        number("size"),
        blob("root"),
        blob("previous"),
        instant("signed_at"),
        identifier("key_id"),
        blob("signature"),
    )
