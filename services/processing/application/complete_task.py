"""Complete a step. What waited for it opens; after the last one before the counter's the result is issued."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from processing.application.changing import Asked, Seen, keep, open_case, written
from processing.application.ports import UnitOfWork
from processing.application.results.required import SignatureRule
from processing.domain import rights
from processing.domain.case import Case
from processing.domain.steps import complete


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteTask:
    """note: for the file, perhaps empty."""

    asked: Asked
    task_id: str
    note: str = ""


class CompleteTaskHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock, ids: Ids, rule: SignatureRule) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._ids = ids
        self._rule = rule

    async def __call__(self, command: CompleteTask) -> Seen:
        """The case with the step done. Problems: those of ``open_case`` and ``steps.complete``, ``task-not-yours``."""

        def right(actor: Actor, case: Case) -> None:
            rights.check_held(actor, case.task(command.task_id))

        note, now = written(command.note, field="note", needed=False), self._clock.now()
        async with self._unit_of_work.begin() as tx:
            opened = await open_case(
                tx, command.asked, name="complete-task", right=right, task_id=command.task_id, reason=note
            )
            case = opened.case
            if not opened.was_done:
                change = complete(case, opened.law, command.task_id, now, self._ids)
                await self._rule.check(tx, change.case)
                case = await keep(tx, opened, change)
        return Seen(case=case, law=opened.law, now=now)
