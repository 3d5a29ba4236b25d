"""Gather: reads what a form needs, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from reporting.application.access import Scope
from reporting.application.control.ports import Reviews
from reporting.application.get_evaluations import AskEvaluations, GetEvaluations, Of
from reporting.application.get_on_time import AskOnTime, GetOnTime
from reporting.application.reports.ports import KnownLaw, OtherRegisters, ReportReads, SettlementReads
from reporting.domain.days import local_day
from reporting.domain.definitions import Definitions
from reporting.domain.evaluation import Evaluations
from reporting.domain.forms.book import FormBook
from reporting.domain.forms.definition import Form
from reporting.domain.forms.filling import FILLINGS
from reporting.domain.forms.index_rules import rules_on
from reporting.domain.forms.material import Material, Need
from reporting.domain.on_time import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Whoever is asked: the store, and the use cases whose figures reports repeat, so that they cannot differ."""

    settlements: SettlementReads
    reads: ReportReads
    reviews: Reviews
    evaluations: AskEvaluations
    on_time: AskOnTime
    others: OtherRegisters


class Gather:
    """Everything is read for the period as it ended; what is open "now" is called so in the text."""

    def __init__(self, book: FormBook, definitions: Definitions, sources: Sources, clock: Clock) -> None:
        self._book = book
        self._definitions = definitions
        self._from = sources
        self._clock = clock

    async def __call__(self, actor: Actor, form: Form, period: Period, scope: Scope, law: KnownLaw) -> Material:
        filling = FILLINGS[form.key]
        reads, of = self._from.reads, {"agency": scope.agency, "department": scope.department}
        material = Material(
            form=form,
            period=period,
            today=local_day(self._clock.now()),
            agency=scope.agency,
            department=scope.department,
            definition=self._definitions.named(filling.definition, period.last),
            departments=await reads.departments(**of),
            levels=self._book.levels,
            catalogue=law.catalogue,
            is_law_known=law.learned_at is not None or bool(law.catalogue),
            publications=law.publications,
            indicators=law.indicators,
            index_rules=rules_on(self._book.index_rules, period.last),
            as_of=await reads.as_of(),
        )
        material = await self._counted(material, filling.needs)
        if Need.CONTROL in filling.needs:
            material = await self._of_control(material)
        return await self._of_others(actor, material, filling.needs)

    async def _counted(self, material: Material, needs: frozenset[Need]) -> Material:
        """From the store of events."""
        reads, settlements, period = self._from.reads, self._from.settlements, material.period
        of = {"agency": material.agency, "department": material.department}
        if Need.SETTLEMENT in needs:
            counts = await settlements.counts(period, material.definition, **of)
            material = replace(material, settlement=counts)
        if Need.BEFORE in needs and (before := _before(period)):
            counts = await settlements.counts(before, material.definition, **of)
            material = replace(material, before=before, settlement_before=counts)
        if Need.FEEDBACK in needs:
            material = replace(material, feedback=await reads.feedback(period, **of))
        if Need.RATINGS in needs:
            material = replace(material, rated=await reads.ratings(period, **of))
        if Need.DIGITAL in needs:
            material = replace(material, digital=await reads.digital(period, **of))
        if Need.HANDLED in needs:
            material = replace(material, handled=await reads.handled(period, **of))
        return material

    async def _of_control(self, material: Material) -> Material:
        """The control team's work is the agency's: a head's report has the own department's proposals alone."""
        first, last, department = material.period.first, material.period.last, material.department
        rows = await self._from.reviews.review_rows(material.agency, first, last)
        mine = tuple(row for row in rows if department in ("", row.department))
        if department:
            return replace(material, reviews=mine)
        counts = await self._from.reviews.counts(material.agency, first, last, self._clock.now())
        return replace(material, reviews=mine, control=counts)

    async def _of_others(self, actor: Actor, material: Material, needs: frozenset[Need]) -> Material:
        first, last = material.period.first, material.period.last
        if Need.EVALUATIONS in needs:
            found = await self._from.evaluations(GetEvaluations(actor=actor, of=Of.UNITS, first=first, last=last))
            material = replace(material, evaluations=_of_agency(found, material.agency))
        if Need.ON_TIME in needs:
            material = replace(
                material, on_time=await self._from.on_time(GetOnTime(actor=actor, first=first, last=last))
            )
        if Need.HANDED_OVER in needs:
            handed = await self._from.others.handed_over(material.period, agency=material.agency)
            material = replace(material, handed_over=handed)
        return material


def _of_agency(found: Evaluations, agency: str) -> Evaluations:
    """For ``system``, who sees all."""
    return replace(found, rows=tuple(row for row in found.rows if row.agency == agency))


def _before(period: Period) -> Period | None:
    """As many days before it; None before the calendar begins."""
    length = period.last - period.first + timedelta(days=1)
    if period.first - date.min <= length:
        return None
    return Period(first=period.first - length, last=period.first - timedelta(days=1))
