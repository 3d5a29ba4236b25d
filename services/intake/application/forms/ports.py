"""What the forms need from outside."""

from __future__ import annotations

from typing import Protocol

from intake.domain.forms.sheets import Sheet


class FormPrinter(Protocol):
    async def pdf(self, sheet: Sheet) -> bytes:
        """The form on paper, ready for archives; the same bytes for the same sheet."""
        ...
