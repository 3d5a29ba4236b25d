"""What the cells of every form open to: codes of feedback, and the frozen pieces of closed reports.

Codes of feedback heard before come with the next rebuild. A report closed before has no pieces: it was counted from
dossiers alone.

Revision ID: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("feedback_answers", sa.Column("code", sa.Text))
    op.add_column("report_snapshots", sa.Column("pieces", sa.LargeBinary))
