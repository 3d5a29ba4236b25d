"""A history as it is kept: what a service reads from its tables, and what whoever checks has been sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chassis.history.chain import Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCommand:
    """A command, its events and its place in the chain, all as stored.

    columns: ``chain.COMMAND_COLUMNS``. said: commitment to its reason, computed now. entry: absent in commands from
    before there was a chain. events: each with ``chain.EVENT_COLUMNS``.
    """

    columns: Mapping[str, Any]
    said: bytes
    agency: str
    entry: int | None
    previous: bytes
    command_digest: bytes
    events_digest: bytes
    rows_digest: bytes
    digest: bytes
    traces: tuple[Trace, ...]
    sealed_on: date | None
    leaf: int | None
    position: int
    events: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectHead:
    """A subject. code: of a dossier. entries, head: the chain's end as the subject's own row has it, None without the
    row. last_told: highest sequence among the events about it. rows: covered rows with their digests of now. strays:
    events whose command does not exist. unreadable: a row holds what no row of its table can: nothing else is said."""

    subject: str
    code: str
    last_sequence: int
    entries: int | None
    head: bytes
    last_told: int
    rows: tuple[Trace, ...]
    strays: tuple[Mapping[str, Any], ...]
    unreadable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectHistory:
    """commands: those from before the chain first, then by entry."""

    head: SubjectHead
    commands: tuple[KeptCommand, ...]
