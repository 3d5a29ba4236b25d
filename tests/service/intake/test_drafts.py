"""Drafts over HTTP on both databases: kept sealed, told what is missing, filed exactly once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx
import pytest

from chassis.kernel.actor import Actor
from service.intake.counter import Counter, Json, body, refusal
from service.intake.papers import uploaded
from unit.intake.world import APPLICANT, CONTROL, NEIGHBOUR, OPERATOR, RECEPTIONIST, SPECIALIST


async def saved(counter: Counter, content: Json | None = None, actor: Actor = APPLICANT, key: str = "") -> Json:
    answer = await counter.post("/v1/drafts", content or {"procedure": "cap-gpld"}, actor=actor, key=key)
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"/v1/drafts/{answer.json()['id']}"
    return dict(answer.json())


async def put(
    counter: Counter, draft_id: str, content: Json, actor: Actor = APPLICANT, version: int | None = None
) -> httpx.Response:
    headers = counter.headers(actor, version=version)
    return await counter.client.put(f"/v1/drafts/{draft_id}", json=content, headers=headers)


async def test_a_draft_may_lack_nearly_everything_and_says_what(counter: Counter) -> None:
    draft = await saved(counter)
    assert (draft["version"], draft["procedure"], draft["expires_at"]) == (1, "cap-gpld", "2026-05-20T02:00:00Z")
    assert draft["limit"] == {"amount": "10", "unit": "working_day"}
    assert set(draft["fee"]) == {"amount_vnd", "note"}
    missing = {each["field"]: each["detail"] for each in draft["missing"]}
    assert missing["applicant"] == "this field is needed"
    assert missing["documents.ho-chieu"] == "missing: Hộ chiếu còn giá trị"
    half = {"procedure": "cap-gpld", "applicant": {"name": "Công ty TNHH Mẫu"}, "documents": [{"key": "la"}]}
    answer = (await put(counter, draft["id"], half)).json()
    fields = {each["field"] for each in answer["missing"]}
    assert {"applicant.identity_number", "applicant.phone", "applicant.address", "documents[0].key"} <= fields
    assert "documents.ho-chieu" in fields


async def test_a_complete_draft_lacks_nothing_and_comes_back_as_it_was(counter: Counter) -> None:
    draft = await saved(counter, body())
    assert draft["missing"] == []
    read = await counter.get(f"/v1/drafts/{draft['id']}", APPLICANT)
    assert (read.json(), read.headers["etag"]) == (draft, '"1"')
    again = await put(counter, draft["id"], draft["content"], version=1)
    assert (again.status_code, again.json()["content"], again.json()["version"]) == (200, draft["content"], 2)


async def test_a_change_is_made_to_the_version_that_was_seen(counter: Counter) -> None:
    draft = await saved(counter)
    assert (await put(counter, draft["id"], body(), version=1)).status_code == 200
    assert refusal(await put(counter, draft["id"], body(), version=1))[:2] == (412, "version-stale")


async def test_what_is_in_a_draft_is_sealed(counter: Counter) -> None:
    draft = await saved(counter, body())
    rows = str(await counter.rows(f"SELECT * FROM drafts WHERE id = '{draft['id']}'"))
    assert "0201234567" not in rows
    assert "cap-gpld" not in rows


async def test_a_draft_is_nobody_elses(counter: Counter) -> None:
    draft = await saved(counter)
    url = f"/v1/drafts/{draft['id']}"
    for stranger in (NEIGHBOUR, RECEPTIONIST, SPECIALIST, CONTROL):
        answers = [
            await counter.get(url, stranger),
            await put(counter, draft["id"], {"procedure": "cap-gpld"}, RECEPTIONIST),
            await counter.client.delete(url, headers=counter.headers(stranger)),
            await counter.post(f"{url}/submission", actor=stranger),
        ]
        assert {refusal(answer)[1] for answer in answers} <= {"draft-unknown", "role-forbidden"}
    assert (await counter.get("/v1/drafts", NEIGHBOUR)).json() == {
        "items": [],
        "next_page_token": None,
        "total_size": 0,
    }


@pytest.mark.parametrize("actor", [SPECIALIST, CONTROL, OPERATOR])
async def test_who_cannot_file_has_no_drafts(counter: Counter, actor: Actor) -> None:
    answer = await counter.post("/v1/drafts", {"procedure": "cap-gpld"}, actor=actor)
    assert refusal(answer)[:2] == (403, "role-forbidden")
    assert (await counter.post("/v1/drafts", {"procedure": "cap-gpld"}, actor=None)).status_code == 401


async def test_a_draft_of_no_procedure_is_refused(counter: Counter) -> None:
    answer = await counter.post("/v1/drafts", {"procedure": "khong-co"}, actor=APPLICANT)
    assert refusal(answer)[:2] == (422, "procedure-unknown")


async def test_a_repeated_key_saves_once(counter: Counter) -> None:
    assert await saved(counter, key="k-1") == await saved(counter, key="k-1")
    assert await counter.count("drafts") == 1


async def test_ones_own_drafts_come_in_pages_newest_first(counter: Counter) -> None:
    ids = []
    for _ in range(3):
        ids.append((await saved(counter))["id"])
        counter.clock.advance(timedelta(minutes=1))
    await saved(counter, actor=NEIGHBOUR)
    first = (await counter.get("/v1/drafts", APPLICANT, page_size=2)).json()
    second = (await counter.get("/v1/drafts", APPLICANT, page_size=2, page_token=first["next_page_token"])).json()
    assert [item["id"] for item in first["items"] + second["items"]] == ids[::-1]
    assert (first["total_size"], second["next_page_token"]) == (3, None)


async def test_a_draft_becomes_a_dossier_with_its_files_and_is_empty_then(counter: Counter) -> None:
    file = await uploaded(counter)
    documents = [dict(each) for each in body()["documents"]]
    documents[0]["files"] = [file["id"]]
    draft = await saved(counter, body(documents=documents, request="Cấp mới"))
    answer = await counter.post(f"/v1/drafts/{draft['id']}/submission", actor=APPLICANT, version=1)
    assert answer.status_code == 201, answer.text
    dossier = (await counter.get(f"/v1/dossiers/{answer.json()['id']}", APPLICANT)).json()
    assert (dossier["state"], dossier["channel"], dossier["request"]) == ("registered", "online", "Cấp mới")
    assert dossier["documents"][0]["files"][0]["id"] == file["id"]
    closed = (await counter.get(f"/v1/drafts/{draft['id']}", APPLICANT)).json()
    assert (closed["dossier"], closed["content"], closed["missing"]) == (dossier["id"], None, [])
    assert (await counter.get("/v1/drafts", APPLICANT)).json()["total_size"] == 0
    assert refusal(await put(counter, draft["id"], body()))[:2] == (409, "draft-submitted")
    deletion = await counter.client.delete(f"/v1/drafts/{draft['id']}", headers=counter.headers(APPLICANT))
    assert refusal(deletion)[:2] == (409, "draft-submitted")


async def test_an_unfinished_draft_is_refused_like_any_filing_and_stays(counter: Counter) -> None:
    draft = await saved(counter, body(documents=[{"key": "anh"}]))
    answer = await counter.post(f"/v1/drafts/{draft['id']}/submission", actor=APPLICANT)
    assert refusal(answer)[:2] == (422, "documents-missing")
    nobody = await saved(counter)
    answer = await counter.post(f"/v1/drafts/{nobody['id']}/submission", actor=APPLICANT)
    assert refusal(answer) == (422, "invalid-request", {"applicant"})
    assert (await counter.count("dossiers"), await counter.count("drafts")) == (0, 2)


async def test_a_draft_submitted_many_times_at_once_is_one_dossier(counter: Counter) -> None:
    draft = await saved(counter, body())
    url = f"/v1/drafts/{draft['id']}/submission"
    answers = await asyncio.gather(
        *(counter.post(url, actor=APPLICANT, key=f"k-{number % 3}" if number % 2 else "") for number in range(20))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert await counter.count("dossiers") == 1
    assert await counter.count("outbox") == 1


async def test_a_draft_changed_while_it_is_submitted_is_not_filed_half(counter: Counter) -> None:
    draft = await saved(counter, body())
    await put(counter, draft["id"], body(sets=2))
    stale = await counter.post(f"/v1/drafts/{draft['id']}/submission", actor=APPLICANT, version=1)
    assert refusal(stale)[:2] == (412, "version-stale")
    assert await counter.count("dossiers") == 0


async def test_a_draft_tells_that_its_upload_is_gone(counter: Counter) -> None:
    file = await uploaded(counter)
    documents = [dict(each) for each in body()["documents"]]
    documents[2]["files"] = [file["id"]]
    draft = await saved(counter, body(documents=documents))
    assert draft["missing"] == []
    await counter.client.delete(f"/v1/documents/{file['id']}", headers=counter.headers(APPLICANT))
    read = (await counter.get(f"/v1/drafts/{draft['id']}", APPLICANT)).json()
    assert [each["field"] for each in read["missing"]] == ["documents[2].files[0]"]


async def test_a_draft_keeps_its_uploads_as_long_as_itself(counter: Counter) -> None:
    file, free = await uploaded(counter), await uploaded(counter)
    documents = [dict(each) for each in body()["documents"]]
    documents[0]["files"] = [file["id"]]
    draft = await saved(counter, body(documents=documents))
    counter.clock.advance(timedelta(days=20))
    assert await counter.use_cases.files.sweep.expired() == 1
    assert (await counter.get(f"/v1/documents/{free['id']}", APPLICANT)).status_code == 404
    assert (await counter.get(f"/v1/documents/{file['id']}", APPLICANT)).json()["expires_at"] == draft["expires_at"]
    counter.clock.advance(timedelta(days=10, seconds=1))
    assert await counter.use_cases.drafts.end.sweep() == 1
    assert await counter.use_cases.files.sweep.expired() == 1
    assert (await counter.count("drafts"), await counter.count("files")) == (0, 0)


async def test_a_deleted_draft_is_gone(counter: Counter) -> None:
    draft = await saved(counter)
    url = f"/v1/drafts/{draft['id']}"
    assert (await counter.client.delete(url, headers=counter.headers(APPLICANT))).status_code == 204
    assert refusal(await counter.get(url, APPLICANT))[:2] == (404, "draft-unknown")
    assert await counter.count("drafts") == 0
