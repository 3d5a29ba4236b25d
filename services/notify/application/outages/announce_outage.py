"""AnnounceOutage: the system will stand still; everybody with a dossier open is told, in time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from chassis.kernel.ids import Ids
from chassis.messaging.journal import Command, Idempotency
from notify.application.outages.ports import OfficeCalendar, OutageReads, OutageWork
from notify.domain.outage import Outage, OutageAnnounced, check_span, notice_days


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnounceOutage:
    """agency: empty for all of them."""

    actor: Actor
    agency: str
    from_at: datetime
    to_at: datetime
    what: str
    what_en: str
    emergency_reason: str = ""
    idempotency: Idempotency | None = None


class AnnounceOutageHandler:
    def __init__(
        self,
        work: OutageWork,
        reads: OutageReads,
        calendar: OfficeCalendar,
        *,
        clock: Clock,
        ids: Ids,
        wanted_days: int,
        announced: Callable[[], None],
    ) -> None:
        """wanted_days: of notice, working days. announced: wakes whoever tells people."""
        self._work = work
        self._reads = reads
        self._calendar = calendar
        self._clock = clock
        self._ids = ids
        self._wanted_days = wanted_days
        self._announced = announced

    async def __call__(self, command: AnnounceOutage) -> Outage:
        """What was announced. Raises Problem ``not-allowed``, ``invalid-request``, ``notice-too-short``."""
        actor, now = command.actor, self._clock.now()
        may_announce(actor, command.agency)
        check_span(command.from_at, command.to_at, now)
        days = notice_days(await self._calendar(), now, command.from_at, self._wanted_days, command.emergency_reason)
        outage = Outage(
            id=self._ids.new(),
            agency=command.agency,
            from_at=command.from_at,
            to_at=command.to_at,
            what=command.what,
            what_en=command.what_en,
            emergency_reason=command.emergency_reason if days < self._wanted_days else "",
            notice_days=max(days, 0),
            announced_at=now,
            announced_by=actor.subject,
        )
        noted = Command(name="announce-outage", actor=actor, subject=outage.id, idempotency=command.idempotency)
        async with self._work.begin() as tx:
            earlier = await tx.earlier(noted)
            if earlier is None:
                await tx.outages.add(outage)
                await tx.record(noted, [OutageAnnounced(outage=outage)])
                await tx.commit()
        if earlier is not None:
            return await self._reads.get(earlier) or outage
        self._announced()
        return outage


def may_announce(actor: Actor, agency: str) -> None:
    """An operator of one agency speaks for that one; one without an agency for all. Raises ``not-allowed``."""
    if not actor.has("operator") or (actor.agency and actor.agency != agency):
        raise Problem("not-allowed", Kind.FORBIDDEN, "Interruptions are announced by operators, for their own agency.")
