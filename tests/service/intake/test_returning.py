"""The way of a result over HTTP, on both databases: the parcel, the person at the counter, the file online."""

from __future__ import annotations

import asyncio
from typing import Any

from chassis.messaging.envelope import OutgoingEvent, decode, encode
from intake.api.http.result_corrections import ResultCorrectionsOut
from intake.api.http.returns import ReturnOut
from intake.events.consumers import FollowingConsumer
from motcua.common.v1 import vocabulary_pb2
from motcua.events.v1 import handling_pb2
from service.intake.counter import Counter, refusal
from unit.intake.world import APPLICANT, CONTROL, NEIGHBOUR, SPECIALIST, local

DEPUTY = {"name": "Nguyễn Văn Mẫu", "identity_number": "031090001234", "authority": "GUQ 01/2026"}
ISSUED_AT = local("2026-04-20 08:30")


async def issued(counter: Counter, result_by: str = "counter", *, is_paid: bool = True) -> str:
    """The path of a work permit whose result is at the counter."""
    dossier = await counter.accepted(APPLICANT, result_by=result_by)
    path = f"/v1/dossiers/{dossier['id']}"
    if is_paid:
        await pay(counter, path)
    data = handling_pb2.DossierResultIssued(outcome=vocabulary_pb2.DECISION_OUTCOME_GRANTED)
    for name in ("issued_at", "decided_at"):
        getattr(data, name).FromDatetime(ISSUED_AT)
    for name in ("due_at", "original_due_at"):
        getattr(data, name).FromDatetime(local("2026-05-07 17:00"))
    event = OutgoingEvent(
        type="dossier.result-issued", agency="heza", department="lao-dong", subject=dossier["id"], data=data
    )
    sent = encode(event, event_id=f"e-{dossier['id']}", service="processing", time=ISSUED_AT, sequence=1)
    consumer = FollowingConsumer(counter.use_cases.follow)
    await consumer(decode(sent))
    await consumer(decode(sent))  # a redelivery hands nothing over twice
    return path


async def pay(counter: Counter, path: str) -> None:
    charge = {"amount_vnd": 600_000, "method": "cash", "receipt_number": f"BL-{path[-12:]}"}
    assert (await counter.post(f"{path}/payments", charge)).status_code == 201


async def told(counter: Counter) -> list[str]:
    return [event for (event,) in await counter.rows("SELECT type FROM outbox ORDER BY position")]


async def test_a_parcel_goes_out_comes_back_goes_out_again_and_arrives(counter: Counter) -> None:
    path = await issued(counter, "post")
    sent = await counter.post(f"{path}/dispatch", {"tracking_number": "EV1VN"})
    assert (sent.status_code, sent.json()["state"]) == (201, "result_ready")
    assert refusal(await counter.post(f"{path}/collection")) == (409, "result-on-its-way", set())
    assert (await counter.post(f"{path}/delivery", {"outcome": "came_back"})).json()["state"] == "result_ready"
    counter.clock.move_to(local("2026-04-20 10:00"))
    again = {"tracking_number": "EV2VN", "originals_returned": True}
    assert (await counter.post(f"{path}/dispatch", again)).status_code == 201
    done = (await counter.post(f"{path}/delivery")).json()
    assert (done["state"], done["portal_status"]) == ("collected", 10)
    shown = ReturnOut.model_validate((await counter.get(f"{path}/return", APPLICANT)).json())
    assert (shown.returned_by, shown.days_early) == ("post", 10)
    assert [(h.tracking_number, h.came_back_at is None, h.originals_returned) for h in shown.attempts] == [
        ("EV1VN", False, False),
        ("EV2VN", True, True),
    ]
    assert (await told(counter)).count("dossier.collected") == 1


