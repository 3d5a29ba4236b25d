"""One form of a dossier as PDF, made anew from what is known whenever it is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from intake.application.forms.ports import FormPrinter, Letters
from intake.application.law_in_force import LawInForce
from intake.application.ports import ApplicantFile
from intake.application.reading import ReadsOfApplicants, Register
from intake.domain import rights
from intake.domain.dossier import Dossier
from intake.domain.forms.filling import Filling, control_sheet
from intake.domain.forms.heading import FormKey
from intake.domain.forms.issued import FormNotIssued, IssuedForm, is_by_department, issued_form
from intake.domain.forms.letters import DepartmentLetters
from intake.domain.forms.public_pages import PublicPages
from intake.domain.forms.rights import may_hold
from intake.domain.forms.sheets import Sheet
from intake.domain.reads import APPLICANT_FIELDS, RECEIPT_FIELDS, Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintForm:
    """request_id: which supplement request; empty: the latest."""

    actor: Actor
    dossier_id: str
    key: FormKey
    request_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    dossier: Dossier
    issued: IssuedForm
    pdf: bytes


class PrintFormHandler:
    def __init__(
        self,
        *,
        register: Register,
        law: LawInForce,
        letters: Letters,
        printer: FormPrinter,
        pages: PublicPages,
        reads: ReadsOfApplicants,
    ) -> None:
        self._register = register
        self._reads = reads
        self._law = law
        self._letters = letters
        self._printer = printer
        self._pages = pages

    async def __call__(self, query: PrintForm) -> Printed:
        """Raises DossierUnknown, RoleForbidden for those who may not hold the form, FormNotIssued, and
        ``department-unreachable`` for a form whose words the department keeps."""
        found = await self._register.with_applicant(query.dossier_id)
        dossier = rights.must_see(query.actor, found[0] if found else None)
        if found is None or not may_hold(query.actor, dossier, query.key):
            raise rights.RoleForbidden("an account that may hold this form of the dossier")
        handovers = await self._register.handovers(dossier.id) if query.key in _FOLLOWED else ()
        issued = issued_form(dossier, self._law.pack, query.key, query.request_id, handovers)
        letters = await self._letters.of(dossier.id) if is_by_department(dossier, issued) else None
        if not issued.names_applicant:
            account = await self._register.account(dossier.id)
            slip = control_sheet(dossier, issued, handovers, self._law.pack, account.payables)
            return Printed(dossier=dossier, issued=issued, pdf=await self._printer.pdf(slip))
        filling = self._filling(query.actor, dossier, found[1]())
        pdf = await self._printer.pdf(_letter(filling, issued, letters))
        fields = RECEIPT_FIELDS if filling.secret else APPLICANT_FIELDS
        await self._reads.record(query.actor, dossier, Purpose.FORM, fields)
        return Printed(dossier=dossier, issued=issued, pdf=pdf)

    def _filling(self, actor: Actor, dossier: Dossier, file: ApplicantFile) -> Filling:
        secret = file.tracking_secret if rights.may_hold_receipt(actor, dossier) else ""
        return Filling(dossier=dossier, applicant=file.applicant, secret=secret, law=self._law.pack, pages=self._pages)


_FOLLOWED = (FormKey.APOLOGY, FormKey.CONTROL_SHEET)


def _letter(filling: Filling, issued: IssuedForm, letters: DepartmentLetters | None) -> Sheet:
    match issued.key:
        case FormKey.RECEIPT:
            return filling.receipt()
        case FormKey.SUPPLEMENT_REQUEST:
            return filling.supplement_request(issued, letters)
        case FormKey.REFUSAL:
            return filling.refusal(issued, letters)
        case FormKey.APOLOGY:
            return filling.apology(issued, letters)
        case FormKey.STOP_NOTICE:
            return filling.stop_notice(issued)
        case FormKey.CONTROL_SHEET | FormKey.REGISTER:
            raise FormNotIssued(issued.key)
