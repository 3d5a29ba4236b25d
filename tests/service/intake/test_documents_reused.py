"""A document that was handed in before is handed in again without a copy."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from service.intake.counter import Counter, body, refusal
from service.intake.documents import passport, stored, with_file, with_reuse
from service.intake.papers import uploaded
from service.intake.test_documents_kept import LARGE
from unit.intake.world import (
    APPLICANT,
    CONTROL,
    ELSEWHERE,
    NEIGHBOUR,
    OTHER_SPECIALIST,
    RECEPTIONIST,
    SPECIALIST,
)


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
