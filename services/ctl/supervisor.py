"""Starts, watches, restarts and stops the processes of one machine.

Order: broker, services, front door; stopped the other way round. A process that ends by itself is started again
after 1, 2, 4 … 30 s. Each child dies with us, also when we are killed.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from ctl import broker
from ctl.machine import SERVICES, Machine

START_SECONDS = 60.0
STOP_SECONDS = 20.0
# Each child dies with us, also when we are killed. -I -S: nothing but the standard library, so it costs nothing.
LEASH = (sys.executable, "-I", "-S", str(Path(__file__).with_name("leash.py")))

Report = Callable[[str], None]


class StartFailed(Exception):
    """A part did not become ready; the message names it and its log."""


@dataclass(slots=True)
class Child:
    """One supervised process."""

    name: str
    command: list[str]
    environment: dict[str, str]
    ready_url: str
    process: asyncio.subprocess.Process | None = None
    restarts: int = 0
    is_up: bool = False
    stopping: bool = False
    watcher: asyncio.Task[None] | None = field(default=None)


def children(machine: Machine) -> list[Child]:
    """Broker, the four services, the front door, in the order they start."""
    plain = machine.environment("intake")
    monitoring = f"http://127.0.0.1:{machine.ports.broker_monitoring}/healthz"
    listed = [Child("nats-server", broker.command(machine), plain, monitoring)]
    for service in SERVICES:
        url = f"{machine.service_url(service)}/readyz"
        listed.append(Child(service, [sys.executable, "-m", service, "serve"], machine.environment(service), url))
    door = [sys.executable, "-m", "ctl", "front-door", "--home", str(machine.home)]
    door += ["--simulated"] if machine.simulated else []
    door += ["--port", str(machine.ports.front), "--base-port", str(machine.ports.base)]
    listed.append(Child("front-door", door, plain, f"{machine.front_url()}/front-door/livez"))
    return listed


class Supervisor:
    """Keeps the processes of a machine alive between ``start`` and ``stop``."""

    def __init__(self, machine: Machine, report: Report) -> None:
        self._machine = machine
        self._report = report
        self.children = children(machine)

    def child(self, name: str) -> Child:
        """The child of that name; KeyError if there is none."""
        return {child.name: child for child in self.children}[name]

    async def start(self) -> None:
        """All up and ready, or StartFailed with everything stopped again."""
        try:
            broker_child, *others = self.children
            await self._launch(broker_child)
            await self._until_ready(broker_child)
            for child in others:
                await self._launch(child)
            await asyncio.gather(*(self._until_ready(child) for child in others))
        except BaseException:
            await self.stop()
            raise
        for child in self.children:
            child.watcher = asyncio.get_running_loop().create_task(self._watch(child))

    async def stop(self) -> None:
        """SIGTERM in reverse order, each given time to finish, then SIGKILL."""
        for child in self.children:
            child.stopping = True
            if child.watcher is not None:
                child.watcher.cancel()
                with suppress(asyncio.CancelledError):
                    await child.watcher
        front, broker_child = self.children[-1], self.children[0]
        await self._terminate(front)
        await asyncio.gather(*(self._terminate(child) for child in self.children[1:-1]))
        await self._terminate(broker_child)

    async def restart(self, child: Child) -> None:
        """Start a child that has ended, and wait until it is ready."""
        await self._launch(child)
        await self._until_ready(child)

    async def _launch(self, child: Child) -> None:
        log = (self._machine.logs / f"{child.name}.log").open("ab")
        with log:
            child.process = await asyncio.create_subprocess_exec(
                *LEASH,
                *child.command,
                env=child.environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches us alone; we stop them in order
            )

    async def _until_ready(self, child: Child) -> None:
        deadline = asyncio.get_running_loop().time() + START_SECONDS
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as http:
            while asyncio.get_running_loop().time() < deadline:
                if child.process is not None and child.process.returncode is not None:
                    raise StartFailed(self._failure(child, f"ended with code {child.process.returncode}"))
                with suppress(aiohttp.ClientError, TimeoutError):
                    async with http.get(child.ready_url) as answer:
                        if answer.status == 200:
                            child.is_up = True
                            return
                await asyncio.sleep(0.1)
        raise StartFailed(self._failure(child, f"was not ready after {START_SECONDS:.0f} s"))

    def _failure(self, child: Child, what: str) -> str:
        log = self._machine.logs / f"{child.name}.log"
        tail = log.read_text(errors="replace").splitlines()[-8:]
        return "\n".join([f"{child.name} {what}. The end of {log}:", *(f"  {line}" for line in tail)])

    async def _watch(self, child: Child) -> None:
        delay = 1.0
        while not child.stopping:
            code = await child.process.wait() if child.process else -1
            if child.stopping:
                return
            child.is_up = False
            child.restarts += 1
            self._report(f"{child.name} ended with code {code}; starting it again in {delay:.0f} s")
            await asyncio.sleep(delay)
            delay = min(delay * 2, 30.0)
            await self._launch(child)
            with suppress(StartFailed):
                await self._until_ready(child)
                self._report(f"{child.name} is back")
                delay = 1.0

    async def _terminate(self, child: Child) -> None:
        process = child.process
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            self._report(f"{child.name} did not stop within {STOP_SECONDS:.0f} s; killing it")
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
