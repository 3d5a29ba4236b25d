"""Assign a step to one named officer, who answers for it from then on."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from processing.application.changing import Asked, Seen, keep, open_case, written
from processing.application.ports import UnitOfWork
from processing.application.staffing.appointed import appointed
from processing.domain import rights
from processing.domain.absences import check_present
from processing.domain.case import Case
from processing.domain.local_days import local_day
from processing.domain.steps import assign


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignTask:
    """officer: account id; one's own to take a step oneself. reason: needed when somebody has the step already."""

    asked: Asked
    task_id: str
    officer: str
    reason: str = ""


class AssignTaskHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    async def __call__(self, command: AssignTask) -> Seen:
        """The case with the step assigned. Problems: those of ``open_case`` and ``steps.assign``,
        ``assignment-not-allowed``, ``officer-invalid``, ``separation-of-duties``, ``reason-required``,
        ``officer-absent``, ``officer-not-appointed``."""

        def right(actor: Actor, case: Case) -> None:
            task = case.task(command.task_id)
            rights.check_assign(actor, case, task, command.officer)
            if task.officer not in ("", command.officer):
                written(reason)  # who takes work from somebody says why

        reason, now = written(command.reason, needed=False), self._clock.now()
        async with self._unit_of_work.begin() as tx:
            opened = await open_case(
                tx, command.asked, name="assign-task", right=right, task_id=command.task_id, reason=reason
            )
            case = opened.case
            if not opened.was_done:
                if command.officer != command.asked.actor.subject:
                    check_present(command.officer, await tx.mandates.absence_on(command.officer, local_day(now)))
                await appointed(tx, case, case.task(command.task_id), command.officer)
                change = assign(case, command.task_id, command.officer, now, named_by=command.asked.actor.subject)
                case = await keep(tx, opened, change)
        return Seen(case=case, law=opened.law, now=now)
