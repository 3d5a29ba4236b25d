"""What closing periods needs from outside."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from chassis.messaging.journal import Command
from reporting.domain.definitions import Definition
from reporting.domain.on_time import Period
from reporting.domain.snapshots import FrozenDossier, Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportClosed:
    """Told to others when a period was closed."""

    snapshot: Snapshot


class DossierReads(Protocol):
    async def all_settled(self, period: Period, definition: Definition, *, agency: str) -> tuple[FrozenDossier, ...]:
        """Every dossier of the report in one reading, by id; ``row`` empty."""
        ...


class SnapshotTransaction(Protocol):
    async def earlier(self, command: Command) -> str | None:
        """What came of this very request when it was sent before."""
        ...

    async def next_serial(self, agency: str, year: int) -> int:
        """From 1; taken by this transaction alone, and given back if it does not commit: no holes."""
        ...

    async def latest(self, agency: str, form: str, period: Period) -> int:
        """The newest revision of that period, 0 for none."""
        ...

    async def add(self, snapshot: Snapshot, *, year: int, serial: int) -> None: ...
    async def record(self, command: Command, facts: Sequence[ReportClosed]) -> None: ...
    async def commit(self) -> None: ...


class SnapshotWork(Protocol):
    def begin(self) -> AbstractAsyncContextManager[SnapshotTransaction]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotWanted:
    """Which: empty or None: any. first, last: the period exactly."""

    agency: str
    form: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotPage:
    """Newest first, without their dossiers. following: number after which the next page goes on, empty at the end."""

    items: tuple[Snapshot, ...]
    total: int
    following: str


class SnapshotReads(Protocol):
    async def one(self, snapshot_id: str) -> Snapshot | None: ...

    async def page(self, wanted: SnapshotWanted, *, after: str, size: int) -> SnapshotPage: ...


class Signer(Protocol):
    """The service's signing keys."""

    async def check(self) -> None:
        """Raises Problem ``signing-keys-missing`` or ``signing-keys-unreadable``."""
        ...

    async def sign(self, digest: bytes) -> tuple[str, str]:
        """Id of the key, and the signature, hexadecimal. Raises as ``check``."""
        ...

    async def is_signed(self, digest: bytes, key_id: str, signature: str) -> bool | None:
        """None where the keys cannot be read now."""
        ...
