"""ClosePeriod: freeze a report with the dossiers behind it, number and sign it, and tell others."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem, invalid
from chassis.kernel.ids import Ids
from chassis.messaging.journal import Command, Idempotency
from reporting.application.reports.access import may_close
from reporting.application.reports.freeze import Freezing, Frozen
from reporting.application.reports.get_report import GetReport
from reporting.application.reports.sealing import digest_of
from reporting.application.reports.snapshot_ports import (
    ReportClosed,
    Signer,
    SnapshotReads,
    SnapshotTransaction,
    SnapshotWork,
)
from reporting.domain.days import local_day
from reporting.domain.on_time import Period
from reporting.domain.snapshots import Snapshot

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePeriod:
    """of: form and period, as of the live report. reason: why it is closed again; empty for the first closing."""

    of: GetReport
    reason: str = ""
    idempotency: Idempotency | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotShelf:
    """Where snapshots are kept, and who signs them."""

    work: SnapshotWork
    reads: SnapshotReads
    signer: Signer


class ClosePeriodHandler:
    def __init__(self, freezing: Freezing, shelf: SnapshotShelf, clock: Clock, ids: Ids) -> None:
        self._freezing = freezing
        self._shelf = shelf
        self._clock = clock
        self._ids = ids

    async def __call__(self, query: ClosePeriod) -> Snapshot:
        """The snapshot, or the one that the same request made before.

        Raises what GetReport raises, and Problem ``not-allowed``, ``period-not-over``, ``reason-missing``,
        ``signing-keys-missing``, ``figures-moving``, ``idempotency-key-reused``.
        """
        scope = may_close(query.of.actor, query.of.agency)
        reason = query.reason.strip()
        if len(reason) > LONGEST_REASON:
            raise invalid("invalid-request", "Correct these fields: reason.", reason=f"at most {LONGEST_REASON}")
        frozen = await self._freezing(query.of, scope)
        self._must_be_over(frozen)
        await self._shelf.signer.check()  # before anything is numbered: without a key nothing is closed
        snapshot_id = self._ids.new()
        command = Command(
            name="close-period",
            actor=query.of.actor,
            subject=snapshot_id,
            reason=reason,
            unit=scope.agency,
            idempotency=query.idempotency,
        )
        async with self._shelf.work.begin() as tx:
            earlier = await tx.earlier(command)
            if earlier is None:
                made = await self._numbered(tx, frozen, command)
                await tx.record(command, [ReportClosed(snapshot=made)])
                await tx.commit()
                return made
        kept = await self._shelf.reads.one(earlier)
        if kept is None:
            raise AssertionError("a command without what came of it")
        return kept

    async def _numbered(self, tx: SnapshotTransaction, frozen: Frozen, command: Command) -> Snapshot:
        """The number's row is locked from here to the commit, so revisions of one agency follow one another."""
        now = self._clock.now()
        report, year = frozen.report, local_day(now).year
        serial = await tx.next_serial(report.agency, year)
        period = Period(first=report.first, last=report.last)
        revision = await tx.latest(report.agency, report.form, period) + 1
        if revision > 1 and not command.reason:
            raise invalid(
                "reason-missing",
                "This period was closed before. Say why it is closed again (chỉnh lý, bổ sung).",
                reason="is required from the second revision on",
            )
        number = f"BC-{year}-{serial:04d}"
        by = command.actor.subject
        closed = replace(report, snapshot=number, revision=revision, signed_by=by, closed_at=now)
        snapshot = Snapshot(
            id=command.subject,
            number=number,
            agency=report.agency,
            form=report.form,
            first=report.first,
            last=report.last,
            revision=revision,
            reason=command.reason,
            report=closed,
            dossiers=frozen.dossiers,
            pieces=frozen.pieces,
            closed_by=by,
            closed_at=now,
            rule=frozen.rule,
            profile=frozen.profile,
        )
        digest = digest_of(snapshot)
        key_id, signature = await self._shelf.signer.sign(digest)
        signed = replace(snapshot, digest=digest.hex(), key_id=key_id, signature=signature)
        await tx.add(signed, year=year, serial=serial)
        return signed

    def _must_be_over(self, frozen: Frozen) -> None:
        if frozen.report.last >= local_day(self._clock.now()):
            raise Problem(
                "period-not-over",
                Kind.REFUSED,
                f"The period ends on {frozen.report.last}: it can be closed from the day after on.",
            )


Close = Callable[[ClosePeriod], Awaitable[Snapshot]]
