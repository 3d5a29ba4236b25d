"""What climbing needs from outside."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from notify.application import ports
from notify.application.ports import Deliveries, DossierViews
from notify.domain.ladder import Climb


class Climbs(ports.Climbs, Protocol):
    async def due(self, at: datetime, limit: int) -> Sequence[Climb]:
        """Those whose next rung is reached or not timed yet, held until the transaction ends."""
        ...

    async def save(self, climb: Climb) -> None: ...


class LadderTransaction(Protocol):
    @property
    def climbs(self) -> Climbs: ...
    @property
    def deliveries(self) -> Deliveries: ...
    @property
    def views(self) -> DossierViews: ...

    async def commit(self) -> None: ...


class LadderWork(Protocol):
    def begin(self) -> AbstractAsyncContextManager[LadderTransaction]: ...
