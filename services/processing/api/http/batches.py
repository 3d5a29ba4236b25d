"""Many steps at once, with a report of what was done and what was refused."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from chassis.http.deps import ActorDep, IdempotencyKeyDep
from chassis.http.problems import STATUS
from chassis.http.text import OptionalParagraph, RequestModel
from chassis.kernel.errors import Problem
from processing.api.http import answers, shapes
from processing.application.batches import MOST_ITEMS, BatchAction, BatchItem, Outcome, RunBatch
from processing.application.use_cases import UseCases

Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]


class BatchItemIn(RequestModel):
    """One step."""

    task_id: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    officer: Short = Field(default="", description="assign: account id")
    reason: OptionalParagraph = Field(default="", description="return, and assigning what somebody has: why")
    note: OptionalParagraph = Field(default="", description="complete: for the file")
    to_step: str = Field(default="", max_length=60, description="return: key of an earlier step")
    version: int | None = Field(default=None, ge=1, le=999_999_999, description="as If-Match of the single action")


class BatchIn(RequestModel):
    """Xử lý hàng loạt / the same action on many steps."""

    action: BatchAction
    items: list[BatchItemIn] = Field(min_length=1, max_length=MOST_ITEMS)


class ItemStatus(StrEnum):
    """What became of an item."""

    DONE = "done"
    REFUSED = "refused"


class ItemProblem(answers.Answer):
    """Why an item was refused, as the single action would have said it."""

    type: str = Field(examples=["urn:motcua:problem:task-not-yours"])
    status: int = Field(examples=[403])
    detail: str
    fields: dict[str, str]


class BatchItemOut(answers.Answer):
    """An item and what became of it."""

    task_id: str
    status: ItemStatus
    task: answers.TaskChanged | None = Field(description="null: refused")
    problem: ItemProblem | None = Field(description="null: done")


class BatchOut(answers.Answer):
    """The report, in the order of the items."""

    action: BatchAction
    done: int
    refused: int
    items: list[BatchItemOut]


def router(use_cases: UseCases) -> APIRouter:
    made = APIRouter(prefix="/v1/task-batches", tags=["Việc phải làm · Tasks"])

    @made.post("", response_model=BatchOut, summary="Xử lý hàng loạt · Many steps at once")
    async def run_batch(body: BatchIn, actor: ActorDep, key: IdempotencyKeyDep) -> BatchOut:
        """Each item is done or refused for itself, in the order given; the answer is 200 also when some were refused.
        With an `Idempotency-Key`, sending the same batch again does nothing twice and goes on where it broke off."""
        items = [BatchItem(**item.model_dump()) for item in body.items]
        command = RunBatch(actor=actor, action=body.action, items=items, key=key or "")
        outcomes = [_outcome(outcome) for outcome in await use_cases.run_batch(command)]
        done = sum(outcome.status is ItemStatus.DONE for outcome in outcomes)
        return BatchOut(action=body.action, done=done, refused=len(outcomes) - done, items=outcomes)

    return made


def _outcome(outcome: Outcome) -> BatchItemOut:
    task_id, seen, problem = outcome.item.task_id, outcome.seen, outcome.problem
    return BatchItemOut(
        task_id=task_id,
        status=ItemStatus.DONE if seen else ItemStatus.REFUSED,
        task=shapes.task_changed(seen, task_id) if seen else None,
        problem=_problem(problem) if problem else None,
    )


def _problem(problem: Problem) -> ItemProblem:
    return ItemProblem(
        type=f"urn:motcua:problem:{problem.slug}",
        status=STATUS[problem.kind],
        detail=problem.detail,
        fields=dict(problem.fields),
    )
