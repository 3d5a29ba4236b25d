"""Steps are evidence like all else: their sums stand with those of boards, and beside what was learnt from them the
result that was learnt from last. Steps have names in the copy of the catalogue.

Revision ID: 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant, Json

revision = "0019"
down_revision = "0018"

_MONTH = {"postgresql": "CAST(date_trunc('month', day) AS date)", "sqlite": "date(day, 'start of month')"}
# Of the release before, until everything is counted anew: of all officers, of each, and by officer.
_SUMS = """
INSERT INTO board_sums (agency, officer, measure, span, first, department, procedure_key, label, total, late, seconds)
SELECT agency, {officer}, '{measure}', '{span}', {first}, unit, {procedure}, {label},
  sum(done), sum(late), sum(working_seconds)
FROM step_days WHERE {condition} GROUP BY agency, unit, {first}, {keys}
"""
_OF = (
    {"officer": "''", "measure": "step", "procedure": "procedure_key", "label": "step", "keys": "procedure_key, step"},
    {
        "officer": "officer",
        "measure": "step",
        "procedure": "procedure_key",
        "label": "step",
        "keys": "officer, procedure_key, step",
    },
    {"officer": "''", "measure": "pace", "procedure": "''", "label": "officer", "keys": "officer"},
)
_LEARNT = """
INSERT INTO lessons (memory, issued_at, dossier_id)
SELECT 'live', max(issued_at), 'zzzz' FROM dossier_facts WHERE issued_at IS NOT NULL HAVING max(issued_at) IS NOT NULL
"""


def upgrade() -> None:
    op.create_table(
        "moments_anew",
        *(sa.Column(name, sa.Text, nullable=False) for name in ("agency", "kind", "name")),
        *(sa.Column(name, sa.Double, nullable=False) for name in ("count", "mean", "variance")),
        sa.PrimaryKeyConstraint("agency", "kind", "name"),
    )
    op.create_table(
        "lessons",
        sa.Column("memory", sa.Text, primary_key=True),
        sa.Column("issued_at", Instant, nullable=False),
        sa.Column("dossier_id", sa.Text, nullable=False),
    )
    op.add_column("procedure_catalogue", sa.Column("steps", Json, nullable=True))
    for statement in fill(op.get_bind().dialect.name):
        op.execute(sa.text(statement))
    for name, columns, where in (
        ("running", ["dossier_id"], "open_state = 'running'"),
        ("issued", ["issued_at", "dossier_id"], "issued_at IS NOT NULL"),
    ):
        op.create_index(
            f"ix_dossier_facts_{name}",
            "dossier_facts",
            columns,
            postgresql_where=sa.text(where),
            sqlite_where=sa.text(where),
        )


def fill(dialect: str) -> list[str]:
    spans = (("day", "day"), ("month", _MONTH[dialect]))
    sums = [
        _SUMS.format(span=span, first=first, condition="officer <> ''" if of["officer"] == "officer" else "1 = 1", **of)
        for span, first in spans
        for of in _OF
    ]
    return [*sums, _LEARNT]
