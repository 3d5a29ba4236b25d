"""Foretell: every open dossier is foreseen anew, some at a time, so that requests are answered meanwhile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from fractions import Fraction

from chassis.kernel.clock import Clock
from chassis.kernel.worktime import CalendarUnknown, Limit, Unit, WorkCalendar, add
from reporting.application.foresight.axis import axis_of
from reporting.application.foresight.ports import Calendars, Prospects
from reporting.domain.days import local_day
from reporting.domain.foresight import Forecast, Foresight
from reporting.domain.hands import Hands
from reporting.domain.late import Late
from reporting.domain.paths import Axis, OpenPath, open_path_of, standing

AT_ONCE = 200
LOOK_BACK = timedelta(days=120)  # hands further back are taken to be as they were then
_FARTHEST_DAYS = 250.0


class ForetellHandler:
    """Work of a repeating part."""

    def __init__(
        self, prospects: Prospects, calendars: Calendars, clock: Clock, rest: Callable[[float], Awaitable[None]]
    ) -> None:
        """rest: waits real seconds, to let others go first."""
        self._prospects = prospects
        self._calendars = calendars
        self._clock = clock
        self._rest = rest

    async def __call__(self) -> None:
        """Raises Problem ``neighbour-unavailable`` while no calendar is known."""
        calendar = await self._calendars.current()
        axis, now = axis_of(calendar), self._clock.now()
        models: dict[str, Foresight] = {}
        after = ""
        hands: dict[str, Hands] = {}
        while found := await self._prospects.open(after, AT_ONCE):
            for agency in {facts.place.agency for facts in found} - models.keys():
                models[agency] = Foresight(await self._prospects.moments(agency))
                hands[agency] = await self._prospects.hands(agency, local_day(now) - LOOK_BACK)
            told: list[Late] = []
            for facts in found:
                agency = facts.place.agency
                one = open_path_of(facts, hands[agency])
                late = None if one is None else _late(one, models[agency], calendar, axis, now)
                told += [late] if late is not None else []
                await self._rest(0.0)
            await self._prospects.foretell(told, made_at=now)
            after = found[-1].dossier_id
        await self._prospects.clear(made_before=now)


def _late(one: OpenPath, model: Foresight, calendar: WorkCalendar, axis: Axis, now: datetime) -> Late | None:
    """None where the calendar does not reach."""
    try:
        at = standing(one, axis, now)
        if at is None:
            return None
        seen = model.foresee(at)
        finish_at = add(calendar, now, _limit(seen))
    except CalendarUnknown:
        return None
    path, held = one.path, one.held[0] if one.held else None
    return Late(
        dossier_id=path.dossier_id,
        agency=path.agency,
        department=one.department,
        code=one.code,
        procedure=path.procedure,
        step=held.step if held else "",
        unit=held.unit if held else "",
        officer=held.officer if held else "",
        due_at=path.due_at,
        finish_at=finish_at,
        probability=seen.probability,
        steps=seen.steps,
        days_needed=seen.days,
        days_left=at.left,
    )


def _limit(seen: Forecast) -> Limit:
    quarters = round(min(seen.days, _FARTHEST_DAYS) * 32)
    return Limit(amount=Fraction(max(quarters, 1), 32), unit=Unit.WORKING_DAY)
