"""An officer's desk in the running service, by HTTP and gRPC: own work, batches, absences, roles, results."""

from __future__ import annotations

from typing import Any

import grpc
import pytest

from chassis.kernel.errors import Problem
from motcua.common.v1 import vocabulary_pb2
from motcua.processing.v1 import (
    batch_service_pb2,
    batch_service_pb2_grpc,
    case_pb2,
    inbox_service_pb2_grpc,
    mandate_service_pb2,
    mandate_service_pb2_grpc,
    note_service_pb2,
    note_service_pb2_grpc,
    result_service_pb2,
    result_service_pb2_grpc,
    role_service_pb2,
    role_service_pb2_grpc,
)
from motcua.processing.v1.inbox_service_pb2 import GetInboxRequest
from service.processing.building import Building
from service.processing.steps import CASE, act, open_case, published, task_of, told
from support.stream import eventually
from unit.processing.story import (
    APPLICANT,
    DOSSIER_ID,
    HEAD,
    LEADER,
    OPERATOR,
    SPECIALIST,
    STRANGER,
    SYSTEM,
)


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
