"""Two signed days of a running system: ``motcua audit verify`` is content, until somebody opens a database by hand."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio

from chassis.clock import SharedClock, SharedClockControl
from ctl.client import Json
from e2e.journey import TEN_DAYS, accepted, resolved
from support.town import COUNTER, LEADER, Town, town_in, until

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(240)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """A town of its own: its days pass."""
    async with town_in(tmp_path_factory.mktemp("audited")) as started:
        yield started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def dossier(town: Town) -> Json:
    """One that went all the way, on a day that is signed since."""
    found = await accepted(town, TEN_DAYS, 71)
    await resolved(town, found)
    assert (await town.audit())["clean"] is True
    await until(partial(town.api.get, "/v1/obligations", LEADER), lambda page: page["total_size"] > 0)
    clock = town.machine.clock_file
    SharedClockControl(clock).jump(SharedClock(clock).now() + timedelta(days=1))
    for service in ("intake", "processing", "reporting"):
        ask = partial(town.api.get, f"/{service}/v1/audit/roots")
        roots = await until(ask, lambda page: page["total_size"] > 0)
        assert [root["service"] for root in roots["items"]][:1] == [service]
    assert (await town.audit())["clean"] is True
    return found


async def test_what_nobody_touched_is_clean(town: Town, dossier: Json, tmp_path: Path) -> None:
    code, output = await verify(town, tmp_path)
    assert code == 0, output
    answer = json.loads(output)
    assert (answer["clean"], answer["findings"]) == (True, [])
    assert [one["service"] for one in answer["services"]] == ["intake", "processing", "reporting", "notify"]
    assert all(one["days"] >= 1 and one["entries"] > 10 for one in answer["services"][:3]), answer
    assert dossier["code"]


@pytest.mark.parametrize(
    ("service", "change", "which", "what"),
    [
        ("processing", "UPDATE commands SET actor = 'cv.khac.1' WHERE name = 'complete-task'", "command", "altered"),
        ("processing", "UPDATE commands SET reason = 'khác' WHERE name = 'decide'", "command", "altered"),
        ("processing", "UPDATE ledger_entries SET at = '2024-04-25T03:00:00.000000Z'", "ledger", "altered"),
        ("processing", "DELETE FROM ledger_entries", "ledger", "removed"),
        ("processing", "DELETE FROM commands WHERE name = 'complete-task'", "command", "removed"),
        ("intake", "UPDATE outbox SET body = replace(body, 'heza', 'hezb')", "event", "altered"),
        ("intake", "UPDATE commands SET at = 'x' WHERE name = 'accept-dossier'", "chain", "altered"),
        ("intake", "UPDATE history_roots SET size = size + 1", "root", "altered"),
        ("intake", "DELETE FROM history_roots", "root", "removed"),
        ("reporting", "UPDATE obligations SET approved = 1", "ledger", "altered"),
    ],
)
async def test_what_somebody_did_by_hand_is_named(
    town: Town, dossier: Json, tmp_path: Path, service: str, change: str, which: str, what: str
) -> None:
    with changed(town, service, change):
        code, output = await verify(town, tmp_path, service)
    assert code == 1, output
    found = json.loads(output)["findings"]
    assert (service, which, what) in {(one["service"], one["which"], one["what"]) for one in found}
    if which not in {"root", "chain"} and service != "reporting":
        assert dossier["code"] in {one["code"] for one in found}


async def test_a_dossier_that_is_gone_with_all_its_rows_is_missed(town: Town, dossier: Json, tmp_path: Path) -> None:
    gone = ";".join(
        f"DELETE FROM {table} WHERE {column} = '{dossier['id']}'"
        for table, column in (("commands", "subject"), ("outbox", "subject"), ("event_sequences", "subject"))
    )
    with changed(town, "intake", gone):
        code, output = await verify(town, tmp_path, "intake")
    assert code == 1
    assert any(one["subject"] == dossier["id"] and one["what"] == "removed" for one in json.loads(output)["findings"])


async def test_after_all_this_it_is_clean_again_for_every_row_was_put_back(
    town: Town, dossier: Json, tmp_path: Path
) -> None:
    code, output = await verify(town, tmp_path)
    assert code == 0, output


async def test_the_holder_of_the_receipt_has_a_proof(town: Town, tmp_path: Path, dossier: Json) -> None:
    secret = await secret_of(town, dossier)
    code, output = await motcua(town, "audit", "prove", dossier["code"], "--secret", secret)
    assert code == 0, output
    proof = await town.api.get(f"/v1/tracking/{dossier['code']}/proof", secret=secret)
    proof["entries"][0]["command_digest"] = "00" * 32
    kept = tmp_path / "proof.json"
    kept.write_text(json.dumps(proof))
    code, output = await motcua(town, "audit", "prove", dossier["code"], "--file", str(kept))
    assert code == 1
    assert "the chain does not lead to the root" in output


async def secret_of(town: Town, dossier: Json) -> str:
    """As it stands on the receipt."""
    receipt = await town.api.get(f"/v1/dossiers/{dossier['id']}/receipt", COUNTER)
    return str(receipt["tracking_secret"])


async def verify(town: Town, folder: Path, *services: str) -> tuple[int, str]:
    """As an operator would: with public keys that were kept. services: only these."""
    keys = [await town.api.get(f"/{each}/v1/audit/keys") for each in ("intake", "processing", "reporting")]
    kept = folder / "keys.json"
    kept.write_text(json.dumps({"keys": [key for found in keys for key in found["keys"]]}))
    base = str(town.machine.ports.base)
    only = [word for service in services for word in ("--service", service)]
    return await motcua(town, "audit", "verify", "--json", "--public-key", str(kept), "--base-port", base, *only)


async def motcua(town: Town, *arguments: str) -> tuple[int, str]:
    """Exit code and output of ``motcua …`` against the town."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ctl", *arguments, "--url", town.machine.front_url()),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    output, _ = await process.communicate()
    return process.returncode or 0, output.decode()


@contextmanager
def changed(town: Town, service: str, script: str) -> Iterator[None]:
    """Somebody writes to the database with SQL; afterwards every row is as it was."""
    store = town.machine.home / "data" / f"{service}.db"
    tables = ("commands", "outbox", "event_sequences", "history_roots", "ledger_entries", "obligations")
    with sqlite3.connect(store, isolation_level=None, timeout=10) as connection:
        there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        before = {each: connection.execute(f"SELECT * FROM {each}").fetchall() for each in tables if each in there}
        for statement in script.split(";"):
            connection.execute(statement)
    try:
        yield
    finally:
        with sqlite3.connect(store, isolation_level=None, timeout=10) as connection:
            connection.execute("BEGIN IMMEDIATE")
            for table, rows in before.items():
                connection.execute(f"DELETE FROM {table}")
                places = ", ".join("?" * len(rows[0])) if rows else ""
                connection.executemany(f"INSERT INTO {table} VALUES ({places})", rows)
            connection.execute("COMMIT")
