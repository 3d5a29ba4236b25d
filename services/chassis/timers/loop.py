"""The loop that fires timers: every second, and within a moment of a jump of the simulated clock."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from chassis.clock import SystemClock
from chassis.failures import reason
from chassis.kernel.clock import Clock
from chassis.tasks import Tasks
from chassis.telemetry import logs, metrics
from chassis.timers.firing import Fired

SCAN_SECONDS = 1.0
LOOK_SECONDS = 0.02

COMPLETE = metrics.gauge(
    "motcua_timers_complete_timestamp_seconds",
    "When a scan last left no timer waiting that was due, by the machine's clock.",
    ("service",),
)

_log = logs.get(__name__)


class TimerLoop:
    """Part. Scans when a second has passed, on the clock or outside. A clock other than the machine's can jump: it is
    looked at every 20 ms, which costs nothing.

    A failing scan is logged, once per kind of trouble, and repeated: a timer is never given up.
    """

    name = "timers"

    def __init__(self, fire: Callable[[], Awaitable[Fired]], clock: Clock, *, service: str = "") -> None:
        self._fire = fire
        self._clock = clock
        self._complete = COMPLETE.labels(service)
        self._look = SCAN_SECONDS if isinstance(clock, SystemClock) else LOOK_SECONDS
        self._tasks = Tasks()
        self._told = ""

    async def start(self) -> None:
        self._complete.set_to_current_time()  # late is what is late since we are here
        self._tasks.spawn(self.name, self._for_ever())

    async def stop(self) -> None:
        """A firing that has begun is rolled back and comes again."""
        await self._tasks.cancel_all()

    async def _for_ever(self) -> None:
        scanned_at: datetime | None = None
        loop = asyncio.get_running_loop()
        scanned = loop.time()
        while True:
            now = self._clock.now()
            moved = scanned_at is None or abs(now - scanned_at) >= timedelta(seconds=SCAN_SECONDS)
            if moved or loop.time() - scanned >= SCAN_SECONDS:
                await self._scan()
                scanned_at, scanned = now, loop.time()
            await asyncio.sleep(self._look)

    async def _scan(self) -> None:
        try:
            fired = await self._fire()
            trouble = ", ".join(sorted({slug for _, slug in fired.failed}))
        except Exception as fault:  # noqa: BLE001, RUF100 - whatever it is, the next scan may do better
            trouble = reason(fault)
        if not trouble:
            self._complete.set_to_current_time()
        if trouble != self._told:
            self._told = trouble
            if trouble:
                _log.warning("timers wait", reason=trouble)
            else:
                _log.info("timers fire again")
