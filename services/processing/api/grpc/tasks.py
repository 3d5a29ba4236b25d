"""motcua.processing.v1.TaskService: the same use cases as HTTP."""

from __future__ import annotations

from typing import Any

from chassis.kernel.errors import invalid
from chassis.rpc.server import current_actor
from motcua.processing.v1 import case_pb2, task_service_pb2_grpc
from motcua.processing.v1 import task_service_pb2 as pb
from processing.api.grpc.messages import TASK_STATE_OF, asked, due_before, page, task_message, token, work_message
from processing.application.assign_task import AssignTask
from processing.application.changing import Seen
from processing.application.complete_task import CompleteTask
from processing.application.ports import TaskFilter
from processing.application.return_task import ReturnTask
from processing.application.use_cases import UseCases
from processing.application.views import opened_by
from processing.domain.vocabulary import TaskState


class TaskServicer(task_service_pb2_grpc.TaskServiceServicer):
    def __init__(self, use_cases: UseCases) -> None:
        self._ask = use_cases

    async def ListTasks(self, request: pb.ListTasksRequest, context: Any) -> pb.ListTasksResponse:  # noqa: N802
        states = frozenset(_state(state) for state in request.states) or TaskFilter().states
        wanted = TaskFilter(
            department=request.department,
            assignee=request.assignee,
            due_before=due_before(request),
            states=states,
        )
        filters: dict[str, object] = {
            "list": "tasks",
            "department": wanted.department,
            "assignee": wanted.assignee,
            "due_before": wanted.due_before,
            "state": ",".join(sorted(states)),
        }
        place, size = page(request, filters)
        found = await self._ask.list_tasks(current_actor(), wanted, place, size)
        return pb.ListTasksResponse(
            tasks=[work_message(work) for work in found.tasks],
            next_page_token=token(found.following, filters),
            total_size=found.total,
        )

    async def AssignTask(self, request: pb.AssignTaskRequest, context: Any) -> pb.AssignTaskResponse:  # noqa: N802
        command = AssignTask(
            asked=asked("AssignTask", request),
            task_id=request.task_id,
            officer=request.officer,
            reason=request.reason,
        )
        return pb.AssignTaskResponse(task=_task(await self._ask.assign_task(command), request.task_id))

    async def CompleteTask(self, request: pb.CompleteTaskRequest, context: Any) -> pb.CompleteTaskResponse:  # noqa: N802
        command = CompleteTask(asked=asked("CompleteTask", request), task_id=request.task_id, note=request.note)
        seen = await self._ask.complete_task(command)
        opened = _opened(seen, request.task_id)
        return pb.CompleteTaskResponse(
            task=_task(seen, request.task_id), next=opened[0] if opened else None, opened=opened
        )

    async def ReturnTask(self, request: pb.ReturnTaskRequest, context: Any) -> pb.ReturnTaskResponse:  # noqa: N802
        command = ReturnTask(
            asked=asked("ReturnTask", request),
            task_id=request.task_id,
            reason=request.reason,
            to_step=request.to_step,
        )
        seen = await self._ask.return_task(command)
        opened = _opened(seen, request.task_id)
        return pb.ReturnTaskResponse(task=_task(seen, request.task_id), reopened=opened[0] if opened else None)


def _task(seen: Seen, task_id: str) -> case_pb2.Task:
    return task_message(seen.case.task(task_id), seen)


def _opened(seen: Seen, task_id: str) -> list[case_pb2.Task]:
    return [task_message(task, seen) for task in opened_by(seen, seen.case.task(task_id))]


def _state(state: case_pb2.TaskState.ValueType) -> TaskState:
    if state not in TASK_STATE_OF:
        raise invalid("invalid-request", "Correct these fields: states.", states="not a known value")
    return TASK_STATE_OF[state]
