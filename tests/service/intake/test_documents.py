"""Documents over HTTP on a real folder and both databases: uploaded, opened, attached, never seen by strangers."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from chassis.files.format import HEADER_MOST, header_of, key_id_of
from chassis.kernel.actor import Actor
from intake.reseal import reseal
from intake.settings import Settings
from service.intake.counter import Counter, Json, body, refusal
from service.intake.papers import send, uploaded
from unit.intake.papers import PDF, PNG, TEXT
from unit.intake.world import (
    APPLICANT,
    CONTROL,
    ELSEWHERE,
    LEADER,
    NEIGHBOUR,
    OPERATOR,
    OTHER_SPECIALIST,
    RECEPTIONIST,
    SPECIALIST,
)

LARGE = PDF + b"Nguyen Van Mau 031090001234 " * 8000  # some chunks of the sealed format


async def test_what_a_document_is_is_told_from_its_content(counter: Counter) -> None:
    for content, name, media in ((PDF, "don.PDF", "application/pdf"), (PNG, "anh.png", "image/png")):
        file = await uploaded(counter, content=content, name=name)
        assert (file["media_type"], file["name"], file["size"]) == (media, name, len(content))
        assert file["sha256"] == hashlib.sha256(content).hexdigest()
        assert (file["dossier"], file["expires_at"]) == (None, "2026-04-27T02:00:00Z")


async def test_what_is_not_taken_is_refused_in_words_and_leaves_nothing(counter: Counter, tmp_path: Path) -> None:
    refused = [
        (b"", "don.pdf", "document-empty"),
        (PDF, "don.docx", "file-extension-mismatch"),
        (b"MZ\x90\x00\x03", "don.pdf", "document-kind-refused"),
        (PDF, "..", "invalid-request"),
    ]
    for content, name, slug in refused:
        assert refusal(await send(counter, content, name))[:2] == (422, slug)
    assert await counter.count("files") == 0
    assert stored(tmp_path) == []


async def test_a_name_is_made_harmless_and_never_becomes_a_path(counter: Counter, tmp_path: Path) -> None:
    file = await uploaded(counter, name="../../../Hộ chiếu.pdf")
    assert file["name"] == "Hộ chiếu.pdf"
    assert [path.name for path in stored(tmp_path)] == [file["id"]]


async def test_the_body_itself_is_as_good_as_a_form(counter: Counter) -> None:
    headers = counter.headers(APPLICANT) | {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": "attachment; filename*=UTF-8''H%E1%BB%99%20chi%E1%BA%BFu.pdf",
    }
    answer = await counter.client.post("/v1/documents", content=LARGE, headers=headers)
    assert answer.status_code == 201, answer.text
    assert (answer.json()["name"], answer.json()["size"]) == ("Hộ chiếu.pdf", len(LARGE))
    assert answer.headers["location"] == f"/v1/documents/{answer.json()['id']}"
    nameless = await counter.client.post("/v1/documents", content=PDF, headers=counter.headers(APPLICANT))
    assert refusal(nameless) == (422, "invalid-request", {"name"})


async def test_a_broken_form_is_refused(counter: Counter) -> None:
    async def post(content: bytes, boundary: str = "; boundary=x") -> tuple[int, str, set[str]]:
        headers = counter.headers(APPLICANT) | {"Content-Type": f"multipart/form-data{boundary}"}
        return refusal(await counter.client.post("/v1/documents", content=content, headers=headers))

    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + PDF
    field = b'--x\r\nContent-Disposition: form-data; name="ghi-chu"\r\n\r\nxin chao\r\n'
    assert (await post(part))[1] == "upload-malformed"
    assert (await post(b"nonsense"))[1] == "upload-malformed"
    assert (await post(part, ""))[1] == "upload-malformed"
    assert await post(field + b"--x--\r\n") == (422, "invalid-request", {"file"})
    assert await post(part + b"\r\n" + part + b"\r\n--x--\r\n") == (422, "invalid-request", {"file"})
    assert await counter.count("files") == 0


async def test_a_document_that_arrives_otherwise_than_it_was_sent_is_refused(counter: Counter, tmp_path: Path) -> None:
    digest = hashlib.sha256(PDF)
    assert (await send(counter, PDF, sha256=digest.hexdigest().upper())).status_code == 201
    assert refusal(await send(counter, PDF, sha256="0" * 64)) == (422, "digest-mismatch", {"sha256"})
    raw = counter.headers(APPLICANT) | {"Content-Disposition": 'attachment; filename="a.pdf"'}
    right = {"Content-Digest": f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"}
    assert (await counter.client.post("/v1/documents", content=PDF, headers=raw | right)).status_code == 201
    for header, slug in (("sha-256=:AAAA:", "digest-mismatch"), ("sha-256=:***:", "invalid-request")):
        answer = await counter.client.post("/v1/documents", content=PDF, headers=raw | {"Content-Digest": header})
        assert refusal(answer)[1] == slug
    assert len(stored(tmp_path)) == 2


async def test_a_document_that_is_too_large_is_refused_while_it_arrives(counter: Counter, tmp_path: Path) -> None:
    most = counter.use_cases.files.limits.most_bytes
    assert (await send(counter, PDF + b"\n" * (most - len(PDF)))).status_code == 201
    answer = await send(counter, PDF + b"\n" * (most - len(PDF) + 1))
    assert refusal(answer) == (422, "document-too-large", {"file"})
    assert (await send(counter, b"\n" * (most + 100_000))).status_code == 413
    assert len(stored(tmp_path)) == 1


async def test_a_repeated_key_stores_once_and_another_content_is_refused(counter: Counter, tmp_path: Path) -> None:
    first = await send(counter, key="k-1")
    again = await send(counter, key="k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert refusal(await send(counter, TEXT, "ghi-chu.txt", key="k-1"))[1] == "idempotency-key-reused"
    assert await counter.count("files") == 1


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


async def test_a_document_is_its_uploaders_until_it_belongs_to_a_dossier(counter: Counter) -> None:
    file = await uploaded(counter)
    url = f"/v1/documents/{file['id']}"
    for stranger in (NEIGHBOUR, RECEPTIONIST, LEADER, SPECIALIST, OPERATOR):
        for answer in (await counter.get(url, stranger), await counter.get(f"{url}/content", stranger)):
            assert refusal(answer)[:2] == (404, "document-unknown")
        deletion = await counter.client.delete(url, headers=counter.headers(stranger))
        assert refusal(deletion)[:2] == (404, "document-unknown")
    dossier = await counter.registered(documents=with_file("ho-chieu", file["id"]))
    seen: dict[str, int] = {}
    for actor in (
        APPLICANT,
        RECEPTIONIST,
        LEADER,
        SPECIALIST,
        NEIGHBOUR,
        OTHER_SPECIALIST,
        ELSEWHERE,
        CONTROL,
        OPERATOR,
    ):
        answers = {
            (await counter.get(url, actor)).status_code,
            (await counter.get(f"{url}/content", actor)).status_code,
        }
        assert len(answers) == 1
        seen[actor.subject] = answers.pop()
    allowed = {actor.subject for actor in (APPLICANT, RECEPTIONIST, LEADER, SPECIALIST)}
    assert {who for who, status in seen.items() if status == 200} == allowed
    assert set(seen.values()) == {200, 404}
    assert (await counter.get(url, APPLICANT)).json()["dossier"] == dossier["id"]


@pytest.mark.parametrize("actor", [CONTROL, OPERATOR])
async def test_who_handles_no_dossiers_uploads_nothing(counter: Counter, actor: Actor) -> None:
    assert refusal(await send(counter, actor=actor))[:2] == (403, "role-forbidden")
    assert (await send(counter, actor=None)).status_code == 401


async def test_a_dossier_tells_its_files_to_those_who_see_its_applicant(counter: Counter) -> None:
    first, second = (
        await uploaded(counter, name="trang 1.pdf"),
        await uploaded(counter, content=PNG, name="trang 2.png"),
    )
    dossier = await counter.registered(documents=with_file("ho-chieu", first["id"], second["id"]))
    document = passport((await counter.get(f"/v1/dossiers/{dossier['id']}", SPECIALIST)).json())
    assert [(file["id"], file["name"], file["media_type"]) for file in document["files"]] == [
        (first["id"], "trang 1.pdf", "application/pdf"),
        (second["id"], "trang 2.png", "image/png"),
    ]
    assert (document["digitised"], document["exemption"]) == (False, "filed_online")
    hidden = passport((await counter.get(f"/v1/dossiers/{dossier['id']}", CONTROL)).json())
    assert [(file["id"], file["name"]) for file in hidden["files"]] == [(first["id"], None), (second["id"], None)]
    assert "files" not in (await counter.get("/v1/dossiers")).json()["items"][0]


async def test_only_ones_own_free_uploads_can_be_filed_and_each_once(counter: Counter) -> None:
    file, other = await uploaded(counter), await uploaded(counter, NEIGHBOUR)
    for wrong in (other["id"], "0197f2c1-8d4e-7b3a-9c55-2f6d1e0a7b41"):
        answer = await counter.post("/v1/dossiers", body(documents=with_file("ho-chieu", wrong)), actor=APPLICANT)
        assert refusal(answer) == (422, "invalid-request", {"documents[5].files[0]"})
    twice = await counter.post(
        "/v1/dossiers", body(documents=with_file("ho-chieu", file["id"], file["id"])), actor=APPLICANT
    )
    assert refusal(twice) == (422, "invalid-request", {"documents[5].files[1]"})
    assert await counter.count("dossiers") == 0
    sent = body(documents=with_file("ho-chieu", file["id"]))
    first = await counter.post("/v1/dossiers", sent, actor=APPLICANT, key="k-1")
    again = await counter.post("/v1/dossiers", sent, actor=APPLICANT, key="k-1")
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    taken = await counter.post("/v1/dossiers", sent, actor=APPLICANT, key="k-2")
    assert refusal(taken)[2] == {"documents[5].files[0]"}
    assert await counter.count("dossiers") == 1


async def test_an_upload_that_many_filings_want_at_once_goes_to_one(counter: Counter) -> None:
    file = await uploaded(counter)
    sent = body(documents=with_file("ho-chieu", file["id"]))
    answers = await asyncio.gather(*(counter.post("/v1/dossiers", sent, actor=APPLICANT) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [201] + [422] * 7
    assert (await counter.count("dossiers"), await counter.count("outbox")) == (1, 1)


async def test_a_document_that_belongs_to_a_dossier_cannot_be_deleted(counter: Counter, tmp_path: Path) -> None:
    file, free = await uploaded(counter), await uploaded(counter)
    await counter.registered(documents=with_file("ho-chieu", file["id"]))
    headers = counter.headers(APPLICANT)
    kept = await counter.client.delete(f"/v1/documents/{file['id']}", headers=headers)
    assert refusal(kept)[:2] == (409, "document-attached")
    assert (await counter.client.delete(f"/v1/documents/{free['id']}", headers=headers)).status_code == 204
    assert [path.name for path in stored(tmp_path)] == [file["id"]]


async def test_the_counter_adds_scans_and_says_why_others_are_not_scanned(counter: Counter) -> None:
    dossier = await counter.accepted(RECEPTIONIST)
    scan, better = await uploaded(counter, RECEPTIONIST), await uploaded(counter, RECEPTIONIST)
    url = f"/v1/dossiers/{dossier['id']}/documents"
    added = await counter.post(f"{url}/ho-chieu/files", {"files": [scan["id"]], "form": "certified"}, key="k-1")
    again = await counter.post(f"{url}/ho-chieu/files", {"files": [scan["id"]], "form": "certified"}, key="k-1")
    assert (added.status_code, again.json()) == (201, added.json())
    document = passport(added.json())
    assert (document["digitised"], document["form"], len(document["files"])) == (True, "certified", 1)
    replaced = await counter.post(f"{url}/ho-chieu/files", {"files": [better["id"]], "replacing": True})
    assert [file["id"] for file in passport(replaced.json())["files"]] == [better["id"]]
    assert (await counter.get(f"/v1/documents/{scan['id']}", RECEPTIONIST)).status_code == 200
    shown = await counter.post(f"{url}/anh/files", {"exemption": "only_shown"}, version=replaced.json()["version"])
    assert next(d for d in shown.json()["documents"] if d["key"] == "anh")["exemption"] == "only_shown"
    stale = await counter.post(f"{url}/anh/files", {"exemption": "classified"}, version=1)
    assert refusal(stale)[:2] == (412, "version-stale")
    told = await counter.rows("SELECT body FROM outbox WHERE type = 'dossier.papers-scanned' ORDER BY position")
    counts = [json.loads(event)["data"]["papers"] for (event,) in told]
    one = {"total": 7, "electronic": 1, "exempt": 0, "reused": 0}
    assert counts == [one, one, one | {"exempt": 1}]


async def test_scans_are_added_by_the_counter_alone_and_only_where_they_belong(counter: Counter) -> None:
    dossier = await counter.registered()
    mine, scan = await uploaded(counter), await uploaded(counter, RECEPTIONIST)
    url = f"/v1/dossiers/{dossier['id']}/documents"
    for actor, status in ((APPLICANT, 403), (SPECIALIST, 403), (NEIGHBOUR, 404), (ELSEWHERE, 404)):
        assert (await counter.post(f"{url}/anh/files", {"files": [scan["id"]]}, actor=actor)).status_code == status
    assert refusal(await counter.post(f"{url}/la/files", {"files": [scan["id"]]}))[:2] == (404, "document-unknown")
    assert refusal(await counter.post(f"{url}/anh/files", {"files": [mine["id"]]}))[2] == {"files[0]"}
    assert refusal(await counter.post(f"{url}/anh/files", {}))[2] == {"files"}
    await counter.post(f"/v1/dossiers/{dossier['id']}/withdrawal", actor=APPLICANT)
    closed = await counter.post(f"{url}/anh/files", {"files": [scan["id"]]})
    assert refusal(closed)[:2] == (409, "dossier-closed")


async def test_a_supplement_brings_files_that_take_the_place_of_the_earlier(counter: Counter) -> None:
    old, new = await uploaded(counter), await uploaded(counter, content=PNG, name="moi.png")
    dossier = await counter.registered(documents=with_file("ho-chieu", old["id"]))
    url = f"/v1/dossiers/{dossier['id']}"
    await counter.post(f"{url}/supplement-requests", {"documents": ["ho-chieu"], "reason": "Ảnh mờ."})
    brought = {"documents": [{"key": "ho-chieu", "files": [new["id"]]}]}
    assert (await counter.post(f"{url}/supplements", brought, actor=APPLICANT)).status_code == 201
    document = passport((await counter.get(url)).json())
    assert [file["name"] for file in document["files"]] == ["moi.png"]
    listed = (await counter.get("/v1/reusable-documents", APPLICANT)).json()
    assert [item["id"] for item in listed["items"]] == [new["id"]]


async def test_a_classified_document_has_no_scan(counter: Counter) -> None:
    file = await uploaded(counter, RECEPTIONIST)
    documents = with_file("ho-chieu", file["id"])
    documents[5]["exemption"] = "classified"
    answer = await counter.post("/v1/dossiers", body(RECEPTIONIST, documents=documents))
    assert refusal(answer) == (422, "invalid-request", {"documents[5].exemption"})


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


async def test_a_document_of_an_earlier_dossier_is_handed_in_again_without_a_copy(
    counter: Counter, tmp_path: Path
) -> None:
    file = await uploaded(counter, content=LARGE, name="Hộ chiếu.pdf")
    earlier = await counter.registered(documents=with_file("ho-chieu", file["id"]))
    item = (await counter.get("/v1/reusable-documents", APPLICANT)).json()["items"][0]
    assert item["reuse"] == {"dossier": earlier["id"], "key": "ho-chieu"}
    assert (item["name"], item["document"]) == ("Hộ chiếu.pdf", "Hộ chiếu còn giá trị")
    later = await counter.registered(documents=with_reuse("ho-chieu", item["reuse"]))
    document = passport((await counter.get(f"/v1/dossiers/{later['id']}", APPLICANT)).json())
    assert document["reused"]
    (again,) = document["files"]
    assert again["id"] != file["id"]
    assert again["sha256"] == file["sha256"]
    assert (await counter.get(f"/v1/documents/{again['id']}/content", SPECIALIST)).content == LARGE
    assert len(stored(tmp_path)) == 1
    assert (await counter.get("/v1/reusable-documents", APPLICANT)).json()["total_size"] == 2


async def test_nothing_is_reused_across_applicants(counter: Counter) -> None:
    file = await uploaded(counter)
    earlier = await counter.registered(documents=with_file("ho-chieu", file["id"]))
    reuse = {"dossier": earlier["id"], "key": "ho-chieu"}
    # The neighbour even claims to be the same enterprise: the account decides, for nobody has seen its papers.
    stolen = await counter.post("/v1/dossiers", body(documents=with_reuse("ho-chieu", reuse)), actor=NEIGHBOUR)
    assert refusal(stolen) == (422, "invalid-request", {"documents[5].reuse"})
    someone_else = dict(body()["applicant"], identity_number="0201234568")
    at_counter = body(RECEPTIONIST, documents=with_reuse("ho-chieu", reuse), applicant=someone_else)
    assert refusal(await counter.post("/v1/dossiers", at_counter))[2] == {"documents[5].reuse"}
    same = body(RECEPTIONIST, documents=with_reuse("ho-chieu", reuse))
    assert (await counter.post("/v1/dossiers", same)).status_code == 201
    for nothing in ({"dossier": earlier["id"], "key": "anh"}, {"dossier": "la", "key": "anh"}):
        answer = await counter.post("/v1/dossiers", body(documents=with_reuse("ho-chieu", nothing)), actor=APPLICANT)
        assert refusal(answer)[2] == {"documents[5].reuse"}
    assert (await counter.get("/v1/reusable-documents", NEIGHBOUR)).json()["total_size"] == 0
    listed = await counter.get("/v1/reusable-documents", NEIGHBOUR, dossier=earlier["id"])
    assert refusal(listed)[:2] == (404, "dossier-unknown")
    assert refusal(await counter.get("/v1/reusable-documents", CONTROL, dossier=earlier["id"]))[0] == 404
    assert refusal(await counter.get("/v1/reusable-documents", RECEPTIONIST))[2] == {"dossier"}


async def test_the_counter_finds_what_the_same_applicant_handed_in_before(counter: Counter) -> None:
    file, other = await uploaded(counter), await uploaded(counter, NEIGHBOUR)
    earlier = await counter.registered(documents=with_file("ho-chieu", file["id"]))
    someone = dict(body()["applicant"], identity_number="0201234568")
    await counter.registered(NEIGHBOUR, documents=with_file("ho-chieu", other["id"]), applicant=someone)
    now = await counter.registered(RECEPTIONIST)
    for actor in (RECEPTIONIST, SPECIALIST):
        found = (await counter.get("/v1/reusable-documents", actor, dossier=now["id"])).json()
        assert [item["reuse"] for item in found["items"]] == [{"dossier": earlier["id"], "key": "ho-chieu"}]
    for actor in (OTHER_SPECIALIST, ELSEWHERE):
        assert (await counter.get("/v1/reusable-documents", actor, dossier=now["id"])).status_code == 404
    looked = await counter.rows(f"SELECT actor, purpose FROM personal_data_reads WHERE dossier_id = '{earlier['id']}'")
    assert set(looked) == {(RECEPTIONIST.subject, "document"), (SPECIALIST.subject, "document")}


async def test_reusable_documents_come_in_pages(counter: Counter) -> None:
    for _ in range(3):
        file = await uploaded(counter)
        await counter.registered(documents=with_file("ho-chieu", file["id"]))
        counter.clock.advance(timedelta(minutes=1))
    first = (await counter.get("/v1/reusable-documents", APPLICANT, page_size=2)).json()
    token = first["next_page_token"]
    second = (await counter.get("/v1/reusable-documents", APPLICANT, page_size=2, page_token=token)).json()
    assert (first["total_size"], second["total_size"], second["next_page_token"]) == (3, 3, None)
    assert len({item["id"] for item in first["items"] + second["items"]}) == 3


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


async def test_an_account_keeps_so_much_without_a_dossier_and_no_more(counter: Counter) -> None:
    file = await uploaded(counter)
    limit = counter.use_cases.files.limits.account_bytes
    async with counter.database.write() as writing:
        await writing.connection.exec_driver_sql(f"UPDATE files SET size = {limit} WHERE id = '{file['id']}'")
        await writing.commit()
    assert refusal(await send(counter))[:2] == (429, "uploads-too-many")
    assert (await send(counter, actor=NEIGHBOUR)).status_code == 201


async def test_a_lost_content_is_told_in_words(counter: Counter, tmp_path: Path) -> None:
    file = await uploaded(counter)
    stored(tmp_path)[0].unlink()
    answer = await counter.get(f"/v1/documents/{file['id']}/content", APPLICANT)
    assert refusal(answer)[:2] == (503, "file-missing")


def with_file(key: str, *file_ids: str) -> list[Json]:
    """The documents of the example, one of them with files."""
    documents = [dict(document) for document in body()["documents"]]
    next(document for document in documents if document["key"] == key)["files"] = list(file_ids)
    return documents


def with_reuse(key: str, reuse: dict[str, str]) -> list[Json]:
    documents = [dict(document) for document in body()["documents"]]
    next(document for document in documents if document["key"] == key)["reuse"] = reuse
    return documents


def passport(dossier: Json) -> Json:
    return next(dict(document) for document in dossier["documents"] if document["key"] == "ho-chieu")


def stored(folder: Path) -> list[Path]:
    """Every file of the store, the unfinished included."""
    return sorted(path for path in (folder / "files").rglob("*") if path.is_file())


def age(folder: Path) -> None:
    """Two days pass for what is in the store."""
    for path in stored(folder):
        os.utime(path, (time.time() - 2 * 86400,) * 2)
