"""The history as it stands, for whoever recomputes it: subject by subject, with the raw material of the digests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, func, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.history import chain
from chassis.history.beginning import COMMANDS, NAME, OUTBOX, old_reason
from chassis.history.chain import Trace
from chassis.history.covered import Covered
from chassis.history.kept import KeptCommand, SubjectHead, SubjectHistory
from chassis.kernel.errors import Problem
from chassis.messaging.tables import MessagingTables

Reveal = Callable[[str, str], str]
"""(command id, what is stored) → reason or salt; raises Problem ``seal-broken`` for what was changed."""
Row = Mapping[Any, Any]


def in_the_open(_command_id: str, stored: str) -> str:
    """For services that store words as they are."""
    return stored


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What a service's history consists of.

    covered: its own tables; the roots are added. codes: columns of subject and code, where subjects have codes. reveal:
    the inverse of how reasons are concealed. seals_reasons: whether they are.
    """

    covered: tuple[Covered, ...] = ()
    codes: tuple[Column[str], Column[Any]] | None = None
    reveal: Reveal = in_the_open
    seals_reasons: bool = False


class HistoryReads:
    """On one connection that only reads."""

    def __init__(self, connection: AsyncConnection, tables: MessagingTables, history: History) -> None:
        self._connection = connection
        self._tables = tables
        self._history = history
        roots = Covered(table=tables.history_roots, subject="agency")
        self._covered = (*history.covered, roots)

    async def count(self) -> int:
        known = union(*(select(column).distinct() for column in self._subject_columns())).subquery()
        return int(await self._connection.scalar(select(func.count()).select_from(known)) or 0)

    async def subjects(self, after: str, limit: int) -> list[str]:
        """The first few behind ``after``: each table gives its own first few by its index."""
        first = (
            select(
                select(column.label("subject")).distinct().where(column > after).order_by(column).limit(limit)
                .subquery().c.subject
            )
            for column in self._subject_columns()
        )  # fmt: skip
        known = union(*first).subquery()
        found = await self._connection.scalars(select(known.c.subject).order_by(known.c.subject).limit(limit))
        return [str(subject) for subject in found]

    async def histories(self, subjects: Sequence[str]) -> list[SubjectHistory]:
        """Of these subjects, in their order."""
        commands = await self._grouped(self._tables.commands, "subject", subjects)
        ids = {row["id"] for held in commands.values() for row in held}
        told = await self._grouped(self._tables.outbox, "subject", subjects)
        by_command = await self._events(ids)
        places = await self._grouped(self._tables.event_sequences, "subject", subjects)
        rows = [(of, await self._grouped(of.table, of.subject, subjects)) for of in self._covered]
        codes = await self._codes(subjects)
        known = ids | await self._known({row["command_id"] for held in told.values() for row in held} - ids)
        histories = []
        for subject in subjects:
            kept, salts = self._commands(commands[subject], by_command)
            covered = [(of, row) for of, held in rows for row in held[subject]]
            strays = tuple(_event(row) for row in told[subject] if row["command_id"] not in known)
            place = next(iter(places[subject]), None)
            head = SubjectHead(
                subject=subject,
                code=codes.get(subject) or "",
                last_sequence=place["last_sequence"] if place else 0,
                entries=place["entries"] if place else None,
                head=_bytes(place["head"]) if place else b"",
                last_told=max((row["sequence"] for row in told[subject]), default=0),
                rows=tuple(_digested(covered, salts)),
                strays=strays,
            )
            histories.append(SubjectHistory(head=head, commands=tuple(kept)))
        return histories

    async def each(self, subjects: Sequence[str]) -> list[SubjectHistory]:
        """As ``histories``; whoever's rows cannot be read, because somebody wrote into them what they cannot hold, is
        there as unreadable. SQLite keeps whatever it is given."""
        try:
            return await self.histories(subjects)
        except (TypeError, ValueError):
            if len(subjects) == 1:
                return [SubjectHistory(head=unreadable(subjects[0]), commands=())]
        return [history for subject in subjects for history in await self.each([subject])]

    def _subject_columns(self) -> list[Column[Any]]:
        own = [self._tables.commands, self._tables.event_sequences, self._tables.outbox]
        return [table.c.subject for table in own] + [of.table.c[of.subject] for of in self._covered]

    async def _grouped(self, table: Any, column: str, subjects: Sequence[str]) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        query = select(table).where(table.c[column].in_(subjects)).order_by(*table.primary_key)
        for row in (await self._connection.execute(query)).mappings():
            found[row[column]].append(row)
        return found

    async def _events(self, ids: Iterable[str]) -> dict[str, list[Row]]:
        found = await self._grouped(self._tables.outbox, "command_id", sorted(ids))
        return defaultdict(list, {key: [_event(row) for row in rows] for key, rows in found.items()})

    async def _known(self, ids: Iterable[str]) -> set[str]:
        """Those that are commands, of whatever subject."""
        commands = self._tables.commands.c
        return set(await self._connection.scalars(select(commands.id).where(commands.id.in_(sorted(ids)))))

    async def _codes(self, subjects: Sequence[str]) -> dict[str, str]:
        if self._history.codes is None:
            return {}
        subject, code = self._history.codes
        rows = await self._connection.execute(select(subject, code).where(subject.in_(subjects)))
        return {row[0]: row[1] for row in rows}

    def _commands(
        self, rows: list[Row], events: Mapping[str, list[Row]]
    ) -> tuple[list[KeptCommand], dict[tuple[str, str], bytes]]:
        """Those from before the chain first, then by entry; and under which salt each covered row was written."""
        salts: dict[tuple[str, str], bytes] = {}
        ordered = sorted(rows, key=lambda row: (row["entry"] or 0, row["position"]))
        begins = next((row for row in ordered if row["name"] == NAME and row["entry"] == 1), None)
        kept = []
        for row in ordered:
            own = self._salt(row)
            traces = _traces(row)
            salts |= {(trace.table, trace.key): own for trace in traces}
            reason = self._said(row, own) if row["entry"] else self._old_reason(row, begins)
            kept.append(_kept(row, reason, traces, tuple(events[row["id"]])))
        return kept, salts

    def _salt(self, row: Row) -> bytes:
        try:
            return bytes.fromhex(self._history.reveal(row["id"], row["salt"] or ""))
        except (Problem, TypeError, ValueError):
            return b""  # then no commitment under it comes out as it did

    def _said(self, row: Row, salt: bytes) -> bytes:
        if not row["reason"] and not row["salt"]:
            return b""
        try:
            return chain.said(salt, row["id"], self._history.reveal(row["id"], row["reason"]))
        except (Problem, ValueError):
            return b"cannot be opened"

    def _old_reason(self, row: Row, begins: Row | None) -> bytes:
        salt = self._salt(begins) if begins is not None else b""
        return old_reason(salt, row, seals_reasons=self._history.seals_reasons)


