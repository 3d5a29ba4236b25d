"""The applicant of a dossier, handed to a neighbouring service at the moment it is needed."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from intake.application.ports import ApplicantFile, Register
from intake.domain import rights
from intake.domain.dossier import Dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class GetApplicant:
    actor: Actor
    dossier_id: str


class GetApplicantHandler:
    def __init__(self, register: Register) -> None:
        self._register = register

    async def __call__(self, query: GetApplicant) -> tuple[Dossier, ApplicantFile]:
        """The dossier and its unsealed file. Raises DossierUnknown; RoleForbidden for those who may not see people."""
        found = await self._register.with_applicant(query.dossier_id)
        dossier = rights.must_see(query.actor, found[0] if found else None)
        if found is None or not rights.sees_applicant(query.actor, dossier):
            raise rights.RoleForbidden("an account that may see applicants' data")
        return dossier, found[1]()
