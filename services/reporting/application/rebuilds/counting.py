"""One rebuild at work: what is heard is grouped by dossier, folded once, and staged beside the live figures."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain, islice
from typing import TypeVar

from chassis.messaging.envelope import Malformed
from reporting.application.ports import EvidenceReader
from reporting.application.rebuilds.ports import (
    BodyReader,
    EventBodies,
    Kept,
    RebuildBook,
    Spool,
    Spooling,
    Staged,
    Table,
    Workbench,
)
from reporting.application.record_event import founded
from reporting.domain.board_sums import BoardSums
from reporting.domain.evidence import Evidence
from reporting.domain.notices import FeedbackNote, PublishedProcedure
from reporting.domain.rebuild import Heard, Rebuild, merged, reach
from reporting.domain.recount import Recount

PAGE = 1000
AT_ONCE = 50  # dossiers folded before others have their turn: about ten milliseconds
NOTE_SECONDS = 0.5
MANY_SUMS = 100_000  # some forty megabytes
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """A dossier to be counted: what was heard anew, how far, and what is live."""

    dossier_id: str
    latest_at: datetime
    heard: Sequence[Evidence] = ()
    reached: Mapping[str, int] = field(default_factory=dict)
    kept: Kept | None = None


class Counting:
    """State of one rebuild while it runs; nothing of it outlives the process, and nothing live depends on it."""

    def __init__(self, rebuild: Rebuild, bench: Workbench, book: RebuildBook) -> None:
        self.rebuild = rebuild
        self.recount = Recount()
        self.notices: list[PublishedProcedure | FeedbackNote] = []
        self._bench = bench
        self._book = book
        self._founded: defaultdict[str, list[Evidence]] = defaultdict(list)
        self._dropped: set[str] = set()
        self._noted = 0.0

    async def from_kept(self) -> None:
        """Every live dossier, from the evidence it has."""
        self.rebuild = replace(self.rebuild, total=await self._bench.count())
        after = ""
        while page := await self._bench.kept(after, PAGE):
            await self._stage([_Case(dossier_id=one.dossier_id, latest_at=one.latest_at, kept=one) for one in page])
            await self._advance(len(page))
            after = page[-1].dossier_id

    async def from_events(
        self, bodies: Sequence[EventBodies], spooling: Spooling, decode: BodyReader, read: EvidenceReader
    ) -> None:
        """Everything that was ever told; each event is heard first and counted later, when its dossier is whole."""
        total = sum([await each.total() for each in bodies])
        self.rebuild = replace(self.rebuild, total=2 * total)
        with spooling() as spool:
            for each in bodies:
                async for page in each.pages():
                    for body in page:
                        self._hear(body, spool, decode, read)
                    await self._advance(len(page))
            await self._count(chain.from_iterable(part.items() for part in spool.parts()))
        await self._count([(dossier_id, ()) for dossier_id in self._founded])

    async def catch_up(self, table: Table) -> int:
        """Count what changed since it was counted, or was not heard at all; how many dossiers that were."""
        count, after = 0, ""
        while page := await table.behind(after, PAGE):
            rows: list[Staged] = []
            for behind in page:
                kept = behind.kept
                if behind.staged is not None:
                    self.recount.take_back(kept.dossier_id, behind.staged)
                live = [item for item in kept.evidence if item.event_id not in self._dropped]
                evidence = merged(behind.staged or (), live, {}).evidence
                rows.append(self._counted(kept.dossier_id, evidence, kept.latest_at, kept.revision))
            await table.stage(rows, self.recount.drained())
            count += len(page)
            after = page[-1].kept.dossier_id
        return count

    def _hear(self, body: bytes, spool: Spool, decode: BodyReader, read: EvidenceReader) -> None:
        try:
            envelope = decode(body)
            found = read(envelope)
        except Malformed:
            self.rebuild = replace(self.rebuild, unreadable=self.rebuild.unreadable + 1)
            return
        match found:
            case FeedbackNote():
                self.notices.append(found)
                if found.founded_about:
                    self._founded[found.founded_about].append(founded(envelope, found))
            case PublishedProcedure():
                self.notices.append(found)
        if envelope.event.startswith("dossier."):
            spool.put(
                Heard(
                    subject=envelope.subject,
                    source=envelope.service,
                    sequence=envelope.sequence,
                    time=envelope.time,
                    evidence=found if isinstance(found, Evidence) else None,
                )
            )

    async def _count(self, told: Iterable[tuple[str, Sequence[Heard]]]) -> None:
        for dossiers in _batched(told, PAGE):
            kept = await self._bench.kept_of([dossier_id for dossier_id, _ in dossiers])
            cases = [self._case(dossier_id, heard, kept.get(dossier_id)) for dossier_id, heard in dossiers]
            await self._stage([case for case in cases if case is not None])
            await self._advance(sum(len(heard) for _, heard in dossiers))

    def _case(self, dossier_id: str, heard: Sequence[Heard], kept: Kept | None) -> _Case | None:
        """None for a dossier of which nothing that bears on timeliness was said, nor is kept."""
        told = [item for item in heard if item.evidence is not None]
        evidence = [item.evidence for item in told if item.evidence is not None]
        evidence += self._founded.pop(dossier_id, [])
        if kept is None and not evidence:
            return None
        times = [*(item.time for item in told), *([kept.latest_at] if kept else [])]
        return _Case(
            dossier_id=dossier_id,
            latest_at=max(times, default=self.rebuild.requested_at),
            heard=evidence,
            reached=reach((item.source, item.sequence) for item in heard),
            kept=kept,
        )

    async def _stage(self, cases: Sequence[_Case]) -> None:
        rows: list[Staged] = []
        for number, case in enumerate(cases, start=1):
            found = merged(case.heard, case.kept.evidence if case.kept else (), case.reached)
            self._dropped |= found.dropped
            seen = case.kept.revision if case.kept else None
            rows.append(self._counted(case.dossier_id, found.evidence, case.latest_at, seen))
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)
        await self._bench.stage(rows, self._drained())
        self.rebuild = replace(self.rebuild, dossiers=self.rebuild.dossiers + len(rows))

    def _drained(self) -> BoardSums:
        """Few at a time would be written again and again; all of a million dossiers would fill the memory."""
        return self.recount.drained() if len(self.recount.boards) >= MANY_SUMS else {}

    def _counted(
        self, dossier_id: str, evidence: tuple[Evidence, ...], latest_at: datetime, seen: int | None
    ) -> Staged:
        facts, verdict = self.recount.add(dossier_id, evidence)
        return Staged(facts=facts, verdict=verdict, evidence=evidence, latest_at=latest_at, seen=seen)

    async def _advance(self, count: int) -> None:
        self.rebuild = replace(self.rebuild, done=self.rebuild.done + count)
        now = asyncio.get_running_loop().time()
        if now - self._noted >= NOTE_SECONDS:
            self._noted = now
            await self._book.note(self.rebuild)
        await asyncio.sleep(0)


def _batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
