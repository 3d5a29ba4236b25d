"""Accept, decide and hand over in one transaction, while the applicant waits (ND61 art. 17(4))."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from intake.application.accepting import Accepting
from intake.application.law_in_force import LawInForce
from intake.application.opening import Change, Opened, open_for
from intake.application.ports import Transaction, UnitOfWork
from intake.application.reading import ReadsOfApplicants
from intake.domain import rights
from intake.domain.at_once import answer_at_once, must_be_immediate
from intake.domain.dossier import Dossier
from intake.domain.fees.accounts import Account
from intake.domain.procedures import Channel
from intake.domain.reads import RECEIPT_FIELDS, Purpose
from intake.domain.receipt import Receipt, receipt
from intake.domain.returning.attempts import ReturnAttempt


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueImmediateResult:
    """method: how it is handed over; null: as the applicant wanted it. wants_receipt: the applicant asked for one."""

    change: Change
    method: Channel | None = None
    wants_receipt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The closed dossier; its receipt only if the applicant asked for it."""

    dossier: Dossier
    receipt: Receipt | None


class IssueImmediateResultHandler:
    def __init__(
        self, unit_of_work: UnitOfWork, law: LawInForce, clock: Clock, ids: Ids, reads: ReadsOfApplicants
    ) -> None:
        self._unit_of_work = unit_of_work
        self._law = law
        self._clock = clock
        self._ids = ids
        self._reads = reads
        self._accepting = Accepting(law)

    async def __call__(self, command: IssueImmediateResult) -> Answered:
        """Raises what ``open_for`` raises, ActionNotAllowed, ProcedureNotImmediate, ``documents-missing``, FeeOwed."""
        async with self._unit_of_work.begin() as transaction:
            opened = await open_for(
                transaction, command.change, name="issue-immediate-result", right=rights.may_receive
            )
            file = await transaction.applicants.get(opened.dossier.id)
            dossier = opened.dossier
            if not opened.was_done:
                dossier = await self._answer(transaction, opened, command.method)
                await transaction.commit()
        if not command.wants_receipt:
            return Answered(dossier=dossier, receipt=None)
        await self._reads.record(command.change.actor, dossier, Purpose.ACCEPTANCE, RECEIPT_FIELDS)
        shown = receipt(dossier, file.applicant, file.tracking_secret, self._law.pack)
        return Answered(dossier=dossier, receipt=shown)

    async def _answer(self, transaction: Transaction, opened: Opened, method: Channel | None) -> Dossier:
        dossier = opened.dossier
        must_be_immediate(dossier, self._law.pack.version(dossier.procedure_key, dossier.procedure_version))
        by = opened.command.actor.subject
        acceptance, account = await self._accepting(transaction, dossier, by, self._clock.now())
        closed, facts = answer_at_once(dossier, acceptance, method or dossier.result_by)
        handed = ReturnAttempt(
            id=self._ids.new(),
            method=method or dossier.result_by,
            recorded_at=acceptance.accepted_at,
            recorded_by=by,
            handed_over_at=acceptance.accepted_at,
        )
        await transaction.dossiers.save(closed)
        await transaction.attempts.add(closed.id, handed)
        await transaction.accounts.keep(closed.id, Account(), account)
        await transaction.record(opened.command, facts)
        return closed
