"""A draft of form 04 as PDF: processing says what stands in it, nobody has signed it, nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from intake.application.forms.ports import FormPrinter
from intake.application.law_in_force import LawInForce
from intake.application.reading import ReadsOfApplicants, Register
from intake.domain import rights
from intake.domain.forms.filling import Filling
from intake.domain.forms.letters import Apology
from intake.domain.forms.public_pages import PublicPages
from intake.domain.reads import APPLICANT_FIELDS, Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintApologyDraft:
    """actor: processing, on behalf of the officer who may read the draft."""

    actor: Actor
    dossier_id: str
    apology: Apology


class PrintApologyDraftHandler:
    def __init__(
        self,
        *,
        register: Register,
        law: LawInForce,
        printer: FormPrinter,
        pages: PublicPages,
        reads: ReadsOfApplicants,
        clock: Clock,
    ) -> None:
        self._register, self._law, self._printer = register, law, printer
        self._pages, self._reads, self._clock = pages, reads, clock

    async def __call__(self, query: PrintApologyDraft) -> bytes:
        """Raises RoleForbidden for all but the system, DossierUnknown, ``form-unknown``."""
        if not query.actor.has(rights.SYSTEM):
            raise rights.RoleForbidden("the department's own system")
        found = await self._register.with_applicant(query.dossier_id)
        dossier = rights.must_see(query.actor, found[0] if found else None)
        if found is None:
            raise LookupError(f"applicant of dossier {dossier.id} is missing")
        filling = Filling(
            dossier=dossier, applicant=found[1]().applicant, secret="", law=self._law.pack, pages=self._pages
        )
        pdf = await self._printer.pdf(filling.apology_draft(query.apology, self._clock.now()))
        await self._reads.record(query.actor, dossier, Purpose.FORM, APPLICANT_FIELDS)
        return pdf
