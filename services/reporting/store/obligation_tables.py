"""Tables of the calendar of obligations. Not a projection: what people did about a report is nowhere else."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, Table

from chassis.data.columns import blob, document, identifier, instant, text
from chassis.timers.store import TimerBook, timers_table
from reporting.store.tables import METADATA

OBLIGATIONS = Table(
    "obligations",
    METADATA,
    identifier("id", primary_key=True),
    identifier("agency"),
    identifier("department"),
    identifier("rule"),
    text("title"),
    text("title_en"),
    identifier("form"),
    identifier("period"),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("soon_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    instant("due_at"),
    text("receiver"),
    document("approval"),
    text("legal_ref"),
    identifier("mark"),
    text("note"),
    identifier("stage"),
    Column("approved", Integer, nullable=False),
    identifier("snapshot"),
    instant("finished_at", nullable=True),
    Column("version", Integer, nullable=False),
    Index("ix_obligations_due", "agency", "due_on", "id"),
)

# Until which day the calendar was worked out, and the working calendar it was worked out by.
OBLIGATION_ROUNDS = Table(
    "obligation_rounds",
    METADATA,
    identifier("agency", primary_key=True),
    Column("seen_until", Date, nullable=False),
)


# Of all reminders. obligation_id: or the id of a piece of control work, which has timers too.
TIMERS_TABLE = timers_table(METADATA, identifier("obligation_id", primary_key=True))
TIMERS = TimerBook(TIMERS_TABLE, OBLIGATIONS.c.id)

KEPT_CALENDARS = Table(
    "kept_calendars",
    METADATA,
    identifier("agency", primary_key=True),
    identifier("revision"),
    blob("body"),
)
