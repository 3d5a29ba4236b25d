"""The loop that fires timers."""

from __future__ import annotations

import asyncio

from chassis.kernel.errors import Kind, Problem
from processing.application.fire_timers import FireTimersHandler
from processing.domain.law import Law
from processing.events.timer_loop import TimerLoop
from unit.processing.desk import Desk
from unit.processing.fakes import InMemoryCatalogue, InMemoryReading, InMemoryUnitOfWork
from unit.processing.story import at, law


def office(the_law: Law | None = None) -> tuple[Desk, InMemoryUnitOfWork]:
    unit_of_work = InMemoryUnitOfWork()
    return Desk(unit_of_work, InMemoryReading(unit_of_work), InMemoryCatalogue(the_law or law())), unit_of_work


async def test_a_jump_of_the_clock_is_noticed_long_before_the_next_second() -> None:
    desk, unit_of_work = office()
    await desk.open()
    loop = TimerLoop(desk.ask.fire_timers, desk.clock)
    await loop.start()
    await asyncio.sleep(0.05)
    desk.clock.move_to(at("2026-03-16 17:00"))
    async with asyncio.timeout(0.5):
        while len(unit_of_work.shelf.events) < 3:
            await asyncio.sleep(0.005)
    await loop.stop()
    assert [event for _, event in unit_of_work.shelf.events] == ["dossier.due-soon"] * 2 + ["dossier.overdue"]


async def test_a_store_that_was_away_delays_an_alarm_and_loses_none() -> None:
    desk, unit_of_work = office()
    await desk.open()
    desk.clock.move_to(at("2026-03-16 17:00"))
    away = Away(desk.ask.fire_timers, times=2)
    loop = TimerLoop(away, desk.clock)  # type: ignore[arg-type]
    await loop.start()
    async with asyncio.timeout(10):
        while len(unit_of_work.shelf.events) < 3:
            await asyncio.sleep(0.02)
            desk.clock.move_to(desk.clock.now() + (at("2026-03-16 17:01") - at("2026-03-16 17:00")))
    await loop.stop()
    assert len(unit_of_work.shelf.events) == 3


class Away:
    """The store does not answer the first scans."""

    def __init__(self, fire: FireTimersHandler, *, times: int) -> None:
        self._fire, self._times = fire, times

    async def __call__(self) -> object:
        self._times -= 1
        if self._times >= 0:
            raise Problem("store-unavailable", Kind.UNAVAILABLE, "the database is away")
        return await self._fire()
