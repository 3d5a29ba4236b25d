"""The life of a service: parts start in order; on SIGTERM it becomes unready, drains, and they stop in reverse.

wiring lists      database, relay, HTTP, gRPC, consumers
so it stops       consumers → gRPC → HTTP → relay's last pass → database; ``chassis.entry`` stops telemetry last
"""

from __future__ import annotations

import asyncio
import gc
import signal
import time
from collections.abc import Awaitable, Sequence
from typing import Protocol, Self

from chassis.failures import EXIT_FAILED, CannotStart, reason
from chassis.health import Health, State
from chassis.http.server import HttpServerPart
from chassis.kernel.errors import Kind, Problem
from chassis.tasks import Tasks
from chassis.telemetry import logs

__all__ = ["CannotStart", "Health", "HttpServerPart", "Part", "Patient", "run"]

_log = logs.get(__name__)
_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_STOP_SECONDS = 30.0


class Part(Protocol):
    """Something that runs as long as the service does."""

    @property
    def name(self) -> str: ...

    async def start(self) -> None:
        """Returns when the part works. Raises what is wrong."""

    async def stop(self) -> None:
        """Finishes what it has begun. Safe to call when ``start`` failed."""


class Patient:
    """A part that may be away at the start: tried in the background until it works, shown as degraded till then."""

    def __init__(self, part: Part, health: Health, *, first_pause: float = 0.5, longest_pause: float = 15.0) -> None:
        self.name = part.name
        self._part, self._health = part, health
        self._pauses = (first_pause, longest_pause)
        self._tasks = Tasks()
        self._trouble = ""
        self._since = 0.0

    async def start(self) -> None:
        self._since, self._trouble = time.monotonic(), "starting"
        self._health.register(f"{self.name} start", self._check, required=False)
        self._tasks.spawn(f"start {self.name}", self._until_started())

    async def stop(self) -> None:
        await self._tasks.cancel_all()
        await self._part.stop()

    async def _until_started(self) -> None:
        pause, longest = self._pauses
        while True:
            try:
                await self._part.start()
                break
            except Exception as fault:  # noqa: BLE001, RUF100 - whatever it is, it may pass
                trouble = reason(fault)
                if trouble != self._trouble:
                    _log.warning("part waits", part=self.name, reason=trouble)
                self._trouble = trouble
            await asyncio.sleep(pause)
            pause = min(pause * 2, longest)
        if self._trouble != "starting":
            _log.info("part started", part=self.name, seconds=round(time.monotonic() - self._since, 1))
        self._health.forget(f"{self.name} start")

    async def _check(self) -> None:
        waited = time.monotonic() - self._since
        raise Problem("part-away", Kind.UNAVAILABLE, f"not started for {waited:.0f} s: {self._trouble}")


async def run(service: str, parts: Sequence[Part], health: Health, drain_seconds: float) -> int:
    """Run until SIGTERM or SIGINT; the exit code. A second signal cuts the drain short.

    A part that cannot start is named in one line, what had started is stopped, and the code is not 0.
    """
    asked = _Signals()
    started: list[Part] = []
    with asked:
        try:
            code = await _started(service, parts, started, asked)
            if code is None:
                _settle_memory()
                health.state = State.RUNNING
                _log.info("running", parts=[part.name for part in parts])
                await asked.first()
                code = 0
            await _drain(health, drain_seconds if code == 0 and len(started) == len(parts) else 0, asked)
        finally:
            health.state = State.DRAINING
            await _stop(started)
    return code


def _settle_memory() -> None:
    """Keep the collector from walking, again and again, through what stays for as long as the process.

    Modules, schemas and the law pack are some hundred thousand objects: each full collection stopped every request
    for 110 ms, once a second under load, and took a third of the processor.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


async def _started(service: str, parts: Sequence[Part], started: list[Part], asked: _Signals) -> int | None:
    """Start all; None if all run, else the exit code."""
    for part in parts:
        started.append(part)  # also one that fails: it may have got half way
        try:
            if not await asked.unless(part.start()):
                return 0
        except Exception as fault:  # noqa: BLE001, RUF100 - said in one line, then the end
            _log.error(f"{service} cannot start {part.name}: {reason(fault)}")
            if not isinstance(fault, (CannotStart, Problem, OSError)):
                _log.error("stack of the failed start", exc_info=fault)
            return fault.exit_code if isinstance(fault, CannotStart) else EXIT_FAILED
    return None


async def _drain(health: Health, seconds: float, asked: _Signals) -> None:
    """Unready but serving, until nobody sends us new work any more."""
    health.state = State.DRAINING
    if seconds > 0:
        _log.info("draining", seconds=seconds)
        await asked.unless(asyncio.sleep(seconds), times=2)


async def _stop(started: Sequence[Part]) -> None:
    for part in reversed(started):
        began = time.monotonic()
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                await part.stop()
        except Exception as fault:  # noqa: BLE001, RUF100 - the others must stop all the same
            _log.error("part did not stop cleanly", part=part.name, exc_info=fault)
        else:
            _log.debug("stopped", part=part.name, seconds=round(time.monotonic() - began, 2))


class _Signals:
    """SIGTERM and SIGINT while it is entered, counted."""

    def __init__(self) -> None:
        self._count = 0
        self._changed = asyncio.Event()

    def __enter__(self) -> Self:
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            loop.add_signal_handler(number, self._heard)
        return self

    def __exit__(self, *_fault: object) -> None:
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            loop.remove_signal_handler(number)

    def _heard(self) -> None:
        self._count += 1
        self._changed.set()

    async def first(self, times: int = 1) -> None:
        while self._count < times:
            self._changed.clear()
            await self._changed.wait()

    async def unless(self, work: Awaitable[object], *, times: int = 1) -> bool:
        """Do the work unless a signal comes first; whether it was done. Raises what the work raises."""
        tasks = Tasks()
        doing, asked = tasks.spawn("work", _outcome(work)), tasks.spawn("signal", self.first(times))
        try:
            await asyncio.wait((doing, asked), return_when=asyncio.FIRST_COMPLETED)
            if not doing.done():
                return False
            if (fault := doing.result()) is not None:
                raise fault
            return True
        finally:
            await tasks.cancel_all()


async def _outcome(work: Awaitable[object]) -> Exception | None:
    try:
        await work
    except Exception as fault:  # noqa: BLE001, RUF100 - the caller raises it
        return fault
    return None
