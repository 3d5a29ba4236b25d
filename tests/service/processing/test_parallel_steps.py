"""Several open steps in a case: on every kind of store, over HTTP and gRPC, and through a change of the law."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Problem
from motcua.processing.v1 import case_pb2, case_service_pb2, case_service_pb2_grpc
from processing.application.assign_task import AssignTask
from processing.application.changing import Seen
from processing.application.complete_task import CompleteTask
from processing.application.return_task import ReturnTask
from processing.domain.guards import Guard
from processing.domain.vocabulary import CaseState, Outcome, TaskState
from service.processing.building import Building, standing
from service.processing.conftest import NewOffice
from service.processing.steps import CASE, open_case
from service.processing.stores import MIGRATIONS, Office
from support.databases import NewDatabaseUrl
from unit.processing.desk import by
from unit.processing.story import CLERK, HEAD, LEADER, SPECIALIST, STRANGER, SYSTEM, law
from unit.processing.workflows import CONSULTED

OTHER_ID = "01976f00-0000-7000-8000-000000000002"


async def do(made: Office, key: str, actor: Actor, head: Actor | None = None) -> Seen:
    """The open step of that name, taken (or assigned by the head) and done."""
    (task,) = [task for task in (await made.desk.case()).case.open_tasks if task.step_key == key]
    if not task.officer:
        await made.desk.ask.assign_task(AssignTask(asked=by(head or actor), task_id=task.id, officer=actor.subject))
    return await made.desk.ask.complete_task(CompleteTask(asked=by(actor), task_id=task.id))


def keys(seen: Seen) -> list[str]:
    return [task.step_key for task in seen.case.open_tasks]


async def test_two_departments_work_at_once_and_a_third_step_waits_for_both(office: NewOffice) -> None:
    made = await office(law(steps=CONSULTED))
    await made.desk.open()
    assert keys(await do(made, "phan-cong", HEAD)) == ["tham-dinh", "y-kien"]
    assert keys(await do(made, "y-kien", STRANGER)) == ["tham-dinh"]
    seen = await do(made, "tham-dinh", SPECIALIST, HEAD)
    assert keys(seen) == ["kiem-tra"]
    assert (await made.desk.case()).case == seen.case


async def test_a_return_to_one_department_leaves_the_other_in_peace(office: NewOffice) -> None:
    made = await office(law(steps=CONSULTED))
    await made.desk.open()
    await do(made, "phan-cong", HEAD)
    await do(made, "tham-dinh", SPECIALIST, HEAD)
    await do(made, "y-kien", STRANGER)
    await made.desk.take(HEAD)
    task = (await made.desk.case()).case.open_tasks[0]
    with pytest.raises(Problem) as ambiguous:
        await made.desk.ask.return_task(ReturnTask(asked=by(HEAD), task_id=task.id, reason="Thiếu"))
    assert ambiguous.value.slug == "step-ambiguous"
    command = ReturnTask(asked=by(HEAD), task_id=task.id, reason="Thiếu", to_step="y-kien")
    seen = await made.desk.ask.return_task(command)
    assert [(each.step_key, each.officer) for each in seen.case.open_tasks] == [("y-kien", STRANGER.subject)]
    assert keys(await do(made, "y-kien", STRANGER)) == ["kiem-tra"]
    assert (await made.desk.case()).case.state is CaseState.RUNNING


async def test_what_a_refusal_does_not_need_is_skipped_for_ever(office: NewOffice) -> None:
    made = await office(law(steps=CONSULTED))
    await made.desk.open()
    await do(made, "phan-cong", HEAD)
    await do(made, "tham-dinh", SPECIALIST, HEAD)
    await do(made, "y-kien", STRANGER)
    await do(made, "kiem-tra", HEAD)
    written = await made.desk.decide(outcome=Outcome.REFUSED)
    read = await made.desk.case()
    assert read.case == written.case
    (skipped,) = [task for task in read.case.tasks if task.state is TaskState.SKIPPED]
    assert (skipped.step_key, skipped.officer, skipped.forms) == ("phat-hanh", LEADER.subject, ("result",))
    assert skipped.unmet == Guard(outcome=Outcome.GRANTED)
    await do(made, "thong-bao", SPECIALIST, HEAD)
    assert (await do(made, "vao-so", CLERK)).case.state is CaseState.RESULT_ISSUED


async def test_an_open_case_stays_on_its_version_when_the_law_changes_midway(office: NewOffice) -> None:
    made = await office(law(), law(version=4, steps=CONSULTED, limit=("5", "working_day")))
    await made.desk.open()
    await made.desk.to_specialist()
    due_at = (await made.desk.case()).case.due_at
    await made.desk.open(OTHER_ID, version=4)
    await made.desk.take(HEAD, dossier_id=OTHER_ID)
    assert keys(await made.desk.finish(HEAD, OTHER_ID)) == ["tham-dinh", "y-kien"]
    seen = await made.desk.finish(SPECIALIST)
    assert (keys(seen), seen.law.version.version, seen.case.due_at) == (["kiem-tra"], 3, due_at)
    await made.desk.take(HEAD)
    await made.desk.finish(HEAD)
    await made.desk.decide()
    await made.desk.take(CLERK)
    assert (await made.desk.finish(CLERK)).case.state is CaseState.RESULT_ISSUED


@pytest.fixture
async def building(database_url: NewDatabaseUrl, nats_url: str, tmp_path: Path) -> AsyncIterator[Building]:
    async with standing(await database_url(MIGRATIONS), nats_url, tmp_path, law(steps=CONSULTED)) as built:
        yield built


async def test_every_open_step_is_told_over_http_and_grpc(building: Building) -> None:
    await open_case(building)
    case = (await building.call(LEADER, "GET", CASE)).json()
    (first,) = case["open_steps"]
    assert (first["step"], first["department"], first["officer"]) == ("phan-cong", "dau-tu", None)
    task = f"/v1/tasks/{first['task_id']}"
    assigned = (await building.call(HEAD, "POST", f"{task}/assignment", {"officer": HEAD.subject})).json()
    assert (assigned["next"], assigned["opened"]) == (None, [])
    done = (await building.call(HEAD, "POST", f"{task}/completion", {})).json()
    assert [each["step"]["key"] for each in done["opened"]] == ["tham-dinh", "y-kien"]
    assert done["next"] == done["opened"][0]
    case = (await building.call(LEADER, "GET", CASE)).json()
    assert (case["step"], [each["step"] for each in case["open_steps"]]) == ("tham-dinh", ["tham-dinh", "y-kien"])
    system = building.channel(SYSTEM)
    cases = case_service_pb2_grpc.CaseServiceStub(system.channel)
    told = (await cases.GetCase(case_service_pb2.GetCaseRequest(dossier_id=case["id"]))).case
    assert [(each.step_key, each.department) for each in told.open_steps] == [
        ("tham-dinh", "dau-tu"),
        ("y-kien", "lao-dong"),
    ]
    assert told.state == case_pb2.CASE_STATE_RUNNING
    await system.stop()
