"""Documents and dossiers: attached once, scanned at the counter, seen by those alone who see the applicant."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from service.intake.counter import Counter, body, refusal
from service.intake.documents import passport, stored, with_file
from service.intake.papers import uploaded
from unit.intake.papers import PNG
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
