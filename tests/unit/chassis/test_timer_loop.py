"""The loop that fires timers."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from chassis.kernel.clock import FrozenClock
from chassis.kernel.errors import Kind, Problem
from chassis.telemetry.metrics import REGISTRY
from chassis.timers.firing import Fired
from chassis.timers.loop import TimerLoop
from support.stream import eventually

DUE_AT = datetime(2026, 3, 16, 10, 0, tzinfo=UTC)


class Alarm:
    """Rings once, at DUE_AT; before that, and for the first so many scans, the store is away."""

    def __init__(self, clock: FrozenClock, *, away: int = 0) -> None:
        self.scans, self.rung = 0, 0
        self._clock, self._away = clock, away

    async def __call__(self) -> Fired:
        self.scans += 1
        if self.scans <= self._away:
            raise Problem("store-unavailable", Kind.UNAVAILABLE, "the database is away")
        if self.rung or self._clock.now() < DUE_AT:
            return Fired(count=0, failed=())
        self.rung += 1
        return Fired(count=1, failed=())


async def test_a_jump_of_the_clock_is_noticed_before_the_next_scan_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chassis.timers.loop.SCAN_SECONDS", 3600.0)
    clock = FrozenClock(DUE_AT - timedelta(days=14))
    alarm = Alarm(clock)
    loop = TimerLoop(alarm, clock)
    await loop.start()
    await eventually(lambda: alarm.scans == 1)
    clock.move_to(DUE_AT)
    await eventually(lambda: alarm.rung)
    await loop.stop()
    assert alarm.scans == 2


async def test_a_store_that_was_away_delays_an_alarm_and_loses_none() -> None:
    clock = FrozenClock(DUE_AT)
    alarm = Alarm(clock, away=2)
    loop = TimerLoop(alarm, clock)
    await loop.start()
    async with asyncio.timeout(10):
        while not alarm.rung:
            await asyncio.sleep(0.02)
            clock.move_to(clock.now() + timedelta(minutes=1))
    await loop.stop()
    assert (alarm.scans >= 3, alarm.rung) == (True, 1)


async def test_when_the_last_timer_was_not_late_is_shown_and_stands_still_while_one_waits() -> None:
    clock = FrozenClock(DUE_AT)
    alarm = Alarm(clock, away=10_000)
    loop = TimerLoop(alarm, clock, service="loans")
    await loop.start()
    began = complete()
    for scans in (1, 2, 3):
        clock.move_to(clock.now() + timedelta(minutes=1))
        await eventually(lambda scans=scans: alarm.scans >= scans)  # type: ignore[misc]
    assert complete() == began
    alarm.scans = 10_000
    clock.move_to(clock.now() + timedelta(minutes=1))
    await eventually(lambda: complete() > began)
    await loop.stop()


def complete() -> float:
    return REGISTRY.get_sample_value("motcua_timers_complete_timestamp_seconds", {"service": "loans"}) or 0.0