async def test_two_receptionists_at_once_hand_one_result_over(counter: Counter) -> None:
    path = await issued(counter)
    answers = await asyncio.gather(*(counter.post(f"{path}/collection") for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 5]
    assert (await told(counter)).count("dossier.collected") == 1
    assert await counter.count("return_attempts") == 1


async def test_who_took_it_is_sealed_and_shown_to_few(counter: Counter) -> None:
    path = await issued(counter)
    body = {"received_by": "authorised", "receiver": DEPUTY, "originals_returned": True}
    assert (await counter.post(f"{path}/collection", body, key="k-1")).json()["state"] == "collected"
    assert (await counter.post(f"{path}/collection", body, key="k-1")).status_code == 201
    for actor, seen in ((APPLICANT, DEPUTY), (SPECIALIST, DEPUTY), (CONTROL, None)):
        (attempt,) = (await counter.get(f"{path}/return", actor)).json()["attempts"]
        assert (attempt["receiver"], attempt["received_by"]) == (seen, "authorised")
    assert refusal(await counter.get(f"{path}/return", NEIGHBOUR)) == (404, "dossier-unknown", set())
    ((stored,),) = await counter.rows("SELECT receiver FROM return_attempts")
    assert "Nguyễn".encode() not in bytes(stored)
    assert b"031090001234" not in bytes(stored)
    assert "Nguyễn" not in str(await counter.rows("SELECT body FROM outbox"))


async def test_a_file_wanted_online_is_there_at_once_or_when_it_is_paid(counter: Counter) -> None:
    paid, owing = await issued(counter, "online"), await issued(counter, "online", is_paid=False)
    assert (await counter.get(paid)).json()["state"] == "collected"
    assert (await counter.get(owing)).json()["state"] == "result_ready"
    sending = await counter.post(f"{owing}/dispatch", {"tracking_number": "E"})
    assert refusal(sending) == (409, "fee-unpaid", {"payment_status"})
    await pay(counter, owing)
    assert (await counter.get(f"{owing}/return")).json()["returned_by"] == "online"
    assert (await told(counter)).count("dossier.collected") == 2


async def test_what_cannot_be_recorded_of_a_return(counter: Counter) -> None:
    path = await issued(counter, "post")
    too_soon = {"tracking_number": "E", "sent_at": "2026-04-19T09:00:00+07:00"}
    authorised = {"received_by": "authorised"}
    wrong: list[tuple[str, Any, tuple[int, str, set[str]]]] = [
        ("dispatch", {}, (422, "invalid-request", {"tracking_number"})),
        ("dispatch", {"tracking_number": "x" * 61}, (422, "invalid-request", {"tracking_number"})),
        ("dispatch", too_soon, (422, "invalid-request", {"sent_at"})),
        ("delivery", None, (409, "nothing-dispatched", set())),
        ("delivery", {"outcome": "lost"}, (422, "invalid-request", {"outcome"})),
        ("collection", authorised, (422, "invalid-request", {"receiver.name", "receiver.authority"})),
        ("collection", {"receiver": {"name": "x" * 201}}, (422, "invalid-request", {"receiver.name"})),
    ]
    for action, body, expected in wrong:
        assert refusal(await counter.post(f"{path}/{action}", body)) == expected, action
    for actor in (APPLICANT, SPECIALIST, CONTROL):
        for action, body in (("dispatch", {"tracking_number": "E"}), ("delivery", None)):
            answer = await counter.post(f"{path}/{action}", body, actor=actor)
            assert refusal(answer) == (403, "role-forbidden", set())


async def test_a_faulty_result_is_put_right_and_what_people_wrote_is_sealed(counter: Counter) -> None:
    path = await issued(counter)
    await counter.post(f"{path}/collection")
    body = {"reason": "Sai tên Nguyễn Văn Mẫu", "found_by": "applicant"}
    asked = await counter.post(f"{path}/result-corrections", body, key="k-1")
    assert (asked.status_code, asked.json()["items"][0]["state"]) == (201, "requested")
    assert (await counter.post(f"{path}/result-corrections", body, key="k-1")).status_code == 201
    one = f"{path}/result-corrections/{asked.json()['items'][0]['id']}"
    assert refusal(await counter.post(f"{one}/return")) == (409, "correction-not-ready", set())
    assert (await counter.post(f"{one}/arrival")).json()["items"][0]["state"] == "ready"
    assert (await counter.post(f"{one}/return")).json()["items"][0]["state"] == "returned"
    for actor, reason in ((APPLICANT, body["reason"]), (CONTROL, None)):
        shown = ResultCorrectionsOut.model_validate((await counter.get(f"{path}/result-corrections", actor)).json())
        assert shown.items[0].reason == reason
    assert (await counter.get(path)).json()["state"] == "collected"
    ((words,),) = await counter.rows("SELECT words FROM result_corrections")
    assert "Nguyễn".encode() not in bytes(words)
    assert refusal(await counter.post(f"{path}/result-corrections", {})) == (
        422,
        "invalid-request",
        {"reason", "found_by"},
    )
    assert refusal(await counter.post(f"{path}/result-corrections", body, actor=APPLICANT)) == (
        403,
        "role-forbidden",
        set(),
    )


async def test_a_result_nobody_fetches_is_reminded_of_once_by_two_scans_at_once(counter: Counter) -> None:
    path = await issued(counter)
    counter.clock.move_to(local("2026-05-15 09:00"))
    await asyncio.gather(counter.use_cases.fire_timers(), counter.use_cases.fire_timers())
    assert (await told(counter)).count("dossier.result-uncollected") == 1
    for collection, count in (("waiting", 1), ("overdue", 1)):
        assert (await counter.get("/v1/dossiers", collection=collection)).json()["total_size"] == count
    handed = await counter.post(f"{path}/collection")
    assert handed.status_code == 201, handed.text
    assert (await counter.get("/v1/dossiers", collection="waiting")).json()["total_size"] == 0
    assert refusal(await counter.get("/v1/dossiers", collection="lost")) == (422, "invalid-request", {"collection"})
