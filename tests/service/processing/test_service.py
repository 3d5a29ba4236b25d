"""The service as it runs: intake's events by NATS, its law by gRPC, people by HTTP, systems by gRPC."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import grpc
import pytest

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from motcua.audit.v1 import ledger_pb2, ledger_pb2_grpc
from motcua.common.v1 import vocabulary_pb2
from motcua.events.v1 import dossier_pb2
from motcua.processing.v1 import (
    batch_service_pb2,
    batch_service_pb2_grpc,
    case_pb2,
    case_service_pb2,
    case_service_pb2_grpc,
    inbox_service_pb2_grpc,
    letter_service_pb2,
    letter_service_pb2_grpc,
    mandate_service_pb2,
    mandate_service_pb2_grpc,
    note_service_pb2,
    note_service_pb2_grpc,
    result_service_pb2,
    result_service_pb2_grpc,
    role_service_pb2,
    role_service_pb2_grpc,
    task_service_pb2,
    task_service_pb2_grpc,
)
from motcua.processing.v1.inbox_service_pb2 import GetInboxRequest
from processing.protocol import dossier_ref, stamp
from service.processing.building import Building, standing
from service.processing.stores import MIGRATIONS
from support.databases import NewDatabaseUrl
from support.stream import Stored, eventually, stored
from unit.processing.desk import accepted, envelope
from unit.processing.story import (
    ACCEPTED_AT,
    APPLICANT,
    CLERK,
    DOSSIER_ID,
    HEAD,
    LEADER,
    OPERATOR,
    SPECIALIST,
    STRANGER,
    SYSTEM,
    at,
    dossier,
    law,
)

CASE = f"/v1/cases/{DOSSIER_ID}"


@pytest.fixture
async def building(database_url: NewDatabaseUrl, nats_url: str, tmp_path: Path) -> AsyncIterator[Building]:
    async with standing(await database_url(MIGRATIONS), nats_url, tmp_path, law()) as built:
        yield built


async def open_case(building: Building, *, with_law: bool = True) -> None:
    if with_law:
        await building.catalogue.start()
    received = dossier_pb2.DossierReceived(dossier=dossier_ref(dossier()), received_at=stamp(ACCEPTED_AT))
    await building.tell(envelope("dossier.received", DOSSIER_ID, 1, received), accepted(dossier(), 2))
    if with_law:
        await eventually(lambda: exists(building))


async def exists(building: Building) -> bool:
    return (await building.call(LEADER, "GET", CASE)).status_code == 200


async def told(building: Building) -> list[Stored]:
    return [event for event in await stored(building.nats_url) if event.event["source"] == "urn:motcua:processing"]


async def task_of(building: Building, actor: Actor) -> str:
    page = (await building.call(actor, "GET", "/v1/tasks")).json()
    return str(page["items"][0]["id"])


async def act(building: Building, actor: Actor, action: str, body: object) -> dict[str, object]:
    path = f"/v1/tasks/{await task_of(building, actor)}/{action}"
    answer = await building.call(actor, "POST", path, body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def to_decision(building: Building) -> None:
    await act(building, HEAD, "assignment", {"officer": "tp.dautu"})
    await act(building, HEAD, "completion", {})
    await act(building, HEAD, "assignment", {"officer": "cv.dautu.1"})
    await act(building, SPECIALIST, "completion", {"note": "Đủ điều kiện"})
    await act(building, HEAD, "assignment", {"officer": "tp.dautu"})
    await act(building, HEAD, "completion", {})


async def test_a_dossier_from_intakes_event_to_the_result_in_the_stream(building: Building) -> None:
    await open_case(building)
    building.clock.jump(at("2026-03-06 09:00"))
    await to_decision(building)
    decided = await building.call(LEADER, "POST", f"{CASE}/decision", {"outcome": "granted"})
    assert (decided.status_code, decided.json()["state"]) == (201, "decided")
    await act(building, CLERK, "assignment", {"officer": "cv.vanphong.1"})
    last = await act(building, CLERK, "completion", None)
    assert last["next"] is None
    case = (await building.call(LEADER, "GET", CASE)).json()
    assert (case["state"], case["timeliness"], case["portal_status"]) == ("result_issued", "early", 9)
    await eventually(lambda: published(building, 17))
    events = await told(building)
    assert [int(event.event["sequence"]) for event in events] == list(range(1, len(events) + 1))
    assert events[-1].subject == "motcua.v1.heza.dau-tu.dossier.result-issued"
    assert events[-1].event["data"]["timeliness"] == "TIMELINESS_EARLY"


async def published(building: Building, count: int) -> bool:
    return len(await told(building)) >= count


async def test_while_intake_is_away_the_event_waits_and_the_case_opens_by_itself(building: Building) -> None:
    await open_case(building, with_law=False)
    assert (await building.call(LEADER, "GET", CASE)).json()["type"] == "urn:motcua:problem:case-unknown"
    await building.catalogue.start()
    await eventually(lambda: exists(building), seconds=40)
    assert (await building.call(LEADER, "GET", CASE)).json()["due_at"] == "2026-03-16T10:00:00Z"


async def test_overdue_follows_a_jump_of_the_clock_at_once(building: Building) -> None:
    await open_case(building)
    building.clock.jump(at("2026-03-16 17:00"))
    began = time.monotonic()
    await eventually(lambda: is_due_no_more(building))
    assert time.monotonic() - began < 5
    events = await told(building)
    assert [event.event["type"] for event in events] == ["motcua.dossier.overdue.v1"]  # no warning after the fact
    assert events[-1].event["data"]["overdueSince"] == "2026-03-16T10:00:00Z"


async def is_due_no_more(building: Building) -> bool:
    return await published(building, 1)


async def test_the_deadline_is_told_in_both_languages(building: Building) -> None:
    await open_case(building)
    deadline = (await building.call(SPECIALIST, "GET", f"{CASE}/deadline")).json()
    assert (deadline["due_at"], deadline["provisional"]) == ("2026-03-16T10:00:00Z", False)
    assert deadline["lines"][0]["on"] == "2026-03-02"
    assert all(line["vi"] and line["en"] for line in deadline["lines"])
    assert [line["counted"] for line in deadline["lines"]][-1] == "10"


async def test_refusals_are_problems_with_stable_types(building: Building) -> None:
    await open_case(building)
    task_id = await task_of(building, HEAD)
    answers = [
        await building.call(None, "GET", CASE),
        await building.call(APPLICANT, "GET", CASE),
        await building.call(STRANGER, "GET", CASE),
        await building.call(SPECIALIST, "GET", "/v1/tasks?department=lao-dong"),
        await building.call(SPECIALIST, "POST", f"/v1/tasks/{task_id}/assignment", {"officer": "cv.dautu.1"}),
        await building.call(LEADER, "POST", f"{CASE}/decision", {"outcome": "granted"}),
        await building.call(LEADER, "POST", f"{CASE}/decision", {"outcome": "perhaps"}),
        await building.call(HEAD, "POST", f"/v1/tasks/{task_id}/assignment", {"officer": "tp.dautu"}, If_Match='"9"'),
        await building.call(LEADER, "GET", "/v1/cases?page_token=abc"),
    ]
    assert [(answer.status_code, answer.json()["type"].rsplit(":", 1)[1]) for answer in answers] == [
        (401, "token-missing"),
        (403, "role-not-allowed"),
        (404, "case-unknown"),
        (403, "not-your-department"),
        (403, "assignment-not-allowed"),
        (409, "not-at-decision"),
        (422, "invalid-request"),
        (412, "version-stale"),
        (422, "page-token-invalid"),
    ]


async def test_the_same_key_twice_does_it_once(building: Building) -> None:
    await open_case(building)
    path = f"/v1/tasks/{await task_of(building, HEAD)}/assignment"
    first = await building.call(HEAD, "POST", path, {"officer": "tp.dautu"}, Idempotency_Key="k-1")
    again = await building.call(HEAD, "POST", path, {"officer": "tp.dautu"}, Idempotency_Key="k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert first.headers["etag"] == '"2"'
    other = await building.call(HEAD, "POST", path, {"officer": "cv.dautu.1"}, Idempotency_Key="k-1")
    assert other.json()["type"] == "urn:motcua:problem:idempotency-key-reused"


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


async def test_systems_read_and_people_act_by_grpc(building: Building) -> None:
    await open_case(building)
    system, head = building.channel(SYSTEM), building.channel(HEAD)
    cases = case_service_pb2_grpc.CaseServiceStub(system.channel)
    tasks = task_service_pb2_grpc.TaskServiceStub(head.channel)
    case = (await cases.GetCase(case_service_pb2.GetCaseRequest(dossier_id=DOSSIER_ID))).case
    assert (case.state, case.current_step, case.officer) == (case_pb2.CASE_STATE_RUNNING, "phan-cong", "")
    assert case.due_at == stamp(at("2026-03-16 17:00"))
    deadline = await cases.GetDeadline(case_service_pb2.GetDeadlineRequest(dossier_id=DOSSIER_ID))
    assert (deadline.due_at, deadline.lines[-1].kind) == (case.due_at, "due")
    listed = await tasks.ListTasks(task_service_pb2.ListTasksRequest())
    assert listed.total_size == 1
    request = task_service_pb2.AssignTaskRequest(
        task_id=listed.tasks[0].id, officer="tp.dautu", expected_version=1, idempotency_key="k-1"
    )
    assert (await tasks.AssignTask(request)).task.state == case_pb2.TASK_STATE_ASSIGNED
    assert (await tasks.AssignTask(request)).task.version == 2
    done = await tasks.CompleteTask(task_service_pb2.CompleteTaskRequest(task_id=listed.tasks[0].id))
    assert done.next.step_key == "tham-dinh"
    with pytest.raises(Problem) as unknown:
        await cases.GetCase(case_service_pb2.GetCaseRequest(dossier_id="nobody"))
    assert (unknown.value.slug, unknown.value.kind) == ("case-unknown", Kind.NOT_FOUND)
    ledger = ledger_pb2_grpc.LedgerServiceStub(system.channel)
    (subject,) = (await ledger.ListSubjects(ledger_pb2.ListSubjectsRequest())).subjects
    assert (subject.commands, subject.events_commanded, subject.outbox_count) == (3, 3, 3)
    assert [(seen.source, seen.last_sequence) for seen in subject.inbox] == [("urn:motcua:intake", 2)]
    await system.stop()
    await head.stop()


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


async def test_ones_own_work_by_http_and_grpc(building: Building) -> None:
    await open_case(building)
    mine = (await building.call(HEAD, "GET", "/v1/work?group_size=1")).json()
    group = next(group for group in mine["groups"] if group["group"] == "to_assign")
    assert (group["total_size"], sum(group["counts"].values())) == (1, 1)
    item = group["items"][0]
    assert (item["working_seconds_left"], item["is_paused"], item["dossier"]["timeliness"]) == (7200, False, "in_time")
    head = building.channel(HEAD)
    inbox = (await inbox_service_pb2_grpc.InboxServiceStub(head.channel).GetInbox(GetInboxRequest())).inbox
    assert [(each.group, each.total_size) for each in inbox.groups] == [(1, 0), (2, 1), (3, 0), (4, 0)]
    task = inbox.groups[1].tasks[0]
    assert (task.id, task.working_seconds_left) == (item["id"], 7200)
    assert task.timeliness == vocabulary_pb2.TIMELINESS_IN_TIME
    assert (await building.call(APPLICANT, "GET", "/v1/work")).status_code == 403
    await head.stop()


async def test_many_steps_at_once_by_http_and_grpc(building: Building) -> None:
    await open_case(building)
    task_id = await task_of(building, HEAD)
    items = [{"task_id": task_id, "officer": "tp.dautu"}, {"task_id": "nothing", "officer": "tp.dautu"}]
    body = {"action": "assign", "items": items}
    answer = await building.call(HEAD, "POST", "/v1/task-batches", body, Idempotency_Key="b-1")
    assert (answer.status_code, answer.json()["done"], answer.json()["refused"]) == (200, 1, 1)
    assert [item["status"] for item in answer.json()["items"]] == ["done", "refused"]
    assert answer.json()["items"][1]["problem"]["type"] == "urn:motcua:problem:task-unknown"
    again = await building.call(HEAD, "POST", "/v1/task-batches", body, Idempotency_Key="b-1")
    assert again.json() == answer.json()
    empty = await building.call(HEAD, "POST", "/v1/task-batches", {"action": "assign", "items": []})
    assert empty.status_code == 422
    head = building.channel(HEAD)
    batches = batch_service_pb2_grpc.TaskBatchServiceStub(head.channel)
    request = batch_service_pb2.RunTaskBatchRequest(
        action=batch_service_pb2.TASK_BATCH_ACTION_COMPLETE,
        items=[batch_service_pb2.TaskBatchItem(task_id=each) for each in ("nothing", task_id)],
        idempotency_key="b-2",
    )
    report = await batches.RunTaskBatch(request)
    assert [outcome.problem for outcome in report.outcomes] == ["task-unknown", ""]
    assert (report.done, report.outcomes[1].task.state) == (1, case_pb2.TASK_STATE_COMPLETED)
    with pytest.raises(Problem) as refused:
        await batches.RunTaskBatch(batch_service_pb2.RunTaskBatchRequest())
    assert refused.value.slug == "invalid-request"
    await head.stop()


async def test_absences_and_delegations_by_http_and_grpc(building: Building) -> None:
    body = {"from_on": "2026-03-02", "to_on": "2026-03-06", "substitute": "cv.dautu.2", "kind": "leave"}
    absence = await building.call(SPECIALIST, "POST", "/v1/absences", body, Idempotency_Key="a-1")
    assert (absence.status_code, absence.json()["officer"]) == (201, "cv.dautu.1")
    again = await building.call(SPECIALIST, "POST", "/v1/absences", body, Idempotency_Key="a-1")
    assert again.json() == absence.json()
    overlapping = await building.call(SPECIALIST, "POST", "/v1/absences", body)
    assert (overlapping.status_code, overlapping.json()["type"]) == (409, "urn:motcua:problem:absence-overlaps")
    assert (await building.call(APPLICANT, "POST", "/v1/absences", body)).status_code == 403
    page = (await building.call(LEADER, "GET", "/v1/absences?on=2026-03-05")).json()
    assert (page["total_size"], page["items"]) == (1, [absence.json()])
    leader = building.channel(LEADER)
    mandates = mandate_service_pb2_grpc.MandateServiceStub(leader.channel)
    request = mandate_service_pb2.DelegateRequest(
        delegate="tp.vanphong",
        powers=[mandate_service_pb2.POWER_DECIDE],
        from_on="2026-03-02",
        to_on="2026-03-06",
        document_number="12/GUQ-BQL",
        document_on="2026-03-02",
        idempotency_key="d-1",
    )
    delegation = (await mandates.Delegate(request)).delegation
    assert (await mandates.Delegate(request)).delegation == delegation
    listed = (await building.call(LEADER, "GET", "/v1/delegations?person=tp.vanphong")).json()
    assert [item["powers"] for item in listed["items"]] == [["decide"]]
    path = f"/v1/delegations/{delegation.id}/revocation"
    revoked = await building.call(LEADER, "POST", path, {"reason": "Đã về"})
    assert (revoked.status_code, revoked.json()["revoked_by"]) == (201, LEADER.subject)
    cancelled = mandate_service_pb2.CancelAbsenceRequest(absence_id=absence.json()["id"], reason="Về sớm")
    with pytest.raises(Problem) as refused:
        await mandates.CancelAbsence(cancelled)
    assert refused.value.slug == "role-not-allowed"
    found = await mandates.ListAbsences(mandate_service_pb2.ListAbsencesRequest())
    assert (found.total_size, found.absences[0].kind) == (1, mandate_service_pb2.ABSENCE_KIND_LEAVE)
    await leader.stop()


async def test_roles_by_http_and_grpc_and_as_a_sheet(building: Building) -> None:
    body = {
        "account": "cv.dautu.1",
        "role": "specialist",
        "department": "dau-tu",
        "valid_from": "2026-03-01",
        "decision_ref": "QĐ 45/QĐ-BQL",
    }
    made = await building.call(LEADER, "POST", "/v1/role-assignments", body, Idempotency_Key="r-1")
    assert (made.status_code, made.json()["valid_to"]) == (201, None)
    again = await building.call(LEADER, "POST", "/v1/role-assignments", body, Idempotency_Key="r-1")
    assert again.json() == made.json()
    twice = await building.call(LEADER, "POST", "/v1/role-assignments", body)
    assert twice.json()["type"] == "urn:motcua:problem:role-assignment-overlaps"
    assert (await building.call(HEAD, "POST", "/v1/role-assignments", body)).status_code == 403
    sheet = await building.call(HEAD, "GET", "/v1/role-assignments/export?on=2026-03-02")
    assert sheet.headers["content-type"].startswith("text/csv")
    assert "cv.dautu.1,specialist,dau-tu" in sheet.content.decode("utf-8-sig")
    operator = building.channel(OPERATOR)
    roles = role_service_pb2_grpc.RoleServiceStub(operator.channel)
    ended = role_service_pb2.EndRoleRequest(
        assignment_id=made.json()["id"], valid_to="2026-03-31", reason="Hết thời gian biệt phái"
    )
    assert (await roles.EndRole(ended)).assignment.valid_to == "2026-03-31"
    listed = await roles.ListRoles(role_service_pb2.ListRolesRequest(on="2026-04-01"))
    assert listed.total_size == 0
    with pytest.raises(Problem) as refused:
        await roles.AssignRole(role_service_pb2.AssignRoleRequest(account="a", role="king", valid_from="2026-03-01"))
    assert refused.value.slug == "invalid-request"
    page = (await building.call(LEADER, "GET", "/v1/role-assignments?account=cv.dautu.1")).json()
    assert [(item["valid_to"], item["ended_by"]) for item in page["items"]] == [("2026-03-31", "vh.1")]
    await operator.stop()


async def test_results_and_notes_by_http_and_grpc(building: Building) -> None:
    await open_case(building)
    await act(building, HEAD, "assignment", {"officer": "tp.dautu"})
    pdf, headers = b"%PDF-1.7 " + b"x" * 300_000, {"Authorization": f"Bearer {building.token(HEAD)}"}
    form = {"file": ("Kết quả.pdf", pdf, "application/pdf")}
    attached = await building.http.post(f"{CASE}/results", files=form, headers=headers | {"Idempotency-Key": "f-1"})
    assert (attached.status_code, attached.json()["number"]) == (201, 1), attached.text
    again = await building.http.post(f"{CASE}/results", files=form, headers=headers | {"Idempotency-Key": "f-1"})
    assert again.json() == attached.json()
    wrong = await building.http.post(f"{CASE}/results", files={"file": ("a.pdf", b"MZ", "x/y")}, headers=headers)
    assert (wrong.status_code, wrong.json()["type"]) == (422, "urn:motcua:problem:result-kind-refused")
    result_id = attached.json()["id"]
    content = await building.call(LEADER, "GET", f"{CASE}/results/{result_id}/content")
    assert (content.status_code, content.content) == (200, pdf)
    assert (await building.call(STRANGER, "GET", f"{CASE}/results")).status_code == 404
    unsigned = await building.call(LEADER, "POST", f"{CASE}/results/{result_id}/signature")
    assert (unsigned.status_code, unsigned.json()["type"]) == (409, "urn:motcua:problem:signing-not-set-up")
    system, head = building.channel(SYSTEM), building.channel(HEAD)
    results = result_service_pb2_grpc.ResultServiceStub(system.channel)
    listed = await results.ListResults(result_service_pb2.ListResultsRequest(dossier_id=DOSSIER_ID))
    assert [(each.id, each.sha256) for each in listed.results] == [(result_id, attached.json()["sha256"])]
    pieces = results.DownloadResult(result_service_pb2.DownloadResultRequest(dossier_id=DOSSIER_ID))
    assert b"".join([piece.content async for piece in pieces]) == pdf
    await eventually(lambda: published(building, 3))
    event = (await told(building))[-1].event
    assert (event["type"], event["data"]["sha256"]) == (
        "motcua.dossier.result-attached.v1",
        attached.json()["sha256"],
    )
    sent = [
        result_service_pb2.AttachResultRequest(header=result_service_pb2.ResultHeader(dossier_id=DOSSIER_ID)),
        *(result_service_pb2.AttachResultRequest(content=pdf[start : start + 99_999]) for start in (0, 99_999)),
    ]
    async with grpc.aio.insecure_channel(f"127.0.0.1:{building.grpc_port}") as plain:  # as another system has it
        bearer = [("authorization", f"Bearer {building.token(HEAD)}")]
        stub: Any = result_service_pb2_grpc.ResultServiceStub(plain)
        second = await stub.AttachResult(iter(sent), metadata=bearer, timeout=20)
    assert (second.result.number, second.result.size) == (2, 199_998)
    noted = await building.call(HEAD, "POST", f"{CASE}/notes", {"text": "Đã trao đổi"}, Idempotency_Key="n-1")
    assert (noted.status_code, noted.json()["author"]) == (201, "tp.dautu")
    notes = note_service_pb2_grpc.NoteServiceStub(head.channel)
    await notes.WriteNote(note_service_pb2.WriteNoteRequest(dossier_id=DOSSIER_ID, text="Chờ ý kiến"))
    page = await notes.ListNotes(note_service_pb2.ListNotesRequest(dossier_id=DOSSIER_ID, page_size=1))
    assert (page.total_size, [note.text for note in page.notes]) == (2, ["Đã trao đổi"])
    rest = (await building.call(LEADER, "GET", f"{CASE}/notes")).json()
    assert [note["text"] for note in rest["items"]] == ["Đã trao đổi", "Chờ ý kiến"]
    await system.stop()
    await head.stop()


async def test_the_service_is_ready_and_says_why(building: Building) -> None:
    await open_case(building)
    assert (await building.call(None, "GET", "/livez")).status_code == 200
    document = (await building.call(None, "GET", "/openapi.json")).json()
    assert "/v1/cases/{dossier_id}/decision" in document["paths"]
