"""One's own work in one call: what one has, what waits to be assigned, to be decided, and for the applicant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import invalid
from processing.application.ports import Reading
from processing.application.work import Work, kept_calendar, works
from processing.domain.inbox import Bounds, Group, Owner, Urgency, owner_of
from processing.domain.mandates import Power

LARGEST_GROUP = 200
GROUPS_OF = (
    (Power.STEP, Group.HELD),
    (Power.STEP, Group.WAITING),
    (Power.ASSIGN, Group.TO_ASSIGN),
    (Power.DECIDE, Group.TO_DECIDE),
)
"""What of another's inbox a power lets one do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupOfWork:
    """The first of a group, and how many there are of each urgency, exactly; all urgencies are named."""

    group: Group
    items: tuple[Work, ...]
    counts: dict[Urgency, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """officer: whose work it is. on_behalf: of others for whom the officer may act, and only what may be done."""

    officer: str
    groups: tuple[GroupOfWork, ...]
    on_behalf: tuple[Inbox, ...] = ()


class GetInboxHandler:
    def __init__(self, reading: Reading, clock: Clock) -> None:
        self._reading = reading
        self._clock = clock

    async def __call__(self, actor: Actor, size: int) -> Inbox:
        """size: most items of a group, 1 to 200. Problems: ``role-not-allowed``, ``page-size-invalid``."""
        if not 1 <= size <= LARGEST_GROUP:
            raise invalid("page-size-invalid", f"Ask for 1 to {LARGEST_GROUP}.", page_size="out of range")
        now = self._clock.now()
        own = await self._of(owner_of(actor), frozenset(Group), size, now)
        standing = await self._reading.mandates.standing(actor.subject, now)
        others: dict[str, tuple[Owner, frozenset[Group]]] = {}
        for mandate in standing.of(actor):
            owner, known = owner_of(mandate.principal), others.get(mandate.principal.subject)
            lent = frozenset(group for power, group in GROUPS_OF if power in mandate.powers)
            others[owner.officer] = (owner, lent | (known[1] if known else frozenset()))
        on_behalf = [await self._of(owner, groups, size, now) for owner, groups in others.values()]
        return replace(own, on_behalf=tuple(on_behalf))

    async def _of(self, owner: Owner, groups: frozenset[Group], size: int, now: datetime) -> Inbox:
        counts: dict[tuple[Group, Urgency], int] = {}
        revision = await self._reading.inboxes.revision(owner)
        if revision is not None:
            # Urgency is told by one calendar; cases of an agency follow the same one but for moments.
            bounds = Bounds.at(await kept_calendar(self._reading, revision), now)
            counts = await self._reading.inboxes.counts(owner, bounds)
        told = [await self._group(owner, group, counts, size, now) for group in Group if group in groups]
        return Inbox(officer=owner.officer, groups=tuple(told))

    async def _group(
        self, owner: Owner, group: Group, counts: dict[tuple[Group, Urgency], int], size: int, now: datetime
    ) -> GroupOfWork:
        own = {urgency: counts.get((group, urgency), 0) for urgency in Urgency}
        running = sum(own.values()) - own[Urgency.PAUSED]
        page = await self._reading.inboxes.page(owner, group, size, paused=False) if running else []
        if own[Urgency.PAUSED] and len(page) < size:
            page += await self._reading.inboxes.page(owner, group, size - len(page), paused=True)
        return GroupOfWork(group=group, items=await works(self._reading, page, now), counts=own)
