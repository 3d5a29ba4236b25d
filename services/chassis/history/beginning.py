"""Where a history begins that was not chained before: one entry for each subject, which says so.

``begin_history`` is run once, by the migration that adds the chain; ``cover_rows`` by one that adds tables to it. What
such an entry covers is what was found then, with no word on what happened to it before. A reason that is sealed cannot
be opened here: of those only the seal is a guard.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    LargeBinary,
    MetaData,
    Select,
    Table,
    Text,
    bindparam,
    select,
    update,
)

from chassis.clock import SystemClock
from chassis.data.columns import Instant, Json
from chassis.history import chain
from chassis.history.chain import Classes, Link, Trace
from chassis.history.covered import Covered
from chassis.ids import UuidIds

NAME, COVER = "begin-history", "cover-rows"
COMMANDS, OUTBOX = "commands", "outbox"
_AT_ONCE = 500

_metadata = MetaData()
# As they are at this revision, whatever becomes of them later.
_commands = Table(
    COMMANDS,
    _metadata,
    Column("position", BigInteger, primary_key=True),
    *(Column(name, Text) for name in ("id", "subject", "name", "actor", "on_behalf_of", "unit", "reason")),
    Column("at", Instant),
    *(Column(name, BigInteger) for name in ("first_sequence", "event_count", "entry")),
    *(Column(name, Text) for name in ("idempotency_key", "request_digest", "agency", "salt")),
    *(Column(f"{name}digest", LargeBinary) for name in ("command_", "events_", "rows_", "")),
    Column("previous", LargeBinary),
    Column("rows", Json),
)
_outbox = Table(
    OUTBOX,
    _metadata,
    *(Column(name, Text) for name in ("id", "command_id", "subject", "type", "nats_subject")),
    Column("sequence", BigInteger),
    Column("created_at", Instant),
    Column("body", LargeBinary),
)
_places = Table(
    "event_sequences",
    _metadata,
    Column("subject", Text, primary_key=True),
    Column("last_sequence", BigInteger),
    Column("entries", BigInteger),
    Column("head", LargeBinary),
)
Row = Mapping[Any, Any]


def begin_history(connection: Connection, service: str, covered: Sequence[Covered], *, seals_reasons: bool) -> int:
    """Chains what there is, subject by subject; returns how many. covered: tables as they are at this revision."""
    begun, after, now = 0, "", SystemClock().now()
    page = select(_commands.c.subject).distinct().order_by(_commands.c.subject).limit(_AT_ONCE)
    while True:
        subjects = list(connection.scalars(page.where(_commands.c.subject > after)))
        if not subjects:
            return begun
        _begin(connection, _Batch(service, covered, seals_reasons=seals_reasons, now=now), subjects)
        begun, after = begun + len(subjects), subjects[-1]


def cover_rows(connection: Connection, service: str, covered: Sequence[Covered]) -> int:
    """Notes the rows of tables that belong to the history from now on, in one entry ``cover-rows`` at the end of each
    subject's chain; returns of how many subjects. covered: tables as they are at this revision, with their agency."""
    batch = _Batch(service, covered, seals_reasons=False, now=SystemClock().now())
    owners = [connection.scalars(select(of.table.c[of.subject]).distinct()) for of in covered]
    subjects = sorted({subject for owner in owners for subject in owner})
    for start in range(0, len(subjects), _AT_ONCE):
        some = subjects[start : start + _AT_ONCE]
        rows = _covered_rows(connection, covered, some)
        places = {row["subject"]: row for row in connection.execute(_ends(some)).mappings()}
        noted = [batch.covering(each, rows[each], places.get(each)) for each in some]
        connection.execute(_commands.insert(), noted)
        _move_heads(connection, noted)
    return len(subjects)


def old_reason(salt: bytes, command: Row, *, seals_reasons: bool) -> bytes:
    """The commitment to the reason of a command from before: to its words, or that there are none."""
    if not command["reason"]:
        return b""
    return b"sealed" if seals_reasons else chain.said(salt, command["id"], command["reason"])


