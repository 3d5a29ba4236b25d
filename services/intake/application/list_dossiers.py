"""The dossiers an actor may see, filtered, a page at a time, with the exact total; applicants are masked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem, invalid
from intake.application.law_in_force import LawInForce
from intake.application.ports import Filter, Found, Place, Register
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
    def __init__(self, register: Register, law: LawInForce, clock: Clock) -> None:
        self._register = register
        self._law = law
        self._clock = clock

    async def __call__(self, query: ListDossiers) -> Found:
        """Raises RoleForbidden for accounts without any view, or without a right to look for people,
        ``invalid-request``, ``procedure-unknown``, ``search-too-wide``."""
        view = rights.view_of(query.actor) if query.person is None else rights.person_view_of(query.actor)
        if not 1 <= query.size <= MAX_PAGE:
            raise invalid("invalid-request", "The page size cannot be taken.", page_size=f"1 to {MAX_PAGE}")
        found = await self._register.find(view, self._understood(query), query.after, query.size)
        return replace(found, faces=await self._faces(query.actor, found.dossiers))

    async def _faces(self, actor: Actor, dossiers: tuple[Dossier, ...]) -> Mapping[str, Face]:
        """Masked applicants of the dossiers whose applicants the actor may see."""
        seen = [dossier.id for dossier in dossiers if rights.sees_applicant(actor, dossier)]
        return {dossier_id: masked(face) for dossier_id, face in (await self._register.faces(seen)).items()}

    def _understood(self, query: ListDossiers) -> Filter:
        wanted = query.wanted
        if query.person is not None:
            wanted = replace(wanted, people=wanted_terms(query.person))
        if wanted.timeliness is not None:
            wanted = replace(wanted, judged=(self._clock.now(), self._law.pack.calendar.tz))
        if wanted.transfer is not None:
            # By the minute: pages of one list then agree, and so do their totals.
            wanted = replace(wanted, late_at=self._clock.now().replace(second=0, microsecond=0))
        if wanted.department is not None and wanted.department not in {d.token for d in self._law.pack.departments}:
            raise Problem(
                "department-unknown",
                Kind.INVALID,
                "No such department. GET /v1/departments lists them.",
                fields={"department": "unknown department"},
            )
        if wanted.procedure is not None:
            wanted = replace(wanted, procedure=self._law.pack.procedure(wanted.procedure, path="procedure").key)
        return wanted
