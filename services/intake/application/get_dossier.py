"""One dossier, with its applicant for those who may see personal data; each reading is recorded."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from intake.application.files.ports import FileShelf
from intake.application.reading import ReadsOfApplicants, Register
from intake.domain import rights
from intake.domain.applicant import Applicant
from intake.domain.codes import is_code
from intake.domain.dossier import Dossier
from intake.domain.files.stored import StoredFile
from intake.domain.reads import DOSSIER_FIELDS, Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class GetDossier:
    """dossier: id or code."""

    actor: Actor
    dossier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDossier:
    """applicant, request: null for those who may not see them. files: of its documents; none for the same."""

    dossier: Dossier
    applicant: Applicant | None
    request: str | None
    files: tuple[StoredFile, ...] = ()


class GetDossierHandler:
    def __init__(self, register: Register, shelf: FileShelf, reads: ReadsOfApplicants) -> None:
        self._register = register
        self._shelf = shelf
        self._reads = reads

    async def __call__(self, query: GetDossier) -> ShownDossier:
        """Raises DossierUnknown for what does not exist and for what is not the actor's to see."""
        dossier_id = query.dossier
        if is_code(dossier_id):
            dossier_id = rights.must_see(query.actor, await self._register.by_code(dossier_id)).id
        found = await self._register.with_applicant(dossier_id)
        dossier = rights.must_see(query.actor, found[0] if found else None)
        if found is None or not rights.sees_applicant(query.actor, dossier):
            return ShownDossier(dossier=dossier, applicant=None, request=None)
        await self._reads.record(query.actor, dossier, Purpose.DOSSIER, DOSSIER_FIELDS)
        file = found[1]()
        has_files = any(document.files for document in dossier.documents)
        files = await self._shelf.files_of(dossier.id) if has_files else ()
        return ShownDossier(dossier=dossier, applicant=file.applicant, request=file.request, files=files)
