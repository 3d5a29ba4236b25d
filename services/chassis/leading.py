"""A part that runs in one replica only: in the one that leads, and in another within seconds of its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sqlalchemy import select

from chassis.data.database import Database
from chassis.data.leadership import Lead, leadership
from chassis.failures import reason
from chassis.runtime import Part
from chassis.tasks import Tasks
from chassis.telemetry import logs

FOLLOW_SECONDS = 1.0
PROOF_SECONDS = 1.0

_log = logs.get(__name__)


class Leading:
    """Part. job: name of what is led, one per purpose and database. lost: called when ``part`` has been stopped because
    another may lead now, and at the end.

    That leadership is still held is proved once a second; for so long two may run side by side when a connection dies.
    """

    def __init__(self, database: Database, job: str, part: Part, *, lost: Callable[[], None]) -> None:
        self.name = f"leading-{job}"
        self._database = database
        self._job = job
        self._part = part
        self._lost = lost
        self._tasks = Tasks()
        self._told = ""

    async def start(self) -> None:
        self._tasks.spawn(self.name, self._for_ever())

    async def stop(self) -> None:
        """Another replica may lead as soon as this returns."""
        await self._tasks.cancel_all()

    async def _for_ever(self) -> None:
        while True:
            try:
                async with leadership(self._database, self._job) as lead:
                    if lead is not None:
                        await self._lead(lead)
            except Exception as fault:  # noqa: BLE001, RUF100 - the store may come back, or another leads meanwhile
                self._tell(reason(fault))
            await asyncio.sleep(FOLLOW_SECONDS)

    async def _lead(self, lead: Lead) -> None:
        self._tell("")
        await self._part.start()
        try:
            while True:
                await asyncio.sleep(PROOF_SECONDS)
                await lead.rows(select(1))
        finally:
            await self._part.stop()
            self._lost()

    def _tell(self, trouble: str) -> None:
        """One line per change of state, not one per attempt."""
        if trouble and trouble != self._told:
            _log.warning("cannot lead", job=self._job, reason=trouble)
        self._told = trouble
