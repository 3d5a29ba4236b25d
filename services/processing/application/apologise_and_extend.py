"""Apologise and extend (form 04): one new appointment; lateness is still judged by the first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from chassis.kernel.clock import Clock
from processing.application.changing import Asked, Seen, keep, open_case, written
from processing.application.ports import UnitOfWork
from processing.domain import rights
from processing.domain.extension import extend


@dataclass(frozen=True, slots=True, kw_only=True)
class ApologiseAndExtend:
    """new_due_at: aware, in office hours. reason: for the applicant."""

    asked: Asked
    dossier_id: str
    new_due_at: datetime
    reason: str


class ApologiseAndExtendHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    async def __call__(self, command: ApologiseAndExtend) -> Seen:
        """The case with its new appointment. Problems: those of ``open_case`` and ``extension.extend``."""
        reason, now = written(command.reason), self._clock.now()
        async with self._unit_of_work.begin() as tx:
            opened = await open_case(
                tx,
                command.asked,
                name="apologise-and-extend",
                right=rights.check_extend,
                dossier_id=command.dossier_id,
                reason=reason,
            )
            case = opened.case
            if not opened.was_done:
                change = extend(
                    case,
                    opened.law,
                    command.new_due_at.astimezone(UTC),
                    now,
                    officer=command.asked.actor.subject,
                    reason=reason,
                )
                case = await keep(tx, opened, change)
        return Seen(case=case, law=opened.law, now=now)
