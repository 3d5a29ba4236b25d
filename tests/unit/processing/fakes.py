"""A store in memory that keeps the contract of the real one: nothing counts before commit, fired timers stay fired."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from chassis.kernel.clock import Clock, FrozenClock
from chassis.kernel.errors import invalid
from chassis.messaging.envelope import Envelope
from chassis.messaging.inbox import GapAhead
from chassis.messaging.journal import Command, CommandRepeated
from processing.domain.corrections import Published
from processing.domain.facts import Fact
from unit.processing.fake_mandates import InMemoryMandates
from unit.processing.fake_results import InMemoryNotes, InMemoryResults
from unit.processing.fake_rows import InMemoryCases, InMemoryLaws, InMemoryRollouts, InMemoryTimers, Shelf
from unit.processing.fake_staff import InMemoryStaff
from unit.processing.story import ACCEPTED_AT


class InMemoryTransaction:
    def __init__(self, unit_of_work: InMemoryUnitOfWork) -> None:
        self._unit_of_work = unit_of_work
        self.shelf = unit_of_work.shelf.copy()
        self.cases = InMemoryCases(self.shelf)
        self.laws = InMemoryLaws(self.shelf)
        self.timers = InMemoryTimers(self.shelf)
        self.rollouts = InMemoryRollouts(self.shelf)
        self.mandates = InMemoryMandates(self.shelf)
        self.staff = InMemoryStaff(self.shelf)
        self.results = InMemoryResults(self.shelf)
        self.notes = InMemoryNotes(self.shelf)
        self.now = unit_of_work.clock.now

    async def record_all(self, records: Sequence[tuple[Command, Sequence[Fact]]]) -> None:
        self.shelf.journal += [(command, tuple(facts)) for command, facts in records]

    async def record(self, command: Command, facts: Sequence[Fact]) -> None:
        if command.idempotency is not None and await self.repeated(command):
            raise CommandRepeated(command.subject)
        self.shelf.journal.append((command, tuple(facts)))

    async def repeated(self, command: Command) -> bool:
        return await self.earlier(command) is not None

    async def earlier(self, command: Command) -> str | None:
        for earlier, _ in self.shelf.journal:
            same_actor = earlier.actor.subject == command.actor.subject
            if same_actor and earlier.idempotency and command.idempotency:
                if earlier.idempotency.key != command.idempotency.key:
                    continue
                if earlier.idempotency.digest != command.idempotency.digest:
                    raise invalid("idempotency-key-reused", "This key was used for a different request.")
                return earlier.subject
        return None

    async def published(self, dossier_id: str, event: str) -> Published:
        found = [index for index, told in enumerate(self.shelf.events) if told == (dossier_id, event)]
        if not found:
            raise LookupError(f"no event {event} of {dossier_id}")
        return Published(id=f"event-{found[-1]}", type=f"motcua.{event}.v1")

    async def first_sight(self, envelope: Envelope) -> bool:
        last = self.shelf.inbox.get((envelope.source, envelope.subject), 0)
        if envelope.sequence <= last:
            return False
        if envelope.sequence > last + 1:
            raise GapAhead(last + 1, envelope.sequence)
        self.shelf.inbox[envelope.source, envelope.subject] = envelope.sequence
        return True

    async def commit(self) -> None:
        self._unit_of_work.shelf = self.shelf


class InMemoryUnitOfWork:
    """One writer at a time, as on SQLite."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.shelf = Shelf()
        self.clock = clock or FrozenClock(ACCEPTED_AT)
        self._turn = asyncio.Lock()

    def begin(self) -> AbstractAsyncContextManager[InMemoryTransaction]:
        return self._begin()

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[InMemoryTransaction]:
        async with self._turn:
            yield InMemoryTransaction(self)
