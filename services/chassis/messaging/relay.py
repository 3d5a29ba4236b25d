"""The relay: sends what the outbox holds, in order per subject, and marks what the broker has acknowledged.

Reads the flag ``published_at is null``, never ``position > last seen``: positions are given out before
commit, and a watermark over them loses events. One replica leads; if two overlap for a moment, each still
sends a subject's events one after the other with the same message ids, so the broker drops the doubles and
nothing is inverted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Table, bindparam, func, select, update

from chassis.data.database import Database
from chassis.data.leadership import AnyRow, Lead, leadership
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Problem
from chassis.messaging import series
from chassis.messaging.bus import BROKER_ERRORS, Bus, refusal
from chassis.messaging.envelope import CONTENT_TYPE
from chassis.messaging.streams import EVENTS
from chassis.messaging.tables import MessagingTables
from chassis.tasks import Tasks
from chassis.telemetry import logs

BATCH = 512
IN_FLIGHT = 128
POLL_SECONDS = 0.25
#: On SQLite nobody else writes, and each of our own commits wakes us: a net under the net.
ALONE_SECONDS = 1.0
FOLLOW_SECONDS = 1.0
#: After a wake, so that the commits of a busy moment share one pass, which costs as much as a commit itself.
GATHER_SECONDS = 0.01
_LONGEST_PAUSE_SECONDS = 5.0
_FIGURES_SECONDS = 5.0
_LAST_PASS_SECONDS = 5.0

_log = logs.get(__name__)


class Relay:
    """Publishes one service's outbox. Part: start before the first write, stop after the last.

    wake() after each commit; on PostgreSQL a poll every quarter second finds what another replica has written.
    check() raises Problem ``broker-refuses`` while the stream is absent or full.
    """

    name = "relay"

    def __init__(self, database: Database, tables: MessagingTables, bus: Bus, *, service: str, clock: Clock) -> None:
        self._database = database
        self._poll = ALONE_SECONDS if database.dialect == "sqlite" else POLL_SECONDS
        self._outbox = tables.outbox
        self._unpublished = _unpublished(tables.outbox)
        self._marking = (
            update(tables.outbox)
            .where(tables.outbox.c.position == bindparam("marked"))
            .values(published_at=bindparam("now"), stream_sequence=bindparam("stored"))
        )
        self._bus = bus
        self._service = service
        self._clock = clock
        self._tasks = Tasks()
        self._task: asyncio.Task[None] | None = None
        self._woken = asyncio.Event()
        self._broker_back = asyncio.Event()
        self._is_stopping = False
        self._pause = 0.0
        self._problem: Problem | None = None
        self._told = ""
        self._figures_at = 0.0
        bus.on_ready(self._resume)

    async def start(self) -> None:
        series.PENDING.labels(self._service).set(0)
        series.OLDEST.labels(self._service).set(0)
        self._is_stopping = False
        self._task = self._tasks.spawn("relay", self._run())

    async def stop(self) -> None:
        """One last pass while the broker answers, five seconds at most; the rest waits in the outbox."""
        self._is_stopping = True
        self._resume()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=_LAST_PASS_SECONDS)
        await self._tasks.cancel_all()

    def wake(self) -> None:
        """There is something new, or the broker is back. Cheap; call it after every commit."""
        self._woken.set()

    async def check(self) -> None:
        """For readiness: raises what the broker says against our events, if it does."""
        if self._problem is not None:
            raise self._problem

    def _resume(self) -> None:
        self._woken.set()
        self._broker_back.set()

    async def _run(self) -> None:
        while True:  # at least once: what was written while we started is sent before we stop
            try:
                async with leadership(self._database, "relay") as lead:
                    if lead is not None:
                        await self._lead(lead)
            except Problem as problem:
                self._tell(f"relay cannot use the outbox: {problem.slug}")
            except Exception:  # whatever it is, the next try may go well; a relay that is gone cannot
                _log.exception("relay failed", service=self._service)
            finally:
                series.PENDING.labels(self._service).set(0)
                series.OLDEST.labels(self._service).set(0)
            if self._is_stopping:
                return
            await asyncio.sleep(FOLLOW_SECONDS)

    async def _lead(self, lead: Lead) -> None:
        while True:
            self._woken.clear()
            self._broker_back.clear()
            is_full = await self._pass(lead) if self._bus.is_ready else False
            await self._show_figures(lead)
            if self._is_stopping and not is_full:
                return
            if not is_full:
                await self._rest()

    async def _rest(self) -> None:
        """Until woken. In trouble only the broker's return ends the pause, not the next write."""
        waited = self._broker_back if self._pause else self._woken
        seconds = self._pause or (self._poll if self._bus.is_ready else _FIGURES_SECONDS)
        try:
            async with asyncio.timeout(seconds):
                await waited.wait()
        except TimeoutError:
            return
        if not self._is_stopping:
            await asyncio.sleep(GATHER_SECONDS)

    async def _pass(self, lead: Lead) -> bool:
        """Send one batch; True if there is probably more and the broker is well.

        After trouble one event is the probe: a stopped server must not be fed a batch every few seconds.
        """
        limit = 1 if self._pause else BATCH
        rows = await lead.rows(self._unpublished.limit(1) if limit == 1 else self._unpublished)
        acknowledged, fault = await self._send(rows)
        if acknowledged:
            await self._mark(acknowledged)
        if fault is not None:
            self._stumble(fault)
            return False
        if rows:
            self._recover()
        return len(rows) == limit

    async def _send(self, rows: Sequence[AnyRow]) -> tuple[list[tuple[AnyRow, int]], Exception | None]:
        """Chains of one subject run in order, different subjects side by side; the first fault ends all
        chains.
        """
        chains: dict[str, list[AnyRow]] = {}
        for row in rows:  # within a subject positions rise with the sequence: both are taken under its lock
            chains.setdefault(row.subject, []).append(row)
        acknowledged: list[tuple[AnyRow, int]] = []
        faults: list[Exception] = []
        places = asyncio.Semaphore(IN_FLIGHT)

        async def send(chain: list[AnyRow]) -> None:
            async with places:
                for row in chain:
                    if faults:
                        return
                    try:
                        acknowledged.append((row, await self._publish(row)))
                    except BROKER_ERRORS as error:
                        faults.append(error)

        async with asyncio.TaskGroup() as group:
            for chain in chains.values():
                group.create_task(send(chain))
        return acknowledged, faults[0] if faults else None

    async def _publish(self, row: AnyRow) -> int:
        headers = {"Nats-Msg-Id": row.id, "Content-Type": CONTENT_TYPE}
        traceparent = orjson.loads(row.body).get("traceparent")  # our own bytes: nothing to check in them
        if traceparent:
            headers["traceparent"] = traceparent
        return await self._bus.publish(row.nats_subject, row.body, headers, stream=EVENTS)

    async def _mark(self, acknowledged: list[tuple[AnyRow, int]]) -> None:
        now = self._clock.now()
        values = [{"marked": row.position, "stored": stored, "now": now} for row, stored in acknowledged]
        async with self._database.write() as writing:
            await writing.connection.execute(self._marking, values)
            await writing.commit()
        for row, _ in acknowledged:
            series.PUBLISHED.labels(self._service, row.type).inc()

    async def _show_figures(self, lead: Lead) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._figures_at < _FIGURES_SECONDS:
            return
        self._figures_at = now
        outbox = self._outbox.c
        query = select(func.count(), func.min(outbox.created_at)).where(outbox.published_at.is_(None))
        row = (await lead.rows(query))[0]
        oldest: datetime | None = row[1]
        series.PENDING.labels(self._service).set(row[0])
        age = (self._clock.now() - oldest).total_seconds() if oldest else 0.0
        series.OLDEST.labels(self._service).set(max(age, 0.0))

    def _stumble(self, fault: Exception) -> None:
        self._pause = min(max(self._pause * 2, POLL_SECONDS), _LONGEST_PAUSE_SECONDS)
        self._problem = refusal(fault)
        self._tell(f"relay waits for the broker: {type(fault).__name__}")

    def _recover(self) -> None:
        self._pause = 0.0
        self._problem = None
        if self._told:
            _log.info("relay sends again", service=self._service)
        self._told = ""

    def _tell(self, what: str) -> None:
        """One line per change of state, not one per attempt."""
        if self._told != what:
            _log.warning(what, service=self._service)
        self._told = what


def _unpublished(table: Table) -> Any:
    """The next batch: in order of position."""
    outbox = table.c
    return (
        select(outbox.position, outbox.id, outbox.subject, outbox.type, outbox.nats_subject, outbox.body)
        .where(outbox.published_at.is_(None))
        .order_by(outbox.position)
        .limit(BATCH)
    )
