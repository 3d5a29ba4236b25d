"""A sandbox for subscribers: sample dossiers live their lives on a clock that runs fast while somebody listens."""

from __future__ import annotations

import asyncio
import heapq
from contextlib import suppress
from datetime import datetime, timedelta

from chassis.clock import SharedClock
from ctl.client import Api, Json, Refused
from ctl.demo.filings import calendar_of, offers
from ctl.demo.life import Life, Plan
from ctl.demo.scenario import FIRST_DAY, stories

_LOOK_SECONDS = 0.5


async def lives(api: Api, count: int, seed: int) -> list[Life]:
    """So many sample dossiers, from the public catalogue and calendar."""
    calendar = calendar_of(await api.get("/v1/calendar"))
    listed = await api.get("/v1/procedures", on=FIRST_DAY.isoformat())
    procedures: dict[str, Json] = {procedure["key"]: procedure for procedure in listed["items"]}
    told = stories(seed=seed, count=count, offers=offers(procedures), calendar=calendar)
    return [Life(story, procedures[story.procedure], api, calendar, seed) for story in told]


async def live(told: list[Life], clock: SharedClock) -> None:
    """The first is filed at once; then everybody does their work when the clock says so. Ends with the last dossier."""
    agenda: list[tuple[datetime, int, Plan]] = []
    for number, life in enumerate(told):
        at = clock.now() if number == 0 else max(life.story.filed_at, clock.now())
        heapq.heappush(agenda, (at, number, Plan(at, life.file)))
    number = len(agenda)
    while agenda:
        at, _, plan = heapq.heappop(agenda)
        await _until(clock, at)
        with suppress(Refused):  # somebody else was there first; the others go on
            for following in await plan.do(clock.now()):
                number += 1
                heapq.heappush(agenda, (following.at, number, following))


async def _until(clock: SharedClock, at: datetime) -> None:
    while (left := at - clock.now()) > timedelta():  # noqa: ASYNC110 - somebody may set the clock meanwhile
        await asyncio.sleep(min(left.total_seconds() / (clock.speed or 1.0), _LOOK_SECONDS))
