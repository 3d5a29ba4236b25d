"""Readiness: what a service needs, whether it has it, and one line of advice for each thing it lacks."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from chassis.failures import reason

Check = Callable[[], Awaitable[object]]
"""Returns if all is well; raises what is wrong (a Problem's detail is shown as it is)."""

_FRESH_SECONDS = 0.5
_PATIENCE_SECONDS = 2.0


class State(StrEnum):
    STARTING = "starting"
    RUNNING = "running"
    DRAINING = "draining"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Outcome of one check. trouble: empty if all is well."""

    name: str
    trouble: str
    required: bool
    milliseconds: int

    def line(self) -> str:
        if not self.trouble:
            return f"[+] {self.name} ok ({self.milliseconds} ms)"
        degraded = "" if self.required else " (degraded, still serving)"
        return f"[-] {self.name}: {self.trouble}{degraded}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All checks at one moment."""

    state: State
    results: tuple[Result, ...]

    @property
    def ready(self) -> bool:
        return self.state is State.RUNNING and not any(each.trouble and each.required for each in self.results)

    @property
    def degraded(self) -> bool:
        return any(each.trouble for each in self.results)

    def text(self, *, verbose: bool = True) -> str:
        """``ready``, ``degraded`` or ``not ready: draining``; with one line a check if verbose."""
        if self.ready:
            head = "degraded" if self.degraded else "ready"
        else:
            head = "not ready" if self.state is State.RUNNING else f"not ready: {self.state}"
        lines = [each.line() for each in self.results] if verbose else []
        return "\n".join([*lines, head]) + "\n"


class Health:
    """Collects the checks of a service. ``required=False``: shown, but the service is ready without it."""

    def __init__(self) -> None:
        self.state = State.STARTING
        self._checks: dict[str, tuple[Check, bool]] = {}
        self._report: Report | None = None
        self._taken = float("-inf")
        self._turn = asyncio.Lock()

    def register(self, name: str, check: Check, *, required: bool = True) -> None:
        """Raises ValueError for a name that exists."""
        if name in self._checks:
            raise ValueError(f"health check {name} is registered twice")
        self._checks[name] = (check, required)

    def forget(self, name: str) -> None:
        """Take a check away again, if it is there."""
        self._checks.pop(name, None)

    async def report(self) -> Report:
        """Run all checks side by side, each with 2 s; a report is good for half a second."""
        async with self._turn:
            known = self._report
            fresh = time.monotonic() - self._taken < _FRESH_SECONDS
            if known is not None and fresh and known.state is self.state and len(known.results) == len(self._checks):
                return known
            checks = [self._result(name, *check) for name, check in self._checks.items()]
            self._report = Report(state=self.state, results=tuple(await asyncio.gather(*checks)))
            self._taken = time.monotonic()
            return self._report

    @staticmethod
    async def _result(name: str, check: Check, required: bool) -> Result:
        began, trouble = time.perf_counter(), ""
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await check()
        except TimeoutError:
            trouble = f"no answer within {_PATIENCE_SECONDS:g} s"
        except Exception as fault:  # noqa: BLE001, RUF100 - whatever it is, it is what is wrong
            trouble = reason(fault)
        spent = round((time.perf_counter() - began) * 1000)
        return Result(name=name, trouble=trouble, required=required, milliseconds=spent)
