"""Facts by local day, and what reports ask of them.

Days are filled in here from the instants there are. The rest, and the sums by day, follow from the kept evidence when
the service starts: it counts anew beside the live figures whatever was counted by an older version.

Revision ID: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant

revision = "0004"
down_revision = "0003"

_DAYS = {
    "accepted_on": "accepted_at",
    "finished_on": "coalesce(issued_at, ended_at)",
    "due_on": "due_at",
    "original_due_on": "original_due_at",
}
_COLUMNS: tuple[tuple[str, type[sa.types.TypeEngine[object]]], ...] = (
    ("ending", sa.Text),
    ("refused_at", Instant),
    ("decided_by", sa.Text),
    ("collected_at", Instant),
    ("collected_by", sa.Text),
    ("rated_at", Instant),
    ("rating", sa.Integer),
    ("paid_vnd", sa.BigInteger),
    ("supplements", sa.Integer),
)


def upgrade() -> None:
    for name in _DAYS:
        op.add_column("dossier_facts", sa.Column(name, sa.Date))
    for name, kind in _COLUMNS:
        op.add_column("dossier_facts", sa.Column(name, kind))
    op.add_column("dossier_facts", sa.Column("is_synthetic", sa.Boolean, nullable=False, server_default=sa.false()))
    sqlite = op.get_bind().dialect.name == "sqlite"
    local = "date({}, '+7 hours')" if sqlite else "({} AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"
    days = ", ".join(f"{name} = {local.format(instant)}" for name, instant in _DAYS.items())
    op.execute(f"UPDATE dossier_facts SET {days} WHERE accepted_at IS NOT NULL")
    op.create_index("ix_dossier_facts_accepted_on", "dossier_facts", ["agency", "accepted_on"])
    op.create_index("ix_dossier_facts_finished_on", "dossier_facts", ["agency", "finished_on"])
    is_open = sa.text("open_state IS NOT NULL")
    op.create_index(
        "ix_dossier_facts_open",
        "dossier_facts",
        ["agency", "due_on"],
        postgresql_where=is_open,
        sqlite_where=is_open,
    )
