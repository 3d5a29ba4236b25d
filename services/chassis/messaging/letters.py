"""What people decide about dead letters: look, send again, drop. One desk a service, for all its consumers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, func, select, update

from chassis.data.database import Database
from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem, invalid
from chassis.kernel.ids import Ids
from chassis.messaging.envelope import Envelope, Malformed, decode
from chassis.messaging.inbox import GapAhead
from chassis.messaging.journal import Command, Journal
from chassis.messaging.resuming import Resumption, resuming
from chassis.messaging.tables import MessagingTables

Handler = Callable[[Envelope], Awaitable[None]]
LONGEST_REASON = 500
_READERS = ("operator", "control_team", "system")
_DECIDERS = ("operator", "system")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """See motcua.audit.v1.DeadLetter. body: empty for one that never came."""

    id: str
    consumer: str
    source: str
    subject: str
    sequence: int
    event_id: str
    type: str
    nats_subject: str
    stream_sequence: int | None
    reason: str
    at: datetime
    resolved_at: datetime | None
    resolution: str
    is_resendable: bool
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFilter:
    """All that are set must hold. is_open: None for both."""

    is_open: bool | None = True
    reason: str = ""
    subject: str = ""


class Letters:
    """Deny by default: everybody but operators, the control team (who reads) and the system is refused."""

    def __init__(self, database: Database, tables: MessagingTables, *, service: str, clock: Clock, ids: Ids) -> None:
        self._database = database
        self._tables = tables
        self._service = service
        self._clock = clock
        self._ids = ids
        self._handlers: dict[str, Handler] = {}

    def register(self, consumer: str, handler: Handler) -> None:
        """Who applies the events of this durable consumer."""
        self._handlers[consumer] = handler

    async def page(
        self, actor: Actor, chosen: LetterFilter, *, limit: int, after_id: str
    ) -> tuple[tuple[Letter, ...], int, bool]:
        """Newest first, without bodies; how many fit; whether older ones follow. Problem ``not-allowed``."""
        _may(actor, _READERS)
        dead = self._tables.dead_letters.c
        conditions = _conditions(dead, chosen)
        on_page = [*conditions, dead.id < after_id] if after_id else conditions
        columns = [column for column in dead if column.name != "body"]
        page = select(*columns, _has_body(dead)).where(*on_page).order_by(dead.id.desc()).limit(limit + 1)
        async with self._database.read() as connection:
            rows = (await connection.execute(page)).mappings().all()
            total = await connection.scalar(
                select(func.count()).select_from(self._tables.dead_letters).where(*conditions)
            )
        return tuple(_letter(row, b"") for row in rows[:limit]), int(total or 0), len(rows) > limit

    async def get(self, actor: Actor, letter_id: str) -> Letter:
        """With its bytes. Problems: not-allowed, dead-letter-unknown."""
        _may(actor, _DECIDERS)
        return await self._get(letter_id)

    async def resend(self, actor: Actor, letter_id: str, reason: str) -> Letter:
        """Apply the event now. What the handler raises is raised, and the letter stays.

        Problems: not-allowed, reason-missing, dead-letter-unknown, dead-letter-resolved, dead-letter-not-resendable.
        """
        _may(actor, _DECIDERS)
        letter = _open(await self._get(letter_id))
        handler = self._handlers.get(letter.consumer)
        if not letter.is_resendable or handler is None:
            raise _not_resendable(letter)
        envelope = _envelope(letter)
        again = Resumption(
            letter_id=letter.id,
            event_id=letter.event_id,
            consumer=letter.consumer,
            resolution=_resolution("resent", actor, reason),
            at=self._clock.now(),
        )
        await self._record(actor, "resend-dead-letter", letter, None)
        with resuming(again):
            await _applied(handler, envelope)
        if not again.is_asked:  # the handler has no use for it, and asked for no place
            await self._resolve(letter.id, again.resolution)
        return await self._get(letter_id)

    async def drop(self, actor: Actor, letter_id: str, reason: str) -> Letter:
        """Close it unapplied. Problems: not-allowed, reason-missing, dead-letter-unknown, dead-letter-resolved."""
        _may(actor, _DECIDERS)
        letter = _open(await self._get(letter_id))
        await self._record(actor, "drop-dead-letter", letter, _resolution("dropped", actor, reason))
        return await self._get(letter_id)

    async def _get(self, letter_id: str) -> Letter:
        dead = self._tables.dead_letters
        async with self._database.read() as connection:
            found = await connection.execute(select(dead, _has_body(dead.c)).where(dead.c.id == letter_id))
            row = found.mappings().one_or_none()
        if row is None:
            raise Problem("dead-letter-unknown", Kind.NOT_FOUND, "There is no such dead letter here.")
        return _letter(row, bytes(row["body"] or b""))

    async def _record(self, actor: Actor, name: str, letter: Letter, resolution: str | None) -> None:
        """The journal says who did it to what; the words stay with the letter. resolution: closes it with the entry."""
        subject = letter.subject or f"dead-letter:{letter.id}"
        command = Command(name=name, actor=actor, subject=subject, causation_id=letter.event_id)
        async with self._database.write() as writing:
            if resolution is not None and not await self._close(writing.connection, letter.id, resolution):
                raise _resolved_already()
            journal = Journal(writing.connection, self._tables, service=self._service, clock=self._clock, ids=self._ids)
            await journal.record(command, [])
            await writing.commit()

    async def _resolve(self, letter_id: str, resolution: str) -> None:
        async with self._database.write() as writing:
            await self._close(writing.connection, letter_id, resolution)
            await writing.commit()

    async def _close(self, connection: Any, letter_id: str, resolution: str) -> bool:
        dead = self._tables.dead_letters
        done = await connection.execute(
            update(dead)
            .where(dead.c.id == letter_id, dead.c.resolved_at.is_(None))
            .values(resolved_at=self._clock.now(), resolution=resolution)
        )
        return bool(done.rowcount)


async def _applied(handler: Handler, envelope: Envelope) -> None:
    try:
        await handler(envelope)
    except Malformed as fault:
        raise Problem(
            "event-malformed", Kind.REFUSED, f"The event still contradicts its contract ({fault.reason}); it stays."
        ) from fault
    except GapAhead as gap:
        raise Problem(
            "predecessor-missing", Kind.REFUSED, f"Event {gap.expected} of its sequence is still missing; it stays."
        ) from gap


def _envelope(letter: Letter) -> Envelope:
    try:
        return decode(letter.body, nats_subject=letter.nats_subject, position=letter.stream_sequence or 0)
    except Malformed as fault:
        raise _not_resendable(letter) from fault


def _letter(kept: RowMapping, body: bytes) -> Letter:
    return Letter(
        id=kept["id"],
        consumer=kept["consumer"],
        source=kept["source"],
        subject=kept["subject"],
        sequence=kept["sequence"],
        event_id=kept["event_id"],
        type=kept["type"],
        nats_subject=kept["nats_subject"],
        stream_sequence=kept["stream_sequence"],
        reason=kept["reason"],
        at=kept["at"],
        resolved_at=kept["resolved_at"],
        resolution=kept["resolution"] or "",
        is_resendable=bool(kept["event_id"]) and bool(kept["has_body"]) and kept["resolved_at"] is None,
        body=body,
    )


def _has_body(dead: Any) -> ColumnElement[bool]:
    labelled: ColumnElement[bool] = dead.body.is_not(None).label("has_body")
    return labelled


def _conditions(dead: Any, chosen: LetterFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if chosen.is_open is not None:
        conditions.append(dead.resolved_at.is_(None) if chosen.is_open else dead.resolved_at.is_not(None))
    if chosen.reason:
        conditions.append(dead.reason == chosen.reason)
    if chosen.subject:
        conditions.append(dead.subject == chosen.subject)
    return conditions


def _resolution(what: str, actor: Actor, reason: str) -> str:
    words = " ".join(reason.split())
    if not 0 < len(words) <= LONGEST_REASON:
        raise invalid(
            "reason-missing",
            f"Say why in 1 to {LONGEST_REASON} characters, without names of persons.",
            reason="missing or too long",
        )
    return f"{what} by {actor.on_behalf_of or actor.subject}: {words}"


def _open(letter: Letter) -> Letter:
    if letter.resolved_at is not None:
        raise _resolved_already()
    return letter


def _resolved_already() -> Problem:
    return Problem("dead-letter-resolved", Kind.REFUSED, "Somebody has decided about this dead letter already.")


def _not_resendable(letter: Letter) -> Problem:
    if letter.event_id or not letter.source:
        detail = "This message is no event of ours and cannot be applied. Look at it, then drop it."
    else:
        detail = "The event never came. Ask its publisher to send it again; it then waits here with the reason 'late'."
    return Problem("dead-letter-not-resendable", Kind.REFUSED, detail)


def _may(actor: Actor, roles: tuple[str, ...]) -> None:
    if not actor.has(*roles):
        raise Problem("not-allowed", Kind.FORBIDDEN, "Dead letters are for operators; the control team may list them.")
