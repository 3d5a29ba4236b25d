"""What was done is chained. What was there before begins each chain, with the rows that belong to it.

Revision ID: 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant, Json
from chassis.data.history_v1 import create_history_v1
from chassis.history.beginning import begin_history
from chassis.history.covered import Covered

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_metadata = sa.MetaData()
_KINDS = {"text": sa.Text, "number": sa.BigInteger, "at": Instant, "yes": sa.Boolean, "json": Json}


def _table(name: str, key: str, **columns: str) -> sa.Table:
    """As it is at this revision, without what is beside the digests; keys are texts, but for two."""
    keys = [
        sa.Column(each, _KINDS["number" if each in {"position", "sequence"} else "text"], primary_key=True)
        for each in key.split()
    ]
    others = [sa.Column(each, _KINDS[kind]) for kind, names in columns.items() for each in names.split()]
    return sa.Table(name, _metadata, *keys, *others)


_COVERED = (
    Covered(
        table=_table("handovers", "dossier_id sequence", text="kind task_id step unit officer", at="at due_at"),
        subject="dossier_id",
    ),
    Covered(
        table=_table(
            "result_corrections",
            "id",
            text="dossier_id fault found_by requested_by ready_by returned_by",
            at="requested_at due_at result_issued_at ready_at returned_at",
        ),
        subject="dossier_id",
        beside=("dossier_id",),
    ),
    Covered(
        table=_table(
            "return_attempts",
            "id",
            text="dossier_id method recorded_by tracking_number received_by",
            at="recorded_at sent_at handed_over_at came_back_at",
            yes="originals_returned",
        ),
        subject="dossier_id",
        beside=("dossier_id",),
    ),
    Covered(
        table=_table(
            "payables",
            "dossier_id key",
            text="kind exempted_by exemption_ref",
            number="ordinal amount_vnd",
            at="asked_at pay_by_at first_due_at settled_at exempted_at",
        ),
        subject="dossier_id",
    ),
    Covered(
        table=_table(
            "payments",
            "id",
            text="dossier_id payable method receipt_number recorded_by undone_by",
            number="ordinal amount_vnd",
            at="paid_at recorded_at refunded_at cancelled_at",
        ),
        subject="dossier_id",
    ),
    Covered(
        table=_table(
            "law_packs",
            "position",
            text="digest agency applied_by reason legal_ref",
            json="content",
            at="loaded_at",
        ),
        subject="agency",
        words=("reason",),
    ),
)


def upgrade() -> None:
    create_history_v1(op)
    begin_history(op.get_bind(), "intake", _COVERED, seals_reasons=True)
