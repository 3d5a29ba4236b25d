"""Steps that somebody has, the ways of dossiers, what is learnt from them and what is foreseen.

They begin empty and fill with the events to come: of dossiers that are open now it is foreseen as soon as their next
step is told.

Revision ID: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant, Json

revision = "0007"
down_revision = "0006"


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def upgrade() -> None:
    op.create_table(
        "held_steps",
        *_texts("dossier_id", "task_id", "agency", "unit", "officer", "procedure_key", "step"),
        sa.Column("since", Instant, nullable=False),
        sa.Column("due_at", Instant),
        sa.Column("load", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("dossier_id", "task_id"),
    )
    op.create_index("ix_held_steps_officer", "held_steps", ["agency", "unit", "officer"])
    op.create_table(
        "walks",
        sa.Column("dossier_id", sa.Text, primary_key=True),
        *_texts("agency", "department", "procedure_key"),
        sa.Column("legs", Json, nullable=False),
        sa.Column("pauses", Json, nullable=False),
        sa.Column("finished_at", Instant),
    )
    is_finished = sa.text("finished_at IS NOT NULL")
    op.create_index(
        "ix_walks_finished", "walks", ["finished_at"], postgresql_where=is_finished, sqlite_where=is_finished
    )
    op.create_table(
        "step_days",
        *_texts("agency", "unit", "officer", "procedure_key", "step"),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("done", sa.BigInteger, nullable=False),
        sa.Column("late", sa.BigInteger, nullable=False),
        sa.Column("working_seconds", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("agency", "unit", "officer", "procedure_key", "step", "day"),
    )
    _create_foreseen()


def _create_foreseen() -> None:
    op.create_table(
        "moments",
        *_texts("agency", "kind", "name"),
        sa.Column("count", sa.Double, nullable=False),
        sa.Column("mean", sa.Double, nullable=False),
        sa.Column("variance", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("agency", "kind", "name"),
    )
    op.create_table(
        "forecasts",
        sa.Column("dossier_id", sa.Text, primary_key=True),
        *_texts("agency", "department", "code", "procedure_key", "step", "unit", "officer"),
        sa.Column("due_at", Instant, nullable=False),
        sa.Column("finish_at", Instant, nullable=False),
        sa.Column("probability", sa.Double, nullable=False),
        sa.Column("steps", sa.Integer, nullable=False),
        sa.Column("days_needed", sa.Double, nullable=False),
        sa.Column("days_left", sa.Double, nullable=False),
        sa.Column("made_at", Instant, nullable=False),
    )
    op.create_index("ix_forecasts_due", "forecasts", ["agency", "due_at"])
