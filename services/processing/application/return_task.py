"""Return a step to an earlier one, with a reason; whoever did that one has it again."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from processing.application.changing import Asked, Seen, keep, open_case, written
from processing.application.ports import UnitOfWork
from processing.domain import rights
from processing.domain.case import Case
from processing.domain.steps import send_back


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnTask:
    """to_step: key of the earlier step; empty for the one before."""

    asked: Asked
    task_id: str
    reason: str
    to_step: str = ""


class ReturnTaskHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock, ids: Ids) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._ids = ids

    async def __call__(self, command: ReturnTask) -> Seen:
        """The case back at the earlier step. Problems: those of ``open_case`` and ``steps.send_back``,
        ``task-not-yours``, ``reason-required``."""

        def right(actor: Actor, case: Case) -> None:
            rights.check_held(actor, case.task(command.task_id))

        reason, now = written(command.reason), self._clock.now()
        async with self._unit_of_work.begin() as tx:
            opened = await open_case(
                tx, command.asked, name="return-task", right=right, task_id=command.task_id, reason=reason
            )
            case = opened.case
            if not opened.was_done:
                change = send_back(case, opened.law, command.task_id, now, self._ids, to_step=command.to_step)
                case = await keep(tx, opened, change)
        return Seen(case=case, law=opened.law, now=now)
