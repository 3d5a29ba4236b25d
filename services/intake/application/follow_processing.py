"""Keep intake's own view of a dossier up with what the department reports, once per event."""

from __future__ import annotations

from dataclasses import dataclass, replace

from chassis.kernel.errors import Kind, Problem
from chassis.messaging.envelope import Envelope
from intake.application.ports import Transaction, UnitOfWork
from intake.domain.dossier import Dossier
from intake.domain.fees.paying import asked
from intake.domain.forms.control_slip import Handover
from intake.domain.progress import PaymentAsked, Report, progressed


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowProcessing:
    """report: null for an event of processing that changes nothing here, but takes its place in the sequence.

    handover: what the event adds to the way of the dossier, null for most.
    """

    envelope: Envelope
    report: Report | None
    handover: Handover | None = None


class FollowProcessingHandler:
    def __init__(self, unit_of_work: UnitOfWork) -> None:
        self._unit_of_work = unit_of_work

    async def __call__(self, command: FollowProcessing) -> None:
        """Raises ``dossier-unknown`` (a dead letter) for a dossier that was never registered here."""
        async with self._unit_of_work.begin() as transaction:
            if not await transaction.first_sight(command.envelope):
                return
            if command.report is not None or command.handover is not None:
                before = await transaction.dossiers.locked(command.envelope.subject)
                if before is None:
                    raise Problem("dossier-unknown", Kind.INVALID, "The event is about a dossier that was never here.")
                after = progressed(before, command.report) if command.report else before
                if isinstance(command.report, PaymentAsked):
                    after = await _asked(transaction, before, after, command.report)
                if after is not before:
                    await transaction.dossiers.save(after)
            if command.handover is not None:
                await transaction.handovers.add(command.envelope.subject, command.handover)
            await transaction.commit()


async def _asked(transaction: Transaction, before: Dossier, after: Dossier, report: PaymentAsked) -> Dossier:
    """The dossier with the duty on its account."""
    account = await transaction.accounts.of(before.id)
    owing = asked(account, report, before.due_at)
    await transaction.accounts.keep(before.id, account, owing)
    return replace(after, payment=owing.status)
