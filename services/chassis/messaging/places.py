"""Where commands and events of one transaction stand: the sequences of their subjects, and the ends of their chains.

One row per subject holds both, and its lock keeps everybody else off the subject until the transaction ends. So no
sequence has a gap and no chain a fork, however many replicas write.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Executable, Row, text
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.history import chain
from chassis.history.chain import Classes, Link, Trace
from chassis.messaging.tables import MessagingTables


class Places:
    """Taken and locked; handed out one after the other."""

    def __init__(self, rows: Sequence[Row[Any]], told: Mapping[str, int], done: Mapping[str, int]) -> None:
        """told, done: how many events and commands by subject take a place."""
        self._next = {row.subject: int(row.last_sequence) - told[row.subject] + 1 for row in rows if told[row.subject]}
        self._ends = {
            row.subject: (int(row.entries) - done[row.subject], chain.NOTHING if row.head is None else bytes(row.head))
            for row in rows
            if done[row.subject]
        }

    def next_sequence(self, subject: str) -> int | None:
        """Of the next event on the subject; None if none is to come."""
        return self._next.get(subject)

    def sequence(self, subject: str) -> int:
        """Take it."""
        taken = self._next[subject]
        self._next[subject] += 1
        return taken

    def chained(
        self, service: str, agency: str, command: Mapping[str, Any], *, reason: bytes, events: Any, traces: list[Trace]
    ) -> dict[str, Any]:
        """The columns that make the command the next entry of its subject's chain."""
        subject = command["subject"]
        entries, head = self._ends[subject]
        link = Link(service=service, agency=agency, subject=subject, entry=entries + 1, previous=head)
        classes = Classes(
            command=chain.command_digest(command, reason),
            events=chain.events_digest(events),
            rows=chain.rows_digest(traces),
        )
        columns = chain.columns_of(link, classes, traces)
        self._ends[subject] = (link.entry, columns["digest"])
        return columns

    def heads(self) -> list[dict[str, Any]]:
        """Parameters that move the heads to where the chains end now."""
        return [{"of_subject": subject, "head_now": head} for subject, (_, head) in sorted(self._ends.items())]


async def taken(
    connection: AsyncConnection,
    one: Executable,
    *,
    commands: Sequence[str],
    events: Sequence[str],
) -> Places:
    """Places for these commands and events, by subject. one: ``taking`` for a single subject, built once.

    Subjects are locked in sorted order, so two batches cannot deadlock."""
    told, done = Counter(events), Counter(commands)
    match sorted({*told, *done}):
        case [subject]:
            alone = {"subject": subject, "last_sequence": told[subject], "entries": done[subject]}
            found = await connection.execute(one, alone)
        case subjects:
            many = [(each, told[each], done[each]) for each in subjects]
            dialect = connection.dialect.name
            found = await connection.execute(_TAKING_MANY[dialect], _given(dialect, many))
    return Places(found.all(), told, done)


def taking(tables: MessagingTables, dialect: str) -> Executable:
    """Adds to the row of the subject that the parameters name, and locks it."""
    insert: Callable[..., Any] = postgresql_insert if dialect == "postgresql" else sqlite_insert
    places = tables.event_sequences
    adding = insert(places)
    statement: Executable = adding.on_conflict_do_update(
        index_elements=["subject"],
        set_={name: places.c[name] + adding.excluded[name] for name in ("last_sequence", "entries")},
    ).returning(places.c.subject, places.c.last_sequence, places.c.entries, places.c.head)
    return statement


def _given(dialect: str, values: Sequence[tuple[str, int, int]]) -> dict[str, Any]:
    """Subjects and numbers as ``_TAKING_MANY`` takes them."""
    if dialect == "postgresql":
        subjects, sequences, entries = (list(each) for each in zip(*values, strict=True))
        return {"subjects": subjects, "sequences": sequences, "entries": entries}
    return {"given": orjson.dumps(values).decode()}


_ADDING = (
    " ON CONFLICT (subject) DO UPDATE SET last_sequence = event_sequences.last_sequence + excluded.last_sequence,"
    " entries = event_sequences.entries + excluded.entries RETURNING subject, last_sequence, entries, head"
)
# One statement however many subjects: written out for so many values it would have to be made anew for each number.
_TAKING_MANY = {
    "postgresql": text(
        "INSERT INTO event_sequences (subject, last_sequence, entries) SELECT subject, number, done"
        " FROM unnest(CAST(:subjects AS TEXT[]), CAST(:sequences AS BIGINT[]), CAST(:entries AS BIGINT[]))"
        " AS given(subject, number, done) ORDER BY subject" + _ADDING
    ),
    "sqlite": text(
        "INSERT INTO event_sequences (subject, last_sequence, entries) SELECT json_extract(value, '$[0]'),"
        " json_extract(value, '$[1]'), json_extract(value, '$[2]') FROM json_each(:given) WHERE true" + _ADDING
    ),
}
