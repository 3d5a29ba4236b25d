"""The receipt of an accepted dossier (form 01), printed again."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from intake.application.law_in_force import LawInForce
from intake.application.reading import ReadsOfApplicants, Register
from intake.domain import rights
from intake.domain.reads import RECEIPT_FIELDS, Purpose
from intake.domain.receipt import Receipt, receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class GetReceipt:
    actor: Actor
    dossier_id: str


class GetReceiptHandler:
    def __init__(self, register: Register, law: LawInForce, reads: ReadsOfApplicants) -> None:
        self._register = register
        self._law = law
        self._reads = reads

    async def __call__(self, query: GetReceipt) -> Receipt:
        """Raises DossierUnknown (also for those who may not see the applicant) and ReceiptNotIssued."""
        found = await self._register.with_applicant(query.dossier_id)
        dossier = rights.must_see(query.actor, found[0] if found else None)
        if found is None or not rights.may_hold_receipt(query.actor, dossier):
            raise rights.RoleForbidden("the applicant or a receptionist")
        file = found[1]()
        made = receipt(dossier, file.applicant, file.tracking_secret, self._law.pack)
        await self._reads.record(query.actor, dossier, Purpose.RECEIPT, RECEIPT_FIELDS)
        return made
