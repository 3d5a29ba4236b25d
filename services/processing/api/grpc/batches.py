"""motcua.processing.v1.TaskBatchService: the same use case as HTTP."""

from __future__ import annotations

from typing import Any

from chassis.kernel.errors import invalid
from chassis.rpc.server import current_actor
from motcua.processing.v1 import batch_service_pb2 as pb
from motcua.processing.v1 import batch_service_pb2_grpc
from processing.api.grpc.messages import checked_key, task_message
from processing.application.batches import BatchAction, BatchItem, Outcome, RunBatch
from processing.application.use_cases import UseCases

ACTIONS = {
    pb.TASK_BATCH_ACTION_ASSIGN: BatchAction.ASSIGN,
    pb.TASK_BATCH_ACTION_COMPLETE: BatchAction.COMPLETE,
    pb.TASK_BATCH_ACTION_RETURN: BatchAction.RETURN,
}


class TaskBatchServicer(batch_service_pb2_grpc.TaskBatchServiceServicer):
    def __init__(self, use_cases: UseCases) -> None:
        self._ask = use_cases

    async def RunTaskBatch(self, request: pb.RunTaskBatchRequest, context: Any) -> pb.RunTaskBatchResponse:  # noqa: N802
        if request.action not in ACTIONS:
            raise invalid("invalid-request", "Correct these fields: action.", action="not a known value")
        command = RunBatch(
            actor=current_actor(),
            action=ACTIONS[request.action],
            items=[_item(item) for item in request.items],
            key=checked_key(request.idempotency_key),
        )
        outcomes = await self._ask.run_batch(command)
        done = sum(outcome.seen is not None for outcome in outcomes)
        return pb.RunTaskBatchResponse(
            outcomes=[_outcome(outcome) for outcome in outcomes], done=done, refused=len(outcomes) - done
        )


def _item(item: pb.TaskBatchItem) -> BatchItem:
    return BatchItem(
        task_id=item.task_id,
        officer=item.officer,
        reason=item.reason,
        note=item.note,
        to_step=item.to_step,
        version=item.expected_version or None,
    )


def _outcome(outcome: Outcome) -> pb.TaskBatchOutcome:
    task_id = outcome.item.task_id
    if outcome.problem is not None:
        return pb.TaskBatchOutcome(task_id=task_id, problem=outcome.problem.slug, detail=outcome.problem.detail)
    seen = outcome.seen
    return pb.TaskBatchOutcome(task_id=task_id, task=task_message(seen.case.task(task_id), seen) if seen else None)
