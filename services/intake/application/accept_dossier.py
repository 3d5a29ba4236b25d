"""Accept a dossier (form 01): it gets its code, its clock starts, the receipt says when the result is due."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Clock
from intake.application.accepting import Accepting
from intake.application.law_in_force import LawInForce
from intake.application.opening import Change, Opened, open_for
from intake.application.ports import Transaction, UnitOfWork
from intake.application.reading import ReadsOfApplicants
from intake.domain import rights
from intake.domain.dossier import Dossier
from intake.domain.fees.accounts import Account
from intake.domain.reads import RECEIPT_FIELDS, Purpose
from intake.domain.receipt import Receipt, receipt
from intake.domain.reception import accept
from intake.domain.states import Action, after


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
        self._accepting = Accepting(law)

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
        dossier = opened.dossier
        after(dossier.state, Action.ACCEPT)  # refused before a number of the day is taken
        by = opened.command.actor.subject
        acceptance, account = await self._accepting(transaction, dossier, by, self._clock.now())
        accepted, fact = accept(dossier, acceptance)
        await transaction.dossiers.save(accepted)
        await transaction.accounts.keep(accepted.id, Account(), account)
        await transaction.record(opened.command, [fact])
        return accepted
