"""Steps of the bench's dossiers, as reporting would have summed them: by procedure, by officer, by day and by month."""

from __future__ import annotations

from typing import Any

import asyncpg

_DONE = """
CREATE TEMPORARY TABLE done AS
SELECT agency, department, procedure_key, step, finished_on - 2 * (4 - number) AS day,
  'cv.' || department || '.' || 1 + (dossier_id::bigint / 7 + number) % 5 AS officer, count(*) AS total,
  count(*) FILTER (WHERE dossier_id::bigint % 11 = 0) AS late, sum(7200 * number) AS seconds
FROM dossier_facts,
  (VALUES (1, 'phan-cong'), (2, 'tham-dinh'), (3, 'kiem-tra'), (4, 'ky-duyet')) AS steps (number, step)
WHERE finished_on IS NOT NULL GROUP BY agency, department, procedure_key, step, day, officer
"""
_SUMS = """
INSERT INTO board_sums (agency, officer, measure, span, first, department, procedure_key, label, total, late, seconds)
SELECT agency, {officer}, '{measure}', '{span}', {first}, department, {procedure}, {label},
  sum(total), sum(late), sum(seconds)
FROM done GROUP BY agency, {first}, department, {keys}
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
    {"officer": "''", "measure": "taken", "procedure": "''", "label": "officer", "keys": "officer"},
    {"officer": "''", "measure": "let-go", "procedure": "''", "label": "officer", "keys": "officer"},
)
_SPANS = (("day", "day"), ("month", "date_trunc('month', day)::date"))
_MARKS = """
INSERT INTO evaluation_marks (agency, department, officer, index_number, day, label, value)
SELECT agency, department, officer, number, day, label, sum(total) / 4
FROM done, (VALUES (1, 'early'), (1, 'late'), (2, 'shorter'), (2, 'longer'), (3, '0,0,0'), (4, 'none'), (7, 'early'),
  (7, 'late')) AS marks (number, label)
GROUP BY agency, department, officer, number, day, label
"""
_HELD = """
INSERT INTO held_steps SELECT dossier_id, dossier_id, agency, department,
  'cv.' || department || '.' || 1 + dossier_id::bigint / 50 % 5, procedure_key, 'tham-dinh', accepted_at, due_at, 0
FROM dossier_facts WHERE open_state IS NOT NULL
"""


async def fill_steps(connection: asyncpg.Connection[Any]) -> None:
    """Four of each dossier that is done with, by five officers a department; one in hand of each that is open."""
    await connection.execute(_DONE)
    for span, first in _SPANS:
        for of in _OF:
            await connection.execute(_SUMS.format(span=span, first=first, **of))
    await connection.execute(_MARKS)
    await connection.execute(_HELD)
