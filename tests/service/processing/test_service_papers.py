"""Papers and duties in the running service: asked for by HTTP and gRPC, answered by event."""

from __future__ import annotations

import pytest

from chassis.kernel.errors import Kind, Problem
from motcua.common.v1 import vocabulary_pb2
from motcua.events.v1 import dossier_pb2
from motcua.processing.v1 import (
    case_pb2,
    case_service_pb2,
    case_service_pb2_grpc,
    letter_service_pb2,
    letter_service_pb2_grpc,
)
from processing.protocol import dossier_ref, stamp
from service.processing.building import Building
from service.processing.steps import CASE, act, open_case, told
from support.stream import eventually
from unit.processing.desk import envelope
from unit.processing.story import (
    APPLICANT,
    DOSSIER_ID,
    HEAD,
    LEADER,
    SPECIALIST,
    STRANGER,
    SYSTEM,
    at,
    dossier,
)


async def test_papers_asked_for_by_http_resume_by_event(building: Building) -> None:
    await open_case(building)
    await act(building, HEAD, "assignment", {"officer": "tp.dautu"})
    await act(building, HEAD, "completion", {})
    await act(building, HEAD, "assignment", {"officer": "cv.dautu.1"})
    building.clock.jump(at("2026-03-04 10:00"))
    body = {"documents": ["Giấy tờ về quyền sử dụng đất"], "reason": "Thiếu giấy tờ"}
    asked = (await building.call(SPECIALIST, "POST", f"{CASE}/supplement-requests", body)).json()
    assert (asked["state"], asked["is_paused"], asked["due_at"]) == (
        "awaiting_supplement",
        True,
        "2026-03-16T10:00:00Z",
    )
    data = dossier_pb2.DossierSupplemented(
        dossier=dossier_ref(dossier()),
        request_id=asked["supplements"][0]["request_id"],
        supplemented_at=stamp(at("2026-03-09 10:00")),
        stage=vocabulary_pb2.SUPPLEMENT_STAGE_APPRAISAL,
    )
    await building.tell(envelope("dossier.supplemented", DOSSIER_ID, 3, data))

    async def resumed() -> bool:
        return bool((await building.call(LEADER, "GET", CASE)).json()["state"] == "running")

    await eventually(resumed)
    assert (await building.call(LEADER, "GET", CASE)).json()["due_at"] == "2026-03-19T10:00:00Z"
    stream = "".join(event.body.decode() for event in await told(building))
    assert "quyền sử dụng" not in stream
    assert "Thiếu" not in stream


async def test_a_duty_asked_for_by_http_has_its_second_appointment_by_event(building: Building) -> None:
    await open_case(building)
    await act(building, HEAD, "assignment", {"officer": "tp.dautu"})
    await act(building, HEAD, "completion", {})
    await act(building, HEAD, "assignment", {"officer": "cv.dautu.1"})
    building.clock.jump(at("2026-03-04 10:00"))
    path, body = f"{CASE}/financial-duties", {"amount_vnd": 125_000_000, "kind": "land", "reason": "Tiền thuê đất"}
    for actor, status in ((HEAD, 403), (STRANGER, 404), (APPLICANT, 403)):
        assert (await building.call(actor, "POST", path, body)).status_code == status
    asked = (await building.call(SPECIALIST, "POST", path, body, Idempotency_Key="k-1")).json()
    assert (asked["state"], asked["portal_status"], asked["is_paused"]) == ("awaiting_payment", 6, True)
    assert (await building.call(SPECIALIST, "POST", path, body, Idempotency_Key="k-1")).json() == asked
    refused = await building.call(SPECIALIST, "POST", path, body)
    assert refused.json()["type"] == "urn:motcua:problem:request-payment-not-allowed"
    data = dossier_pb2.DossierPaid(
        dossier=dossier_ref(dossier()),
        payable=asked["financial_duties"][0]["duty_id"],
        kind=vocabulary_pb2.PAYABLE_KIND_LAND,
        amount_vnd=125_000_000,
        settled_at=stamp(at("2026-03-09 10:00")),
    )
    paid = envelope("dossier.paid", DOSSIER_ID, 3, data)
    await building.tell(paid, paid)

    async def resumed() -> bool:
        return bool((await building.call(LEADER, "GET", CASE)).json()["state"] == "running")

    await eventually(resumed)
    case = (await building.call(LEADER, "GET", CASE)).json()
    settled_at = case["financial_duties"][0]["settled_at"]
    assert (case["due_at"], settled_at) == ("2026-03-19T10:00:00Z", "2026-03-09T03:00:00Z")

    async def appointed() -> bool:
        return "due-date-changed" in {event.event["type"].split(".")[2] for event in await told(building)}

    await eventually(appointed)
    events = [event.event["type"].split(".")[2] for event in await told(building)]
    assert [e for e in events if e in {"payment-requested", "paused", "resumed", "due-date-changed"}] == [
        "payment-requested",
        "paused",
        "resumed",
        "due-date-changed",
    ]
    assert "Tiền thuê" not in "".join(event.body.decode() for event in await told(building))


async def test_a_duty_is_asked_for_by_grpc(building: Building) -> None:
    await open_case(building)
    await act(building, HEAD, "assignment", {"officer": "tp.dautu"})
    await act(building, HEAD, "completion", {})
    await act(building, HEAD, "assignment", {"officer": "cv.dautu.1"})
    officer = building.channel(SPECIALIST)
    cases = case_service_pb2_grpc.CaseServiceStub(officer.channel)
    request = case_service_pb2.RequestPaymentRequest(
        dossier_id=DOSSIER_ID, kind=vocabulary_pb2.PAYABLE_KIND_TAX, amount_vnd=9_000_000, reason="Thuế"
    )
    answer = await cases.RequestPayment(request)
    assert (answer.case.state, answer.case.financial_duties[0].duty_id) == (
        case_pb2.CASE_STATE_AWAITING_PAYMENT,
        answer.duty_id,
    )
    await officer.stop()


async def test_the_words_of_a_decision_are_handed_to_the_service_that_prints_them(building: Building) -> None:
    await open_case(building)
    system, leader = building.channel(SYSTEM), building.channel(LEADER)
    request = letter_service_pb2.GetLettersRequest(dossier_id=DOSSIER_ID)
    new_due_at = "2026-03-20T03:00:00Z"
    said = await building.call(LEADER, "POST", f"{CASE}/apology", {"new_due_at": new_due_at, "reason": "Cần xác minh"})
    assert said.status_code == 201, said.text
    letters = await letter_service_pb2_grpc.LetterServiceStub(system.channel).GetLetters(request)
    assert (letters.apology.reason, letters.apology.officer) == ("Cần xác minh", LEADER.subject)
    assert letters.apology.promised_at == stamp(at("2026-03-16 17:00"))
    assert letters.apology.new_due_at == stamp(at("2026-03-20 10:00"))
    assert not letters.HasField("decision")
    with pytest.raises(Problem) as refused:
        await letter_service_pb2_grpc.LetterServiceStub(leader.channel).GetLetters(request)
    assert (refused.value.slug, refused.value.kind) == ("role-not-allowed", Kind.FORBIDDEN)
    await system.stop()
    await leader.stop()
