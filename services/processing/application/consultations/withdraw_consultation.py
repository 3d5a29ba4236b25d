"""Withdraw a consultation: the opinion is no longer awaited."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Clock
from processing.application.changing import Asked, keep, written
from processing.application.consultations.opening import SeenConsultation, may_manage, open_consultation
from processing.application.ports import UnitOfWork
from processing.domain.consultations import withdraw


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawConsultation:
    """reason: for the file."""

    asked: Asked
    consultation_id: str
    reason: str


class WithdrawConsultationHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    async def __call__(self, command: WithdrawConsultation) -> SeenConsultation:
        """Problems: those of ``open_consultation``, ``consultation-closed``, ``consultation-not-allowed``,
        ``reason-required``."""
        reason, now = written(command.reason), self._clock.now()
        async with self._unit_of_work.begin() as tx:
            opened = await open_consultation(
                tx,
                command.asked,
                command.consultation_id,
                name="withdraw-consultation",
                right=may_manage,
                reason=reason,
            )
            case = opened.case
            if not opened.was_done:
                case = await keep(tx, opened, withdraw(case, opened.law, command.consultation_id, reason, now))
        return SeenConsultation(consultation=case.consultation(command.consultation_id), case=case, now=now)
