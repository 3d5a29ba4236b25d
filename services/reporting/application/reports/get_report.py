"""GetReport: a report of a period, live. Every format is made from what this answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem, invalid
from reporting.application.access import Scope
from reporting.application.reports.access import report_scope
from reporting.application.reports.gather import Gather
from reporting.application.reports.ports import KnownLaw, LawShelf
from reporting.domain.days import local_day
from reporting.domain.forms.book import FormBook
from reporting.domain.forms.definition import Chosen, chosen
from reporting.domain.forms.filling import report_of
from reporting.domain.forms.material import Material
from reporting.domain.forms.periods import period_name, period_named, rule_of
from reporting.domain.on_time import Period
from reporting.domain.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class GetReport:
    """period: ``2024``, ``2024-Q3`` …; or first and last, local days, both included; nothing: the period that today
    lies in. rule: of cutting it, empty: the form's own. profile: set of forms, empty: the one in force. agency: for
    ``system`` alone; others have their own."""

    actor: Actor
    form: str
    period: str = ""
    first: date | None = None
    last: date | None = None
    rule: str = ""
    profile: str = ""
    agency: str = ""


class GetReportHandler:
    def __init__(self, book: FormBook, shelf: LawShelf, gather: Gather, clock: Clock) -> None:
        self._book = book
        self._shelf = shelf
        self._gather = gather
        self._clock = clock

    async def __call__(self, query: GetReport) -> Report:
        """Raises Problem ``not-allowed``, ``form-unknown``, ``forms-unknown`` (intake was never reached),
        ``period-unknown``, ``period-invalid``, ``profile-unknown``, ``form-not-obtained``."""
        scope = report_scope(query.actor, query.agency)
        material, choice, law = await self.material(query, scope)
        return self.filled(material, choice, law)

    async def material(self, query: GetReport, scope: Scope) -> tuple[Material, Chosen, KnownLaw]:
        """What the form is filled in from, as far as the scope reaches."""
        law = await self._shelf.known(scope.agency)
        today = local_day(self._clock.now())
        choice, period = self._chosen(query, law, today)
        return await self._gather(query.actor, choice.form, period, scope, law), choice, law

    def filled(self, material: Material, choice: Chosen, law: KnownLaw) -> Report:
        """The report of the material, as the agency sends it."""
        head = self._book.sender(material.agency)
        return report_of(
            material,
            choice.notices,
            agency_name=head.name,
            receiver=head.receiver,
            law_version=law.revision,
        )

    def _chosen(self, query: GetReport, law: KnownLaw, today: date) -> tuple[Chosen, Period]:
        """The form holds on the period's last day; by which rule the period is cut, the form says."""
        forms = self._book.forms(law.forms)
        named = [form for form in forms if form.key == query.form]
        if not named and law.learned_at is None:
            raise Problem(
                "forms-unknown",
                Kind.UNAVAILABLE,
                "The statutory forms are read from intake, which has not been reached yet; try again soon.",
            )
        rule = rule_of(self._book.rules, query.rule or (named[0].periods if named else "calendar"))
        kinds = named[0].kinds if named else ()
        if query.first is not None or query.last is not None:
            if query.period:
                raise invalid("period-invalid", "Name a period, or give from and to, not both.", period="leave it out")
            last = query.last or today
            period = Period(first=query.first or last.replace(month=1, day=1), last=last)
        else:
            period = period_named(query.period or period_name(kinds[0] if kinds else "year", today), rule)
        return chosen(forms, self._book.profiles, query.form, period.last, query.profile), period


AskReport = Callable[[GetReport], Awaitable[Report]]
