"""A store with rows of the release before is counted anew by itself, and its boards are whole until then."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, inspect, select

import reporting.store.migrations
from chassis.data.database import Database
from chassis.data.migrations import migrate
from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from reporting.application.access import Scope
from reporting.application.dashboards import GetOverview, GetOverviewHandler
from reporting.application.rebuilds.run_rebuild import AGAIN
from reporting.domain.on_time import Period
from reporting.domain.rebuild import FIGURES_VERSION, HEARD_SINCE, Source, State
from reporting.lawpack import definitions
from reporting.store.boards import SqlDetailReads
from reporting.store.dashboards import SqlBoardReads
from reporting.store.evidence_rows import from_json
from reporting.store.foresight_reads import SqlForesightReads
from reporting.store.rebuild_tables import REBUILDS
from reporting.store.tables import (
    BOARD_SUMS,
    DEPARTMENTS,
    DOSSIER_FACTS,
    EVALUATION_MARKS,
    HELD_STEPS,
    METADATA,
    MOMENTS,
    TALLIES,
)
from service.reporting.counting import CLOCK, Figures, dossiers
from support.databases import NewDatabase, NewDatabaseUrl

FIRST_AFTER = "*_board_sums.py"
"""The first migration that the release before does not have."""
MIGRATIONS = "reporting.store.migrations"
LEADER = Actor(subject="ld.1", roles=frozenset({"leader"}), agency="heza")
YEAR = Period(first=date(2024, 1, 1), last=date(2024, 6, 1))
KEPT_BEFORE = (DOSSIER_FACTS, TALLIES, EVALUATION_MARKS, DEPARTMENTS, HELD_STEPS, MOMENTS)
STEP_DAYS = METADATA.tables["step_days"]


@pytest.fixture
def before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The migrations of the release before, as a package."""
    versions = Path(next(iter(reporting.store.migrations.__path__))) / "versions"
    copied = tmp_path / "release_before" / "versions"
    copied.mkdir(parents=True)
    (first_after,) = versions.glob(FIRST_AFTER)
    for path in versions.glob("[0-9]*.py"):
        if path.name < first_after.name:
            shutil.copy(path, copied)
    monkeypatch.syspath_prepend(tmp_path)
    return "release_before"


@pytest.fixture
async def upgraded(
    before: str, database: NewDatabase, database_url: NewDatabaseUrl
) -> AsyncIterator[tuple[Figures, Figures]]:
    live = Figures(await database(MIGRATIONS))
    assert await live.run()
    for teller in dossiers():
        await live.hear(teller.told)
    await live.has_learnt()
    url = await database_url(None)
    await migrate(url, before)
    store = Database(url)
    await _as_it_was_kept(live.database, store)
    await migrate(url, MIGRATIONS)
    anew = Figures(store)
    anew.stream.bodies = anew.told.bodies = list(live.told.bodies)
    yield live, anew
    await store.close()


async def test_boards_are_whole_before_the_upgraded_store_is_counted_anew(upgraded: tuple[Figures, Figures]) -> None:
    live, anew = upgraded
    assert await _sums(anew) == await _sums(live)
    assert await _boards(anew) == await _boards(live)


async def test_an_upgraded_store_is_counted_anew_by_itself_and_read_as_it_was_meanwhile(
    upgraded: tuple[Figures, Figures],
) -> None:
    live, anew = upgraded
    expected, seen = await _boards(live), []

    async def look() -> None:
        seen.append(await _boards(anew))

    anew.stream.between = look
    assert await anew.run()
    done = (await anew.book.latest(1))[0]
    assert (done.requested_by, done.state, done.source, done.dossiers) == (
        "service:reporting",
        State.DONE,
        Source.STREAM,
        4,
    )
    assert await anew.book.version() == FIGURES_VERSION
    assert seen == [expected]
    assert _in_any_order(await anew.everything()) == _in_any_order(await live.everything())
    assert await anew.has_learnt() == await live.has_learnt()
    assert not await anew.run()


