"""What reminders need from outside. Implementations: store/reminders.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from chassis.kernel.timers import Timer
from chassis.messaging.journal import Command
from chassis.timers.firing import Timers
from reporting.application.obligations.ports import Obligations
from reporting.domain.control.due import ControlDue, Due
from reporting.domain.obligation import ObligationDue


class Dues(Protocol):
    """What of control work is awaited, inside a transaction."""

    async def of_agency(self, agency: str) -> dict[str, tuple[Due, ...]]:
        """By piece, of all that may have some: none for a piece that nobody waits for any more."""
        ...

    async def of_piece(self, piece_id: str) -> tuple[Due, ...]:
        """The piece stays locked until the transaction ends."""
        ...


class SettingTimers(Timers, Protocol):
    async def waiting(self, subjects: Sequence[str]) -> set[Timer]: ...

    async def replace_all(self, wanted: Mapping[str, Sequence[Timer]]) -> None:
        """As ``replace``, for many subjects."""
        ...


class Transaction(Protocol):
    """Nothing is kept unless ``commit`` was awaited."""

    @property
    def obligations(self) -> Obligations: ...
    @property
    def dues(self) -> Dues: ...
    @property
    def timers(self) -> SettingTimers: ...

    async def record(self, command: Command, facts: Sequence[ObligationDue | ControlDue]) -> None: ...

    async def commit(self) -> None: ...


class UnitOfWork(Protocol):
    def begin(self) -> AbstractAsyncContextManager[Transaction]: ...

    async def oldest_due(self, now: datetime) -> datetime | None:
        """Since when the longest-waiting reminder is due."""
        ...
