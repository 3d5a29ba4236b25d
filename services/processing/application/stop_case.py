"""Stop a case by the authority, with a written reason."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Clock
from processing.application.changing import Asked, Seen, keep, open_case, written
from processing.application.ports import UnitOfWork
from processing.domain import rights
from processing.domain.endings import stop
from processing.domain.vocabulary import StopCause


@dataclass(frozen=True, slots=True, kw_only=True)
class StopCase:
    """reason: for the applicant."""

    asked: Asked
    dossier_id: str
    reason: str


class StopCaseHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    async def __call__(self, command: StopCase) -> Seen:
        """The case, stopped. Problems: those of ``open_case``, ``stop-not-allowed``, ``reason-required``."""
        reason, now = written(command.reason), self._clock.now()
        async with self._unit_of_work.begin() as tx:
            opened = await open_case(
                tx,
                command.asked,
                name="stop-case",
                right=rights.check_stop,
                dossier_id=command.dossier_id,
                reason=reason,
            )
            case = opened.case
            if not opened.was_done:
                case = await keep(tx, opened, stop(case, opened.law, StopCause.AUTHORITY, now, now))
        return Seen(case=case, law=opened.law, now=now)
