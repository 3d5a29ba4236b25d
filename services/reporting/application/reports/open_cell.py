"""OpenCell: the exact dossiers behind one cell of a report."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from chassis.kernel.errors import Kind, Problem
from reporting.application.reports.access import report_scope
from reporting.application.reports.get_report import GetReport, GetReportHandler
from reporting.application.reports.ports import Position, SettledDossier, SettlementReads
from reporting.domain.forms.filling import FILLINGS
from reporting.domain.forms.settlement_by_unit import cells_of_column, procedures_of_row


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCell:
    """row: key of a row of the report. column: its number. after: where the page before ended."""

    of: GetReport
    row: str
    column: int
    after: Position | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """total: how many there are: the value of the cell."""

    dossiers: tuple[SettledDossier, ...]
    total: int


class OpenCellHandler:
    def __init__(self, reports: GetReportHandler, settlements: SettlementReads) -> None:
        self._reports = reports
        self._settlements = settlements

    async def __call__(self, query: OpenCell) -> Opened:
        """By the same statement that counts them. Raises what GetReport raises, and Problem ``cell-unknown``."""
        scope = report_scope(query.of.actor, query.of.agency)
        material, choice, _ = await self._reports.material(query.of, scope)
        if not FILLINGS[choice.form.key].opens:
            raise _unknown()
        try:
            procedures = procedures_of_row(material, query.row)
            cells = cells_of_column(query.column)
        except KeyError:
            raise _unknown() from None
        dossiers, total = await self._settlements.dossiers(
            material.period,
            material.definition,
            agency=scope.agency,
            department=scope.department,
            procedures=procedures,
            cells=cells,
            after=query.after,
            limit=query.limit,
        )
        return Opened(dossiers=dossiers, total=total)


def _unknown() -> Problem:
    return Problem(
        "cell-unknown", Kind.NOT_FOUND, "This report has no such cell that opens; take row and column from the report."
    )


AskCell = Callable[[OpenCell], Awaitable[Opened]]
