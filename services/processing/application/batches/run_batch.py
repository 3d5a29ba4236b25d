"""Run a batch: the same action on many steps, in their order, each in a transaction of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from enum import StrEnum

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem, invalid
from chassis.messaging.journal import Idempotency
from processing.application.assign_task import AssignTask, AssignTaskHandler
from processing.application.changing import Asked, Seen
from processing.application.complete_task import CompleteTask, CompleteTaskHandler
from processing.application.return_task import ReturnTask, ReturnTaskHandler

MOST_ITEMS = 200


class BatchAction(StrEnum):
    """What is done to every step of a batch."""

    ASSIGN = "assign"
    COMPLETE = "complete"
    RETURN = "return"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchItem:
    """One step. officer: to assign it to. reason: of an assignment or a return. note: of a completion. to_step: of a
    return. version: only if the case still is that version."""

    task_id: str
    officer: str = ""
    reason: str = ""
    note: str = ""
    to_step: str = ""
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunBatch:
    """key: the client's for the whole batch; each item is carried out once under it. Empty: none."""

    actor: Actor
    action: BatchAction
    items: Sequence[BatchItem]
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an item: the case afterwards, or why nothing was done."""

    item: BatchItem
    seen: Seen | None = None
    problem: Problem | None = None


class RunBatchHandler:
    """Sending a batch again under its key goes on where it broke off; a killed process has done some items, whole."""

    def __init__(self, assign: AssignTaskHandler, complete: CompleteTaskHandler, send_back: ReturnTaskHandler) -> None:
        self._assign = assign
        self._complete = complete
        self._return = send_back

    async def __call__(self, command: RunBatch) -> tuple[Outcome, ...]:
        """One outcome per item, in their order. Raises Problem ``batch-size-invalid``."""
        if not 1 <= len(command.items) <= MOST_ITEMS:
            raise invalid("batch-size-invalid", f"Send 1 to {MOST_ITEMS} items.", items=f"1 to {MOST_ITEMS} items")
        outcomes: list[Outcome] = []
        away: Problem | None = None
        for place, item in enumerate(command.items):
            outcome = Outcome(item=item, problem=away) if away else await self._tried(command, place, item)
            if outcome.problem is not None and outcome.problem.kind is Kind.UNAVAILABLE:
                away = outcome.problem  # the rest would wait for the same store, one after the other
            outcomes.append(outcome)
        return tuple(outcomes)

    async def _tried(self, command: RunBatch, place: int, item: BatchItem) -> Outcome:
        asked = Asked(
            actor=command.actor,
            if_version=item.version,
            idempotency=_own_key(command, place, item) if command.key else None,
        )
        try:
            return Outcome(item=item, seen=await self._one(command.action, asked, item))
        except Problem as problem:
            return Outcome(item=item, problem=problem)

    async def _one(self, action: BatchAction, asked: Asked, item: BatchItem) -> Seen:
        match action:
            case BatchAction.ASSIGN:
                return await self._assign(
                    AssignTask(asked=asked, task_id=item.task_id, officer=item.officer, reason=item.reason)
                )
            case BatchAction.COMPLETE:
                return await self._complete(CompleteTask(asked=asked, task_id=item.task_id, note=item.note))
            case BatchAction.RETURN:
                return await self._return(
                    ReturnTask(asked=asked, task_id=item.task_id, reason=item.reason, to_step=item.to_step)
                )


def _own_key(command: RunBatch, place: int, item: BatchItem) -> Idempotency:
    """The item's own key and digest: a repeated batch repeats each item, a changed item is refused for itself."""
    said = repr((command.action.value, astuple(item)))
    return Idempotency(key=f"{command.key}/{place}", digest=hashlib.sha256(said.encode()).hexdigest())