async def test_it_is_tried_again_while_nobody_answers_and_the_figures_stay(upgraded: tuple[Figures, Figures]) -> None:
    live, anew = upgraded

    async def away() -> None:
        raise Problem("broker-unreachable", Kind.UNAVAILABLE, "The broker does not answer.")

    anew.stream.between = away
    assert await anew.run()
    assert (await anew.book.latest(1))[0].state is State.FAILED
    assert await _boards(anew) == await _boards(live)
    anew.stream.between = None
    assert not await anew.run()  # not at once
    CLOCK.advance(AGAIN)
    assert await anew.run()
    CLOCK.advance(-AGAIN)
    assert _in_any_order(await anew.everything()) == _in_any_order(await live.everything())


def _in_any_order(everything: tuple[list[Any], ...]) -> tuple[list[Any], ...]:
    """What is heard again of a dossier comes after what was kept of it."""
    facts, *sums = everything
    told = [[frozenset(from_json(each)) if isinstance(each, list) else each for each in row] for row in facts]
    return told, *sums


async def _as_it_was_kept(live: Database, older: Database) -> None:
    """What the release before would have kept of the same events: nothing of steps in the evidence."""
    async with live.read() as source, older.write() as writing:
        there = await writing.connection.run_sync(_columns)
        for table in KEPT_BEFORE:
            names = [column.name for column in table.columns if column.name in there[table.name]]
            rows = (await source.execute(select(*(table.c[name] for name in names)))).mappings().all()
            kept = [_without_steps(dict(row)) for row in rows]
            if kept:
                await writing.connection.execute(insert(table), kept)
        await _step_days(source, writing.connection)
        done = (await source.execute(select(REBUILDS))).mappings().one()
        await writing.connection.execute(insert(REBUILDS), [dict(done) | {"version": HEARD_SINCE - 1}])
        await writing.commit()


def _columns(connection: Any) -> dict[str, set[str]]:
    inspector = inspect(connection)
    return {table.name: {column["name"] for column in inspector.get_columns(table.name)} for table in KEPT_BEFORE}


def _without_steps(row: dict[str, Any]) -> dict[str, Any]:
    if "evidence" in row:
        told = [item for item in row["evidence"] if not item[3].startswith("step-")]
        row["evidence"] = [[each for each in item if not (isinstance(each, dict) and "step" in each)] for item in told]
    return row


async def _step_days(source: Any, older: Any) -> None:
    of_officers = (BOARD_SUMS.c.measure == "step", BOARD_SUMS.c.span == "day", BOARD_SUMS.c.officer != "")
    for row in await source.execute(select(BOARD_SUMS).where(*of_officers)):
        day = {"agency": row.agency, "unit": row.department, "officer": row.officer, "step": row.label}
        counts = {"done": row.total, "late": row.late, "working_seconds": row.seconds}
        await older.execute(
            insert(STEP_DAYS), [{**day, "procedure_key": row.procedure_key, "day": row.first, **counts}]
        )


async def _sums(figures: Figures) -> list[Any]:
    """All but who has which step: that is known again when everything is counted anew."""
    known = BOARD_SUMS.c.measure.not_in(("taken", "let-go"))
    async with figures.database.read() as connection:
        rows = await connection.execute(select(BOARD_SUMS).where(known, BOARD_SUMS.c.total != 0))
        return sorted(tuple(row) for row in rows)


async def _boards(figures: Figures) -> tuple[Any, ...]:
    details = SqlDetailReads(figures.database)
    scope = Scope(agency="heza", department="dau-tu")
    ask = GetOverviewHandler(
        SqlBoardReads(figures.database),
        SqlForesightReads(figures.database),
        CLOCK,
        definitions(),
        target=0.95,
        threshold=0.4,
    )
    steps = await details.steps(YEAR, scope)
    return (
        await ask(GetOverview(actor=LEADER)),
        await details.procedures(YEAR, scope),
        await details.figures(YEAR, scope, "cap-gcn-dkdt"),
        sorted(steps, key=lambda line: line.step),
        await details.steps(YEAR, Scope(agency="heza"), officer="cv.dautu.1"),
    )
