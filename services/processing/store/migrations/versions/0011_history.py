"""What was done is chained. What was there before begins each chain, the ledgers of the clocks included.

Revision ID: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant
from chassis.data.history_v1 import create_history_v1
from chassis.history.beginning import begin_history
from chassis.history.covered import Covered

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# As it is at this revision.
_ledger_entries = sa.Table(
    "ledger_entries",
    sa.MetaData(),
    sa.Column("dossier_id", sa.Text, primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text),
    sa.Column("at", Instant),
    sa.Column("recorded_at", Instant),
    sa.Column("reason", sa.Text),
    sa.Column("new_due_at", Instant),
    sa.Column("undoes", sa.Integer),
)


def upgrade() -> None:
    create_history_v1(op)
    ledger = Covered(table=_ledger_entries, subject="dossier_id", words=("reason",))
    begin_history(op.get_bind(), "processing", (ledger,), seals_reasons=False)
