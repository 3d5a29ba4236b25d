"""The audit's comparison: takes what each ledger says and what the stream holds, and names every difference. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reporting.domain.conservation import FOLLOWERS, Fault, Finding, Ledgers, StreamTrace, SubjectLedger, service_of


def findings(ledgers: Ledgers, trace: StreamTrace, delivered: frozenset[str]) -> Iterator[Finding]:
    """Every difference between the ledgers (by service, by subject), the stream and the deliveries (event
    ids)."""
    for source, subjects in ledgers.items():
        yield from _journal_findings(source, subjects.values())
        for subject, ledger in subjects.items():
            yield from _stream_findings(source, ledger, trace)
            absent = _absent(source, ledger, trace)
            for follower in FOLLOWERS.get(source, ()):
                if service_of(follower) in ledgers:
                    at_follower = ledgers[service_of(follower)].get(subject)
                    yield from _inbox_findings(source, ledger, follower, at_follower, absent)
        yield from _parked_findings(source, subjects.values())
    for source, subject in trace.seen:
        if source in ledgers and subject not in ledgers[source]:
            yield from _each(trace.seen[source, subject], subject, source, Fault.STREAM_UNKNOWN, "stream")
    if "notify" in ledgers:
        for (source, subject, sequence), event_id in trace.to_notify.items():
            if event_id not in delivered:
                yield Finding(
                    subject=subject,
                    source=source,
                    sequence=sequence,
                    fault=Fault.DELIVERY_MISSING,
                    place="notify deliveries",
                    event_id=event_id,
                )


def _journal_findings(source: str, subjects: Iterable[SubjectLedger]) -> Iterator[Finding]:
    commanded = numbered = 0
    wrong: list[SubjectLedger] = []
    for ledger in subjects:
        commanded += ledger.events_commanded
        numbered += ledger.last_sequence
        if ledger.events_commanded != ledger.last_sequence:
            wrong.append(ledger)
        gaps = ledger.missing_sequences
        for sequence in gaps:
            yield Finding(
                subject=ledger.subject,
                source=source,
                sequence=sequence,
                fault=Fault.OUTBOX_MISSING,
                place=f"{source} outbox",
            )
    # A command may write events about other subjects (loading the law pack does): only the sum must agree
    # then.
    if commanded != numbered:
        for ledger in wrong:
            yield Finding(
                subject=ledger.subject,
                source=source,
                sequence=ledger.last_sequence,
                fault=Fault.COMMAND_MISMATCH,
                place=f"{source} journal",
            )


def _stream_findings(source: str, ledger: SubjectLedger, trace: StreamTrace) -> Iterator[Finding]:
    seen = trace.seen.get((source, ledger.subject), 0)
    missing = _absent(source, ledger, trace)
    if missing:
        fault = Fault.UNPUBLISHED if ledger.unpublished >= missing.bit_count() else Fault.STREAM_MISSING
        yield from _each(missing, ledger.subject, source, fault, "stream")
    unknown = seen & ~_upto(ledger.last_sequence)
    yield from _each(unknown, ledger.subject, source, Fault.STREAM_UNKNOWN, "stream")
    for sequence in range(1, ledger.last_sequence + 1) if trace.doubled else ():
        if (source, ledger.subject, sequence) in trace.doubled:
            yield from _each(1 << sequence, ledger.subject, source, Fault.STREAM_DOUBLED, "stream")


def _parked_findings(service: str, subjects: Iterable[SubjectLedger]) -> Iterator[Finding]:
    for ledger in subjects:
        for parked in ledger.parked:
            yield Finding(
                subject=ledger.subject,
                source=parked.source,
                sequence=parked.sequence,
                fault=Fault.PARKED,
                place=f"{service} inbox",
                event_id=parked.event_id,
            )


def _absent(source: str, ledger: SubjectLedger, trace: StreamTrace) -> int:
    """Sequences that the publisher numbered and the stream does not hold."""
    seen = trace.seen.get((source, ledger.subject), 0)
    missing = _upto(ledger.last_sequence) & ~seen
    if not trace.complete:
        # Aged out with the retention: everything before the first that is still there, or all if none is.
        missing &= ~_upto(_lowest(seen) - 1) if seen else 0
    return missing


def _inbox_findings(
    source: str, ledger: SubjectLedger, follower: str, at_follower: SubjectLedger | None, absent: int
) -> Iterator[Finding]:
    """``absent``: not in the stream and reported as such, so that no consumer can be blamed for it."""
    marks = [
        mark
        for mark in (at_follower.inbox if at_follower else ())
        if (mark.consumer, mark.source) == (follower, source)
    ]
    seen = max((mark.last_sequence for mark in marks), default=0)
    place = f"{follower} inbox"
    missing = _upto(ledger.last_sequence) & ~_upto(seen) & ~absent
    yield from _each(missing, ledger.subject, source, Fault.INBOX_MISSING, place)
    ahead = _upto(seen) & ~_upto(ledger.last_sequence)
    yield from _each(ahead, ledger.subject, source, Fault.INBOX_AHEAD, place)


def _each(mask: int, subject: str, source: str, fault: Fault, place: str) -> Iterator[Finding]:
    while mask:
        lowest = mask & -mask
        yield Finding(subject=subject, source=source, sequence=lowest.bit_length() - 1, fault=fault, place=place)
        mask ^= lowest


def _upto(last: int) -> int:
    """The set {1 … last}; empty for 0 and below."""
    return (1 << (last + 1)) - 2 if last > 0 else 0


def _lowest(mask: int) -> int:
    return (mask & -mask).bit_length() - 1
