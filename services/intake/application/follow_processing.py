"""Keep intake's own view of a dossier up with what the department reports, once per event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from chassis.messaging.envelope import Envelope
from chassis.messaging.journal import Command
from intake.application.law_in_force import LawInForce
from intake.application.ports import Transaction, UnitOfWork
from intake.domain.dossier import Dossier
from intake.domain.facts import DossierCollected
from intake.domain.fees.paying import asked
from intake.domain.forms.control_slip import Handover
from intake.domain.progress import PaymentAsked, Report, ResultIssued, progressed
from intake.domain.returning.attempts import released
from intake.domain.returning.uncollected import planned
from intake.domain.states import State

SERVICE = Actor(subject="service:intake", roles=frozenset({"system"}))


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowProcessing:
    """report: null for an event of processing that changes nothing here, but takes its place in the sequence.

    handover: what the event adds to the way of the dossier, null for most.
    """

    envelope: Envelope
    report: Report | None
    handover: Handover | None = None


class FollowProcessingHandler:
    def __init__(self, unit_of_work: UnitOfWork, law: LawInForce) -> None:
        self._unit_of_work = unit_of_work
        self._law = law

    async def __call__(self, command: FollowProcessing) -> None:
        """Raises ``dossier-unknown`` (a dead letter) for a dossier that was never registered here."""
        async with self._unit_of_work.begin() as transaction:
            if not await transaction.first_sight(command.envelope):
                return
            if command.report is not None or command.handover is not None:
                before = await transaction.dossiers.locked(command.envelope.subject)
                if before is None:
                    raise Problem("dossier-unknown", Kind.INVALID, "The event is about a dossier that was never here.")
                if command.handover is not None:
                    await transaction.handovers.add(before.id, command.handover)
                after = progressed(before, command.report) if command.report else before
                if isinstance(command.report, PaymentAsked):
                    after = await _asked(transaction, before, after, command.report)
                facts = await self._keep(transaction, after, command.report) if after is not before else ()
                if facts or command.handover is not None or isinstance(command.report, PaymentAsked):
                    await transaction.record(_caused_by(command.envelope, after, released=bool(facts)), facts)
            await transaction.commit()

    async def _keep(
        self, transaction: Transaction, dossier: Dossier, report: Report | None
    ) -> Sequence[DossierCollected]:
        """The dossier stored; a signed file that is wanted online is with the applicant at once, which is told; of
        another result the applicant is reminded."""
        facts: Sequence[DossierCollected] = ()
        if dossier.state is State.RESULT_READY and dossier.result_issued_at is not None:
            version = self._law.pack.version(dossier.procedure_key, dossier.procedure_version)
            dossier, facts = released(dossier, version, dossier.result_issued_at)
        if isinstance(report, ResultIssued) and dossier.state is State.RESULT_READY:
            pack = self._law.pack
            reminders_at = planned(pack.agency.uncollected, pack.calendar, report.issued_at)
            dossier = replace(dossier, reminders_at=reminders_at, reminded=0)
        await transaction.dossiers.save(dossier)
        return facts


def _caused_by(cause: Envelope, dossier: Dossier, *, released: bool) -> Command:
    """What stands in the history for the rows that an event of processing brought about."""
    return Command(
        name="release-result" if released else "follow-processing",
        actor=SERVICE,
        subject=dossier.id,
        unit=f"{dossier.agency}/{dossier.department}",
        causation_id=cause.id,
        correlation_id=cause.correlation_id,
    )


async def _asked(transaction: Transaction, before: Dossier, after: Dossier, report: PaymentAsked) -> Dossier:
    """The dossier with the duty on its account."""
    account = await transaction.accounts.of(before.id)
    owing = asked(account, report, before.due_at)
    await transaction.accounts.keep(before.id, account, owing)
    return replace(after, payment=owing.status)
