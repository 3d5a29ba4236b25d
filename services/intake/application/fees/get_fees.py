"""What a dossier costs, what was paid, and what is still owed."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from intake.application.fees.changing import Fees
from intake.application.reading import Register
from intake.domain import rights


@dataclass(frozen=True, slots=True, kw_only=True)
class GetFees:
    actor: Actor
    dossier_id: str


class GetFeesHandler:
    def __init__(self, register: Register) -> None:
        self._register = register

    async def __call__(self, query: GetFees) -> Fees:
        """Raises DossierUnknown for what does not exist and for what is not the actor's to see."""
        dossier = rights.must_see(query.actor, await self._register.dossier(query.dossier_id))
        return Fees(dossier=dossier, account=await self._register.account(dossier.id))
