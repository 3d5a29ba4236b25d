"""Plays stories: moves the shared clock from one thing to be done to the next, and does it."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from chassis.clock import SharedClockControl
from ctl.demo.life import Plan
from ctl.demo.scenario import Story

# What falls within this of each other is done at the same moment: fewer jumps of the clock.
TOGETHER = timedelta(minutes=45)
AT_ONCE = 24

Progress = Callable[[datetime, int], None]


class Lived(Protocol):
    """One dossier's life: begins by being filed."""

    story: Story
    ended: bool

    async def file(self, now: datetime) -> list[Plan]: ...


class Player:
    """clock: the control of the shared clock. progress: told the simulated time and how many stories have ended.

    ``play`` may be called again, with a later end each time.
    """

    def __init__(self, clock: SharedClockControl, lives: Sequence[Lived], progress: Progress) -> None:
        self._clock = clock
        self._lives = lives
        self._progress = progress
        self._desks = asyncio.Semaphore(AT_ONCE)
        self._agenda: list[tuple[datetime, int, Plan]] = []
        self._entries = 0
        for life in lives:
            self._enter([Plan(life.story.filed_at, life.file)])

    async def play(self, until: datetime) -> None:
        """Everything planned before ``until``; what is still open then stays open. The clock ends at ``until``."""
        while self._agenda and self._agenda[0][0] < until:
            at = self._agenda[0][0]
            self._clock.set(at, 0.0)
            done = await asyncio.gather(*(self._do(plan, at) for plan in self._due(min(at + TOGETHER, until))))
            for plans in done:
                self._enter(plans)
            self._progress(at, sum(life.ended for life in self._lives))
        self._clock.set(until, 1.0)
        self._progress(until, sum(life.ended for life in self._lives))

    def _due(self, before: datetime) -> list[Plan]:
        plans = []
        while self._agenda and self._agenda[0][0] < before:
            plans.append(heapq.heappop(self._agenda)[2])
        return plans

    async def _do(self, plan: Plan, now: datetime) -> list[Plan]:
        async with self._desks:
            return await plan.do(now)

    def _enter(self, plans: Sequence[Plan]) -> None:
        for plan in plans:
            self._entries += 1
            heapq.heappush(self._agenda, (plan.at, self._entries, plan))
