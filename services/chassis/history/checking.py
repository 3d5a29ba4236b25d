"""Recomputes a history and names what does not fit. Pure: reads nothing, trusts nothing but what it computes itself.

A finding says which entry was altered, removed or inserted, and in which class: the command, an event, a row it wrote
(ledger), its place in the chain, or a root.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from chassis.history import chain
from chassis.history.beginning import COMMANDS, NAME, OUTBOX
from chassis.history.chain import Classes, Link, Trace
from chassis.history.kept import KeptCommand, SubjectHead, SubjectHistory

ALTERED, REMOVED, INSERTED = "altered", "removed", "inserted"
COMMAND, EVENT, LEDGER, CHAIN, ROOT = "command", "event", "ledger", "chain", "root"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What does not fit. entry: 0 where no entry can be named. what: altered, removed, inserted. which: the class."""

    service: str
    subject: str
    code: str
    entry: int
    name: str
    at: datetime | None
    what: str
    which: str
    detail: str


@dataclass(frozen=True, slots=True)
class _Teller:
    """Findings about one subject."""

    service: str
    head: SubjectHead

    def about(self, command: KeptCommand, what: str, which: str, detail: str) -> Finding:
        """A command that is there, or something it stands for."""
        return self._finding(command.entry or 0, command, what, which, detail)

    def apart(self, what: str, which: str, detail: str, entry: int = 0) -> Finding:
        """Something for which no command is there."""
        return self._finding(entry, None, what, which, detail)

    def _finding(self, entry: int, command: KeptCommand | None, what: str, which: str, detail: str) -> Finding:
        return Finding(
            service=self.service,
            subject=self.head.subject,
            code=self.head.code,
            entry=entry,
            name=str(command.columns["name"]) if command else "",
            at=command.columns["at"] if command else None,
            what=what,
            which=which,
            detail=detail,
        )


def check_subject(service: str, history: SubjectHistory) -> list[Finding]:
    """Everything about one subject that does not fit, in the order of its chain; empty if all does."""
    tell = _Teller(service, history.head)
    if history.head.unreadable:
        return [tell.apart(ALTERED, CHAIN, "one of its rows holds what no row of its table can hold")]
    chained = [command for command in history.commands if command.entry is not None]
    findings = list(_entries(tell, chained))
    findings += _end(tell, chained)
    findings += _old(tell, history.commands, chained)
    findings += _rows(tell, chained)
    findings += [_stray(tell, str(event["type"]), str(event["id"])) for event in history.head.strays]
    return findings


def recomputed(service: str, command: KeptCommand, previous: bytes) -> bytes:
    """The digest of an entry behind ``previous``, from what it says."""
    link = _link(service, command, previous)
    return chain.entry_digest(link, _computed(command))


def _entries(tell: _Teller, chained: Sequence[KeptCommand]) -> Iterator[Finding]:
    """Each entry in itself, and on the one before it."""
    before: KeptCommand | None = None
    for command in chained:
        expected = before.entry + 1 if before and before.entry else 1
        if command.entry != expected:
            yield from _gap(tell, command, expected)
        yield from _classes(tell, command)
        stored = _link(tell.service, command, command.previous)
        is_whole = chain.entry_digest(stored, _kept(command)) == command.digest
        if not is_whole:
            yield tell.about(command, ALTERED, CHAIN, "its place in the chain does not give its digest")
        behind = before.digest if before else chain.NOTHING
        if command.entry == expected and command.previous != behind:
            rewritten = before if is_whole and before else command
            yield tell.about(rewritten, ALTERED, CHAIN, "the entry behind it was made for another digest")
        if before and command.position < before.position:
            yield tell.about(command, ALTERED, CHAIN, "it stands before the entry that it follows")
        before = command


def _gap(tell: _Teller, command: KeptCommand, expected: int) -> Iterator[Finding]:
    if (command.entry or 0) < expected:
        yield tell.about(command, INSERTED, COMMAND, "two entries have one place")
        return
    for entry in range(expected, command.entry or 0):
        yield tell.apart(REMOVED, COMMAND, f"entry {entry} is missing before {command.columns['name']}", entry)


def _classes(tell: _Teller, command: KeptCommand) -> Iterator[Finding]:
    computed = _computed(command)
    if computed.command != command.command_digest:
        yield tell.about(command, ALTERED, COMMAND, "what it says does not give its digest")
    if computed.events != command.events_digest:
        yield _events(tell, command)
    if computed.rows != command.rows_digest:
        yield tell.about(command, ALTERED, LEDGER, "what it noted of its rows does not give their digest")


