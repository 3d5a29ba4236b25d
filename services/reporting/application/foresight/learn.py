"""Learn: dossiers that have their result teach how long steps take, each once and in the order of their results."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from chassis.kernel.clock import Clock
from chassis.kernel.worktime import CalendarUnknown
from reporting.application.foresight.axis import axis_of
from reporting.application.foresight.ports import Calendars, Experience, ExperienceStore, Lesson, Memory
from reporting.domain.days import local_day
from reporting.domain.facts import DossierFacts
from reporting.domain.foresight import Foresight
from reporting.domain.hands import Hands
from reporting.domain.paths import Axis, finished, path_of

AT_ONCE = 100
SETTLED = timedelta(seconds=10)  # results of parallel lanes and replicas are in their order by then
BEGINNING = Lesson(issued_at=datetime(1970, 1, 1, tzinfo=UTC), dossier_id="")


class LearnHandler:
    """Work of a repeating part. What is learnt and that it is learnt are one transaction: a crash repeats nothing.

    After figures were counted anew everything is learnt anew too, beside what foresees meanwhile, and swapped when it
    has caught up: the same results in the same order amount to the same."""

    def __init__(self, store: ExperienceStore, calendars: Calendars, clock: Clock) -> None:
        self._store = store
        self._calendars = calendars
        self._clock = clock

    async def __call__(self) -> bool:
        """True if there may be more. Raises Problem ``neighbour-unavailable`` while no calendar is known."""
        axis = axis_of(await self._calendars.current())
        live = await self._learn(Memory.LIVE, axis)
        return await self._learn(Memory.ANEW, axis) or live

    async def _learn(self, memory: Memory, axis: Axis) -> bool:
        async with self._store.begin() as experience:
            last = await experience.last_lesson(memory)
            if last is None and memory is Memory.ANEW:
                return False
            results = await experience.results(last or BEGINNING, self._clock.now() - SETTLED, AT_ONCE)
            if results:
                await _teach(experience, memory, results, axis)
            elif memory is Memory.ANEW:
                await experience.remember_anew()
            else:
                return False
            await experience.commit()
        return bool(results)


async def _teach(experience: Experience, memory: Memory, results: Sequence[DossierFacts], axis: Axis) -> None:
    by_agency: defaultdict[str, list[DossierFacts]] = defaultdict(list)
    for facts in results:
        by_agency[facts.place.agency].append(facts)
    for agency, own in by_agency.items():
        hands = await experience.hands(agency, _first_day(own))
        model = Foresight(await experience.moments(agency, memory))
        _learn_from(model, own, hands, axis)
        await experience.keep(agency, {key: model.moments[key] for key in model.changed}, memory)
    newest = results[-1]
    await experience.learnt(
        Lesson(issued_at=newest.issued_at or BEGINNING.issued_at, dossier_id=newest.dossier_id), memory
    )


def _first_day(results: Iterable[DossierFacts]) -> date:
    began = [done.began_at for facts in results for done in facts.steps.done]
    return local_day(min(began, default=BEGINNING.issued_at))


def _learn_from(model: Foresight, results: Iterable[DossierFacts], hands: Hands, axis: Axis) -> None:
    for facts in results:
        path = path_of(facts, hands)
        try:
            walk = None if path is None or facts.is_synthetic else finished(path, axis)
        except CalendarUnknown:  # of a year that is not entered any more: it teaches nothing
            continue
        if walk is not None:
            model.learn(walk)
