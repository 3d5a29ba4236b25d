"""The journal: what was done, in what order it is told to others, written in the aggregate's own
transaction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Executable, bindparam, insert, select, text
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Problem, invalid
from chassis.kernel.ids import Ids
from chassis.messaging.envelope import Envelope, OutgoingEvent, decode, encode
from chassis.messaging.tables import MessagingTables
from chassis.telemetry.tracing import current_traceparent


@dataclass(frozen=True, slots=True, kw_only=True)
class Idempotency:
    """A client's promise that this is the same request. digest: of method, path and body, hexadecimal."""

    key: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What an actor did to a subject.

    name: imperative, kebab-case (``accept-dossier``). reason: why, where the law wants one. unit: the
    office in whose name. causation_id: id of the event that led to it, empty when a person did it.
    correlation_id: of the first command of the chain, empty if this is it.
    """

    name: str
    actor: Actor
    subject: str
    reason: str = ""
    unit: str = ""
    idempotency: Idempotency | None = None
    causation_id: str = ""
    correlation_id: str = ""


class CommandRepeated(Exception):
    """The same actor has sent the same request before; ``subject`` is what came of it.

    Catch it outside the transaction and answer with the existing resource.
    """

    def __init__(self, subject: str) -> None:
        super().__init__(f"already done; see {subject}")
        self.subject = subject


Conceal = Callable[[str, str], str]
"""(command id, reason) → what is stored: people write names and numbers into reasons, so a service may seal them."""


def as_it_is(_command_id: str, reason: str) -> str:
    """For services whose reasons come from programs."""
    return reason


class Journal:
    """Records commands and their events on one open transaction."""

    def __init__(
        self,
        connection: AsyncConnection,
        tables: MessagingTables,
        *,
        service: str,
        clock: Clock,
        ids: Ids,
        conceal: Conceal = as_it_is,
    ) -> None:
        self._connection = connection
        self._tables = tables
        self._statements = _statements(tables, connection.dialect.name)
        self._service = service
        self._clock = clock
        self._ids = ids
        self._conceal = conceal

    async def record(self, command: Command, events: Sequence[OutgoingEvent]) -> tuple[Envelope, ...]:
        """One row of the command, one outbox row per event, sequences without gaps per subject.

        Holds the row lock of each subject's sequence until the transaction ends, so others' events of the
        subject come after ours or never. Raises CommandRepeated, or Problem ``idempotency-key-reused``;
        the transaction is then of no use any more.
        """
        command_id = self._ids.new()
        sequences = await self._sequences(events)
        await self._insert_command(command, command_id, len(events), sequences.get(command.subject))
        envelopes: list[Envelope] = []
        rows: list[dict[str, Any]] = []
        for event in events:
            envelope = self._envelope(command, command_id, event, sequences[event.subject])
            sequences[event.subject] += 1
            envelopes.append(envelope)
            rows.append(_outbox_row(envelope, command_id))
        if rows:
            await self._connection.execute(self._statements.insert_events, rows)
        return tuple(envelopes)

    async def record_all(self, records: Sequence[tuple[Command, Sequence[OutgoingEvent]]]) -> tuple[Envelope, ...]:
        """As ``record`` for many commands without an idempotency key: three statements for all of them."""
        sequences = await self._sequences([event for _, events in records for event in events])
        commands: list[dict[str, Any]] = []
        envelopes: list[Envelope] = []
        rows: list[dict[str, Any]] = []
        for command, events in records:
            command_id = self._ids.new()
            commands.append(self._command_row(command, command_id, len(events), sequences.get(command.subject)))
            for event in events:
                envelope = self._envelope(command, command_id, event, sequences[event.subject])
                sequences[event.subject] += 1
                envelopes.append(envelope)
                rows.append(_outbox_row(envelope, command_id))
        if commands:
            await self._connection.execute(self._statements.insert_commands, commands)
        if rows:
            await self._connection.execute(self._statements.insert_events, rows)
        return tuple(envelopes)

    async def repeated(self, actor_subject: str, idempotency: Idempotency) -> str | None:
        """Subject of the earlier command with this key, or None; same Problem as record on another digest."""
        which = {"of_actor": actor_subject, "of_key": idempotency.key}
        found = await self._connection.execute(self._statements.earlier, which)
        earlier = found.one_or_none()
        if earlier is None:
            return None
        if earlier.request_digest != idempotency.digest:
            raise _key_reused()
        return str(earlier.subject)

    async def _sequences(self, events: Sequence[OutgoingEvent]) -> dict[str, int]:
        """First free sequence per subject. Subjects are locked in sorted order, so two batches cannot
        deadlock.
        """
        wanted = Counter(event.subject for event in events)
        values = [(subject, wanted[subject]) for subject in sorted(wanted)]
        match values:
            case []:
                return {}
            case [(subject, count)]:
                one = {"subject": subject, "last_sequence": count}
                taken = await self._connection.execute(self._statements.take_sequences, one)
            case _:
                taken = await self._connection.execute(self._statements.take_many, _given(self._connection, values))
        return {row.subject: int(row.last_sequence) - wanted[row.subject] + 1 for row in taken}

    async def _insert_command(
        self, command: Command, command_id: str, event_count: int, first_sequence: int | None
    ) -> None:
        """The unique (actor, key) makes a concurrent twin wait for us; it then finds our row."""
        key = command.idempotency
        values = self._command_row(command, command_id, event_count, first_sequence)
        stored = await self._connection.execute(self._statements.insert_command, values)
        if stored.one_or_none() is None and key is not None:
            earlier = await self.repeated(command.actor.subject, key)
            raise CommandRepeated(earlier or command.subject)

    def _command_row(
        self, command: Command, command_id: str, event_count: int, first_sequence: int | None
    ) -> dict[str, Any]:
        key = command.idempotency
        return {
            "id": command_id,
            "subject": command.subject,
            "name": command.name,
            "actor": command.actor.subject,
            "on_behalf_of": command.actor.on_behalf_of,
            "unit": command.unit,
            "reason": self._conceal(command_id, command.reason),
            "at": self._clock.now(),
            "first_sequence": first_sequence,
            "event_count": event_count,
            "idempotency_key": key.key if key else None,
            "request_digest": key.digest if key else None,
        }

    def _envelope(self, command: Command, command_id: str, event: OutgoingEvent, sequence: int) -> Envelope:
        body = encode(
            event,
            event_id=self._ids.new(),
            service=self._service,
            time=self._clock.now(),
            sequence=sequence,
            traceparent=current_traceparent(),
            correlation_id=command.correlation_id or command_id,
            causation_id=command.causation_id or command_id,
        )
        return decode(body, nats_subject=event.nats_subject())


def _outbox_row(envelope: Envelope, command_id: str) -> dict[str, Any]:
    return {
        "id": envelope.id,
        "command_id": command_id,
        "subject": envelope.subject,
        "sequence": envelope.sequence,
        "type": envelope.event,
        "nats_subject": envelope.nats_subject,
        "body": envelope.body,
        "created_at": envelope.time,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Statements:
    """What record() says, built once: making a statement anew for each command costs more than sending it."""

    take_sequences: Executable
    take_many: Executable
    insert_command: Executable
    insert_commands: Executable
    insert_events: Executable
    earlier: Executable


def _given(connection: AsyncConnection, values: Sequence[tuple[str, int]]) -> dict[str, Any]:
    """Subjects and numbers as ``_TAKING_MANY`` takes them."""
    if connection.dialect.name == "postgresql":
        return {"subjects": [subject for subject, _ in values], "numbers": [number for _, number in values]}
    return {"given": orjson.dumps(values).decode()}


# One statement however many subjects: written out for so many values it would have to be made anew for each number.
_TAKING_MANY = {
    "postgresql": text(
        "INSERT INTO event_sequences (subject, last_sequence)"
        " SELECT subject, number FROM unnest(CAST(:subjects AS TEXT[]), CAST(:numbers AS BIGINT[]))"
        " AS given(subject, number) ORDER BY subject"
        " ON CONFLICT (subject) DO UPDATE SET last_sequence = event_sequences.last_sequence + excluded.last_sequence"
        " RETURNING subject, last_sequence"
    ),
    "sqlite": text(
        "INSERT INTO event_sequences (subject, last_sequence)"
        " SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:given) WHERE true"
        " ON CONFLICT (subject) DO UPDATE SET last_sequence = event_sequences.last_sequence + excluded.last_sequence"
        " RETURNING subject, last_sequence"
    ),
}


def _taking(tables: MessagingTables, dialect: str) -> Executable:
    insert_for = postgresql_insert if dialect == "postgresql" else sqlite_insert
    sequences = tables.event_sequences
    taking = insert_for(sequences)
    return taking.on_conflict_do_update(
        index_elements=["subject"],
        set_={"last_sequence": sequences.c.last_sequence + taking.excluded.last_sequence},
    ).returning(sequences.c.subject, sequences.c.last_sequence)


@cache
def _statements(tables: MessagingTables, dialect: str) -> _Statements:
    """ON CONFLICT is spelled per dialect though both databases agree."""
    insert_for = postgresql_insert if dialect == "postgresql" else sqlite_insert
    commands = tables.commands
    return _Statements(
        take_sequences=_taking(tables, dialect),
        take_many=_TAKING_MANY[dialect],
        insert_command=insert_for(commands)
        .on_conflict_do_nothing(index_elements=["actor", "idempotency_key"])
        .returning(commands.c.position),
        insert_commands=insert(commands).inline(),
        insert_events=insert(tables.outbox).inline(),  # nobody asks for the positions
        earlier=select(commands.c.subject, commands.c.request_digest).where(
            commands.c.actor == bindparam("of_actor"), commands.c.idempotency_key == bindparam("of_key")
        ),
    )


def _key_reused() -> Problem:
    return invalid(
        "idempotency-key-reused",
        "This Idempotency-Key was used for a different request. Send a new key with a new request.",
    )
