"""What the forms need from outside."""

from __future__ import annotations

from typing import Protocol

from intake.domain.forms.letters import DepartmentLetters
from intake.domain.forms.register_book import BookSheet
from intake.domain.forms.sheets import Sheet


class FormPrinter(Protocol):
    async def pdf(self, sheet: Sheet) -> bytes:
        """The form on paper, ready for archives; the same bytes for the same sheet."""
        ...

    async def spreadsheet(self, book: BookSheet) -> bytes:
        """The register book as XLSX."""
        ...


class Letters(Protocol):
    """The department's words to the applicant, asked for at the moment of printing."""

    async def of(self, dossier_id: str) -> DepartmentLetters:
        """Raises ``department-unreachable`` (unavailable) when nobody answers in time."""
        ...
