"""A transaction over what is kept in memory; several at once see what the others committed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from chassis.kernel.errors import invalid
from chassis.messaging.envelope import Envelope
from chassis.messaging.inbox import GapAhead
from chassis.messaging.journal import Command, CommandRepeated, Idempotency
from intake.domain.facts import Fact
from unit.intake.fake_rows import (
    InMemoryAccounts,
    InMemoryApplicants,
    InMemoryAskedExports,
    InMemoryCodeCounters,
    InMemoryDossiers,
    InMemoryExternalRefs,
    InMemoryHandovers,
    InMemoryLawPacks,
    InMemoryResultCorrections,
    InMemoryReturnAttempts,
    InMemoryTimers,
    Stored,
)
from unit.intake.feedback_fakes import InMemoryFeedbackBook
from unit.intake.file_fakes import InMemoryDrafts, InMemoryFiles


class InMemoryTransaction:
    def __init__(self, stored: Stored, commit: Callable[[Stored], None]) -> None:
        self._stored, self._commit = stored, commit
        self.dossiers = InMemoryDossiers(stored)
        self.applicants = InMemoryApplicants(stored)
        self.codes = InMemoryCodeCounters(stored)
        self.law_packs = InMemoryLawPacks(stored)
        self.exports = InMemoryAskedExports(stored)
        self.accounts = InMemoryAccounts(stored)
        self.handovers = InMemoryHandovers(stored)
        self.feedback = InMemoryFeedbackBook(stored.feedback, InMemoryTimers(stored))
        self.files = InMemoryFiles(stored)
        self.drafts = InMemoryDrafts(stored)
        self.timers = InMemoryTimers(stored)
        self.attempts = InMemoryReturnAttempts(stored)
        self.corrections = InMemoryResultCorrections(stored)
        self.external_refs = InMemoryExternalRefs(stored)

    async def record(self, command: Command, facts: Sequence[Fact]) -> None:
        if command.idempotency is not None:
            earlier = self._earlier(command.actor.subject, command.idempotency)
            if earlier is not None:
                raise CommandRepeated(earlier.subject)
        self._stored.commands.append(command)
        self._stored.facts.extend(facts)

    async def repeated(self, command: Command) -> bool:
        return command.idempotency is not None and (
            self._earlier(command.actor.subject, command.idempotency) is not None
        )

    async def first_sight(self, envelope: Envelope) -> bool:
        last = self._stored.seen.get(envelope.subject, 0)
        if envelope.sequence <= last:
            return False
        if envelope.sequence > last + 1:
            raise GapAhead(last + 1, envelope.sequence)
        self._stored.seen[envelope.subject] = envelope.sequence
        return True

    async def commit(self) -> None:
        self._commit(self._stored)

    def _earlier(self, actor: str, idempotency: Idempotency) -> Command | None:
        for command in self._stored.commands:
            if command.actor.subject == actor and command.idempotency and command.idempotency.key == idempotency.key:
                if command.idempotency.digest != idempotency.digest:
                    raise invalid("idempotency-key-reused", "This key was used for a different request.")
                return command
        return None


class InMemoryUnitOfWork:
    """One transaction at a time, as on SQLite."""

    def __init__(self) -> None:
        self.stored = Stored()
        self._turn = asyncio.Lock()

    def begin(self) -> AbstractAsyncContextManager[InMemoryTransaction]:
        return self._begin()

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[InMemoryTransaction]:
        async with self._turn:
            yield InMemoryTransaction(self.stored.copy(), self._committed)

    def _committed(self, stored: Stored) -> None:
        self.stored = stored
