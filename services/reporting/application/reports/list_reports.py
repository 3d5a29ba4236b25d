"""ListReports: which reports can be made on a day, and what is not known of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Problem
from reporting.application.reports.access import may_close, report_scope
from reporting.application.reports.ports import LawShelf
from reporting.domain.days import local_day
from reporting.domain.forms.book import FormBook
from reporting.domain.forms.definition import Chosen, Profile, chosen, profile_on


@dataclass(frozen=True, slots=True, kw_only=True)
class ListReports:
    """on: local day, None: today."""

    actor: Actor
    on: date | None = None
    agency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """profile: the set of statutory forms in force. is_law_known: False: intake was never reached, and the statutory
    forms are missing. may_close: whether the actor may close periods."""

    on: date
    profile: Profile | None
    is_law_known: bool
    may_close: bool
    forms: tuple[Chosen, ...]


class ListReportsHandler:
    def __init__(self, book: FormBook, shelf: LawShelf, clock: Clock) -> None:
        self._book = book
        self._shelf = shelf
        self._clock = clock

    async def __call__(self, query: ListReports) -> Listed:
        """Raises Problem ``not-allowed``."""
        scope = report_scope(query.actor, query.agency)
        law = await self._shelf.known(scope.agency)
        on = query.on or local_day(self._clock.now())
        forms = self._book.forms(law.forms)
        keys = dict.fromkeys(form.key for form in forms)
        return Listed(
            on=on,
            profile=profile_on(self._book.profiles, on),
            is_law_known=law.learned_at is not None,
            may_close=_may_close(query.actor, scope.agency),
            forms=tuple(chosen(forms, self._book.profiles, key, on) for key in keys),
        )


def _may_close(actor: Actor, agency: str) -> bool:
    try:
        may_close(actor, agency)
    except Problem:
        return False
    return True


AskReports = Callable[[ListReports], Awaitable[Listed]]
