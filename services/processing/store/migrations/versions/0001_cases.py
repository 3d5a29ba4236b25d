"""Cases, their tasks, supplements, ledgers and timers; the law they are counted by; the messaging tables.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant, Json
from chassis.data.migrations import create_messaging_tables_v1

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_messaging_tables_v1(op)
    _create_law()
    _create_cases()
    _create_tasks()
    _create_supplements()
    _create_clock()


def _create_law() -> None:
    op.create_table(
        "law_versions",
        sa.Column("procedure_key", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_en", sa.Text, nullable=False),
        sa.Column("body", Json, nullable=False),
    )
    op.create_table(
        "calendars",
        sa.Column("law_revision", sa.Text, primary_key=True),
        sa.Column("body", Json, nullable=False),
    )


def _create_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("dossier_id", sa.Text, primary_key=True),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("procedure_key", sa.Text, nullable=False),
        sa.Column("procedure_code", sa.Text, nullable=False),
        sa.Column("procedure_version", sa.Integer, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("received_at", Instant, nullable=False),
        sa.Column("accepted_at", Instant, nullable=False),
        sa.Column("clock_started_at", Instant, nullable=False),
        sa.Column("law_revision", sa.Text, nullable=False),
        sa.Column("time_limit", Json, nullable=False),
        sa.Column("due_at", Instant),
        sa.Column("original_due_at", Instant),
        sa.Column("announced_due_at", Instant, nullable=False),
        sa.Column("is_due_provisional", sa.Boolean, nullable=False),
        sa.Column("outcome", sa.Text),
        sa.Column("decided_by", sa.Text),
        sa.Column("decided_at", Instant),
        sa.Column("decision_reason", sa.Text),
        sa.Column("issued_at", Instant),
        sa.Column("timeliness", sa.Text),
        sa.Column("working_seconds", sa.BigInteger, nullable=False),
        sa.Column("stopped_at", Instant),
        sa.Column("stop_cause", sa.Text),
        sa.Column("version", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_cases_due", "cases", ["agency", "announced_due_at", "dossier_id"])
    columns = ["agency", "department", "announced_due_at", "dossier_id"]
    op.create_index("ix_cases_department_due", "cases", columns)


def _create_tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("dossier_id", sa.Text, sa.ForeignKey("cases.dossier_id"), nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("step_key", sa.Text, nullable=False),
        sa.Column("step_name", sa.Text, nullable=False),
        sa.Column("step_name_en", sa.Text, nullable=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("decides", sa.Boolean, nullable=False),
        sa.Column("budget", Json),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("officer", sa.Text, nullable=False),
        sa.Column("opened_at", Instant, nullable=False),
        sa.Column("started_at", Instant),
        sa.Column("due_at", Instant, nullable=False),
        sa.Column("completed_at", Instant),
        sa.Column("working_seconds", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_tasks_dossier", "tasks", ["dossier_id", "ordinal"])
    op.create_index("ix_tasks_due", "tasks", ["due_at", "id"])
    op.create_index("ix_tasks_department_due", "tasks", ["department", "state", "due_at", "id"])
    op.create_index("ix_tasks_officer_due", "tasks", ["officer", "state", "due_at", "id"])


def _create_supplements() -> None:
    op.create_table(
        "supplements",
        sa.Column("request_id", sa.Text, primary_key=True),
        sa.Column("dossier_id", sa.Text, sa.ForeignKey("cases.dossier_id"), nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("requested_at", Instant, nullable=False),
        sa.Column("requested_by", sa.Text, nullable=False),
        sa.Column("documents", Json, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("clock_effect", sa.Text, nullable=False),
        sa.Column("applicant_deadline_at", Instant),
        sa.Column("answered_at", Instant),
        sa.Column("is_lapsed", sa.Boolean, nullable=False),
    )
    op.create_index("ix_supplements_dossier", "supplements", ["dossier_id", "ordinal"])


def _create_clock() -> None:
    op.create_table(
        "ledger_entries",
        sa.Column("dossier_id", sa.Text, sa.ForeignKey("cases.dossier_id"), primary_key=True),
        sa.Column("ordinal", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("recorded_at", Instant, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("new_due_at", Instant),
        sa.Column("undoes", sa.Integer),
    )
    op.create_table(
        "timers",
        sa.Column("dossier_id", sa.Text, sa.ForeignKey("cases.dossier_id"), primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("about_at", Instant, primary_key=True),
        sa.Column("fire_at", Instant, nullable=False),
        sa.Column("fired_at", Instant),
    )
    waiting = sa.text("fired_at IS NULL")
    op.create_index(
        "ix_timers_waiting",
        "timers",
        ["fire_at", "dossier_id"],
        postgresql_where=waiting,
        sqlite_where=waiting,
    )
