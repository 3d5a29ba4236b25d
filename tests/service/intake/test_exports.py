"""A list as a spreadsheet: asked for, made in the background, fetched, gone after a day. On both databases."""

from __future__ import annotations

import csv
import io
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from chassis.kernel.actor import Actor
from intake.application.exports import export as exporting
from intake.application.exports import run_exports
from intake.store import exports as store
from service.intake.counter import Counter, Json, refusal
from unit.intake.world import (
    APPLICANT,
    CONTROL,
    LEADER,
    NEIGHBOUR,
    OPERATOR,
    OTHER_SPECIALIST,
    RECEPTIONIST,
    SPECIALIST,
)

NAME = "Công ty TNHH Mẫu Hải Phòng"


async def asked(counter: Counter, actor: Actor = RECEPTIONIST, key: str = "", **wanted: Any) -> Json:
    answer = await counter.post("/v1/exports", {"kind": "dossiers", **wanted}, actor=actor, key=key)
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == f"/v1/exports/{answer.json()['id']}"
    return dict(answer.json())


async def made(counter: Counter, actor: Actor = RECEPTIONIST, **wanted: Any) -> Json:
    export = await asked(counter, actor, **wanted)
    assert await counter.use_cases.exports.run()
    return dict((await counter.get(f"/v1/exports/{export['id']}", actor)).json())


async def file_of(counter: Counter, export: Json, actor: Actor = RECEPTIONIST) -> bytes:
    answer = await counter.get(f"/v1/exports/{export['id']}/file", actor)
    assert answer.status_code == 200, answer.text
    assert int(answer.headers["content-length"]) == len(answer.content)
    return answer.content


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


async def test_a_list_is_exported_with_progress_and_masked_applicants(counter: Counter) -> None:
    accepted = await counter.accepted(RECEPTIONIST)
    await counter.registered(RECEPTIONIST)
    export = await asked(counter, format="csv")
    assert {name: export[name] for name in ("state", "progress", "rows_total")} == {
        "state": "queued",
        "progress": 0.0,
        "rows_total": None,
    }
    early = await counter.get(f"/v1/exports/{export['id']}/file")
    assert (early.status_code, refusal(early)[1]) == (409, "export-not-ready")
    assert await counter.use_cases.exports.run()
    assert not await counter.use_cases.exports.run()
    done = (await counter.get(f"/v1/exports/{export['id']}")).json()
    assert (done["state"], done["progress"], done["rows_total"]) == ("done", 1.0, 2)
    assert done["expires_at"] == "2026-04-21T02:00:00Z"
    first, second = rows_of(await file_of(counter, done))[::-1]
    assert (first["Mã hồ sơ"], first["Trạng thái"], first["Hẹn trả"]) == (
        accepted["code"],
        "Được tiếp nhận",
        "2026-05-07 17:00:00",
    )
    assert (first["Người nộp"], first["Số định danh"]) == ("Công ty TNHH M… H… P…", "020•••••67")
    assert second["Mã hồ sơ"] == ""
    assert await counter.count("personal_data_reads") == 1  # the acceptance


async def test_a_spreadsheet_can_be_opened_and_its_file_lies_sealed(counter: Counter, tmp_path: Path) -> None:
    await counter.registered(RECEPTIONIST)
    content = await file_of(counter, await made(counter, format="xlsx", applicants="full"))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][13:17] == [NAME, "Tổ chức", "0201234567", "0912345678"]
    [kept] = [path for path in (tmp_path / "exports").rglob("*") if path.is_file()]
    assert not kept.read_bytes().startswith(b"PK")
    assert ("receptionist", "export", "name identity_number phone") in await counter.rows(
        "SELECT roles, purpose, fields FROM personal_data_reads"
    )


@pytest.mark.parametrize(
    ("actor", "applicants", "shown"),
    [
        (RECEPTIONIST, "full", NAME),
        (LEADER, "full", NAME),
        (SPECIALIST, "full", NAME),
        (OTHER_SPECIALIST, "full", None),
        (CONTROL, "masked", ""),
        (APPLICANT, "masked", "Công ty TNHH M… H… P…"),
        (NEIGHBOUR, "masked", None),
        (CONTROL, "full", 403),
        (APPLICANT, "full", 403),
        (OPERATOR, "masked", 403),
    ],
)
async def test_an_export_holds_what_its_account_may_see(
    counter: Counter, actor: Actor, applicants: str, shown: str | int | None
) -> None:
    await counter.registered(APPLICANT)
    wanted = {"format": "csv", "applicants": applicants}
    if isinstance(shown, int):
        answer = await counter.post("/v1/exports", wanted, actor=actor)
        assert (answer.status_code, refusal(answer)[1]) == (shown, "role-forbidden")
        return
    rows = rows_of(await file_of(counter, await made(counter, actor, **wanted), actor))
    assert [row["Người nộp"] for row in rows] == ([] if shown is None else [shown])


