"""The calendar of obligations: who owes which report by when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant, Json

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "obligations",
        sa.Column("id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("agency", "department", "rule", "title", "title_en")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("form", "period")),
        *(sa.Column(name, sa.Date, nullable=False) for name in ("first", "last", "soon_on", "due_on")),
        sa.Column("due_at", Instant, nullable=False),
        sa.Column("receiver", sa.Text, nullable=False),
        sa.Column("approval", Json, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("legal_ref", "mark", "note", "stage")),
        sa.Column("approved", sa.Integer, nullable=False),
        sa.Column("snapshot", sa.Text, nullable=False),
        sa.Column("finished_at", Instant),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("ix_obligations_due", "obligations", ["agency", "due_on", "id"])
    op.create_table(
        "obligation_rounds",
        sa.Column("agency", sa.Text, primary_key=True),
        sa.Column("seen_until", sa.Date, nullable=False),
    )
    op.create_table(
        "timers",
        sa.Column("obligation_id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("about_at", Instant, primary_key=True),
        sa.Column("fire_at", Instant, nullable=False),
        sa.Column("fired_at", Instant),
        sa.Column("is_superseded", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    waiting = sa.text("fired_at IS NULL")
    op.create_index(
        "ix_timers_waiting",
        "timers",
        ["fire_at", "obligation_id"],
        postgresql_where=waiting,
        sqlite_where=waiting,
    )
    op.create_table(
        "kept_calendars",
        sa.Column("agency", sa.Text, primary_key=True),
        sa.Column("revision", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
