"""What the register of subscribers needs from outside."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from chassis.messaging.journal import Command
from notify.domain.selection import Subscriber
from notify.domain.subscribers import Registration


class Subscribers(Protocol):
    """The register inside a transaction."""

    async def locked(self, key: str) -> Registration | None:
        """Nobody else changes it until the transaction ends."""
        ...

    async def add(self, registration: Registration) -> bool:
        """False if the key is taken; nothing is changed then."""
        ...

    async def save(self, registration: Registration) -> None: ...


class SubscriberTransaction(Protocol):
    """One unit of work. Nothing is kept unless ``commit`` was awaited."""

    @property
    def subscribers(self) -> Subscribers: ...

    async def record(self, command: Command, facts: Sequence[object]) -> None:
        """Journals the command; no event follows from it, so no facts."""
        ...

    async def earlier(self, command: Command) -> str | None:
        """Subject of this very request, sent before by the same actor; None if it is new."""
        ...

    async def commit(self) -> None: ...


class SubscriberWork(Protocol):
    def begin(self) -> AbstractAsyncContextManager[SubscriberTransaction]: ...


class Directory(Protocol):
    """The register to look up, each question in one read-only transaction."""

    async def get(self, key: str) -> Registration | None: ...

    async def page(self, *, agency: str, limit: int, after: str) -> tuple[tuple[Registration, ...], int, bool]:
        """By key. agency: only those whose grant is this agency alone; empty: all. How many in all; more to come?"""
        ...

    async def enabled(self) -> tuple[Registration, ...]:
        """All that may have events now."""
        ...

    async def connected(self) -> tuple[Registration, ...]:
        """All that have a consumer of their own, disabled ones too."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamConsumer:
    """A subscriber's durable consumer. publish, inbox: all that its credentials may do; everything else is refused.

    position: of the last event delivered, 0 before the first; acknowledged_to: all up to there are acknowledged.
    pending: how many wait for it. unacknowledged: delivered, not yet acknowledged.
    """

    stream: str
    name: str
    subjects: tuple[str, ...]
    publish: tuple[str, ...]
    inbox: str
    position: int
    acknowledged_to: int
    pending: int
    unacknowledged: int
    is_paused: bool

    def has_passed(self, position: int) -> bool:
        """All that it hears up to there is acknowledged; also where it hears nothing there any more."""
        return self.acknowledged_to >= position or (self.pending == 0 and self.unacknowledged == 0)


class StreamConsumers(Protocol):
    """The subscribers' consumers in the broker. Raises Problem ``broker-unreachable``, ``broker-consumer-differs``."""

    async def ensure(self, subscriber: Subscriber) -> StreamConsumer:
        """There, with the subjects of the grant, paused if the subscriber is disabled. Its place is kept."""
        ...

    async def find(self, key: str) -> StreamConsumer | None:
        """As it is now; None if there is none."""
        ...

    async def move(self, subscriber: Subscriber, to_position: int) -> None:
        """From now on it delivers the event at this position and all after it, also what was acknowledged before."""
        ...


class ShowLag(Protocol):
    def __call__(self, subscriber: str, events: int | None) -> None:
        """For the operator: how many events a subscriber still has before it; None while nobody knows."""
        ...
