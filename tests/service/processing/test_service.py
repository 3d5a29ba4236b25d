"""The service as it runs: intake's events by NATS, its law by gRPC, people by HTTP, systems by gRPC."""

from __future__ import annotations

import pytest

from chassis.kernel.errors import Kind, Problem
from motcua.audit.v1 import ledger_pb2, ledger_pb2_grpc
from motcua.processing.v1 import (
    case_pb2,
    case_service_pb2,
    case_service_pb2_grpc,
    task_service_pb2,
    task_service_pb2_grpc,
)
from processing.protocol import stamp
from service.processing.building import Building
from service.processing.steps import CASE, act, exists, open_case, published, task_of, to_decision, told
from support.stream import eventually
from unit.processing.story import (
    APPLICANT,
    CLERK,
    DOSSIER_ID,
    HEAD,
    LEADER,
    SPECIALIST,
    STRANGER,
    SYSTEM,
    at,
)


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


async def test_while_intake_is_away_the_event_waits_and_the_case_opens_by_itself(building: Building) -> None:
    await open_case(building, with_law=False)
    assert (await building.call(LEADER, "GET", CASE)).json()["type"] == "urn:motcua:problem:case-unknown"
    await building.catalogue.start()
    await eventually(lambda: exists(building), seconds=80)
    assert (await building.call(LEADER, "GET", CASE)).json()["due_at"] == "2026-03-16T10:00:00Z"


async def test_overdue_follows_a_jump_of_the_clock_at_once(building: Building) -> None:
    await open_case(building)
    building.clock.jump(at("2026-03-16 17:00"))
    await eventually(lambda: is_due_no_more(building), seconds=5)
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


async def test_the_service_is_ready_and_says_why(building: Building) -> None:
    await open_case(building)
    assert (await building.call(None, "GET", "/livez")).status_code == 200
    document = (await building.call(None, "GET", "/openapi.json")).json()
    assert "/v1/cases/{dossier_id}/decision" in document["paths"]
