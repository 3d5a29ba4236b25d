"""Receive word that a financial duty is settled: the clock goes on, from the instant it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chassis.kernel.clock import Clock
from chassis.messaging.envelope import Envelope
from processing.application.changing import Opened, caused_by, keep, law_of
from processing.application.ports import UnitOfWork
from processing.domain.duties import receive


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivePayment:
    """settled_at: when all of it was there, or the exemption was granted."""

    envelope: Envelope
    duty_id: str
    settled_at: datetime


class ReceivePaymentHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    async def __call__(self, command: ReceivePayment) -> None:
        """Word of the procedure's own fee, or of no duty of ours, only advances the inbox."""
        envelope = command.envelope
        async with self._unit_of_work.begin() as tx:
            if not await tx.first_sight(envelope):
                return
            case = await tx.cases.locked(envelope.subject)
            if case is None:
                await tx.commit()
                return
            law = await law_of(tx.laws, case)
            change = receive(case, law, command.duty_id, command.settled_at, self._clock.now())
            if change.case == case:
                await tx.commit()
                return
            journalled = caused_by(
                envelope, name="receive-payment", agency=case.dossier.agency, department=case.dossier.department
            )
            await keep(tx, Opened(case=case, law=law, command=journalled, was_done=False), change)
