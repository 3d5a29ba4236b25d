"""What replays need from outside."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from chassis.messaging.journal import Command
from notify.application.subscribers.ports import Subscribers
from notify.domain.replay import Replay


class Replays(Protocol):
    """Inside a transaction."""

    async def add(self, replay: Replay) -> None: ...

    async def locked(self, replay_id: str) -> Replay | None: ...

    async def save(self, replay: Replay) -> None: ...

    async def open_of(self, subscriber: str) -> Replay | None:
        """The one that is asked for or running."""
        ...


class ReplayTransaction(Protocol):
    """One unit of work. Nothing is kept unless ``commit`` was awaited."""

    @property
    def subscribers(self) -> Subscribers: ...
    @property
    def replays(self) -> Replays: ...

    async def record(self, command: Command, facts: Sequence[object]) -> None: ...

    async def earlier(self, command: Command) -> str | None: ...

    async def commit(self) -> None: ...


class ReplayWork(Protocol):
    def begin(self) -> AbstractAsyncContextManager[ReplayTransaction]: ...


class ReplayReads(Protocol):
    """Each question in one read-only transaction."""

    async def get(self, replay_id: str) -> Replay | None: ...

    async def page(self, subscriber: str, *, limit: int, after: str) -> tuple[tuple[Replay, ...], int, bool]:
        """Newest first; how many in all; more to come?"""
        ...

    async def all_open(self) -> tuple[Replay, ...]: ...
