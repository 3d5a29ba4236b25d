"""One time for all replicas: that of the store, by which timers are due, and how wrong our own clock is.

A process whose clock is ahead would tell people early, and call a dossier late that is not. So on PostgreSQL it is the
server's clock that decides. A simulated clock is shared by all processes, and SQLite has one process: there our own
clock decides, and margins in office time are what protects people (see the services' ladders).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import text

from chassis.clock import SystemClock
from chassis.data.database import Database
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from chassis.telemetry import logs
from chassis.telemetry.metrics import gauge

WRONG_SECONDS = 2.0
"""From here on a clock is called wrong. Servers that ask the time of each other agree within milliseconds."""

_SKEW = gauge("dossier_clock_skew_seconds", "How far this clock is ahead of the database's.", ("service",))
_NOW = text("SELECT clock_timestamp()")
_log = logs.get(__name__)


class StoreTime:
    """Callable: the present instant, of the store where it has a clock of its own. check() is for readiness."""

    def __init__(self, database: Database, clock: Clock, *, service: str) -> None:
        self._database = database
        self._clock = clock
        self._service = service
        self._has_own = database.dialect == "postgresql" and isinstance(clock, SystemClock)
        self._skew = timedelta(0)
        self._told = False

    async def __call__(self) -> datetime:
        """Raises Problem ``store-unavailable``."""
        if not self._has_own:
            return self._clock.now()
        async with self._database.read() as connection:
            before = self._clock.now()
            now: datetime = (await connection.execute(_NOW)).scalar_one()
            after = self._clock.now()
        self._note(before + (after - before) / 2 - now, (after - before) / 2)
        return now

    async def check(self) -> None:
        """Raises Problem ``clock-wrong`` while our clock and the store's differ."""
        if self._is_wrong:
            seconds = self._skew.total_seconds()
            side = "ahead of" if seconds > 0 else "behind"
            raise Problem(
                "clock-wrong",
                Kind.UNAVAILABLE,
                f"this clock is {abs(seconds):.0f} s {side} the database's: let both machines ask the same time server",
            )

    @property
    def _is_wrong(self) -> bool:
        return abs(self._skew.total_seconds()) >= WRONG_SECONDS

    def _note(self, skew: timedelta, doubt: timedelta) -> None:
        """doubt: how far the answer's way may have falsified it; a slow one says nothing."""
        if doubt.total_seconds() >= WRONG_SECONDS / 2:
            return
        self._skew = skew
        _SKEW.labels(self._service).set(skew.total_seconds())
        if self._is_wrong != self._told:
            self._told = self._is_wrong
            tell = _log.warning if self._told else _log.info
            tell(
                "clock is wrong" if self._told else "clock is right again", skew_seconds=round(skew.total_seconds(), 1)
            )
