"""Nothing lost, nothing doubled: commands = outbox = stream = inboxes (with what is parked) = deliveries,
per dossier.

The comparison is pure: it takes what each ledger says and what the stream holds, and names every
difference. A set of sequences is an integer whose bit n stands for sequence n, so that millions of events
fit in memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

# Which consumers must have seen whose events, by publishing service. A consumer's first word is its service.
FOLLOWERS: Mapping[str, tuple[str, ...]] = {
    "intake": ("processing", "reporting", "notify", "notify-webhooks"),
    "processing": ("intake", "reporting", "notify", "notify-webhooks"),
    "reporting": ("notify", "notify-webhooks"),
    "notify": ("reporting", "notify-webhooks"),
}
SERVICES = tuple(FOLLOWERS)
CONSUMERS = (*SERVICES, "notify-webhooks")


def service_of(consumer: str) -> str:
    """``notify`` of ``notify-webhooks``."""
    return consumer.partition("-")[0]


class Fault(StrEnum):
    """What is wrong, with the advice that goes with it in ``ADVICE``."""

    OUTBOX_MISSING = "outbox-row-missing"
    COMMAND_MISMATCH = "command-mismatch"
    UNPUBLISHED = "unpublished"
    STREAM_MISSING = "not-in-stream"
    STREAM_DOUBLED = "doubled"
    STREAM_UNKNOWN = "not-in-store"
    INBOX_MISSING = "not-projected"
    INBOX_AHEAD = "projected-unknown"
    DELIVERY_MISSING = "delivery-missing"
    PARKED = "parked"


ADVICE: Mapping[Fault, str] = {
    Fault.OUTBOX_MISSING: "A row of the outbox is gone. Restore it from the stream message of that id "
    "or from a backup.",
    Fault.COMMAND_MISMATCH: "The journal counts another number of events than were numbered. Restore the "
    "journal or outbox rows of this dossier from a backup.",
    Fault.UNPUBLISHED: "Written but not yet published. Check that the broker answers and the relay runs.",
    Fault.STREAM_MISSING: "Published but not in the stream. Clear published_at of this outbox row: the relay "
    "sends it again under the same id.",
    Fault.STREAM_DOUBLED: "Twice in the stream. Consumers drop the second; look for a relay that retried "
    "after the duplicate window of ten minutes.",
    Fault.STREAM_UNKNOWN: "In the stream but not in the publisher's store, which was probably restored from "
    "an older backup. Restore the newer one.",
    Fault.INBOX_MISSING: "Not taken in by this consumer. Check its lag and its dead letters; a replay delivers it.",
    Fault.INBOX_AHEAD: "This consumer has seen more than the publisher knows. The publisher's store was "
    "probably restored from an older backup.",
    Fault.DELIVERY_MISSING: "This event requires a message and has no delivery. Replay it to notify.",
    Fault.PARKED: "Set aside as a dead letter; not lost. Read its reason, mend the cause, replay it.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxMark:
    """How far a consumer has come with a source's events of one subject."""

    consumer: str
    source: str
    last_sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """An event that a consumer put among its dead letters: not lost, waiting for a person."""

    consumer: str
    source: str
    sequence: int
    event_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectLedger:
    """What one service says about one subject (a dossier, a department, the law pack …)."""

    subject: str
    commands: int = 0
    events_commanded: int = 0
    last_sequence: int = 0
    outbox_count: int = 0
    missing_sequences: tuple[int, ...] = ()
    unpublished: int = 0
    inbox: tuple[InboxMark, ...] = ()
    parked: tuple[Parked, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSums:
    """The chain of one publishing service in totals.

    published: outbox rows that the broker acknowledged. projected: by follower, the sum of its inbox
    positions.
    messages_required, messages_planned: its events that require a message, and those of them that have one.
    """

    source: str
    subjects: int
    commands: int
    events: int
    outbox: int
    published: int
    in_stream: int
    projected: Mapping[str, int]
    parked: int
    messages_required: int
    messages_planned: int


Ledgers = Mapping[str, Mapping[str, SubjectLedger]]


@dataclass(slots=True, kw_only=True)
class StreamTrace:
    """What the stream holds, gathered message by message.

    complete: whether its first message is still there; if not, the beginnings of dossiers have aged out
    (90 days).
    """

    complete: bool = True
    messages: int = 0
    seen: dict[tuple[str, str], int] = field(default_factory=dict)
    doubled: dict[tuple[str, str, int], int] = field(default_factory=dict)
    to_notify: dict[tuple[str, str, int], str] = field(default_factory=dict)

    def add(self, source: str, subject: str, sequence: int) -> None:
        """Count one message."""
        self.messages += 1
        key, bit = (source, subject), 1 << sequence
        mask = self.seen.get(key, 0)
        if mask & bit:
            doubled = (source, subject, sequence)
            self.doubled[doubled] = self.doubled.get(doubled, 1) + 1
        self.seen[key] = mask | bit


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Finding:
    """One missing or doubled event. place: ``intake outbox``, ``stream``, ``reporting inbox``, ``notify
    deliveries``."""

    subject: str
    source: str
    sequence: int
    fault: Fault
    place: str
    event_id: str = ""

    @property
    def advice(self) -> str:
        return ADVICE[self.fault]

    @property
    def detail(self) -> str:
        """What is wrong, where, with which event, and what to do, in a line or two."""
        named = f" ({self.event_id})" if self.event_id else ""
        which = f"event {self.sequence} of {self.source}{named}"
        return f"{self.subject}: {self.fault} at {self.place}: {which}. {self.advice}"


def sums(ledgers: Ledgers, trace: StreamTrace, delivered: frozenset[str]) -> tuple[SourceSums, ...]:
    """Totals per publishing service, in the order of ``SERVICES``."""
    return tuple(_sums(source, ledgers, trace, delivered) for source in SERVICES if source in ledgers)


def _sums(source: str, ledgers: Ledgers, trace: StreamTrace, delivered: frozenset[str]) -> SourceSums:
    rows = ledgers[source].values()
    required = [event_id for (origin, _, _), event_id in trace.to_notify.items() if origin == source]
    unpublished = sum(row.unpublished for row in rows)
    outbox = sum(row.outbox_count for row in rows)
    return SourceSums(
        source=source,
        subjects=sum(row.last_sequence > 0 for row in rows),
        commands=sum(row.commands for row in rows),
        events=sum(row.events_commanded for row in rows),
        outbox=outbox,
        published=outbox - unpublished,
        in_stream=sum(mask.bit_count() for (origin, _), mask in trace.seen.items() if origin == source),
        projected={
            follower: sum(
                mark.last_sequence
                for row in ledgers[service_of(follower)].values()
                for mark in row.inbox
                if (mark.consumer, mark.source) == (follower, source)
            )
            for follower in FOLLOWERS[source]
            if service_of(follower) in ledgers
        },
        parked=sum(
            parked.source == source
            for subjects in ledgers.values()
            for row in subjects.values()
            for parked in row.parked
        ),
        messages_required=len(required),
        messages_planned=sum(event_id in delivered for event_id in required),
    )
