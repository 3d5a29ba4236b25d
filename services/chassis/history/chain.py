"""The chain of a subject: every recorded command is an entry that covers itself, its events, what it wrote, and the
entry before it.

An entry keeps the digest of each of the three classes beside its own, so that whoever checks can say which of them was
changed, and show that an entry is in the chain without showing what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chassis.history.encoding import Document, digest, listed

#: What stands before the first entry of a chain.
NOTHING = bytes(32)
NO_AGENCY = "all"
SALT_BYTES = 32
#: The columns of a command that its digest covers as they are stored. ``reason`` is covered by a commitment:
#: its sealed form changes whenever the sealing key is rotated.
COMMAND_COLUMNS = (
    *("id", "subject", "name", "actor", "on_behalf_of", "unit", "at"),
    *("first_sequence", "event_count", "idempotency_key", "request_digest"),
)
EVENT_COLUMNS = ("id", "command_id", "subject", "sequence", "type", "nats_subject", "created_at", "body")

_TOKEN = re.compile(r"[a-z0-9-]{1,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """The three digests under an entry."""

    command: bytes
    events: bytes
    rows: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where an entry stands. entry: 1, 2, 3 … in its subject's chain. previous: digest of the one before it."""

    service: str
    agency: str
    subject: str
    entry: int
    previous: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """A covered row as a command left it. key: its primary key, joined by ``/``."""

    table: str
    key: str
    digest: bytes


def agency_of(unit: str, actor_agency: str) -> str:
    """In whose tree a command is: the unit's agency, else the actor's, else ``all``."""
    for token in (unit.partition("/")[0], actor_agency):
        if _TOKEN.fullmatch(token):
            return token
    return NO_AGENCY


def said(salt: bytes, *words: str | Document) -> bytes:
    """A commitment to words that people wrote: fixes them, and tells nobody without the salt what they are.

    The first words say whose they are, so that they cannot stand for others'."""
    return digest("motcua.history.said.v1", salt, list(words))


def command_digest(columns: Mapping[str, Any], reason: bytes) -> bytes:
    """reason: what ``said`` made of it."""
    held = {name: columns[name] for name in COMMAND_COLUMNS}
    return digest("motcua.history.command.v1", listed(held), reason)


def event_digest(columns: Mapping[str, Any]) -> bytes:
    """Of one row of the outbox, its body byte for byte."""
    return digest("motcua.history.event.v1", [columns[name] for name in EVENT_COLUMNS])


def events_digest(events: Iterable[Mapping[str, Any]]) -> bytes:
    """Of all events of a command, in the order of subject and sequence."""
    ordered = sorted(events, key=lambda event: (event["subject"], event["sequence"]))
    return digest("motcua.history.events.v1", [event_digest(event) for event in ordered])


def rows_digest(traces: Sequence[Trace]) -> bytes:
    """Of what a command wrote, in the order in which it is kept."""
    return digest("motcua.history.rows.v1", [[trace.table, trace.key, trace.digest] for trace in traces])


def entry_digest(link: Link, classes: Classes) -> bytes:
    """What the next entry points back to, and what the day's tree has as a leaf."""
    return digest(
        "motcua.history.entry.v1",
        *(link.service, link.agency, link.subject, link.entry, link.previous),
        *(classes.command, classes.events, classes.rows),
    )


def columns_of(link: Link, classes: Classes, traces: Sequence[Trace]) -> dict[str, Any]:
    """What a command keeps of its place in the chain."""
    return {
        "agency": link.agency,
        "entry": link.entry,
        "previous": link.previous,
        "command_digest": classes.command,
        "events_digest": classes.events,
        "rows_digest": classes.rows,
        "digest": entry_digest(link, classes),
        "rows": stored_traces(traces),
    }


def stored_traces(traces: Sequence[Trace]) -> list[list[str]] | None:
    """As the column ``rows`` keeps them."""
    return [[trace.table, trace.key, trace.digest.hex()] for trace in traces] or None


def traces_of(stored: Any) -> list[Trace]:
    """What ``stored_traces`` wrote. Raises ValueError for what it cannot have written."""
    try:
        return [Trace(table=table, key=key, digest=bytes.fromhex(text)) for table, key, text in stored or ()]
    except (TypeError, ValueError) as fault:
        raise ValueError("the list of written rows cannot be read") from fault
