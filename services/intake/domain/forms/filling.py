"""Fills the forms in: what is known of a dossier, placed on the sheet of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from intake.domain.applicant import Applicant
from intake.domain.dossier import Dossier
from intake.domain.fees.accounts import Payable
from intake.domain.forms.control_slip import ControlSheet, Handover, partners, slip_rows, unit_name
from intake.domain.forms.heading import FormKey, Heading, heading
from intake.domain.forms.issued import FormNotIssued, IssuedForm, is_by_department
from intake.domain.forms.letters import (
    Apology,
    ApologySheet,
    DepartmentLetters,
    Letter,
    Matter,
    RefusalSheet,
    StopSheet,
    SupplementSheet,
)
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
        return ReceiptSheet(heading=head, receipt=filled, tracking=self._tracking, page=self.pages.tracking())

    def supplement_request(self, issued: IssuedForm, letters: DepartmentLetters | None = None) -> SupplementSheet:
        """Form 02: everything at once, each document by its name or in the officer's words.

        letters: for a request of the department, which keeps its words; raises FormNotIssued without them.
        """
        request = next(r for r in self.dossier.supplements if r.request_id == issued.request_id)
        head = self._heading(issued)
        letter = Letter(officer=request.requested_by, reason=request.reason, documents=request.documents)
        if is_by_department(self.dossier, issued):
            letter = _written(issued, letters.supplement(request.request_id) if letters else None)
        return SupplementSheet(
            heading=head,
            matter=self.matter,
            documents=self._named(letter.documents),
            reason=letter.reason,
            applicant_deadline_at=self._local(request.applicant_deadline_at),
            unit=self._writer(issued, head),
            officer=letter.officer,
        )

    def refusal(self, issued: IssuedForm, letters: DepartmentLetters | None = None) -> RefusalSheet:
        """Form 03: of the counter, or after appraisal in the department's words; raises FormNotIssued without them."""
        head, is_after_appraisal = self._heading(issued), is_by_department(self.dossier, issued)
        letter = Letter(officer="", reason=self.dossier.refusal_reason)
        if is_after_appraisal:
            letter = _written(issued, letters.decision if letters else None)
        return RefusalSheet(
            heading=head,
            matter=self.matter,
            received_at=self._at(self.dossier.accepted_at or self.dossier.received_at),
            reason=letter.reason,
            is_after_appraisal=is_after_appraisal,
            unit=self._writer(issued, head),
            officer=letter.officer,
        )

    def apology(self, issued: IssuedForm, letters: DepartmentLetters | None) -> ApologySheet:
        """Form 04, in the words of who apologised; raises FormNotIssued without them."""
        apology = letters.apology if letters else None
        if apology is None:
            raise FormNotIssued(FormKey.APOLOGY)
        return self._apology(self._heading(issued), apology)

    def apology_draft(self, apology: Apology, at: datetime) -> ApologySheet:
        """Form 04 as it would be signed now; raises ``form-unknown`` where the law of the day has none."""
        return replace(self._apology(heading(self.law, FormKey.APOLOGY, at), apology), is_draft=True)

    def _apology(self, head: Heading, apology: Apology) -> ApologySheet:
        return ApologySheet(
            heading=head,
            matter=self.matter,
            received_at=self._at(self.dossier.accepted_at or self.dossier.received_at),
            promised_at=self._at(apology.promised_at),
            new_due_at=self._at(apology.new_due_at),
            reason=apology.letter.reason,
            unit=self._department,
            officer=apology.letter.officer,
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
        return Matter(
            applicant=self.applicant,
            code=self.dossier.code,
            request=version.name,
            tracking=self._tracking,
            page=self.pages.tracking(),
        )

    @property
    def _department(self) -> str:
        return unit_name(self.law, self.dossier.department)

    def _writer(self, issued: IssuedForm, head: Heading) -> str:
        """The unit that wrote the form: the department, or the counter."""
        return self._department if is_by_department(self.dossier, issued) else head.unit

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


def _written(issued: IssuedForm, letter: Letter | None) -> Letter:
    if letter is None:
        raise FormNotIssued(issued.key)
    return letter


def control_sheet(
    dossier: Dossier,
    issued: IssuedForm,
    handovers: Sequence[Handover],
    law: LawPack,
    payables: Sequence[Payable] = (),
) -> ControlSheet:
    """Form 06, for which no applicant's file is opened; raises FormNotIssued before acceptance."""
    if dossier.accepted_at is None or dossier.due_at is None:
        raise FormNotIssued(FormKey.CONTROL_SHEET)
    head = heading(law, issued.key, issued.dated, dossier.code)
    return ControlSheet(
        heading=head,
        code=dossier.code,
        request=law.version(dossier.procedure_key, dossier.procedure_version).name,
        department=unit_name(law, dossier.department),
        partners=partners(dossier, handovers, law),
        accepted_at=dossier.accepted_at.astimezone(law.calendar.tz),
        due_at=dossier.due_at.astimezone(law.calendar.tz),
        rows=slip_rows(dossier, handovers, law, head.unit, payables),
    )
