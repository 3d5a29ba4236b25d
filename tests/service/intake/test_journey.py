"""A dossier over HTTP from filing to rating, and who sees what on the way."""

from __future__ import annotations

from datetime import datetime

from google.protobuf.timestamp_pb2 import Timestamp

from chassis.messaging.envelope import OutgoingEvent, decode, encode
from intake.api.http.answers import AcceptedOut, DeadlineOut, DossierOut, DossierPage, ReceiptOut, TrackingOut
from intake.events.consumers import FollowingConsumer
from motcua.common.v1 import vocabulary_pb2
from motcua.events.v1 import handling_pb2
from service.intake.counter import Counter, body, refusal
from unit.intake.world import (
    APPLICANT,
    CONTROL,
    NEIGHBOUR,
    OTHER_SPECIALIST,
    RECEPTIONIST,
    SPECIALIST,
    local,
)


def stamp(at: datetime) -> Timestamp:
    made = Timestamp()
    made.FromDatetime(at)
    return made


async def the_department_issues(counter: Counter, dossier_id: str) -> None:
    """Processing's events, as its outbox would have them."""
    at, due = stamp(local("2026-04-24 15:00")), stamp(local("2026-05-07 17:00"))
    granted = vocabulary_pb2.DECISION_OUTCOME_GRANTED
    messages = [
        ("assigned", handling_pb2.DossierAssigned(officer="cv.laodong.1", step_key="tham-dinh", assigned_at=at)),
        ("decided", handling_pb2.DossierDecided(decided_at=at, outcome=granted)),
        (
            "result-issued",
            handling_pb2.DossierResultIssued(
                issued_at=at, decided_at=at, outcome=granted, due_at=due, original_due_at=due
            ),
        ),
    ]
    consumer = FollowingConsumer(counter.use_cases.follow)
    for sequence, (name, data) in enumerate(messages, start=1):
        event = OutgoingEvent(
            type=f"dossier.{name}", agency="heza", department="lao-dong", subject=dossier_id, data=data
        )
        sent = encode(
            event, event_id=f"e-{sequence}", service="processing", time=local("2026-04-24 15:00"), sequence=sequence
        )
        await consumer(decode(sent))
        await consumer(decode(sent))  # a redelivery changes nothing


async def test_from_filing_to_rating(counter: Counter) -> None:
    filed = await counter.registered(APPLICANT, result_by="counter")
    path = f"/v1/dossiers/{filed['id']}"
    assert (filed["state"], filed["portal_status"], filed["code"], filed["version"]) == ("registered", 1, None, 1)

    accepted = (await counter.post(f"{path}/acceptance", version=1)).json()
    assert (accepted["code"], accepted["state"], accepted["portal_status"]) == ("H24.15-260420-0001", "accepted", 2)
    assert accepted["due_at"] == "2026-05-07T10:00:00Z"
    assert accepted["receipt"]["due_at"] == "2026-05-07T17:00:00+07:00"

    await the_department_issues(counter, filed["id"])
    ready = await counter.get(path, APPLICANT)
    assert ready.headers["etag"] == '"5"'
    assert refusal(await counter.post(f"{path}/collection")) == (409, "fee-unpaid", {"payment_status"})
    charge = {"amount_vnd": 600_000, "method": "cash", "receipt_number": "BL-0001"}
    assert (await counter.post(f"{path}/payments", charge)).json()["status"] == "paid"
    assert {name: ready.json()[name] for name in ("state", "portal_status", "timeliness", "outcome", "officer")} == {
        "state": "result_ready",
        "portal_status": 9,
        "timeliness": "early",
        "outcome": "granted",
        "officer": "cv.laodong.1",
    }

    collected = (await counter.post(f"{path}/collection", {"method": "post"}, version=6)).json()
    assert (collected["state"], collected["portal_status"]) == ("collected", 10)
    assert collected["returned_at"] == "2026-04-20T02:00:00Z"
    rated = (await counter.post(f"{path}/rating", {"rating": 5, "comment": "Tốt"}, actor=APPLICANT)).json()
    assert rated["rating"] == 5
    told = await counter.rows("SELECT type, sequence FROM outbox ORDER BY position")
    assert told == [
        ("dossier.received", 1),
        ("dossier.accepted", 2),
        ("dossier.paid", 3),
        ("dossier.collected", 4),
        ("dossier.rated", 5),
    ]


async def test_each_answer_has_the_shape_that_the_document_promises(counter: Counter) -> None:
    accepted = await counter.accepted(APPLICANT)
    path = f"/v1/dossiers/{accepted['id']}"
    AcceptedOut.model_validate(accepted)
    for actor in (APPLICANT, CONTROL):
        shown = (await counter.get(path, actor)).json()
        DossierOut.model_validate(shown)
        assert ("applicant" in shown, "request" in shown) == ((actor is APPLICANT,) * 2)
    DossierPage.model_validate((await counter.get("/v1/dossiers")).json())
    DeadlineOut.model_validate((await counter.get(f"{path}/deadline")).json())
    ReceiptOut.model_validate((await counter.get(f"{path}/receipt", APPLICANT)).json())
    secret = accepted["receipt"]["tracking_secret"]
    TrackingOut.model_validate((await counter.get(f"/v1/tracking/{accepted['code']}", None, secret=secret)).json())


