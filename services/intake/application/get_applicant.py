"""The applicant of a dossier, handed to a neighbouring service at the moment it is needed."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from intake.application.ports import ApplicantFile
from intake.application.reading import ReadsOfApplicants, Register
from intake.domain import rights
from intake.domain.dossier import Dossier
from intake.domain.reads import DOSSIER_FIELDS, Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class GetApplicant:
    """purpose, fields: of what is handed on, for the log of who saw personal data."""

    actor: Actor
    dossier_id: str
    purpose: Purpose = Purpose.HANDLING
    fields: tuple[str, ...] = DOSSIER_FIELDS


class GetApplicantHandler:
    def __init__(self, register: Register, reads: ReadsOfApplicants) -> None:
        self._register = register
        self._reads = reads

    async def __call__(self, query: GetApplicant) -> tuple[Dossier, ApplicantFile]:
        """The dossier and its unsealed file. Raises DossierUnknown; RoleForbidden for those who may not see people."""
        found = await self._register.with_applicant(query.dossier_id)
        dossier = rights.must_see(query.actor, found[0] if found else None)
        if found is None or not rights.sees_applicant(query.actor, dossier):
            raise rights.RoleForbidden("an account that may see applicants' data")
        await self._reads.record(query.actor, dossier, query.purpose, query.fields)
        return dossier, found[1]()
