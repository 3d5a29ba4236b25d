"""Documents over HTTP on a real folder and both databases: what is taken, what is refused, how often."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest

from chassis.kernel.actor import Actor
from service.intake.counter import Counter, refusal
from service.intake.documents import stored
from service.intake.papers import send, uploaded
from service.intake.test_documents_kept import LARGE
from unit.intake.papers import PDF, PNG, TEXT
from unit.intake.world import (
    APPLICANT,
    CONTROL,
    NEIGHBOUR,
    OPERATOR,
)


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


@pytest.mark.parametrize("actor", [CONTROL, OPERATOR])
async def test_who_handles_no_dossiers_uploads_nothing(counter: Counter, actor: Actor) -> None:
    assert refusal(await send(counter, actor=actor))[:2] == (403, "role-forbidden")
    assert (await send(counter, actor=None)).status_code == 401


async def test_an_account_keeps_so_much_without_a_dossier_and_no_more(counter: Counter) -> None:
    file = await uploaded(counter)
    limit = counter.use_cases.files.limits.account_bytes
    async with counter.database.write() as writing:
        await writing.connection.exec_driver_sql(f"UPDATE files SET size = {limit} WHERE id = '{file['id']}'")
        await writing.commit()
    assert refusal(await send(counter))[:2] == (429, "uploads-too-many")
    assert (await send(counter, actor=NEIGHBOUR)).status_code == 201