def _events(tell: _Teller, command: KeptCommand) -> Finding:
    there, promised = len(command.events), int(command.columns["event_count"])
    if there != promised:
        what = REMOVED if there < promised else INSERTED
        return tell.about(command, what, EVENT, f"{promised} events promised, {there} there")
    listed = ", ".join(f"{event['type']} no. {event['sequence']}" for event in command.events) or "none"
    return tell.about(command, ALTERED, EVENT, f"its events do not give their digest: {listed}")


def _end(tell: _Teller, chained: Sequence[KeptCommand]) -> Iterator[Finding]:
    """The end of the chain against the subject's own row."""
    head = tell.head
    last = chained[-1] if chained else None
    there = last.entry or 0 if last else 0
    if head.entries is None:
        if last is not None:
            yield tell.about(last, REMOVED, CHAIN, "the row that holds the end of the chain is missing")
        return
    for entry in range(there + 1, head.entries + 1):
        yield tell.apart(REMOVED, COMMAND, f"the chain had {head.entries} entries; {entry} is missing", entry)
    if last and head.entries < there:
        yield tell.about(last, INSERTED, COMMAND, f"the chain had {head.entries} entries")
    if last and head.entries == there and head.head != last.digest:
        yield tell.about(last, ALTERED, CHAIN, "the end of the chain is kept with another digest")
    if head.last_sequence != head.last_told:
        what = REMOVED if head.last_told < head.last_sequence else INSERTED
        detail = f"event {head.last_sequence} was the last that was told, {head.last_told} is the last that is there"
        yield tell.about(last, what, EVENT, detail) if last else tell.apart(what, EVENT, detail)


def _old(tell: _Teller, commands: Sequence[KeptCommand], chained: Sequence[KeptCommand]) -> Iterator[Finding]:
    """Commands and events from before the chain, against the entry that begins it."""
    begins = chained[0] if chained and chained[0].columns["name"] == NAME else None
    old = [command for command in commands if command.entry is None]
    noted = {(trace.table, trace.key): trace.digest for trace in (begins.traces if begins else ())}
    for command in old:
        digest = chain.command_digest(command.columns, command.said)
        yield from _against(tell, command, COMMAND, noted.pop((COMMANDS, str(command.columns["id"])), None), digest)
        for event in command.events:
            digest = chain.event_digest(event)
            yield from _against(tell, command, EVENT, noted.pop((OUTBOX, str(event["id"])), None), digest)
    for table, key in noted:
        if begins and table in {COMMANDS, OUTBOX}:
            yield tell.about(begins, REMOVED, COMMAND if table == COMMANDS else EVENT, f"{table} {key} is missing")


def _against(tell: _Teller, command: KeptCommand, which: str, noted: bytes | None, digest: bytes) -> Iterator[Finding]:
    if noted is None:
        yield tell.about(command, INSERTED, which, "it is in no chain")
    elif noted != digest:
        yield tell.about(command, ALTERED, which, "it is not as it was when the history began")


def _rows(tell: _Teller, chained: Sequence[KeptCommand]) -> Iterator[Finding]:
    """Covered rows as they stand, against what the latest command noted that wrote them."""
    noted: dict[tuple[str, str], tuple[Trace, KeptCommand]] = {}
    for command in chained:
        noted |= {(t.table, t.key): (t, command) for t in command.traces if t.table not in {COMMANDS, OUTBOX}}
    for row in tell.head.rows:
        written = noted.pop((row.table, row.key), None)
        if written is None:
            yield tell.apart(INSERTED, LEDGER, f"no command wrote {row.table} {row.key}")
        elif written[0].digest != row.digest:
            yield tell.about(written[1], ALTERED, LEDGER, f"{row.table} {row.key} is not as it was written")
    for (table, key), (_, command) in noted.items():
        yield tell.about(command, REMOVED, LEDGER, f"{table} {key} is missing")


def _stray(tell: _Teller, kind: str, key: str) -> Finding:
    return tell.apart(INSERTED, EVENT, f"no command told {kind} {key}")


def _link(service: str, command: KeptCommand, previous: bytes) -> Link:
    subject = str(command.columns["subject"])
    return Link(service=service, agency=command.agency, subject=subject, entry=command.entry or 0, previous=previous)


def _computed(command: KeptCommand) -> Classes:
    return Classes(
        command=chain.command_digest(command.columns, command.said),
        events=chain.events_digest(command.events),
        rows=chain.rows_digest(command.traces),
    )


def _kept(command: KeptCommand) -> Classes:
    return Classes(command=command.command_digest, events=command.events_digest, rows=command.rows_digest)


def first(findings: Iterable[Finding]) -> Finding | None:
    """The one that a report begins with."""
    return next(iter(findings), None)
