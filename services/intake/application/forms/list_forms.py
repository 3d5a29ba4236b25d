"""Which forms exist for a dossier at the moment, of those that the actor may hold."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from intake.application.law_in_force import LawInForce
from intake.application.reading import Register
from intake.domain import rights
from intake.domain.forms.issued import IssuedForm, issued_forms
from intake.domain.forms.rights import may_hold


@dataclass(frozen=True, slots=True, kw_only=True)
class ListForms:
    actor: Actor
    dossier_id: str


class ListFormsHandler:
    def __init__(self, register: Register, law: LawInForce) -> None:
        self._register = register
        self._law = law

    async def __call__(self, query: ListForms) -> tuple[IssuedForm, ...]:
        """In the order in which they came to be; raises DossierUnknown."""
        dossier = rights.must_see(query.actor, await self._register.dossier(query.dossier_id))
        forms = issued_forms(dossier, self._law.pack, await self._register.handovers(dossier.id))
        return tuple(issued for issued in forms if may_hold(query.actor, dossier, issued.key))
