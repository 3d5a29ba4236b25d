"""Sums by procedure and by month, filled from what is there, so that boards are whole until everything is counted anew.

Revision ID: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

_KEY = ("agency", "officer", "measure", "span", "first", "department", "procedure_key", "label")
# Local days as Việt Nam has them; the first day of a day's month.
_DIALECTS = {
    "postgresql": {
        "verdict_on": "CAST(verdict_at AT TIME ZONE 'Asia/Ho_Chi_Minh' AS date)",
        "month": "CAST(date_trunc('month', day) AS date)",
        "no_day": "DATE '1970-01-01'",
        "tenths": "CAST((working_seconds + 2879) / 2880 AS text)",
    },
    "sqlite": {
        "verdict_on": "date(verdict_at, '+7 hours')",
        "month": "date(day, 'start of month')",
        "no_day": "'1970-01-01'",
        "tenths": "CAST((working_seconds + 2879) / 2880 AS text)",
    },
}
_INTO = f"INSERT INTO board_sums ({', '.join(_KEY)}, total, late, seconds) "
_MONTHS_OF_TALLIES = """
SELECT agency, '', measure, 'month', {month}, department, '', label, sum(value), 0, 0 FROM tallies
WHERE measure IN ('received', 'outcome', 'own-outcome', 'completed', 'rating')
GROUP BY agency, measure, {month}, department, label HAVING sum(value) <> 0
"""
_TOLD = """
SELECT agency, department, procedure_key, 'procedure-received' AS measure, '' AS label, accepted_on AS day, 0 AS late
FROM dossier_facts WHERE accepted_on IS NOT NULL AND NOT is_synthetic
UNION ALL
SELECT agency, department, procedure_key, 'procedure-verdict', '', {verdict_on},
  CASE WHEN verdict = 'missed' THEN 1 ELSE 0 END
FROM dossier_facts WHERE verdict IS NOT NULL AND NOT is_synthetic
UNION ALL
SELECT agency, department, procedure_key, 'procedure-ended', ending, finished_on, 0
FROM dossier_facts WHERE ending IS NOT NULL AND finished_on IS NOT NULL AND NOT is_synthetic
UNION ALL
SELECT agency, department, procedure_key, 'procedure-asked', '', finished_on, 0
FROM dossier_facts WHERE ending IS NOT NULL AND finished_on IS NOT NULL AND supplements > 0 AND NOT is_synthetic
UNION ALL
SELECT agency, department, procedure_key, 'procedure-spent', {tenths}, finished_on, 0
FROM dossier_facts WHERE ending IS NOT NULL AND finished_on IS NOT NULL AND working_seconds IS NOT NULL
  AND NOT is_synthetic
"""
_OF_PROCEDURES = """
SELECT agency, '', measure, '{span}', {first}, department, procedure_key, label, count(*), sum(late), 0
FROM ({told}) AS told GROUP BY agency, measure, {first}, department, procedure_key, label
"""
_OPEN = """
SELECT agency, '', 'procedure-open', 'now', {no_day}, department, procedure_key, open_state, count(*), 0, 0
FROM dossier_facts WHERE open_state IS NOT NULL AND NOT is_synthetic
GROUP BY agency, department, procedure_key, open_state
"""


def upgrade() -> None:
    for name in ("board_sums", "rebuilt_board_sums"):
        op.create_table(
            name,
            *(sa.Column(each, sa.Date if each == "first" else sa.Text, nullable=False) for each in _KEY),
            *(sa.Column(each, sa.BigInteger, nullable=False) for each in ("total", "late", "seconds")),
            sa.PrimaryKeyConstraint(*_KEY),
        )
    for statement in fill(op.get_bind().dialect.name):
        op.execute(sa.text(statement))
    _index()


def fill(dialect: str) -> list[str]:
    """What is summed from the tallies and facts of the release before."""
    words = _DIALECTS[dialect]
    told = _TOLD.format(**words)
    spans = (("day", "day"), ("month", words["month"]))
    return [
        _INTO + _MONTHS_OF_TALLIES.format(**words),
        *(_INTO + _OF_PROCEDURES.format(span=span, first=first, told=told) for span, first in spans),
        _INTO + _OPEN.format(**words),
    ]


def _index() -> None:
    everybody = sa.text("officer = ''")
    for name in ("department", "procedure_key"):
        columns = ["agency", name, "measure", "span", "first"]
        op.create_index(
            f"ix_board_sums_{name}", "board_sums", columns, postgresql_where=everybody, sqlite_where=everybody
        )
    op.create_index("ix_tallies_day", "tallies", ["agency", "measure", "day"])
    op.create_index("ix_evaluation_marks_officer", "evaluation_marks", ["agency", "officer", "day"])
    op.drop_index("ix_dossier_facts_board", "dossier_facts")
    op.drop_index("ix_dossier_facts_open", "dossier_facts")
    for name, columns, where in (
        ("newest", ["agency", "procedure_key", "accepted_on", "dossier_id"], "supplements = 0"),
        ("open", ["agency", "department", "due_at", "dossier_id"], "open_state IS NOT NULL"),
    ):
        op.create_index(
            f"ix_dossier_facts_{name}",
            "dossier_facts",
            columns,
            postgresql_where=sa.text(where),
            sqlite_where=sa.text(where),
        )
