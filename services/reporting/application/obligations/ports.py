"""What the calendar of obligations needs from outside, named by role."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from chassis.kernel.worktime import WorkCalendar
from chassis.messaging.journal import Command
from chassis.timers.firing import Timers
from reporting.domain.obligation import Obligation, ObligationDue, State
from reporting.domain.on_time import Period

OWE = "owe-report"
"""Name of the command that writes an obligation down: nothing that somebody did about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What somebody did about an obligation: name of the command, account, reason or note."""

    name: str
    actor: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which obligations. Empty: any. now and today: by which states are told. after: (due day, id) of the last seen."""

    agency: str = ""
    department: str = ""
    form: str = ""
    states: frozenset[State] = frozenset()
    due_from: date | None = None
    due_to: date | None = None
    now: datetime
    today: date
    after: tuple[date, str] | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """total: how many match, exactly."""

    obligations: tuple[Obligation, ...]
    total: int
    more: bool


class ObligationReads(Protocol):
    async def listed(self, wanted: Wanted) -> Found:
        """By due day and id."""
        ...

    async def one(self, obligation_id: str) -> Obligation | None: ...

    async def entries(self, obligation_id: str) -> tuple[Entry, ...]:
        """What was done, oldest first."""
        ...

    async def settling(self, agency: str) -> tuple[str, ...]:
        """Departments that settle procedures."""
        ...

    async def names(self) -> dict[str, tuple[str, str]]:
        """Token of a department → what it is called, in Vietnamese and English."""
        ...


class Obligations(Protocol):
    """Inside a transaction."""

    async def seen_until(self, agency: str) -> date | None:
        """The day on which the calendar was last worked out; None before the first time."""
        ...

    async def saw(self, agency: str, day: date) -> None: ...

    async def within(self, agency: str, window: Period) -> dict[str, Obligation]:
        """By id, with a due day in these days."""
        ...

    async def locked(self, obligation_id: str) -> Obligation | None: ...

    async def add(self, obligations: Sequence[Obligation]) -> list[Obligation]:
        """Those that are new now; one that another replica has added meanwhile stays as it is."""
        ...

    async def save(self, obligation: Obligation) -> Obligation:
        """With its version counted up."""
        ...


class Transaction(Protocol):
    """Nothing is kept unless ``commit`` was awaited."""

    @property
    def obligations(self) -> Obligations: ...
    @property
    def timers(self) -> Timers: ...

    async def earlier(self, command: Command) -> str | None:
        """Subject of this very request when it was sent before."""
        ...

    async def record(self, command: Command, facts: Sequence[ObligationDue]) -> None:
        """After everything that the command writes: it is bound into the history with it."""
        ...

    async def record_all(self, records: Sequence[tuple[Command, Sequence[ObligationDue]]]) -> None: ...

    async def commit(self) -> None: ...


class UnitOfWork(Protocol):
    def begin(self) -> AbstractAsyncContextManager[Transaction]: ...


class Calendars(Protocol):
    """Of the agency whose law pack intake has."""

    async def current(self) -> tuple[str, WorkCalendar]:
        """Agency and calendar; Problem ``neighbour-unavailable`` while intake is away and was never reached."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenCalendar:
    """A working calendar as intake said it. body: its message, byte for byte."""

    agency: str
    revision: str
    body: bytes


def timer_kind(left: int) -> str:
    """``due-7``, ``due-3``, ``due-1``; ``late``."""
    return f"due-{left}" if left else "late"


def left_of(kind: str) -> int:
    """Working days that are left when a timer of the kind fires."""
    return 0 if kind == "late" else int(kind.removeprefix("due-"))
