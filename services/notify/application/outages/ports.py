"""What these use cases need from outside."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from chassis.kernel.worktime import WorkCalendar
from chassis.messaging.journal import Command
from notify.application.ports import Deliveries
from notify.domain.delivery import DeliveryGivenUp
from notify.domain.occurrence import Particulars
from notify.domain.outage import Outage


class OfficeCalendar(Protocol):
    async def __call__(self) -> WorkCalendar:
        """The agency's. Raises Problem ``neighbour-unavailable`` while intake is away and nothing is remembered."""
        ...


class Outages(Protocol):
    async def add(self, outage: Outage) -> None: ...

    async def untold(self) -> Outage | None:
        """One that not everybody was told of, held until the transaction ends; None also if another sender has it."""
        ...

    async def save(self, outage: Outage) -> None: ...

    async def open_dossiers(self, agency: str, after: str, limit: int) -> Sequence[tuple[str, Particulars]]:
        """Dossiers that somebody waits for, by id. agency: empty for all."""
        ...


class OutageTransaction(Protocol):
    @property
    def outages(self) -> Outages: ...
    @property
    def deliveries(self) -> Deliveries: ...

    async def record(self, command: Command, facts: Sequence[DeliveryGivenUp]) -> None: ...

    async def earlier(self, command: Command) -> str | None: ...

    async def commit(self) -> None: ...


class OutageWork(Protocol):
    def begin(self) -> AbstractAsyncContextManager[OutageTransaction]: ...


class OutageReads(Protocol):
    async def ending_after(self, at: datetime) -> Sequence[Outage]:
        """Those that are not over, the next one first."""
        ...

    async def get(self, outage_id: str) -> Outage | None: ...
