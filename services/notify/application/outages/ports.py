"""What these use cases need from outside."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chassis.kernel.worktime import WorkCalendar
from chassis.messaging.journal import Command
from notify.application.ports import Deliveries
from notify.domain.occurrence import Particulars
from notify.domain.outage import Outage, OutageFact


class OfficeCalendar(Protocol):
    async def __call__(self) -> WorkCalendar:
        """The agency's. Raises Problem ``neighbour-unavailable`` while intake is away and nothing is remembered."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Concerned:
    """was_told: whether a message about an earlier version was ordered."""

    dossier_id: str
    particulars: Particulars
    was_told: bool


class Outages(Protocol):
    async def add(self, outage: Outage) -> None: ...

    async def untold(self) -> Outage | None:
        """One that not everybody was told of, held until the transaction ends; None also if another sender has it."""
        ...

    async def save(self, outage: Outage) -> None: ...

    async def get(self, outage_id: str) -> Outage | None:
        """Locked until the transaction ends."""
        ...

    async def concerned(self, outage: Outage, limit: int) -> Sequence[Concerned]:
        """The next dossiers, by id, whose applicants have to hear of this version: those that somebody waits for, and
        those that heard of an earlier one; of a cancellation only these."""
        ...

    async def supersede(self, keys: Sequence[str], at: datetime, real: datetime) -> Collection[str]:
        """Messages under these keys that wait yet are not sent any more; the dossiers they were about."""
        ...


class OutageTransaction(Protocol):
    @property
    def outages(self) -> Outages: ...
    @property
    def deliveries(self) -> Deliveries: ...

    async def record(self, command: Command, facts: Sequence[OutageFact]) -> None: ...

    async def earlier(self, command: Command) -> str | None: ...

    async def commit(self) -> None: ...


class OutageWork(Protocol):
    def begin(self) -> AbstractAsyncContextManager[OutageTransaction]: ...


class OutageReads(Protocol):
    async def ending_after(self, at: datetime) -> Sequence[Outage]:
        """Those that are not over, the next one first."""
        ...

    async def get(self, outage_id: str) -> Outage | None: ...
