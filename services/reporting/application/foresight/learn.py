"""Learn: dossiers that have their result teach how long steps take, each once."""

from __future__ import annotations

from collections import defaultdict

from chassis.kernel.worktime import CalendarUnknown
from reporting.application.foresight.axis import axis_of
from reporting.application.foresight.ports import Calendars, ExperienceStore
from reporting.domain.foresight import Foresight
from reporting.domain.paths import Axis, Path, finished

AT_ONCE = 200


class LearnHandler:
    """Work of a repeating part. What is learnt and that it is learnt are one transaction: a crash repeats nothing."""

    def __init__(self, store: ExperienceStore, calendars: Calendars) -> None:
        self._store = store
        self._calendars = calendars

    async def __call__(self) -> bool:
        """True if there may be more. Raises Problem ``neighbour-unavailable`` while no calendar is known."""
        axis = axis_of(await self._calendars.current())
        async with self._store.begin() as experience:
            paths = await experience.finished(AT_ONCE)
            if not paths:
                return False
            by_agency: defaultdict[str, list[Path]] = defaultdict(list)
            for path in paths:
                by_agency[path.agency].append(path)
            for agency, own in by_agency.items():
                model = Foresight(await experience.moments(agency))
                _learn(model, own, axis)
                await experience.keep(agency, {key: model.moments[key] for key in model.changed})
            await experience.forget([path.dossier_id for path in paths])
            await experience.commit()
        return len(paths) == AT_ONCE


def _learn(model: Foresight, paths: list[Path], axis: Axis) -> None:
    for path in paths:
        try:
            walk = finished(path, axis)
        except CalendarUnknown:  # of a year that is not entered any more: it teaches nothing
            continue
        if walk is not None:
            model.learn(walk)
