"""Plan a pack, or one change of the calendar: what differs, and which open dossiers would move. Changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from intake.application.law_in_force import LawInForce
from intake.application.law_packs.ports import Files, LawPackReader, OpenDossiers
from intake.application.reading import Register
from intake.domain.law_diff import differences
from intake.domain.law_packs.keeping import check_kept, touched
from intake.domain.law_packs.plan import LawPlan, Preview
from intake.domain.law_packs.rights import may_plan
from intake.domain.law_packs.swaps import Swap
from intake.domain.lawpack import LawPack


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLawPack:
    actor: Actor
    files: Files


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCalendar:
    """change: a swap beside what the calendar in force has, or the text of a whole calendar.yaml in its place."""

    actor: Actor
    change: Swap | str


class PlanLawPackHandler:
    def __init__(
        self, register: Register, law: LawInForce, reader: LawPackReader, open_dossiers: OpenDossiers, clock: Clock
    ) -> None:
        self._register = register
        self._law = law
        self._reader = reader
        self._open_dossiers = open_dossiers
        self._clock = clock

    async def __call__(self, query: PlanLawPack) -> LawPlan:
        """Raises RoleForbidden, LawPackInvalid, ``law-pack-breaks-dossiers``, ``open-dossiers-not-counted``."""
        may_plan(query.actor, self._law.pack.agency.token)
        return await self._plan(await self._reader.pack(query.files))

    async def calendar(self, query: PlanCalendar) -> LawPlan:
        """The same for the pack in force with another calendar; raises ``swap-impossible`` too."""
        in_force = self._law.pack
        may_plan(query.actor, in_force.agency.token)
        if isinstance(query.change, Swap):
            calendar = query.change.on(in_force.calendar)
        else:
            calendar = await self._reader.calendar(query.change, in_force.agency.time_zone)
        return await self._plan(replace(in_force, calendar=calendar))

    async def _plan(self, after: LawPack) -> LawPlan:
        before = self._law.pack
        filed = await self._register.filed_by(touched(before, after))
        check_kept(before, after, filed, self._clock.now().astimezone(before.calendar.tz).date())
        moves = before.calendar != after.calendar
        return LawPlan(
            base_digest=before.digest,
            digest=after.digest,
            differences=differences(before, after),
            preview=await self._open_dossiers.under(after) if moves else Preview(),
        )
