"""Sites, counters, forwarding and other systems' numbers over HTTP, on both stores."""

from __future__ import annotations

import asyncio
from collections import Counter as Tally

from service.intake.counter import Counter, body, refusal
from unit.intake.world import APPLICANT, CONTROL, RECEPTIONIST, local

REF = {"system": "fia.mpi.gov.vn", "number": "GBN-2026-0001"}


async def test_everybody_reads_where_dossiers_are_taken_in(counter: Counter) -> None:
    page = (await counter.get("/v1/sites", None)).json()
    assert [(site["token"], site["default"], len(site["counters"])) for site in page["items"]] == [("tru-so", True, 2)]


async def test_a_dossier_says_where_it_was_taken_in(counter: Counter) -> None:
    filed = await counter.registered(RECEPTIONIST, site="tru-so", counter="quay-1", external_refs=[REF])
    shown = (await counter.get(f"/v1/dossiers/{filed['id']}")).json()
    assert (shown["site"], shown["counter"], shown["forwarding"]) == ("tru-so", "quay-1", None)
    assert shown["external_refs"] == [REF | {"url": "", "received_at": None}]
    assert (await counter.get("/v1/dossiers", site="tru-so")).json()["total_size"] == 1
    assert (await counter.get("/v1/dossiers", site="dinh-vu")).json()["total_size"] == 0


async def test_of_many_who_register_the_same_number_one_gets_it(counter: Counter) -> None:
    filing = body(RECEPTIONIST, external_refs=[REF])
    answers = await asyncio.gather(*(counter.post("/v1/dossiers", filing) for _ in range(8)))
    assert Tally(answer.status_code for answer in answers) == Tally({409: 7, 201: 1})
    (won,) = [answer.json()["id"] for answer in answers if answer.status_code == 201]
    for answer in answers:
        if answer.status_code == 409:
            assert refusal(answer) == (409, "external-ref-taken", {"external_refs", "dossier"})
            assert won in answer.json()["detail"]
    assert (await counter.count("dossiers"), await counter.count("outbox")) == (1, 1)


async def test_papers_from_another_agency_are_followed_until_they_arrive(counter: Counter) -> None:
    filed = await counter.registered(RECEPTIONIST, origin={"agency": "Trung tâm Mẫu"})
    assert filed["forwarding"]["due_at"] == "2026-04-21T10:00:00Z"
    path = f"/v1/dossiers/{filed['id']}/forwarding"
    counter.clock.move_to(local("2026-04-20 15:00"))
    sent = await counter.post(path, {"leg": "sent", "at": "2026-04-20T14:30:00+07:00"}, key="sent")
    again = await counter.post(path, {"leg": "sent", "at": "2026-04-20T14:30:00+07:00"}, key="sent")
    assert (sent.status_code, again.json()) == (201, sent.json())
    arrived = (await counter.post(path, {"leg": "arrived"})).json()["forwarding"]
    assert (arrived["sent_at"], arrived["arrived_at"]) == ("2026-04-20T07:30:00Z", "2026-04-20T08:00:00Z")
    assert refusal(await counter.post(path, {"leg": "arrived"})) == (409, "forwarding-not-allowed", set())
    assert refusal(await counter.post(path, {"leg": "arrived"}, actor=CONTROL))[0:2] == (403, "role-forbidden")


async def test_a_number_that_becomes_known_later_is_added(counter: Counter) -> None:
    filed = await counter.registered()
    added = await counter.post(f"/v1/dossiers/{filed['id']}/external-refs", REF)
    assert (added.status_code, [ref["number"] for ref in added.json()["external_refs"]]) == (201, ["GBN-2026-0001"])
    own = await counter.post(f"/v1/dossiers/{filed['id']}/external-refs", REF | {"number": "2"}, actor=APPLICANT)
    assert refusal(own) == (403, "role-forbidden", set())


async def test_the_counter_finds_what_came_online_and_waits_too_long(counter: Counter) -> None:
    online, at_counter = await counter.registered(APPLICANT), await counter.registered(RECEPTIONIST)
    assert (online["reception_due_at"], at_counter["reception_due_at"]) == ("2026-04-20T10:00:00Z", None)

    async def listed(reception: str) -> list[str]:
        page = (await counter.get("/v1/dossiers", reception=reception)).json()
        return [item["id"] for item in page["items"]]

    assert (await listed("due"), await listed("late")) == ([online["id"]], [])
    counter.clock.move_to(local("2026-04-20 17:01"))
    assert (await listed("due"), await listed("late")) == ([online["id"]], [online["id"]])
    await counter.post(f"/v1/dossiers/{online['id']}/acceptance")
    assert (await listed("due"), await listed("late")) == ([], [])


async def test_who_files_for_another_says_by_what_authority(counter: Counter) -> None:
    deputy = {"name": "Nguyễn Văn Mẫu", "identity_number": "031090001234"}
    filing = body(RECEPTIONIST, channel="post")
    filing["applicant"] = filing["applicant"] | {"representative": deputy}
    status, _, fields = refusal(await counter.post("/v1/dossiers", filing))
    assert (status, fields) == (422, {"applicant.representative.authority"})
    filing["applicant"]["representative"] = deputy | {"authority": "VNeID 0123456789"}
    assert (await counter.post("/v1/dossiers", filing)).status_code == 201
