"""Remind a consulted body: it is urged once more."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Clock
from processing.application.changing import Asked, keep
from processing.application.consultations.opening import SeenConsultation, may_manage, open_consultation
from processing.application.ports import UnitOfWork
from processing.domain.consultations import remind


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindConsultation:
    asked: Asked
    consultation_id: str


class RemindConsultationHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    async def __call__(self, command: RemindConsultation) -> SeenConsultation:
        """Problems: those of ``open_consultation``, ``consultation-closed``, ``consultation-not-allowed``."""
        now = self._clock.now()
        async with self._unit_of_work.begin() as tx:
            opened = await open_consultation(
                tx, command.asked, command.consultation_id, name="remind-consultation", right=may_manage
            )
            case = opened.case
            if not opened.was_done:
                case = await keep(tx, opened, remind(case, opened.law, command.consultation_id, now))
        return SeenConsultation(consultation=case.consultation(command.consultation_id), case=case, now=now)
