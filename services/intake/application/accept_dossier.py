"""Accept a dossier (form 01): it gets its code, its clock starts, the receipt says when the result is due."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind
from intake.application.law_in_force import LawInForce
from intake.application.opening import Change, Opened, open_for
from intake.application.ports import ReadsOfApplicants, Transaction, UnitOfWork
from intake.domain import rights
from intake.domain.appointment import appointment
from intake.domain.code_rules import numbered
from intake.domain.documents import require_complete
from intake.domain.dossier import Dossier
from intake.domain.fees.accounts import Account
from intake.domain.fees.paying import assessed
from intake.domain.reads import RECEIPT_FIELDS, Purpose
from intake.domain.receipt import Receipt, receipt
from intake.domain.reception import Acceptance, accept
from intake.domain.states import Action, after
from intake.domain.transfer import at_hand, transfer_due


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptDossier:
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The accepted dossier and its receipt."""

    dossier: Dossier
    receipt: Receipt


class AcceptDossierHandler:
    def __init__(self, unit_of_work: UnitOfWork, law: LawInForce, clock: Clock, reads: ReadsOfApplicants) -> None:
        self._unit_of_work = unit_of_work
        self._law = law
        self._clock = clock
        self._reads = reads

    async def __call__(self, command: AcceptDossier) -> Accepted:
        """The dossier with code and due instant. Of two at once one wins, the other is told ``accept-not-allowed``.

        Raises what ``open_for`` raises, ActionNotAllowed, ``documents-missing`` (refused: ask for a supplement),
        CalendarUnknown.
        """
        async with self._unit_of_work.begin() as transaction:
            opened = await open_for(transaction, command.change, name="accept-dossier", right=rights.may_receive)
            file = await transaction.applicants.get(opened.dossier.id)
            dossier = opened.dossier
            if not opened.was_done:
                dossier = await self._accept(transaction, opened)
                await transaction.commit()
        await self._reads.record(command.change.actor, dossier, Purpose.ACCEPTANCE, RECEIPT_FIELDS)
        return Accepted(dossier=dossier, receipt=receipt(dossier, file.applicant, file.tracking_secret, self._law.pack))

    async def _accept(self, transaction: Transaction, opened: Opened) -> Dossier:
        dossier, now, law = opened.dossier, self._clock.now(), self._law.pack
        after(dossier.state, Action.ACCEPT)  # refused before a number of the day is taken
        version = law.version(dossier.procedure_key, dossier.procedure_version)
        require_complete(version, dossier.documents, Kind.REFUSED)
        on = now.astimezone(law.calendar.tz).date()
        agency = law.agency
        unit, rule = agency.unit_on(dossier.site, on).value, agency.code_rule_on(on)
        promised = appointment(version, dossier.channel, dossier.received_elsewhere_at or now, law.calendar)
        serial = await transaction.codes.next(unit, on)
        account = assessed(version.fee_for(dossier.channel), now)
        acceptance = Acceptance(
            code=numbered(rule, unit, on, serial),
            accepted_at=now,
            accepted_by=opened.command.actor.subject,
            appointment=promised,
            law_revision=law.digest,
            payment=account.status,
            transfer_due_at=transfer_due(law.calendar, at_hand(dossier, now), agency.transfer_cut_off),
        )
        accepted, fact = accept(dossier, acceptance)
        await transaction.dossiers.save(accepted)
        await transaction.accounts.keep(accepted.id, Account(), account)
        await transaction.record(opened.command, [fact])
        return accepted
