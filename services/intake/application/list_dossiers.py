"""The dossiers an actor may see, filtered, a page at a time, with the exact total; applicants are masked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from chassis.kernel.actor import Actor
from chassis.kernel.errors import invalid
from intake.application.reading import Filter, Found, Place, Register
from intake.application.understanding import Understanding
from intake.domain import rights
from intake.domain.dossier import Dossier
from intake.domain.people import Face, PersonSearch, masked, wanted_terms

MAX_PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDossiers:
    """wanted.procedure: key or national code. after: where the page before ended. size: 1 to 200.

    person: whom to find; null: everybody. Takes the place of ``wanted.people``.
    """

    actor: Actor
    wanted: Filter
    after: Place | None
    size: int
    person: PersonSearch | None = None


class ListDossiersHandler:
    def __init__(self, register: Register, understand: Understanding) -> None:
        self._register = register
        self._understand = understand

    async def __call__(self, query: ListDossiers) -> Found:
        """Raises RoleForbidden for accounts without any view, or without a right to look for people,
        ``invalid-request``, ``procedure-unknown``, ``search-too-wide``."""
        view = rights.view_of(query.actor) if query.person is None else rights.person_view_of(query.actor)
        if not 1 <= query.size <= MAX_PAGE:
            raise invalid("invalid-request", "The page size cannot be taken.", page_size=f"1 to {MAX_PAGE}")
        wanted = self._understand(query.wanted)
        if query.person is not None:
            wanted = replace(wanted, people=wanted_terms(query.person))
        found = await self._register.find(view, wanted, query.after, query.size)
        return replace(found, faces=await self._faces(query.actor, found.dossiers))

    async def _faces(self, actor: Actor, dossiers: tuple[Dossier, ...]) -> Mapping[str, Face]:
        """Masked applicants of the dossiers whose applicants the actor may see."""
        seen = [dossier.id for dossier in dossiers if rights.sees_applicant(actor, dossier)]
        return {dossier_id: masked(face) for dossier_id, face in (await self._register.faces(seen)).items()}
