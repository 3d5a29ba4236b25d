"""Tasks: what an officer has to do, and what a head has to assign."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel
from starlette.responses import Response

from chassis.http.deps import ActorDep, IdempotencyDep, IfMatchDep, etag
from chassis.http.paging import PageDep, encode_cursor
from processing.api.http import answers, shapes
from processing.api.http.requests import AssignmentIn, CompletionIn, ReturnIn
from processing.application.assign_task import AssignTask
from processing.application.changing import Asked, Seen
from processing.application.complete_task import CompleteTask
from processing.application.ports import Place, TaskFilter
from processing.application.return_task import ReturnTask
from processing.application.use_cases import UseCases
from processing.domain.vocabulary import TaskState

OPEN = (TaskState.UNASSIGNED, TaskState.ASSIGNED)


async def asked(actor: ActorDep, idempotency: IdempotencyDep, version: IfMatchDep) -> Asked:
    """Who asks: `Idempotency-Key` and `If-Match` are optional, and both are honoured."""
    return Asked(actor=actor, if_version=version, idempotency=idempotency)


AskedDep = Annotated[Asked, Depends(asked)]


class TaskQuery:
    """Which tasks to list."""

    def __init__(
        self,
        department: Annotated[str, Query(max_length=40, description="token of the department that has it")] = "",
        assignee: Annotated[str, Query(max_length=100, description="account id of the officer")] = "",
        due_before: Annotated[AwareDatetime | None, Query(description="of the step's own due instant")] = None,
        state: Annotated[list[TaskState] | None, Query(description="default: those still to be done")] = None,
    ) -> None:
        self.department = department
        self.assignee = assignee
        self.due_before = due_before
        self.states = frozenset(state or OPEN)

    def wanted(self) -> TaskFilter:
        return TaskFilter(
            department=self.department, assignee=self.assignee, due_before=self.due_before, states=self.states
        )

    def filters(self) -> dict[str, object]:
        """What a page token is bound to."""
        return {
            "list": "tasks",
            "department": self.department,
            "assignee": self.assignee,
            "due_before": self.due_before,
            "state": ",".join(sorted(self.states)),
        }


TaskQueryDep = Annotated[TaskQuery, Depends()]


def router(use_cases: UseCases) -> APIRouter:
    made = APIRouter(prefix="/v1/tasks", tags=["Việc phải làm · Tasks"])
    _list(made, use_cases)
    _actions(made, use_cases)
    return made


def _list(made: APIRouter, use_cases: UseCases) -> None:
    @made.get("", response_model=answers.TaskPage, summary="Danh sách việc · List tasks")
    async def list_tasks(actor: ActorDep, page: PageDep, query: TaskQueryDep) -> answers.TaskPage:
        """Nearest due instant first. Officers see what their department has, leaders and the control team all."""
        filters = query.filters()
        found = await use_cases.list_tasks(actor, query.wanted(), place_of(page.after(filters)), page.page_size)
        return answers.TaskPage(
            items=[shapes.task_item(work) for work in found.tasks],
            next_page_token=token_of(found.following, filters),
            total_size=found.total,
        )


def _actions(made: APIRouter, use_cases: UseCases) -> None:
    @made.post(
        "/{task_id}/assignment", status_code=201, response_model=answers.TaskChanged, summary="Phân công · Assign"
    )
    async def assign_task(task_id: str, body: AssignmentIn, asked: AskedDep) -> Response:
        """One named officer answers for the step from now on. By the head of the department that has it; steps of
        leaders, heads, the counter and other departments' clerks are taken by naming oneself. A step that somebody has
        already needs a reason for giving it to somebody else."""
        command = AssignTask(asked=asked, task_id=task_id, officer=body.officer, reason=body.reason)
        return _changed(await use_cases.assign_task(command), task_id)

    @made.post(
        "/{task_id}/completion", status_code=201, response_model=answers.TaskChanged, summary="Hoàn thành · Complete"
    )
    async def complete_task(task_id: str, asked: AskedDep, body: CompletionIn | None = None) -> Response:
        """By the officer who has it. `next` is the step that opens; after the last one before the counter the result is
        issued. The deciding step is completed by `POST /v1/cases/{dossier_id}/decision`."""
        note = body.note if body else ""
        seen = await use_cases.complete_task(CompleteTask(asked=asked, task_id=task_id, note=note))
        return _changed(seen, task_id)

    @made.post(
        "/{task_id}/return", status_code=201, response_model=answers.TaskChanged, summary="Trả lại bước trước · Return"
    )
    async def return_task(task_id: str, body: ReturnIn, asked: AskedDep) -> Response:
        """Back to an earlier step, with a reason. Whoever did that step has it again; `next` is that task."""
        command = ReturnTask(asked=asked, task_id=task_id, reason=body.reason, to_step=body.to_step)
        return _changed(await use_cases.return_task(command), task_id)


def place_of(position: list[str | int | None] | None) -> Place | None:
    """Where a page goes on."""
    if position is None:
        return None
    return Place(due_at=datetime.fromisoformat(str(position[0])), id=str(position[1]))


def token_of(following: Place | None, filters: dict[str, object]) -> str | None:
    """The token for the next page."""
    if following is None:
        return None
    return encode_cursor([following.due_at.isoformat(), following.id], filters)


def created(answer: BaseModel, version: int) -> Response:
    """201 with the resource as it now is and its ETag."""
    return Response(
        answer.model_dump_json(), status_code=201, media_type="application/json", headers={"ETag": etag(version)}
    )


def _changed(seen: Seen, task_id: str) -> Response:
    return created(shapes.task_changed(seen, task_id), seen.case.version)