async def test_personal_data_is_in_no_clear_column_no_event_and_no_public_answer(counter: Counter) -> None:
    accepted = await counter.accepted(APPLICANT)
    applicant = body()["applicant"]
    personal = [applicant[name] for name in ("name", "identity_number", "address", "phone", "email")]
    tables = ("dossiers", "applicants", "commands", "outbox")
    stored = [str(row) for table in tables for row in await counter.rows(f"SELECT * FROM {table}")]
    events = [bytes(row[0]).decode() for row in await counter.rows("SELECT body FROM outbox")]
    secret = accepted["receipt"]["tracking_secret"]
    public = (await counter.get(f"/v1/tracking/{accepted['code']}", None, secret=secret)).text
    listed = (await counter.get("/v1/dossiers")).text
    for text in [*stored, *events, public, listed]:
        assert not [word for word in [*personal, secret] if word in text]


async def test_lists_show_each_officer_his_own(counter: Counter) -> None:
    permit = await counter.accepted(APPLICANT)
    for actor, codes in [
        (APPLICANT, [permit["code"]]),
        (NEIGHBOUR, []),
        (SPECIALIST, [permit["code"]]),
        (OTHER_SPECIALIST, []),
        (CONTROL, [permit["code"]]),
    ]:
        page = (await counter.get("/v1/dossiers", actor, state="accepted", q="h24.15-2604")).json()
        assert ([item["code"] for item in page["items"]], page["total_size"]) == (codes, len(codes))


async def test_pages_are_walked_with_a_token_that_fits_one_list_only(counter: Counter) -> None:
    for _ in range(5):
        await counter.registered(RECEPTIONIST)
    first = (await counter.get("/v1/dossiers", page_size=2, channel="counter")).json()
    token = first["next_page_token"]
    second = (await counter.get("/v1/dossiers", page_size=2, channel="counter", page_token=token)).json()
    third = (
        await counter.get("/v1/dossiers", page_size=2, channel="counter", page_token=second["next_page_token"])
    ).json()
    ids = [item["id"] for page in (first, second, third) for item in page["items"]]
    assert (len(set(ids)), third["next_page_token"], third["total_size"]) == (5, None, 5)
    other = await counter.get("/v1/dossiers", page_size=2, channel="post", page_token=token)
    assert refusal(other) == (422, "page-token-invalid", {"page_token"})


async def test_a_supplement_at_the_counter(counter: Counter) -> None:
    documents = body()["documents"]
    filed = await counter.registered(RECEPTIONIST, documents=documents[:6], incomplete=True)
    path = f"/v1/dossiers/{filed['id']}"
    assert refusal(await counter.post(f"{path}/acceptance")) == (
        409,
        "documents-missing",
        {"documents.hinh-thuc-lam-viec"},
    )
    asked = await counter.post(
        f"{path}/supplement-requests", {"documents": ["hinh-thuc-lam-viec"], "reason": "Thiếu một giấy tờ."}
    )
    assert (asked.status_code, asked.json()["state"], asked.json()["portal_status"]) == (201, "supplement_requested", 5)
    brought = await counter.post(f"{path}/supplements", {"documents": [{"key": "hinh-thuc-lam-viec"}]})
    assert (brought.json()["state"], len(brought.json()["documents"])) == ("registered", 7)
    assert (await counter.post(f"{path}/acceptance")).json()["code"] == "H24.15-260420-0001"


async def test_the_law_is_public(counter: Counter) -> None:
    catalogue = (await counter.get("/v1/procedures", None, on="2026-05-01")).json()
    assert catalogue["total_size"] == len(catalogue["items"]) == 37
    permit = (await counter.get("/v1/procedures/1.014199", None)).json()
    assert (permit["key"], permit["version"], permit["limit"]) == (
        "cap-gpld",
        3,
        {"amount": "10", "unit": "working_day"},
    )
    assert (await counter.get("/v1/procedures/cap-gpld/versions/1", None)).json()["code"] == "2.000205"
    assert (await counter.get("/v1/departments", None)).json()["total_size"] == 9
    calendar = (await counter.get("/v1/calendar", None)).json()
    assert (calendar["zone"], calendar["known_years"]) == ("Asia/Ho_Chi_Minh", [2024, 2025, 2026, 2027])
    assert refusal(await counter.get("/v1/procedures/khong-co", None)) == (404, "procedure-unknown", {"procedure"})
