"""Gather: reads what a form needs, and nothing else."""

from __future__ import annotations

from datetime import date

from reporting.application.access import Scope
from reporting.application.reports.ports import KnownLaw, ReportReads, SettlementReads
from reporting.domain.definitions import II06A_1, Definitions
from reporting.domain.forms.book import FormBook
from reporting.domain.forms.definition import Form
from reporting.domain.forms.filling import FILLINGS
from reporting.domain.forms.material import Material, Need
from reporting.domain.on_time import Period
from reporting.domain.settlement import SettledCount


class Gather:
    """Everything is read for the period as it ended; only what is open "now" in internal reports is of today."""

    def __init__(
        self, book: FormBook, definitions: Definitions, settlements: SettlementReads, reads: ReportReads
    ) -> None:
        self._book = book
        self._definitions = definitions
        self._settlements = settlements
        self._reads = reads

    async def __call__(self, form: Form, period: Period, scope: Scope, law: KnownLaw, today: date) -> Material:
        needs = FILLINGS[form.key].needs
        agency, department = scope.agency, scope.department
        definition = self._definitions.named(II06A_1, period.last)
        settlement: tuple[SettledCount, ...] = ()
        if Need.SETTLEMENT in needs:
            settlement = await self._settlements.counts(period, definition, agency=agency, department=department)
        return Material(
            form=form,
            period=period,
            today=today,
            agency=agency,
            department=department,
            definition=definition,
            departments=await self._reads.departments(agency, department),
            levels=self._book.levels,
            catalogue=law.catalogue,
            is_law_known=law.learned_at is not None or bool(law.catalogue),
            settlement=settlement,
            publications=law.publications,
            indicators=law.indicators,
            as_of=await self._reads.as_of(),
        )
