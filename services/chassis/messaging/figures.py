"""What a service knows of its subjects, for the conservation audit: commands, events owed, sent, seen,
parked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.messaging.tables import MessagingTables


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How far a consumer has applied a neighbour's events. source: ``urn:motcua:intake``."""

    consumer: str
    source: str
    last_sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """A dead letter that nobody has resolved."""

    consumer: str
    source: str
    sequence: int
    event_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectFigures:
    """One subject. events_commanded must equal outbox_count and last_sequence; missing_sequences must be
    empty.

    events_commanded: what the subject's commands promised, less what they promised of other subjects, plus
    what other subjects' commands promised of it. So a lost outbox row shows at its command's subject,
    whatever it told of.
    """

    subject: str
    commands: int
    events_commanded: int
    last_sequence: int
    outbox_count: int
    missing_sequences: tuple[int, ...]
    unpublished: int
    inbox: tuple[Seen, ...]
    parked: tuple[Parked, ...]


async def ledger_page(
    connection: AsyncConnection, tables: MessagingTables, after: str, limit: int
) -> list[SubjectFigures]:
    """Figures of at most ``limit`` subjects after ``after``, ascending; empty at the end. Start with
    ``""``.
    """
    subjects = await _subjects(connection, tables, after, limit)
    if not subjects:
        return []
    commands, events = await _commands(connection, tables, subjects)
    outbox = await _outbox(connection, tables, subjects)
    last = await _pairs(connection, _last_sequences(tables, subjects))
    inbox = await _inbox(connection, tables, subjects)
    parked = await _parked(connection, tables, subjects)
    return [
        SubjectFigures(
            subject=subject,
            commands=commands.get(subject, 0),
            events_commanded=events.get(subject, 0),
            last_sequence=last.get(subject, 0),
            outbox_count=len(outbox.sequences[subject]),
            missing_sequences=_missing(outbox.sequences[subject], last.get(subject, 0)),
            unpublished=outbox.unpublished[subject],
            inbox=tuple(inbox[subject]),
            parked=tuple(parked[subject]),
        )
        for subject in subjects
    ]


async def count_subjects(connection: AsyncConnection, tables: MessagingTables) -> int:
    """How many subjects the service knows."""
    known = union(*(select(column).distinct() for column in _subject_columns(tables))).subquery()
    return int(await connection.scalar(select(func.count()).select_from(known)) or 0)


def _subject_columns(tables: MessagingTables) -> tuple[Any, ...]:
    return (
        tables.commands.c.subject,
        tables.event_sequences.c.subject,
        tables.outbox.c.subject,
        tables.inbox.c.subject,
        tables.dead_letters.c.subject,
    )


async def _subjects(connection: AsyncConnection, tables: MessagingTables, after: str, limit: int) -> list[str]:
    """Each table gives its first few behind ``after`` by its index; the first few of those together are
    the page.
    """
    first_of_each = (
        select(
            select(column.label("subject")).distinct().where(column > after).order_by(column).limit(limit)
            .subquery().c.subject
        )
        for column in _subject_columns(tables)
    )  # fmt: skip
    known = union(*first_of_each).subquery()
    found = await connection.scalars(select(known.c.subject).order_by(known.c.subject).limit(limit))
    return [str(subject) for subject in found]


async def _commands(
    connection: AsyncConnection, tables: MessagingTables, subjects: Sequence[str]
) -> tuple[dict[str, int], dict[str, int]]:
    commands, outbox = tables.commands.c, tables.outbox.c
    own = await connection.execute(
        select(commands.subject, func.count(), func.sum(commands.event_count))
        .where(commands.subject.in_(subjects))
        .group_by(commands.subject)
    )
    counts: dict[str, int] = {}
    events: dict[str, int] = defaultdict(int)
    for subject, number, promised in own:
        counts[subject], events[subject] = int(number), int(promised)
    crossing = select(commands.subject, outbox.subject, func.count()).where(
        outbox.command_id == commands.id, outbox.subject != commands.subject
    )
    crossing = crossing.group_by(commands.subject, outbox.subject)
    for owner, _, number in await connection.execute(crossing.where(commands.subject.in_(subjects))):
        events[owner] -= int(number)
    for _, told, number in await connection.execute(crossing.where(outbox.subject.in_(subjects))):
        events[told] += int(number)
    return counts, events


class _Outbox:
    def __init__(self) -> None:
        self.sequences: dict[str, set[int]] = defaultdict(set)
        self.unpublished: dict[str, int] = defaultdict(int)


async def _outbox(connection: AsyncConnection, tables: MessagingTables, subjects: Sequence[str]) -> _Outbox:
    outbox = tables.outbox.c
    is_waiting = case((outbox.published_at.is_(None), 1), else_=0)
    found = _Outbox()
    query = select(outbox.subject, outbox.sequence, is_waiting).where(outbox.subject.in_(subjects))
    for subject, sequence, waits in await connection.execute(query):
        found.sequences[subject].add(int(sequence))
        found.unpublished[subject] += int(waits)
    return found


def _last_sequences(tables: MessagingTables, subjects: Sequence[str]) -> Select[Any]:
    held = tables.event_sequences.c
    return select(held.subject, held.last_sequence).where(held.subject.in_(subjects))


async def _pairs(connection: AsyncConnection, query: Select[Any]) -> dict[str, int]:
    return {str(row[0]): int(row[1]) for row in await connection.execute(query)}


async def _inbox(
    connection: AsyncConnection, tables: MessagingTables, subjects: Sequence[str]
) -> dict[str, list[Seen]]:
    inbox = tables.inbox.c
    found: dict[str, list[Seen]] = defaultdict(list)
    query = select(inbox.subject, inbox.consumer, inbox.source, inbox.last_sequence)
    ordered = query.where(inbox.subject.in_(subjects)).order_by(inbox.consumer, inbox.source)
    for subject, consumer, source, last in await connection.execute(ordered):
        found[subject].append(Seen(consumer=consumer, source=source, last_sequence=int(last)))
    return found


async def _parked(
    connection: AsyncConnection, tables: MessagingTables, subjects: Sequence[str]
) -> dict[str, list[Parked]]:
    dead = tables.dead_letters.c
    found: dict[str, list[Parked]] = defaultdict(list)
    query = select(dead.subject, dead.consumer, dead.source, dead.sequence, dead.event_id)
    ordered = query.where(dead.subject.in_(subjects), dead.resolved_at.is_(None)).order_by(
        dead.consumer, dead.source, dead.sequence
    )
    for subject, consumer, source, sequence, event_id in await connection.execute(ordered):
        found[subject].append(Parked(consumer=consumer, source=source, sequence=int(sequence), event_id=event_id))
    return found


def _missing(present: set[int], last: int) -> tuple[int, ...]:
    if len(present) == last:
        return ()
    return tuple(sequence for sequence in range(1, last + 1) if sequence not in present)
