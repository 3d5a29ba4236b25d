"""Closed periods. Never updated: a second closing is a row of its own."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, Table, UniqueConstraint

from chassis.data.columns import blob, document, identifier, instant, text
from reporting.store.tables import METADATA

SNAPSHOTS = Table(
    "report_snapshots",
    METADATA,
    identifier("id", primary_key=True),
    identifier("agency"),
    Column("year", Integer, nullable=False),
    Column("serial", Integer, nullable=False),
    identifier("form"),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False),
    Column("revision", Integer, nullable=False),
    text("reason"),
    identifier("rule"),
    identifier("profile"),
    document("report"),
    blob("dossiers"),  # compressed JSON; the digest is over its content
    blob("pieces", nullable=True),  # likewise: what else its cells count
    identifier("closed_by"),
    instant("closed_at"),
    identifier("digest"),
    identifier("key_id"),
    identifier("signature"),
    UniqueConstraint("agency", "year", "serial"),
    UniqueConstraint("agency", "form", "first_on", "last_on", "revision"),
)

SERIALS = Table(
    "report_serials",
    METADATA,
    identifier("agency", primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)