def unreadable(subject: str) -> SubjectHead:
    return SubjectHead(
        subject=subject,
        code="",
        last_sequence=0,
        entries=None,
        head=b"",
        last_told=0,
        rows=(),
        strays=(),
        unreadable=True,
    )


def _bytes(value: Any) -> bytes:
    """Of a blob, or of what somebody made of one: on SQLite it may be text."""
    return value.encode() if isinstance(value, str) else bytes(value or b"")


def _event(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in chain.EVENT_COLUMNS} | {"body": _bytes(row["body"])}


def _traces(row: Row) -> tuple[Trace, ...]:
    try:
        return tuple(chain.traces_of(row["rows"]))
    except ValueError:
        return (Trace(table="", key="", digest=b""),)  # as no command notes it


def _digested(rows: Iterable[tuple[Covered, Row]], salts: Mapping[tuple[str, str], bytes]) -> Iterable[Trace]:
    for of, row in rows:
        key = of.key(row)
        yield Trace(table=of.name, key=key, digest=of.digest(row, salts.get((of.name, key), b"")))


def _kept(row: Row, reason: bytes, traces: tuple[Trace, ...], events: tuple[Row, ...]) -> KeptCommand:
    blobs = ("previous", "command_digest", "events_digest", "rows_digest", "digest")
    return KeptCommand(
        columns={name: row[name] for name in chain.COMMAND_COLUMNS},
        said=reason,
        agency=row["agency"] or "",
        entry=row["entry"],
        **{name: _bytes(row[name]) for name in blobs},
        traces=traces,
        sealed_on=row["sealed_on"],
        leaf=row["leaf"],
        position=row["position"],
        events=events,
    )


__all__ = ["COMMANDS", "OUTBOX", "History", "HistoryReads", "Reveal", "in_the_open", "unreadable"]
