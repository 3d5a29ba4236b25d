"""The packs that were in force, the latest first: who put each there, when, why, by which decision."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from intake.application.law_in_force import LawInForce
from intake.application.reading import FoundPacks, Register
from intake.domain.law_packs.rights import may_plan


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLawPacks:
    """before: position of the last one seen; null: from the latest on."""

    actor: Actor
    before: int | None
    size: int


class ListLawPacksHandler:
    def __init__(self, register: Register, law: LawInForce) -> None:
        self._register = register
        self._law = law

    async def __call__(self, query: ListLawPacks) -> FoundPacks:
        """Raises RoleForbidden."""
        may_plan(query.actor, self._law.pack.agency.token)
        return await self._register.law_packs(query.before, query.size)
