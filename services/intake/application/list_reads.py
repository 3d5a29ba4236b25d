"""Who saw personal data: for the control team and operators, and for an applicant about an own dossier."""

from __future__ import annotations

from dataclasses import dataclass, replace

from chassis.kernel.actor import Actor
from chassis.kernel.errors import invalid
from intake.application.list_dossiers import MAX_PAGE
from intake.application.reading import FoundReads, ReadsOfApplicants, Register
from intake.domain import rights
from intake.domain.reads import WantedReads, agency_of_reads, owns


@dataclass(frozen=True, slots=True, kw_only=True)
class ListReads:
    """before: position that the page before ended at. size: 1 to 200."""

    actor: Actor
    wanted: WantedReads
    before: int | None
    size: int


class ListReadsHandler:
    def __init__(self, reads: ReadsOfApplicants, register: Register) -> None:
        self._reads = reads
        self._register = register

    async def __call__(self, query: ListReads) -> FoundReads:
        """Newest first. Raises RoleForbidden, ``invalid-request``; DossierUnknown for a dossier of somebody else."""
        if not 1 <= query.size <= MAX_PAGE:
            raise invalid("invalid-request", "The page size cannot be taken.", page_size=f"1 to {MAX_PAGE}")
        wanted = query.wanted
        if query.actor.has(rights.APPLICANT) and wanted.dossier_id is not None:
            if not owns(query.actor, await self._register.dossier(wanted.dossier_id)):
                raise rights.DossierUnknown
        else:
            wanted = replace(wanted, agency=agency_of_reads(query.actor))
        return await self._reads.find(wanted, query.before, query.size)
