"""The statutory forms: which exist for a dossier, each as PDF; the register book."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from chassis.kernel.clock import Clock
from intake.application.forms.list_forms import ListForms, ListFormsHandler
from intake.application.forms.ports import FormPrinter, Letters
from intake.application.forms.print_apology_draft import PrintApologyDraftHandler
from intake.application.forms.print_form import Printed, PrintForm, PrintFormHandler
from intake.application.forms.read_book import BookPage, PrintBookHandler, ReadBook, ReadBookHandler
from intake.application.law_in_force import LawInForce
from intake.application.reading import ReadsOfApplicants, Register
from intake.domain.forms.public_pages import PublicPages

__all__ = ["BookPage", "FormPrinter", "FormUseCases", "Letters", "ListForms", "PrintForm", "Printed", "ReadBook"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormUseCases:
    list: ListFormsHandler
    print: PrintFormHandler
    print_apology_draft: PrintApologyDraftHandler
    read_book: ReadBookHandler
    print_book: PrintBookHandler

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
        clock: Clock,
    ) -> Self:
        printing = PrintFormHandler(
            register=register, law=law, letters=letters, printer=printer, pages=pages, reads=reads
        )
        return cls(
            list=ListFormsHandler(register, law),
            print=printing,
            print_apology_draft=PrintApologyDraftHandler(
                register=register, law=law, printer=printer, pages=pages, reads=reads, clock=clock
            ),
            read_book=ReadBookHandler(register=register, law=law, reads=reads, clock=clock),
            print_book=PrintBookHandler(register=register, law=law, printer=printer, reads=reads, clock=clock),
        )
