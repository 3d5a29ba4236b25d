"""Papers, fee and form of the result of each dossier, for the index of QĐ 766/QĐ-TTg.

The columns fill with the rebuild that follows an upgrade.

Revision ID: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_COLUMNS: tuple[tuple[str, type[sa.types.TypeEngine[object]]], ...] = (
    ("papers", sa.Text),
    ("fee", sa.Text),
    ("paid_online_on", sa.Date),
    ("result_form", sa.Text),
)


def upgrade() -> None:
    for table in ("dossier_facts", "rebuilt_facts"):
        for name, kind in _COLUMNS:
            op.add_column(table, sa.Column(name, kind))
