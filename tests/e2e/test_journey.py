"""A dossier's way through all four services, over their public APIs."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from datetime import datetime

import pytest

from ctl.client import Json
from e2e.journey import TEN_DAYS, accepted, case_of, resolved
from support.town import CONTROL, COUNTER, LEADER, Town, until

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(180)]


async def run_motcua(town: Town, *arguments: str) -> tuple[int, str]:
    """Exit code and output of ``motcua …`` against the town."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "ctl",
        *arguments,
        "--url",
        town.machine.front_url(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    return process.returncode or 0, output.decode()


async def test_every_service_is_ready(town: Town) -> None:
    code, output = await run_motcua(town, "status")
    assert code == 0, output
    assert output.count("có / yes") == 4


async def test_a_dossier_goes_from_the_counter_to_its_result_and_is_counted_on_time(town: Town) -> None:
    before = await on_time(town, "lao-dong")
    dossier = await accepted(town, TEN_DAYS, 11)
    await resolved(town, dossier)
    collected = await town.api.post(f"/v1/dossiers/{dossier['id']}/collection", COUNTER)
    assert (collected["state"], collected["portal_status"], collected["timeliness"]) == ("collected", 10, "early")
    after = await until(lambda: on_time(town, "lao-dong"), lambda row: row["met"] == before["met"] + 1)
    assert (after["received"], after["met"], after["missed"]) == (
        before["received"] + 1,
        before["met"] + 1,
        before["missed"],
    )


async def test_one_trace_spans_all_four_services(town: Town) -> None:
    dossier = await accepted(town, TEN_DAYS, 12)
    await case_of(town, dossier)
    page = await town.api.get("/v1/events", "vh.1", after=0, page_size=200)
    event = next(
        e for e in page["items"] if e["subject"] == dossier["id"] and e["type"] == "motcua.dossier.accepted.v1"
    )
    trace_id = event["traceparent"].split("-")[1]
    wanted = {"intake", "processing", "reporting", "notify"}
    for _ in range(200):
        if town.traces.services_of(trace_id) >= wanted:
            break
        await asyncio.sleep(0.1)
    assert town.traces.services_of(trace_id) == wanted


async def test_the_deadline_of_26_april_2024_explains_the_swap_and_ends_on_14_may(town: Town) -> None:
    dossier = await accepted(town, TEN_DAYS, 13)
    assert datetime.fromisoformat(dossier["accepted_at"]).date().isoformat() == "2024-04-26"
    await case_of(town, dossier)
    code, output = await run_motcua(town, "deadline", "explain", dossier["code"])
    assert code == 0, output
    assert "17:00 14/05/2024" in output
    for day in ("2024-04-29", "2024-04-30", "2024-05-01", "2024-05-04"):
        assert day in output
    assert "BLLĐ 2019 Đ112" in output  # the holidays
    assert "BLLĐ 2019 Đ111" in output  # the weekends
    assert "hoán đổi" in output


async def test_the_audit_is_clean_and_names_an_outbox_row_that_was_deleted_by_hand(town: Town) -> None:
    dossier = await accepted(town, TEN_DAYS, 14)
    await case_of(town, dossier)
    assert (await town.audit())["clean"] is True
    store = town.machine.home / "data" / "intake.db"
    with sqlite3.connect(store, isolation_level=None, timeout=10) as connection:
        row = connection.execute("SELECT * FROM outbox WHERE subject = ? AND sequence = 2", (dossier["id"],)).fetchone()
        connection.execute("DELETE FROM outbox WHERE subject = ? AND sequence = 2", (dossier["id"],))
    try:
        code, output = await run_motcua(town, "audit", "conservation")
        found = await town.api.get("/v1/audit/conservation", CONTROL)
    finally:
        with sqlite3.connect(store, isolation_level=None, timeout=10) as connection:
            connection.execute(f"INSERT INTO outbox VALUES ({', '.join('?' * len(row))})", row)
    assert code == 1
    assert [(f["subject"], f["source"], f["sequence"], f["place"]) for f in found["findings"]] == [
        (dossier["id"], "intake", 2, "intake outbox")
    ]
    assert dossier["id"] in output.replace("\n", "")
    assert (await town.audit())["clean"] is True


async def test_the_figures_are_counted_anew_from_what_the_services_have_told_and_nothing_changes(town: Town) -> None:
    before = await on_time(town, "lao-dong")
    code, output = await run_motcua(town, "reporting", "rebuild")
    assert code == 0, output
    assert "0 thay đổi / changed" in output
    assert await on_time(town, "lao-dong") == before


async def on_time(town: Town, department: str) -> Json:
    """The department's row of the on-time table."""
    answer = await town.api.get("/v1/on-time", LEADER, **{"from": "2024-04-01", "to": "2024-04-30"})
    return next(dict(row) for row in answer["rows"] if row["department"] == department)
