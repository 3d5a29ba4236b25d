"""Reports made in the background, and their files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant, Json

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "report_jobs",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("asker", Json, nullable=False),
        sa.Column("wanted", Json, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("state", "stage", "failure", "message")),
        sa.Column("claims", sa.Integer, nullable=False),
        sa.Column("claimed_until", Instant),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("finished_at", Instant),
        sa.Column("expires_at", Instant, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_report_jobs_asked_by", "report_jobs", ["asked_by", "state"])
    op.create_index("ix_report_jobs_state", "report_jobs", ["state", "created_at"])
    op.create_index("ix_report_jobs_expiry", "report_jobs", ["expires_at"])
    op.create_table(
        "report_files",
        sa.Column("job_id", sa.Text, sa.ForeignKey("report_jobs.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
