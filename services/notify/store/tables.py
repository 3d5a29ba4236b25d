"""notify's tables. No name, address or number of a person is in any of them; officers appear by account
id."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, MetaData, Table, UniqueConstraint, text

from chassis.data.columns import document, identifier, instant, number
from chassis.messaging import tables as messaging_tables
from notify.store import (
    ladders_tables,
    outages_tables,
    paces_tables,
    preferences_tables,
    replays_tables,
    subscribers_tables,
    sync_tables,
    texts_tables,
    webhook_tables,
)

METADATA = MetaData()
MESSAGING = messaging_tables.define(METADATA)

DELIVERIES = Table(
    "deliveries",
    METADATA,
    identifier("id", primary_key=True),
    identifier("event_id"),
    identifier("event_type"),
    identifier("dossier_id"),
    identifier("agency"),
    identifier("department"),
    identifier("occasion"),
    identifier("audience"),
    identifier("channel"),
    identifier("recipient"),
    document("particulars"),
    identifier("state"),
    number("attempts"),
    identifier("failure"),
    instant("created_at"),
    # Real time, also where business time is simulated: when to try next, and until when a sender has it.
    instant("next_attempt_at", nullable=True),
    instant("claimed_until", nullable=True),
    instant("finished_at", nullable=True),
    number("priority"),
    document("tried"),
    number("template_version"),
    identifier("text_digest"),
    identifier("gateway"),
    identifier("receipt_id"),
    identifier("receipt"),
    instant("receipt_at", nullable=True),
    instant("read_at", nullable=True),
    UniqueConstraint("event_id", "audience", "channel", name="uq_deliveries_once"),
    Index("ix_deliveries_dossier", "dossier_id", "id"),
    Index("ix_deliveries_state", "state", "id"),
    Index("ix_deliveries_inbox", "channel", "recipient", "id"),
    Index(
        "ix_deliveries_due",
        "next_attempt_at",
        postgresql_where=text("state = 'pending'"),
        sqlite_where=text("state = 'pending'"),
    ),
    Index(
        "ix_deliveries_lane",
        "channel",
        "priority",
        "next_attempt_at",
        postgresql_where=text("state = 'pending'"),
        sqlite_where=text("state = 'pending'"),
    ),
    Index(
        "ix_deliveries_receipt",
        "gateway",
        "receipt_id",
        postgresql_where=text("receipt_id <> ''"),
        sqlite_where=text("receipt_id <> ''"),
    ),
)

DOSSIER_VIEWS = Table(
    "dossier_views",
    METADATA,
    identifier("dossier_id", primary_key=True),
    document("particulars"),
    Column("is_open", Boolean, nullable=False),
)

SUBSCRIBERS = subscribers_tables.define(METADATA)
PREFERENCES = preferences_tables.define(METADATA)
REPLAYS = replays_tables.define(METADATA)
SYNCED = sync_tables.define(METADATA)
WEBHOOKS = webhook_tables.define(METADATA)
OUTAGES = outages_tables.define(METADATA)
CLIMBS = ladders_tables.define(METADATA)
TEXTS = texts_tables.define(METADATA)
PACES = paces_tables.define(METADATA)
