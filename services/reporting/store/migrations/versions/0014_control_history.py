"""Control work as it was after every act, and reports that are owed, belong to the history; it begins with what is
there.

Revision ID: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant, Json
from chassis.history.beginning import cover_rows
from chassis.history.covered import Covered

revision = "0014"
down_revision = "0013"

# As they are at this revision.
_metadata = sa.MetaData()
_pieces = sa.Table(
    "control_pieces",
    _metadata,
    sa.Column("id", sa.Text, primary_key=True),
    *(sa.Column(name, sa.Text) for name in ("sort", "agency", "department", "kind", "state", "parent", "began_by")),
    sa.Column("plan_line", sa.Integer),
    *(sa.Column(name, sa.Date) for name in ("day", "ended_on")),
    sa.Column("due_at", Instant),
    sa.Column("version", sa.BigInteger),
    sa.Column("content", Json),
)
_versions = sa.Table(
    "control_versions",
    _metadata,
    sa.Column("piece_id", sa.Text, primary_key=True),
    sa.Column("version", sa.BigInteger, primary_key=True),
    sa.Column("content", Json, nullable=False),
)
_owed = sa.Table(
    "obligations",
    _metadata,
    sa.Column("id", sa.Text, primary_key=True),
    *(sa.Column(name, sa.Text) for name in ("agency", "department", "rule", "title", "title_en", "form", "period")),
    *(sa.Column(name, sa.Date) for name in ("first", "last", "soon_on", "due_on")),
    *(sa.Column(name, Instant) for name in ("due_at", "finished_at")),
    *(sa.Column(name, sa.Text) for name in ("receiver", "legal_ref", "mark", "note", "stage", "snapshot")),
    sa.Column("approval", Json),
    *(sa.Column(name, sa.Integer) for name in ("approved", "version")),
)


def upgrade() -> None:
    _versions.create(op.get_bind())
    kept = sa.select(_pieces.c.id, _pieces.c.version, _pieces.c.content)
    op.execute(_versions.insert().from_select(["piece_id", "version", "content"], kept))
    covered = (
        Covered(table=_pieces, subject="id", words=("content",)),
        Covered(table=_versions, subject="piece_id", words=("content",)),
        Covered(table=_owed, subject="id"),
    )
    cover_rows(op.get_bind(), "reporting", covered)
