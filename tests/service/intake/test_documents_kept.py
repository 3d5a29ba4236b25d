"""The content of documents: sealed where it lies, given back whole or in part, swept when nobody wants it."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from chassis.files.format import HEADER_MOST, header_of, key_id_of
from intake.reseal import reseal
from intake.settings import Settings
from service.intake.counter import Counter, refusal
from service.intake.documents import age, stored, with_file, with_reuse
from service.intake.papers import uploaded
from unit.intake.papers import PDF
from unit.intake.world import (
    APPLICANT,
)

LARGE = PDF + b"Nguyen Van Mau 031090001234 " * 8000  # some chunks of the sealed format


async def test_nothing_on_disk_or_in_the_database_can_be_read(counter: Counter, tmp_path: Path) -> None:
    file = await uploaded(counter, content=LARGE, name="Nguyen Van Mau.pdf")
    on_disk = stored(tmp_path)[0].read_bytes()
    assert len(on_disk) > len(LARGE)
    assert b"Nguyen" not in on_disk
    assert b"%PDF" not in on_disk
    rows = str(await counter.rows(f"SELECT * FROM files WHERE id = '{file['id']}'"))
    assert "Nguyen" not in rows


async def test_the_content_comes_back_to_be_saved(counter: Counter) -> None:
    file = await uploaded(counter, content=LARGE, name="Hộ chiếu.pdf")
    answer = await counter.get(f"/v1/documents/{file['id']}/content", APPLICANT)
    assert (answer.status_code, answer.content) == (200, LARGE)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''H%E1%BB%99%20chi%E1%BA%BFu.pdf"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-length"] == str(len(LARGE))
    assert answer.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize(
    ("wanted", "start", "end"),
    [("bytes=0-0", 0, 1), ("bytes=65530-65540", 65530, 65541), ("bytes=100000-", 100000, None), ("bytes=-5", -5, None)],
)
async def test_a_part_of_the_content(counter: Counter, wanted: str, start: int, end: int | None) -> None:
    file = await uploaded(counter, content=LARGE)
    headers = counter.headers(APPLICANT) | {"Range": wanted}
    answer = await counter.client.get(f"/v1/documents/{file['id']}/content", headers=headers)
    assert (answer.status_code, answer.content) == (206, LARGE[start:end])
    begins = start % len(LARGE)
    assert answer.headers["content-range"] == f"bytes {begins}-{begins + len(answer.content) - 1}/{len(LARGE)}"


async def test_a_range_outside_is_not_satisfiable_and_one_that_cannot_be_read_is_ignored(counter: Counter) -> None:
    file = await uploaded(counter)
    url = f"/v1/documents/{file['id']}/content"
    outside = await counter.client.get(url, headers=counter.headers(APPLICANT) | {"Range": f"bytes={len(PDF)}-"})
    assert refusal(outside)[:2] == (416, "range-not-satisfiable")
    assert outside.headers["content-range"] == f"bytes */{len(PDF)}"
    several = await counter.client.get(url, headers=counter.headers(APPLICANT) | {"Range": "bytes=0-1,3-4"})
    assert (several.status_code, several.content) == (200, PDF)


async def test_an_upload_without_a_dossier_is_swept_and_everything_else_stays(counter: Counter, tmp_path: Path) -> None:
    attached, free = await uploaded(counter), await uploaded(counter)
    await counter.registered(documents=with_file("ho-chieu", attached["id"]))
    counter.clock.advance(timedelta(days=7, seconds=-1))
    late = await uploaded(counter)
    counter.clock.advance(timedelta(seconds=2))
    assert await counter.use_cases.files.sweep.expired() == 1
    assert {path.name for path in stored(tmp_path)} == {attached["id"], late["id"]}
    assert (await counter.get(f"/v1/documents/{free['id']}", APPLICANT)).status_code == 404
    assert (await counter.get(f"/v1/documents/{attached['id']}/content", APPLICANT)).content == PDF


async def test_contents_without_a_row_are_found_once_they_are_old(counter: Counter, tmp_path: Path) -> None:
    file, orphan = await uploaded(counter), await uploaded(counter)
    await counter.use_cases.files.sweep.orphans(int(file["id"][-2:], 16))
    async with counter.database.write() as writing:
        await writing.connection.exec_driver_sql(f"DELETE FROM files WHERE id = '{orphan['id']}'")
        await writing.commit()
    sweep, shard = counter.use_cases.files.sweep, int(orphan["id"][-2:], 16)
    assert await sweep.orphans(shard) == 0  # it may be an upload whose row is about to be written
    age(tmp_path)
    assert await sweep.orphans(shard) == 1
    assert [path.name for path in stored(tmp_path)] == [file["id"]]


async def test_a_rotation_brings_documents_and_their_names_along(
    counter: Counter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = await uploaded(counter, content=LARGE, name="Hộ chiếu.pdf")
    lost = await uploaded(counter)
    earlier = await counter.registered(documents=with_file("ho-chieu", file["id"]))
    await counter.registered(documents=with_reuse("ho-chieu", {"dossier": earlier["id"], "key": "ho-chieu"}))
    old = base64.b64encode(b"k" * 32).decode()
    keys = {
        "active": "k2",
        "keys": {"k1": old, "k2": base64.b64encode(b"2" * 32).decode()},
        "index": {"active": "i1", "keys": {"i1": base64.b64encode(b"i" * 32).decode()}},
    }
    (tmp_path / "keys.json").write_text(json.dumps(keys))
    settings = Settings(
        environment="sandbox",
        database_url=SecretStr(counter.database.url),
        files_url=f"file://{tmp_path}/files",
        sealing_keys_file=tmp_path / "keys.json",
    )
    (tmp_path / "files" / "documents" / lost["id"][-2:] / lost["id"]).unlink()
    assert await reseal(settings) == 1
    assert f"cannot be read: document {lost['id']}" in capsys.readouterr().err
    await counter.client.delete(f"/v1/documents/{lost['id']}", headers=counter.headers(APPLICANT))
    assert await reseal(settings) == 0
    assert {row[0] for row in await counter.rows("SELECT key_id FROM files")} == {"k2"}
    (on_disk,) = stored(tmp_path)
    assert key_id_of(header_of(on_disk.read_bytes()[:HEADER_MOST])) == "k2"


async def test_a_lost_content_is_told_in_words(counter: Counter, tmp_path: Path) -> None:
    file = await uploaded(counter)
    stored(tmp_path)[0].unlink()
    answer = await counter.get(f"/v1/documents/{file['id']}/content", APPLICANT)
    assert refusal(answer)[:2] == (503, "file-missing")
