"""What a rebuild needs from outside. Implementations: store/, clients/."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chassis.messaging.envelope import Envelope
from chassis.messaging.journal import Command
from reporting.domain.board_sums import Amount, BoardKey
from reporting.domain.evidence import Evidence
from reporting.domain.facts import DossierFacts
from reporting.domain.notices import FeedbackNote, PublishedProcedure
from reporting.domain.rebuild import Heard, Rebuild
from reporting.domain.recount import Recount
from reporting.domain.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A dossier as it is live. revision: grows with every change of it."""

    dossier_id: str
    evidence: tuple[Evidence, ...]
    latest_at: datetime
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """A dossier counted anew. seen: revision of the live one that it takes into account; None if there was none."""

    facts: DossierFacts
    verdict: Verdict | None
    evidence: tuple[Evidence, ...]
    latest_at: datetime
    seen: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """A live dossier that changed since it was counted anew, or was not. staged: what it was counted with."""

    kept: Kept
    staged: tuple[Evidence, ...] | None


class Table(Protocol):
    """Where dossiers counted anew wait, beside the live ones."""

    async def behind(self, after: str, limit: int) -> Sequence[Behind]:
        """In the order of ids, behind ``after``."""
        ...

    async def stage(self, rows: Sequence[Staged], sums: Mapping[BoardKey, Amount]) -> None:
        """Insert or replace dossiers; add to the boards' sums."""
        ...


class Swap(Table, Protocol):
    """One transaction in which nothing else is taken in; readers see the figures of before until it is committed."""

    async def exchange(self, recount: Recount) -> int:
        """What was staged and summed is what is live. How many dossiers came out differently."""
        ...

    async def apply(self, notices: Iterable[PublishedProcedure | FeedbackNote]) -> None: ...

    async def close(self, rebuild: Rebuild) -> None:
        """Keep what became of it."""
        ...

    async def commit(self) -> None: ...


class Workbench(Table, Protocol):
    """Short transactions beside the live figures."""

    async def clear(self) -> None:
        """Nothing is staged any more."""
        ...

    async def count(self) -> int:
        """Of live dossiers."""
        ...

    async def kept(self, after: str, limit: int) -> Sequence[Kept]:
        """In the order of ids, behind ``after``."""
        ...

    async def kept_of(self, dossier_ids: Sequence[str]) -> Mapping[str, Kept]: ...

    def swap(self) -> AbstractAsyncContextManager[Swap]: ...


class RebuildBook(Protocol):
    """Which rebuilds there were."""

    async def one(self, rebuild_id: str) -> Rebuild | None: ...

    async def latest(self, limit: int) -> Sequence[Rebuild]:
        """Newest first."""
        ...

    async def take(self, now: datetime) -> Rebuild | None:
        """The one that waits, which runs from now on."""
        ...

    async def note(self, rebuild: Rebuild) -> None: ...

    async def interrupted(self, now: datetime) -> None:
        """What still runs ran in a process that is gone: it failed."""
        ...

    async def version(self) -> int:
        """Of the last way of counting by which everything was counted; 0 before the first."""
        ...


class StartTransaction(Protocol):
    async def earlier(self, command: Command) -> str | None: ...

    async def add(self, rebuild: Rebuild) -> None:
        """Raises Problem ``rebuild-running`` while another one waits or runs."""
        ...

    async def record(self, command: Command, facts: Sequence[object]) -> None: ...

    async def commit(self) -> None: ...


class StartUnitOfWork(Protocol):
    def begin(self) -> AbstractAsyncContextManager[StartTransaction]: ...


class EventBodies(Protocol):
    """Events as they were told, byte for byte, those of one subject and source in the order of their sequence."""

    async def total(self) -> int:
        """How many there are, about."""
        ...

    def pages(self) -> AsyncIterator[Sequence[bytes]]:
        """Raises Problem ``neighbour-unavailable``, ``broker-unreachable``."""
        ...


class StreamBodies(EventBodies, Protocol):
    async def is_whole(self) -> bool:
        """Whether the stream still holds its first message."""
        ...


class BodyReader(Protocol):
    def __call__(self, body: bytes) -> Envelope:
        """Raises Malformed."""
        ...


class Spool(Protocol):
    """Keeps what was heard, outside of memory, until it is grouped by subject."""

    def put(self, heard: Heard) -> None: ...

    def parts(self) -> Iterator[Mapping[str, Sequence[Heard]]]:
        """Every subject in exactly one part, each small enough for memory."""
        ...


class Spooling(Protocol):
    def __call__(self) -> AbstractContextManager[Spool]: ...
