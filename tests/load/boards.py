"""The boards of an agency whose facts have grown to a million: the time of each, as a page and as JSON."""

from __future__ import annotations

import importlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace

import asyncpg

from load.outcome import Outcome, Request, Spec, drive
from load.rows import Asked, Row, at_most
from load.sizes import Sizes
from load.stage import Served, Stage, dsn_of
from load.steps_done import fill_steps
from reporting.domain.rebuild import FIGURES_VERSION

PACE, CONNECTIONS = 10.0, 4
BOARD, YEAR = at_most(50), at_most(2000)
WIDE = "&from=2024-01-01"
A_REPORT = 0.5  # a second: somebody asks for a report now and then
DEPARTMENTS = ("dau-tu", "doanh-nghiep", "lao-dong", "quy-hoach-xay-dung", "tai-nguyen-moi-truong", "van-phong")
#: One dossier in fifty is open, one in ten of these overdue; the others were done with, one in twelve late.
_FACTS = """
INSERT INTO dossier_facts (dossier_id, agency, department, procedure_key, channel, code, stage, received_at,
  accepted_at, due_at, original_due_at, issued_at, overdue_since, open_state, verdict, verdict_at, working_seconds,
  evidence, latest_at, accepted_on, finished_on, due_on, original_due_on, ending, rated_at, rating, supplements,
  overdue_first, overdue_until)
SELECT lpad(n::text, 12, '0'), 'heza', (%(departments)s)[1 + n %% 6], 'thu-tuc-' || n %% 38,
  (ARRAY['online', 'online', 'counter', 'post'])[1 + n %% 4], 'H24.15-' || n,
  CASE WHEN open THEN 'in-process' ELSE 'collected' END, at, at, due, due,
  CASE WHEN NOT open THEN done END, CASE WHEN late THEN due END,
  CASE WHEN open THEN CASE WHEN late THEN 'overdue' ELSE 'running' END END,
  CASE WHEN late THEN 'missed' WHEN NOT open THEN 'met' END, CASE WHEN late THEN due WHEN NOT open THEN done END,
  CASE WHEN NOT open THEN 28800 * (1 + n %% 12) END, '[]', now(), at::date,
  CASE WHEN NOT open THEN done::date END, due::date, due::date, CASE WHEN NOT open THEN 'granted' END,
  CASE WHEN NOT open AND n %% 3 = 0 THEN done END, CASE WHEN NOT open AND n %% 3 = 0 THEN 1 + n %% 5 END, n %% 2,
  CASE WHEN late THEN due::date + 1 END, CASE WHEN late AND NOT open THEN done::date END
FROM (
  SELECT n, at, open, open AND n %% 500 = 0 OR NOT open AND n %% 12 = 0 AS late,
    CASE WHEN open AND n %% 500 <> 0 THEN now() + (n %% 20 + 1) * interval '1 day'
      ELSE at + interval '10 days' END AS due,
    at + (8 + CASE WHEN n %% 12 = 0 THEN 4 ELSE 0 END) * interval '1 day' AS done
  FROM (
    SELECT n, n %% 50 = 0 AS open, now() - interval '30 days' - (n::float / %(count)s) * interval '730 days' AS at
    FROM generate_series(0, %(count)s - 1) AS n
  ) AS filed
) AS made
"""
_SUMS = {
    "received": ("channel", "accepted_on", "accepted_on IS NOT NULL"),
    "outcome": ("verdict", "verdict_at::date", "verdict IS NOT NULL"),
    "own-outcome": ("verdict", "verdict_at::date", "verdict IS NOT NULL"),
    "completed": ("ending", "finished_on", "finished_on IS NOT NULL"),
    "open": ("open_state", "due_on", "open_state IS NOT NULL"),
    "rating": ("rating::text", "rated_at::date", "rating IS NOT NULL"),
    "stage": ("stage", "'1970-01-01'::date", "true"),
}
_FORECASTS = """
INSERT INTO forecasts SELECT dossier_id, agency, department, code, procedure_key, 'tham-dinh', department, 'cv.1',
  due_at, due_at + interval '1 day', (hashtext(dossier_id) & 1023) / 1023.0, 3, 4.0, 2.0, now()
FROM dossier_facts WHERE open_state = 'running'
"""
#: Otherwise the service would count them anew from evidence that they do not have.
_COUNTED = """
INSERT INTO rebuilds (id, source, state, requested_by, requested_at, version, total, done, dossiers, changed,
  unreadable, fault) VALUES ('filled', 'kept', 'done', 'bench', now(), $1, 0, 0, 0, 0, 0, '')
"""


