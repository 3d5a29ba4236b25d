"""Fills the forms in: what is known of a dossier, placed on the sheet of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from intake.domain.applicant import Applicant
from intake.domain.dossier import Dossier
from intake.domain.forms.heading import FormKey, Heading, heading
from intake.domain.forms.issued import FormNotIssued, IssuedForm
from intake.domain.forms.letters import Matter, RefusalSheet, StopSheet, SupplementSheet
from intake.domain.forms.public_pages import PublicPages
from intake.domain.forms.receipts import ReceiptSheet
from intake.domain.lawpack import LawPack
from intake.domain.receipt import receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """secret: that of the tracking page, empty for those who may not hold it."""

    dossier: Dossier
    applicant: Applicant
    secret: str
    law: LawPack
    pages: PublicPages

    def receipt(self) -> ReceiptSheet:
        """Form 01; raises ReceiptNotIssued before acceptance."""
        filled = receipt(self.dossier, self.applicant, self.secret, self.law)
        head = heading(self.law, FormKey.RECEIPT, filled.received_at, self.dossier.code)
        return ReceiptSheet(heading=head, receipt=filled, tracking=self._tracking)

    def supplement_request(self, issued: IssuedForm) -> SupplementSheet:
        """Form 02 of the counter: everything at once, each document by its name or in the officer's words."""
        request = next(r for r in self.dossier.supplements if r.request_id == issued.request_id)
        head = self._heading(issued)
        return SupplementSheet(
            heading=head,
            matter=self.matter,
            documents=self._named(request.documents),
            reason=request.reason,
            applicant_deadline_at=self._local(request.applicant_deadline_at),
            unit=head.unit,
            officer=request.requested_by,
        )

    def refusal(self, issued: IssuedForm) -> RefusalSheet:
        """Form 03 of the counter."""
        head = self._heading(issued)
        return RefusalSheet(
            heading=head,
            matter=self.matter,
            received_at=self._at(self.dossier.received_at),
            reason=self.dossier.refusal_reason,
            is_after_appraisal=False,
            unit=head.unit,
            officer="",
        )

    def stop_notice(self, issued: IssuedForm) -> StopSheet:
        """Form 05; raises FormNotIssued while the dossier is not withdrawn."""
        if self.dossier.withdrawn_at is None:
            raise FormNotIssued(FormKey.STOP_NOTICE)
        head = self._heading(issued)
        return StopSheet(
            heading=head,
            matter=self.matter,
            received_at=self._at(self.dossier.accepted_at or self.dossier.received_at),
            withdrawn_at=self._at(self.dossier.withdrawn_at),
            unit=head.unit,
        )

    @property
    def matter(self) -> Matter:
        version = self.law.version(self.dossier.procedure_key, self.dossier.procedure_version)
        return Matter(applicant=self.applicant, code=self.dossier.code, request=version.name, tracking=self._tracking)

    @property
    def _tracking(self) -> str:
        return self.pages.tracking(self.dossier.code, self.secret)

    def _heading(self, issued: IssuedForm) -> Heading:
        return heading(self.law, issued.key, issued.dated, self.dossier.code)

    def _named(self, documents: tuple[str, ...]) -> tuple[str, ...]:
        """Keys of the procedure's documents as names; other lines as they were written."""
        version = self.law.version(self.dossier.procedure_key, self.dossier.procedure_version)
        names = {requirement.key: requirement.name for requirement in version.documents}
        return tuple(names.get(line, line) for line in documents)

    def _at(self, at: datetime) -> datetime:
        return at.astimezone(self.law.calendar.tz)

    def _local(self, at: datetime | None) -> datetime | None:
        return None if at is None else self._at(at)
