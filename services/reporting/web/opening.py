"""Where the figures of a report open, for its page: none where there is nothing behind them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from reporting.domain.cells import Cell, opens, spelled
from reporting.domain.origin import Given
from reporting.domain.report import Column, Row, Section, Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """base: address of what is opened, with what it must say of the report."""

    base: str

    def cell(self, table: str, sheet: Sheet, row: Row, column: Column | None) -> str:
        """Empty for a cell that does not open."""
        if column is None or not opens(sheet, row, column):
            return ""
        return self._address(table, row.key, column.number)

    def text(self, section: Section) -> list[list[tuple[str, str]]]:
        """Paragraphs as stretches with the address of those that are figures."""
        return [[(text, self._figure(cell)) for text, cell in stretches] for stretches in spelled(section)]

    def _figure(self, cell: Cell | None) -> str:
        if cell is None or isinstance(cell.origin, Given):
            return ""
        return self._address(cell.sheet, cell.row, cell.column)

    def _address(self, sheet: str, row: str, column: int) -> str:
        join = "&" if "?" in self.base else "?"
        return f"{self.base}{join}{urlencode({'bang': sheet, 'dong': row, 'cot': column})}"
