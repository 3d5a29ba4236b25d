"""The journal: what was done, in what order it is told to others, written in the aggregate's own
transaction, and chained so that nobody can change it unseen.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Executable, bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.history import chain
from chassis.history.covered import Written
from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Problem, invalid
from chassis.kernel.ids import Ids
from chassis.messaging.envelope import Envelope, OutgoingEvent, decode, encode
from chassis.messaging.places import Places, taken, taking
from chassis.messaging.tables import MessagingTables
from chassis.telemetry.tracing import current_traceparent

_LATER = frozenset({"position", "sealed_on", "leaf"})  # given by the database, or when the day is sealed


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
        written: Written | None = None,
    ) -> None:
        """written: where the transaction's repositories note what they write of covered rows."""
        self._connection = connection
        self._tables = tables
        self._statements = _statements(tables, connection.dialect.name)
        self._service = service
        self._clock = clock
        self._ids = ids
        self._conceal = conceal
        self._written = written or Written()

    async def record(self, command: Command, events: Sequence[OutgoingEvent]) -> tuple[Envelope, ...]:
        """One row of the command, one outbox row per event, sequences without gaps per subject.

        Holds the row lock of each subject's sequence, and of the command's own subject, until the transaction
        ends, so others' events and commands on the subject come after ours or never. Raises CommandRepeated, or
        Problem ``idempotency-key-reused``; the transaction is then of no use any more.
        """
        places = await self._places([command.subject], events)
        values, envelopes, rows = self._entry(command, events, places, None)
        await self._insert_command(command, values, places)
        if rows:
            await self._connection.execute(self._statements.insert_events, rows)
        return tuple(envelopes)

    async def record_all(self, records: Sequence[tuple[Command, Sequence[OutgoingEvent]]]) -> tuple[Envelope, ...]:
        """As ``record`` for many commands without an idempotency key: four statements for all of them.

        A row that was noted belongs to the first command on its subject."""
        if not records:
            return ()
        subjects = [command.subject for command, _ in records]
        places = await self._places(subjects, [event for _, events in records for event in events])
        commands: list[dict[str, Any]] = []
        envelopes: list[Envelope] = []
        rows: list[dict[str, Any]] = []
        for command, events in records:
            values, told, stored = self._entry(command, events, places, command.subject)
            commands.append(_given(values))
            envelopes += told
            rows += stored
        await self._connection.execute(self._statements.insert_commands, commands)
        await self._connection.execute(self._statements.move_heads, places.heads())
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

    async def _places(self, subjects: Sequence[str], events: Sequence[OutgoingEvent]) -> Places:
        told = [event.subject for event in events]
        one = self._statements.take_place
        return await taken(self._connection, one, commands=subjects, events=told)

    def _entry(
        self, command: Command, events: Sequence[OutgoingEvent], places: Places, wrote: str | None
    ) -> tuple[dict[str, Any], list[Envelope], list[dict[str, Any]]]:
        """The command's row, its events, their rows. wrote: the subject of the rows it wrote, None for all that were
        noted."""
        command_id = self._ids.new()
        columns = self._columns(command, command_id, len(events), places.next_sequence(command.subject))
        envelopes = [self._envelope(command, command_id, each, places.sequence(each.subject)) for each in events]
        rows = [_outbox_row(envelope, command_id) for envelope in envelopes]
        salt = _Salt()
        traces = self._written.taken(salt.drawn, wrote)
        chained = places.chained(
            self._service,
            chain.agency_of(command.unit, command.actor.agency),
            columns,
            # Without a reason too, where there is a salt: so the salt itself is covered.
            reason=chain.said(salt.drawn(), command_id, command.reason) if command.reason or salt.text else b"",
            events=rows,
            traces=traces,
        )
        kept = {"reason": self._conceal(command_id, command.reason), "salt": self._kept_salt(command_id, salt)}
        return columns | chained | kept, envelopes, rows

    def _kept_salt(self, command_id: str, salt: _Salt) -> str | None:
        """Without words there is none to keep."""
        return self._conceal(command_id, salt.text) if salt.text else None

    async def _insert_command(self, command: Command, values: dict[str, Any], places: Places) -> None:
        """The unique (actor, key) makes a concurrent twin wait for us; it then finds our row."""
        (head,) = places.heads()
        statements = self._statements
        given = _given(values) | (head if statements.moves_with_command else {})
        stored = await self._connection.execute(statements.insert_command, given)
        if stored.one_or_none() is None and command.idempotency is not None:
            earlier = await self.repeated(command.actor.subject, command.idempotency)
            raise CommandRepeated(earlier or command.subject)
        if not statements.moves_with_command:
            await self._connection.execute(statements.move_heads, head)

    def _columns(
        self, command: Command, command_id: str, event_count: int, first_sequence: int | None
    ) -> dict[str, Any]:
        """What is known of a command before it is chained, but for its reason."""
        key = command.idempotency
        return {
            "id": command_id,
            "subject": command.subject,
            "name": command.name,
            "actor": command.actor.subject,
            "on_behalf_of": command.actor.on_behalf_of,
            "unit": command.unit,
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


def _given(values: dict[str, Any]) -> dict[str, Any]:
    """As the parameters of ``insert_command`` are named."""
    return {f"new_{name}": value for name, value in values.items()}


class _Salt:
    """Drawn when the first words need it, the same for all words of a command."""

    def __init__(self) -> None:
        self.text = ""

    def drawn(self) -> bytes:
        self.text = self.text or secrets.token_hex(chain.SALT_BYTES)
        return bytes.fromhex(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Statements:
    """What record() says, built once: making a statement anew for each command costs more than sending it.

    moves_with_command: on PostgreSQL ``insert_command`` moves the head of the chain too, which saves a round trip.
    """

    take_place: Executable
    insert_command: Executable
    moves_with_command: bool
    insert_commands: Executable
    move_heads: Executable
    insert_events: Executable
    earlier: Executable


@cache
def _statements(tables: MessagingTables, dialect: str) -> _Statements:
    """ON CONFLICT is spelled per dialect though both databases agree."""
    is_postgresql = dialect == "postgresql"
    commands, places = tables.commands, tables.event_sequences
    moving = update(places).where(places.c.subject == bindparam("of_subject")).values(head=bindparam("head_now"))
    # Not named as columns are: the update inside would set whatever it has a column for.
    given: dict[str, Any] = {c.name: bindparam(f"new_{c.name}") for c in commands.c if c.name not in _LATER}
    inserting = (postgresql_insert if is_postgresql else sqlite_insert)(commands).values(given)
    once = inserting.on_conflict_do_nothing(index_elements=["actor", "idempotency_key"]).returning(commands.c.position)
    return _Statements(
        take_place=taking(tables, dialect),
        insert_command=once.add_cte(moving.cte("moved")) if is_postgresql else once,
        moves_with_command=is_postgresql,
        insert_commands=insert(commands).values(given).inline(),
        move_heads=moving,
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
