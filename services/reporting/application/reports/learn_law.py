"""LearnLaw: read from intake what its law pack says of reports, so that they can be made while intake is away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from chassis.kernel.clock import Clock
from reporting.application.reports.ports import LawBook, LawWork
from reporting.domain.days import local_day


class LearnLawHandler:
    """``days``: on which intake is asked for its forms, beside today: one of each set of forms."""

    def __init__(self, work: LawWork, book: LawBook, clock: Clock, days: Callable[[], Sequence[date]]) -> None:
        self._work = work
        self._book = book
        self._clock = clock
        self._days = days

    async def __call__(self) -> None:
        """Raises Problem ``neighbour-unavailable``: try again later; what was read is kept."""
        await self._name_versions()
        now = self._clock.now()
        agency = await self._book.agency()
        forms = await self._book.forms([*self._days(), local_day(now)])
        indicators = await self._book.indicators()
        publications = await self._book.publications()
        async with self._work.begin() as tx:
            await tx.shelve(agency, forms=forms, indicators=indicators, publications=publications, at=now)
            await tx.commit()

    async def _name_versions(self) -> None:
        async with self._work.begin() as tx:
            waiting = await tx.unnamed()
        for agency, key, version in waiting:
            entry, steps = await self._book.version(key, version)
            async with self._work.begin() as tx:
                await tx.name(agency, [entry])
                await tx.name_steps(agency, key, version, steps)
                await tx.commit()
