"""Receive the papers that were asked for: the clock goes on, from the instant they were complete."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chassis.kernel.clock import Clock
from chassis.messaging.envelope import Envelope
from processing.application.changing import Opened, caused_by, keep, law_of
from processing.application.ports import Transaction, UnitOfWork
from processing.domain.case import Case, Change
from processing.domain.corrections import STOPPED, last_stop, stopped_in_error, undo_stop
from processing.domain.law import Law
from processing.domain.supplements import receive


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveSupplement:
    """supplemented_at: when intake had the papers complete."""

    envelope: Envelope
    request_id: str
    supplemented_at: datetime


class ReceiveSupplementHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    async def __call__(self, command: ReceiveSupplement) -> None:
        """Answers to requests of the counter, or to none of ours, only advance the inbox."""
        async with self._unit_of_work.begin() as tx:
            if not await tx.first_sight(command.envelope):
                return
            case = await tx.cases.locked(command.envelope.subject)
            if case is None:
                await tx.commit()
                return
            law = await law_of(tx.laws, case)
            change = await self._change(tx, case, law, command)
            if change.case == case:
                await tx.commit()
                return
            journalled = caused_by(
                command.envelope,
                name="receive-supplement",
                agency=case.dossier.agency,
                department=case.dossier.department,
            )
            await keep(tx, Opened(case=case, law=law, command=journalled, was_done=False), change)

    async def _change(self, tx: Transaction, case: Case, law: Law, command: ReceiveSupplement) -> Change:
        """Papers in time that are heard of only after the applicant's deadline undo the stop it led to."""
        now, request_id, at = self._clock.now(), command.request_id, command.supplemented_at
        if not stopped_in_error(case, request_id, at):
            return receive(case, law, request_id, at, now)
        stopped = await tx.published(case.id, STOPPED)
        undone = undo_stop(case, law, stopped, entry=last_stop(case), cause="supplemented-in-time", at=now)
        return undone.then(receive(undone.case, law, request_id, at, now))
