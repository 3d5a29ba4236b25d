"""Intake's timers on real databases: once with several replicas, after a restart, not before their instant."""

from __future__ import annotations

import asyncio
from collections import Counter as Tally
from pathlib import Path

from sqlalchemy import event

from chassis.data.database import Database
from service.intake.counter import Counter
from support.databases import NewDatabase
from unit.intake.world import APPLICANT, SPECIALIST, local

MIGRATIONS = "intake.store.migrations"
LATE = "SELECT subject FROM outbox WHERE type = 'dossier.transfer-late' ORDER BY subject"


async def test_a_late_transfer_is_shown_listed_and_told(counter: Counter) -> None:
    dossier = await counter.accepted()
    assert (dossier["transfer_due_at"], dossier["transferred_at"]) == ("2026-04-20T10:00:00Z", None)
    counter.clock.move_to(local("2026-04-20 17:00"))
    assert (await counter.get("/v1/dossiers", transfer="late")).json()["total_size"] == 0
    counter.clock.move_to(local("2026-04-20 17:01"))
    await counter.use_cases.fire_timers()
    for transfer in ("due", "late"):
        for actor in (SPECIALIST, APPLICANT):
            page = (await counter.get("/v1/dossiers", actor, transfer=transfer)).json()
            assert [item["id"] for item in page["items"]] == [dossier["id"]]
    assert await counter.rows(LATE) == [(dossier["id"],)]


async def test_the_pages_of_late_dossiers_agree_while_time_goes_on(counter: Counter) -> None:
    for _ in range(3):
        await counter.accepted()
    counter.clock.move_to(local("2026-04-21 08:00"))
    first = (await counter.get("/v1/dossiers", transfer="late", page_size=2)).json()
    counter.clock.move_to(local("2026-04-21 08:03"))
    more = await counter.get("/v1/dossiers", transfer="late", page_size=2, page_token=first["next_page_token"])
    assert (len(more.json()["items"]), first["total_size"], more.json()["total_size"]) == (1, 3, 3)


async def test_three_processes_fire_each_timer_exactly_once(database: NewDatabase, tmp_path: Path) -> None:
    first = Counter.on(await database(MIGRATIONS), tmp_path)
    dossiers = [(await first.accepted())["id"] for _ in range(20)]
    is_file = first.database.dialect == "sqlite"
    stores = [first.database] + [first.database if is_file else Database(first.database.url) for _ in range(2)]
    replicas = [Counter.on(store, tmp_path) for store in stores]
    for replica in replicas:
        replica.clock.move_to(local("2026-04-21 09:00"))
    fired = await asyncio.gather(*(replica.use_cases.fire_timers() for replica in replicas))
    assert (sum(scan.count for scan in fired), [scan.failed for scan in fired]) == (20, [(), (), ()])
    assert Tally(await first.rows(LATE)) == Tally((dossier,) for dossier in dossiers)
    for store in stores[1:]:
        await store.close()


async def test_a_timer_outlives_the_process_that_set_it(database: NewDatabase, tmp_path: Path) -> None:
    before = Counter.on(await database(MIGRATIONS), tmp_path)
    dossier = await before.accepted()
    await before.database.close()
    after = Counter.on(Database(before.database.url), tmp_path)
    after.clock.move_to(local("2026-12-01 09:00"))
    assert ((await after.use_cases.fire_timers()).count, await after.rows(LATE)) == (1, [(dossier["id"],)])
    await after.database.close()


async def test_an_alarm_does_not_ring_again_when_the_clock_goes_back(counter: Counter) -> None:
    await counter.accepted()
    counter.clock.move_to(local("2026-04-20 18:00"))
    await counter.use_cases.fire_timers()
    counter.clock.move_to(local("2026-04-20 16:00"))
    await counter.use_cases.fire_timers()
    counter.clock.move_to(local("2026-04-20 18:00"))
    assert ((await counter.use_cases.fire_timers()).count, len(await counter.rows(LATE))) == (0, 1)


async def test_a_scan_with_nothing_due_is_one_statement(counter: Counter) -> None:
    await counter.accepted()
    statements: list[str] = []
    for engine in {counter.database._readers.sync_engine, counter.database._writers.sync_engine}:
        event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    await counter.use_cases.fire_timers()
    assert len([statement for statement in statements if statement.startswith("SELECT")]) == len(statements) == 1
