"""ChangeOutage and CancelOutage: what was announced will be otherwise, or not at all; whoever was told hears of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from chassis.messaging.journal import Command
from notify.application.outages.announce_outage import may_announce
from notify.application.outages.ports import OfficeCalendar, OutageTransaction, OutageWork
from notify.domain.outage import Outage, OutageCancelled, OutageChanged, check_span, notice_days


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOutage:
    """What is null stays as it is. if_version: the version that was read, null for whichever it is."""

    actor: Actor
    outage_id: str
    from_at: datetime | None = None
    to_at: datetime | None = None
    what: str | None = None
    what_en: str | None = None
    emergency_reason: str = ""
    if_version: int | None = None


class ChangeOutageHandler:
    def __init__(
        self,
        work: OutageWork,
        calendar: OfficeCalendar,
        *,
        clock: Clock,
        wanted_days: int,
        announced: Callable[[], None],
    ) -> None:
        """wanted_days: of notice, working days. announced: wakes whoever tells people."""
        self._work, self._calendar, self._clock = work, calendar, clock
        self._wanted_days, self._announced = wanted_days, announced

    async def __call__(self, command: ChangeOutage) -> Outage:
        """Within the time that was announced it may be moved freely; beyond it, as if it were announced now.

        Raises Problem ``not-allowed``, ``outage-unknown``, ``version-stale``, ``outage-over``, ``outage-cancelled``,
        ``invalid-request``, ``notice-too-short``.
        """
        now, calendar = self._clock.now(), await self._calendar()
        async with self._work.begin() as tx:
            before = await _own(tx, command.actor, command.outage_id, command.if_version)
            given = {name: getattr(command, name) for name in ("from_at", "to_at", "what", "what_en")}
            changed = before.changed(now, **{name: value for name, value in given.items() if value is not None})
            check_span(changed.from_at, changed.to_at, now)
            if not (before.from_at <= changed.from_at and changed.to_at <= before.to_at):
                reason = command.emergency_reason
                days = notice_days(calendar, now, changed.from_at, self._wanted_days, reason)
                short = reason if days < self._wanted_days else ""
                changed = replace(changed, notice_days=max(days, 0), emergency_reason=short)
            await tx.outages.save(changed)
            noted = Command(name="change-outage", actor=command.actor, subject=before.id)
            await tx.record(noted, [OutageChanged(outage=changed)])
            await tx.commit()
        self._announced()
        return changed


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelOutage:
    actor: Actor
    outage_id: str
    if_version: int | None = None


class CancelOutageHandler:
    def __init__(self, work: OutageWork, *, clock: Clock, announced: Callable[[], None]) -> None:
        self._work, self._clock, self._announced = work, clock, announced

    async def __call__(self, command: CancelOutage) -> Outage:
        """One that is cancelled stays so. Raises Problem ``not-allowed``, ``outage-unknown``, ``version-stale``,
        ``outage-over``."""
        now = self._clock.now()
        async with self._work.begin() as tx:
            before = await _own(tx, command.actor, command.outage_id, command.if_version)
            if before.is_cancelled:
                return before
            cancelled = before.changed(now, cancelled_at=now)
            await tx.outages.save(cancelled)
            noted = Command(name="cancel-outage", actor=command.actor, subject=before.id)
            await tx.record(noted, [OutageCancelled(outage=cancelled)])
            await tx.commit()
        self._announced()
        return cancelled


async def _own(tx: OutageTransaction, actor: Actor, outage_id: str, if_version: int | None) -> Outage:
    if not actor.has("operator"):
        may_announce(actor, "")
    outage = await tx.outages.get(outage_id)
    if outage is None:
        raise Problem("outage-unknown", Kind.NOT_FOUND, "No such interruption was announced.")
    may_announce(actor, outage.agency)
    if if_version is not None and if_version != outage.version:
        detail = f"The interruption is at version {outage.version} now; read it again and repeat the change."
        raise Problem("version-stale", Kind.STALE, detail)
    return outage
