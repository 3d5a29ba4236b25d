"""What the law says: procedures on a day, one version, departments, the working calendar. Public; from memory."""

from __future__ import annotations

from datetime import date

from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from intake.application.law_in_force import LawInForce
from intake.application.ports import Register
from intake.domain.lawpack import LawPack
from intake.domain.organisation import Department
from intake.domain.procedures import ProcedureVersion


class ConsultLawHandler:
    """Four questions about one law pack; ``on`` null is today in the agency's zone."""

    def __init__(self, law: LawInForce, register: Register, clock: Clock) -> None:
        self._law = law
        self._register = register
        self._clock = clock

    @property
    def agency(self) -> str:
        """Token of the agency."""
        return self._law.pack.agency.token

    def today(self) -> date:
        """The local date."""
        return self._clock.now().astimezone(self._law.pack.calendar.tz).date()

    def procedures(self, on: date | None) -> tuple[ProcedureVersion, ...]:
        """Every version in force on a local date, by key."""
        return self._law.pack.versions_on(on or self.today())

    def procedure(self, key_or_code: str, on: date | None) -> ProcedureVersion:
        """The version in force on a local date; raises ``procedure-unknown``, ``procedure-not-in-force``."""
        return self._law.pack.version_on(key_or_code, on or self.today())

    def version(self, key: str, number: int) -> ProcedureVersion:
        """One version for ever; raises ``procedure-unknown``."""
        return self._law.pack.version(key, number)

    def departments(self, on: date | None) -> tuple[Department, ...]:
        """The departments that exist on a local date, in the order of the law pack."""
        return self._law.pack.departments_on(on or self.today())

    async def law(self, revision: str = "") -> LawPack:
        """The law pack in force, or an earlier one by its digest; raises ``calendar-revision-unknown``."""
        if revision in ("", self._law.pack.digest):
            return self._law.pack
        pack = await self._register.law_pack(revision)
        if pack is None:
            raise Problem(
                "calendar-revision-unknown",
                Kind.NOT_FOUND,
                "No law pack with this digest was ever in use here. Take the revision from an event.",
            )
        return pack
