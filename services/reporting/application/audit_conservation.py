"""AuditConservation: was anything lost or doubled between the stores, the stream, the consumers and the
deliveries?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from reporting.application.access import may_audit
from reporting.application.ports import DeliveryLog, EventStream, LedgerBook
from reporting.domain.comparison import findings
from reporting.domain.conservation import Fault, Finding, SourceSums, StreamTrace, SubjectLedger, sums

# Written down here a second time, on purpose and not from notify's own table: ND224/2025 art. 15(1)(g)
# wants the applicant told of every change of status, and an audit that asked the audited for the rule
# would find nothing.
REQUIRES_MESSAGE: Mapping[str, frozenset[str]] = {
    "intake": frozenset(
        {
            "dossier.received",
            "dossier.accepted",
            "dossier.refused",
            "dossier.supplement-requested",
            "dossier.supplemented",
            "dossier.collected",
        }
    ),
    "processing": frozenset(
        {
            "dossier.supplement-requested",
            "dossier.resumed",
            "dossier.result-issued",
            "dossier.stopped",
            "dossier.due-soon",
            "dossier.overdue",
            "dossier.step-due-soon",
        }
    ),
    "reporting": frozenset({"obligation.due", "control.due"}),
}
MOST_FINDINGS = 100_000
LOOK_AGAIN_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditConservation:
    """subject: only this dossier; empty: all."""

    actor: Actor
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """conserved: nothing is missing or doubled; what is parked waits for a person and is not lost."""

    audited_at: datetime
    conserved: bool
    sums: tuple[SourceSums, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    sums: tuple[SourceSums, ...]
    findings: frozenset[Finding]


class AuditConservationHandler:
    """Asks LedgerService of all four services and reads the stream. Nothing is locked; work may go on
    meanwhile.

    What is merely under way looks like a loss for a moment. So a finding counts only if a second look, a
    little later, finds the same.
    """

    def __init__(
        self,
        books: Sequence[LedgerBook],
        stream: EventStream,
        deliveries: DeliveryLog,
        clock: Clock,
        pause: Callable[[float], Awaitable[None]],
        *,
        keep: Callable[[int], Awaitable[None]],
    ) -> None:
        """pause: waits real seconds between the two looks. keep: told how many faults an audit of everything found."""
        self._books = books
        self._stream = stream
        self._deliveries = deliveries
        self._clock = clock
        self._pause = pause
        self._keep = keep

    async def __call__(self, query: AuditConservation) -> Audit:
        """Raises Problem ``not-allowed``, ``neighbour-unavailable`` (a service or the broker does not
        answer)."""
        may_audit(query.actor)
        look = await self._look(query.subject)
        found = look.findings
        if found:
            await self._pause(LOOK_AGAIN_SECONDS)
            look = await self._look(query.subject)
            found &= look.findings
        named = await self._named(sorted(found))
        if not query.subject:
            await self._keep(sum(finding.fault is not Fault.PARKED for finding in named))
        return Audit(
            audited_at=self._clock.now(),
            conserved=all(finding.fault is Fault.PARKED for finding in named),
            sums=look.sums,
            findings=named,
        )

    async def _look(self, subject: str) -> _Look:
        ledgers = {book.service: await _subjects(book, subject) for book in self._books}
        trace = _only(await self._stream.trace(REQUIRES_MESSAGE), subject)
        delivered = frozenset([event_id async for event_id in self._deliveries.event_ids(subject)])
        found = frozenset(islice(findings(ledgers, trace, delivered), MOST_FINDINGS))
        return _Look(sums=sums(ledgers, trace, delivered), findings=found)

    async def _named(self, found: Sequence[Finding]) -> tuple[Finding, ...]:
        """The same findings with event ids, where the stream still has the event."""
        nameless = frozenset(
            (one.source, one.subject, one.sequence) for one in found if not one.event_id and one.sequence
        )
        names = await self._stream.name(nameless) if nameless else {}
        return tuple(
            one if one.event_id else replace(one, event_id=names.get((one.source, one.subject, one.sequence), ""))
            for one in found
        )


AskAudit = Callable[[AuditConservation], Awaitable[Audit]]


async def _subjects(book: LedgerBook, subject: str) -> dict[str, SubjectLedger]:
    return {row.subject: row async for row in book.subjects() if subject in {"", row.subject}}


def _only(trace: StreamTrace, subject: str) -> StreamTrace:
    if not subject:
        return trace
    seen = {key: mask for key, mask in trace.seen.items() if key[1] == subject}
    return StreamTrace(
        complete=trace.complete,
        messages=sum(mask.bit_count() for mask in seen.values()),
        seen=seen,
        doubled={key: count for key, count in trace.doubled.items() if key[1] == subject},
        to_notify={key: event_id for key, event_id in trace.to_notify.items() if key[1] == subject},
    )
