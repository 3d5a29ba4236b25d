"""The statutory forms of a dossier: which exist, and each as PDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from intake.application.forms.list_forms import ListForms, ListFormsHandler
from intake.application.forms.ports import FormPrinter, Letters
from intake.application.forms.print_form import Printed, PrintForm, PrintFormHandler
from intake.application.law_in_force import LawInForce
from intake.application.ports import ReadsOfApplicants, Register
from intake.domain.forms.public_pages import PublicPages

__all__ = ["FormPrinter", "FormUseCases", "Letters", "ListForms", "PrintForm", "Printed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormUseCases:
    list: ListFormsHandler
    print: PrintFormHandler

    @classmethod
    def of(
        cls,
        *,
        register: Register,
        law: LawInForce,
        letters: Letters,
        printer: FormPrinter,
        pages: PublicPages,
        reads: ReadsOfApplicants,
    ) -> Self:
        printing = PrintFormHandler(
            register=register, law=law, letters=letters, printer=printer, pages=pages, reads=reads
        )
        return cls(list=ListFormsHandler(register, law), print=printing)