#: The migration that first filled the sums of boards from facts.
_SUMMED = "reporting.store.migrations.versions.0018_board_sums"
_FORM = [{"key": "settlement-by-unit", "number": "II.06a/VPCP/KSTT", "title": "II.06a", "valid_from": "2020-12-15"}]


async def fill_facts(database_url: str, count: int) -> None:
    """So many dossiers of two years, their sums, and what is foreseen of those open; vacuumed and analysed."""
    connection = await asyncpg.connect(dsn_of(database_url))
    departments = "ARRAY[" + ", ".join(f"'{each}'" for each in DEPARTMENTS) + "]"
    try:
        for number, key in enumerate(DEPARTMENTS):
            await connection.execute("INSERT INTO departments VALUES ('heza', $1, $2, $2)", key, f"Phòng {number}")
        await connection.execute(_FACTS % {"departments": departments, "count": count})
        for measure, (label, day, condition) in _SUMS.items():
            await connection.execute(
                f"INSERT INTO tallies (measure, agency, department, day, label, value) SELECT '{measure}', agency, "
                f"department, {day}, {label}, count(*) FROM dossier_facts WHERE {condition} GROUP BY 2, 3, 4, 5"
            )
        for statement in importlib.import_module(_SUMMED).fill("postgresql"):
            await connection.execute(statement)
        await fill_steps(connection)
        await connection.execute(_FORECASTS)
        await connection.execute(_COUNTED, FIGURES_VERSION)
        forms = json.dumps(_FORM)
        await connection.execute("INSERT INTO law_sheets VALUES ('heza', 'forms', $1::jsonb, now())", forms)
        await connection.execute("VACUUM (ANALYZE)")
    finally:
        await connection.close()


class Boards:
    def __init__(self, stage: Stage, sizes: Sizes) -> None:
        self._stage = stage
        self._sizes = sizes

    def measures(self) -> dict[str, Callable[[], Awaitable[list[Row]]]]:
        return {"boards": self.boards}

    async def boards(self) -> list[Row]:
        """Ten questions a second over four connections: months and weeks, this year and both years."""
        url = await self._stage.database("boards", "reporting.store.migrations")
        await fill_facts(url, self._sizes.many)
        async with self._stage.reporting(url) as served:
            await served.calm()
            name = f"the overview at {self._sizes.many:,} dossiers"
            page = await self._asked(served, "/tong-quan?theo=", WIDE, ("month", "week"))
            plain = await self._asked(served, "/v1/dashboards/overview?grain=", WIDE, ("month", "week"))
            department = await self._asked(served, "/tong-quan/phong/lao-dong?theo=", WIDE, ("month", "week"))
            procedure = await self._asked(served, "/tong-quan/thu-tuc/thu-tuc-3?theo=", WIDE, ("month",))
            officer = await self._asked(served, "/tong-quan/can-bo/cv.lao-dong.1?theo=", WIDE, ("month",))
            form = "/v1/reports/settlement-by-unit?rule="
            year = await self._asked(served, form, "&period=2025", ("calendar",), pace=A_REPORT)
            return [
                _row(f"{name}, whole page, p95", page),
                _row("  as JSON, p95", plain),
                _row("  a department's page, p95", department),
                _row("  a procedure's page, p95", procedure),
                _row("  an officer's page, p95", officer),
                _row("  II.06a of a year, p95", year, bound=YEAR),
            ]

    async def _asked(
        self, served: Served, path: str, wide: str, grains: tuple[str, ...], *, pace: float = PACE
    ) -> Outcome:
        token = served.token("ld.ban.1", "leader")
        paths = [path + grain + more for grain in grains for more in ("", wide)]
        spec = Spec(
            port=served.port,
            requests=tuple(Request(method="GET", path=each, token=token) for each in paths),
            seconds=self._sizes.seconds,
            warm_up_seconds=self._sizes.warm_up_seconds,
            connections=CONNECTIONS,
        )
        return await drive(replace(spec, pace=pace))


def _row(name: str, outcome: Outcome, *, bound: Asked = BOARD) -> Row:
    return Row(measure=name, unit="ms", asked=bound, value=outcome.p95, note=outcome.note, fault=outcome.fault)