async def test_the_filters_of_a_list_hold_and_a_wrong_one_is_refused_at_once(counter: Counter) -> None:
    await counter.accepted(RECEPTIONIST)
    await counter.registered(RECEPTIONIST)
    filters = {"state": ["accepted"], "received_from": "2026-04-20", "timeliness": "in_time", "sort": "due_at"}
    export = await made(counter, format="csv", filters=filters)
    assert len(rows_of(await file_of(counter, export))) == 1
    wrong = await counter.post("/v1/exports", {"filters": {"department": "khong-co"}})
    assert (wrong.status_code, refusal(wrong)[1]) == (422, "department-unknown")


async def test_only_who_asked_sees_an_export_and_only_with_the_same_rights(counter: Counter) -> None:
    export = await made(counter, format="csv", applicants="full")
    demoted = Actor(subject=RECEPTIONIST.subject, roles=frozenset({"specialist"}), agency="heza", department="dau-tu")
    for actor in (LEADER, demoted):
        for path in (f"/v1/exports/{export['id']}", f"/v1/exports/{export['id']}/file"):
            assert (await counter.get(path, actor)).status_code == 404


async def test_the_same_key_asks_once(counter: Counter) -> None:
    first, second = [await asked(counter, key="k-1", format="csv") for _ in range(2)]
    assert first["id"] == second["id"]
    assert await counter.count("exports") == 1


async def test_who_dies_on_the_way_leaves_it_to_the_next(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    await counter.registered(RECEPTIONIST)
    export = await asked(counter, format="csv")
    ports = counter.use_cases.exports.run._exports
    first = await ports.claim()
    assert first is not None
    assert await ports.claim() is None  # its lease runs
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + store.LEASE_SECONDS + 1)
    assert await counter.use_cases.exports.run()
    done = (await counter.get(f"/v1/exports/{export['id']}")).json()
    assert (done["state"], len(rows_of(await file_of(counter, done)))) == ("done", 1)
    assert not await ports.advance(first, 1, 1)  # the dead one, back again, changes nothing
    assert not await ports.finish(first, size=1, expires_at=counter.clock.now())


async def test_a_fault_is_tried_again_and_told_in_the_end(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    export = await asked(counter, format="csv")

    async def full(*_: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(counter.use_cases.exports.run._sheets, "write", full)
    for attempt in range(exporting.ATTEMPTS):
        with pytest.raises(OSError):
            await counter.use_cases.exports.run()
        state = (await counter.get(f"/v1/exports/{export['id']}")).json()
        assert state["state"] == ("failed" if attempt == exporting.ATTEMPTS - 1 else "queued")
    assert state["fault"] == "OSError"
    assert not await counter.use_cases.exports.run()


async def test_an_export_taken_back_stops_and_its_file_goes(
    counter: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_exports, "BATCH", 1)
    for _ in range(3):
        await counter.registered(RECEPTIONIST)
    done = await made(counter, format="csv")
    assert (
        await counter.client.delete(f"/v1/exports/{done['id']}", headers=counter.headers(RECEPTIONIST))
    ).status_code == 204
    assert (await counter.get(f"/v1/exports/{done['id']}")).status_code == 404
    export = await asked(counter, format="csv")
    rows = counter.use_cases.exports.run._register.following

    async def taken_back(*arguments: Any) -> Any:
        await counter.client.delete(f"/v1/exports/{export['id']}", headers=counter.headers(RECEPTIONIST))
        return await rows(*arguments)

    monkeypatch.setattr(counter.use_cases.exports.run._register, "following", taken_back)
    assert await counter.use_cases.exports.run()
    assert [path for path in (tmp_path / "exports").rglob("*") if path.is_file()] == []


async def test_an_export_goes_when_its_time_is_over(counter: Counter, tmp_path: Path) -> None:
    export = await made(counter, format="csv")
    counter.clock.advance(timedelta(hours=24, seconds=1))
    assert (await counter.get(f"/v1/exports/{export['id']}")).status_code == 404
    assert not await counter.use_cases.exports.run()
    assert await counter.count("exports") == 0
    assert [path for path in (tmp_path / "exports").rglob("*") if path.is_file()] == []


async def test_a_list_of_many_pages_has_every_dossier_once(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_exports, "BATCH", 2)
    codes = [(await counter.accepted(RECEPTIONIST))["code"] for _ in range(5)]
    for sort in ("received_at", "due_at"):
        rows = rows_of(await file_of(counter, await made(counter, format="csv", filters={"sort": sort})))
        assert sorted(row["Mã hồ sơ"] for row in rows) == codes