class _Batch:
    """What is the same for every subject."""

    def __init__(self, service: str, covered: Sequence[Covered], *, seals_reasons: bool, now: datetime) -> None:
        self.service, self.covered, self.now = service, covered, now
        self.seals_reasons = seals_reasons
        self._ids = UuidIds()

    def beginning(self, subject: str, commands: list[Row], events: list[Row], rows: list[tuple[Covered, Row]]) -> Row:
        """The command that stands for all of that."""
        salt = secrets.token_bytes(chain.SALT_BYTES)
        traces = [_old_command(each, salt, seals_reasons=self.seals_reasons) for each in commands]
        traces += [Trace(table=OUTBOX, key=each["id"], digest=chain.event_digest(each)) for each in events]
        traces += [Trace(table=of.name, key=of.key(row), digest=of.digest(row, salt)) for of, row in rows]
        agency = chain.agency_of(commands[-1]["unit"], "")
        link = Link(service=self.service, agency=agency, subject=subject, entry=1, previous=chain.NOTHING)
        return self._entry(NAME, link, traces, salt)

    def covering(self, subject: str, rows: list[tuple[Covered, Row]], place: Row | None) -> Row:
        """The command that notes these rows. place: of the subject, None if it has none yet."""
        salt = secrets.token_bytes(chain.SALT_BYTES)
        traces = [Trace(table=of.name, key=of.key(row), digest=of.digest(row, salt)) for of, row in rows]
        agency = chain.agency_of(next((row["agency"] for _, row in rows if "agency" in row), ""), "")
        entry, previous = ((place["entries"] or 0) + 1, place["head"]) if place else (1, None)
        link = Link(
            service=self.service, agency=agency, subject=subject, entry=entry, previous=previous or chain.NOTHING
        )
        return self._entry(COVER, link, traces, salt)

    def _entry(self, name: str, link: Link, traces: list[Trace], salt: bytes) -> Row:
        command_id, agency = self._ids.new(), link.agency
        columns = {
            "id": command_id,
            "subject": link.subject,
            "name": name,
            "actor": f"service:{self.service}",
            "on_behalf_of": "",
            "unit": agency,
            "reason": "",
            "at": self.now,
            "first_sequence": None,
            "event_count": 0,
            "idempotency_key": None,
            "request_digest": None,
        }
        classes = Classes(
            command=chain.command_digest(columns, chain.said(salt, command_id, "")),
            events=chain.events_digest(()),
            rows=chain.rows_digest(traces),
        )
        return columns | chain.columns_of(link, classes, traces) | {"salt": salt.hex()}


def _old_command(command: Row, salt: bytes, *, seals_reasons: bool) -> Trace:
    reason = old_reason(salt, command, seals_reasons=seals_reasons)
    return Trace(table=COMMANDS, key=command["id"], digest=chain.command_digest(command, reason))


def _begin(connection: Connection, batch: _Batch, subjects: list[str]) -> None:
    commands = _by_subject(connection, _commands, "subject", subjects, "position")
    owner = {command["id"]: subject for subject, held in commands.items() for command in held}
    events: dict[str, list[Row]] = defaultdict(list)
    told = select(_outbox).join(_commands, _commands.c.id == _outbox.c.command_id)
    ordered = told.where(_commands.c.subject.in_(subjects)).order_by(_outbox.c.subject, _outbox.c.sequence)
    for event in connection.execute(ordered).mappings():
        events[owner[event["command_id"]]].append(event)
    rows = _covered_rows(connection, batch.covered, subjects)
    begun = [batch.beginning(each, commands[each], events[each], rows[each]) for each in subjects]
    connection.execute(_commands.insert(), begun)
    _move_heads(connection, begun)


def _ends(subjects: list[str]) -> Select[Any]:
    return select(_places).where(_places.c.subject.in_(subjects))


def _covered_rows(
    connection: Connection, covered: Sequence[Covered], subjects: list[str]
) -> dict[str, list[tuple[Covered, Row]]]:
    rows: dict[str, list[tuple[Covered, Row]]] = defaultdict(list)
    for of in covered:
        for subject, held in _by_subject(connection, of.table, of.subject, subjects).items():
            rows[subject] += [(of, row) for row in held]
    return rows


def _move_heads(connection: Connection, begun: list[Row]) -> None:
    """Also for subjects that no event has told of yet."""
    heads = [{"of_subject": each["subject"], "entry_now": each["entry"], "head_now": each["digest"]} for each in begun]
    wanted = {each["subject"] for each in begun}
    known = set(connection.scalars(select(_places.c.subject).where(_places.c.subject.in_(wanted))))
    new = [{"subject": each, "last_sequence": 0, "entries": 0} for each in sorted(wanted - known)]
    if new:
        connection.execute(_places.insert(), new)
    moving = update(_places).where(_places.c.subject == bindparam("of_subject"))
    connection.execute(moving.values(entries=bindparam("entry_now"), head=bindparam("head_now")), heads)


def _by_subject(
    connection: Connection, table: Table, subject: str, subjects: list[str], *then: str
) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    order = [table.c[name] for name in then] or list(table.primary_key)
    for row in connection.execute(select(table).where(table.c[subject].in_(subjects)).order_by(*order)).mappings():
        found[row[subject]].append(row)
    return found
