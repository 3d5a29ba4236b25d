"""The year 2026 on a running system: dossiers filed from January to December, a swap of days announced in August.

The law itself changes on 1 May (Law on Investment 143/2025/QH15 and its decrees are in the shipped pack as versions
with dates). The swap of 31 August for Saturday 22 August becomes known on the 25th, as in ``e2e/test_late_swap``.
"""

from __future__ import annotations

import asyncio
import json
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import nats
from nats.js.api import ConsumerConfig, DeliverPolicy
from typer.testing import CliRunner

from chassis.clock import SharedClockControl
from chassis.kernel.worktime import WorkCalendar, is_working_day
from chassis.messaging.streams import EVENTS
from ctl.__main__ import app
from ctl.client import Json
from ctl.demo.filings import calendar_of, offers
from ctl.demo.player import Player
from ctl.demo.scenario import CHANNELS, LOCAL, Fate, Story
from support.town import LAWPACK, LEADER, Town
from year.life import Character, Life
from year.recount import Figures

BEGINS, KNOWN, ENDS = (
    datetime.combine(date(2026, month, day), time(hour, minute), LOCAL)
    for month, day, hour, minute in ((1, 5, 7, 30), (8, 25, 8, 0), (12, 31, 17, 0))
)
LAST_FILED = date(2026, 12, 10)
Progress = Callable[[datetime, int], None]


def without_the_swap(folder: Path) -> Path:
    """The shipped pack as if nobody had decided on the swap yet."""
    shutil.copytree(LAWPACK.parent, folder / "lawpack")
    calendar = folder / "lawpack" / "heza" / "calendar.yaml"
    lines = calendar.read_text().splitlines(keepends=True)
    calendar.write_text("".join(line for line in lines if "2026-08-" not in line))
    return calendar.parent


@dataclass
class Year:
    """calendar: what people plan by."""

    town: Town
    dossiers: int
    seed: int
    calendar: WorkCalendar

    @classmethod
    async def of(cls, town: Town, dossiers: int, seed: int) -> Year:
        return cls(town, dossiers, seed, calendar_of(await town.api.get("/v1/calendar")))

    async def play(self, progress: Progress) -> None:
        """Until the last working hour; everything that services do about it has been done afterwards."""
        player = Player(SharedClockControl(self.town.machine.clock_file), await self._lives(), progress)
        await player.play(KNOWN)
        await self._settled()
        await self._announce()
        self.calendar = calendar_of(await self.town.api.get("/v1/calendar"))
        await player.play(ENDS)
        await self._settled()

    async def events(self) -> list[Json]:
        """The whole stream, in its order."""
        machine = self.town.machine
        connection = await nats.connect(machine.broker_url, nkeys_seed=str(machine.broker_credentials))
        try:
            stream = connection.jetstream()
            last = (await stream.stream_info(EVENTS)).state.last_seq
            config = ConsumerConfig(deliver_policy=DeliverPolicy.ALL)
            messages = await stream.subscribe("motcua.v1.>", ordered_consumer=True, config=config)
            found: list[Json] = []
            while not found or last:
                message = await messages.next_msg(timeout=30)
                found.append(json.loads(message.data))
                if message.metadata.sequence.stream >= last:
                    return found
            return found
        finally:
            await connection.close()

    async def figures(self) -> Figures:
        """What reporting says of the same months."""
        found: Figures = Figures()
        for month in range(1, 13):
            first = date(2026, month, 1)
            last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
            answer = await self.town.api.get(
                "/v1/on-time", LEADER, **{"from": first.isoformat(), "to": last.isoformat()}
            )
            for row in answer["rows"]:
                for name in ("received", "met", "missed"):
                    found[row["department"], f"{first:%Y-%m}", name] += row[name]
                if month == 12:
                    found[row["department"], "now", "open"] += row["open"]
        return +found

    async def _lives(self) -> list[Life]:
        draw = random.Random(self.seed)
        days = _working_days(self.calendar)
        catalogue: dict[date, dict[str, Json]] = {}
        lives = []
        for number in range(1, self.dossiers + 1):
            day = draw.choice(days)
            month = day.replace(day=1)
            if month not in catalogue:
                listed = await self.town.api.get("/v1/procedures", on=month.isoformat(), page_size=200)
                catalogue[month] = {one["key"]: one for one in listed["items"]}
            story = _story(draw, number, day, catalogue[month])
            lives.append(
                Life(story, catalogue[month][story.procedure], Character.drawn(draw), self.town.api, self._current)
            )
        return lives

    def _current(self) -> WorkCalendar:
        return self.calendar

    async def _announce(self) -> None:
        said = ["lawpack", "apply", str(LAWPACK), "--yes", "--url", self.town.machine.front_url()]
        why = ["--reason", "Hoán đổi ngày làm việc dịp Quốc khánh", "--legal-ref", "CV 9859/VPCP-KGVX"]
        done = await asyncio.to_thread(CliRunner().invoke, app, [*said, *why])
        if done.exit_code:
            raise RuntimeError(done.output)

    async def _settled(self) -> None:
        """Everything told has arrived everywhere, and nothing was lost."""
        found: Any = await self.town.audit(120)
        if not found["clean"]:
            raise RuntimeError(f"the audit does not come clean: {found['findings'][:5]}")


def _working_days(calendar: WorkCalendar) -> list[date]:
    span = (BEGINS.date() + timedelta(days=number) for number in range((LAST_FILED - BEGINS.date()).days))
    return [day for day in span if is_working_day(calendar, day)]


def _story(draw: random.Random, number: int, day: date, procedures: dict[str, Json]) -> Story:
    offered = offers(procedures)
    offer = draw.choices(offered, weights=[one.weight for one in offered])[0]
    channels = [channel for channel in CHANNELS if channel in offer.channels]
    at = datetime.combine(day, time(7, 30), LOCAL) + timedelta(minutes=draw.randint(0, 620))
    return Story(
        number=number,
        filed_at=at,
        procedure=offer.key,
        department=offer.department,
        channel=draw.choice(channels),
        fate=Fate.PLAIN,
        pace=1.0,
        officer=1,
        supplement_days=1,
        rating=5,
    )
