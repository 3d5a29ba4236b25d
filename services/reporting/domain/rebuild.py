"""Counting everything anew beside the live figures: what is counted from, how far it is, what holds of a dossier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reporting.domain.evidence import Evidence

FIGURES_VERSION = 4
"""Of facts, tallies, marks, sums of boards and what is read from an event. Raise it whenever one of them comes out
differently from the same evidence: the service then counts anew, from the evidence it has kept, as soon as it runs."""

HEARD_SINCE = 4
"""The version that last began to read an event, or something in one, that was told before. Evidence kept by an earlier
one lacks it: what such a version counted is counted anew from the events themselves."""


class Source(StrEnum):
    """What is counted from."""

    KEPT = "kept"  # the evidence already kept; enough when only the way of counting changed
    STREAM = "stream"  # the event stream; where its beginning has aged out, the publishers
    PUBLISHERS = "publishers"  # every event the services have in their own stores, by gRPC


def source_of_upgrade(version: int) -> Source:
    """What to count from where that version counted last. 0, where none did: nothing older was kept."""
    return Source.STREAM if 0 < version < HEARD_SINCE else Source.KEPT


class State(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"  # the live figures are as they were


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuild:
    """One count of everything.

    total, done: dossiers, if counted from what is kept; else events, each twice, for it is heard and then counted.
    total is 0 until it is known. dossiers: counted anew. changed: of these, whose facts came out differently; known at
    the end. unreadable: events that no reader understands, dead letters of the consumer too. fault: slug of why it
    failed.
    """

    id: str
    source: Source
    state: State
    requested_by: str
    requested_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    total: int = 0
    done: int = 0
    dossiers: int = 0
    changed: int = 0
    unreadable: int = 0
    fault: str = ""

    @property
    def progress(self) -> float:
        """0 to 1; 1 only when the figures are swapped."""
        if self.state is State.DONE:
            return 1.0
        return min(self.done / self.total, 0.99) if self.total else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """An event heard anew. evidence: None where it says nothing about timeliness. time: of the event."""

    subject: str
    source: str
    sequence: int
    time: datetime
    evidence: Evidence | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """Evidence that holds of a dossier. dropped: ids of what was kept and no publisher has said."""

    evidence: tuple[Evidence, ...]
    dropped: frozenset[str] = frozenset()


def reach(heard: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    """How far each source was heard without a gap from its first event: (source, sequence) in any order."""
    seen: dict[str, set[int]] = {}
    for source, sequence in heard:
        seen.setdefault(source, set()).add(sequence)
    return {source: _unbroken(sequences) for source, sequences in seen.items()}


def merged(heard: Sequence[Evidence], kept: Sequence[Evidence], reached: Mapping[str, int]) -> Merged:
    """What was heard anew, and what was kept beyond its reach: told meanwhile, or aged out of the stream.

    Within its reach only what was heard anew holds. In the order in which it was kept, so that the same comes out the
    same.
    """
    anew = {item.event_id: item for item in heard}
    order: list[Evidence] = []
    dropped: set[str] = set()
    for item in kept:
        again = anew.pop(item.event_id, None)
        if again is not None:
            order.append(again)
        elif item.sequence > reached.get(item.source, 0):
            order.append(item)
        else:
            dropped.add(item.event_id)
    return Merged(evidence=(*order, *anew.values()), dropped=frozenset(dropped))


def _unbroken(sequences: set[int]) -> int:
    last = 0
    while last + 1 in sequences:
        last += 1
    return last
