"""The dossiers an actor may see, filtered, newest first, a page at a time, with the exact total. No personal data."""

from __future__ import annotations

from dataclasses import dataclass, replace

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem, invalid
from intake.application.law_in_force import LawInForce
from intake.application.ports import Filter, Found, Place, Register
from intake.domain import rights

MAX_PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDossiers:
    """wanted.procedure: key or national code. after: where the page before ended. size: 1 to 200."""

    actor: Actor
    wanted: Filter
    after: Place | None
    size: int


class ListDossiersHandler:
    def __init__(self, register: Register, law: LawInForce) -> None:
        self._register = register
        self._law = law

    async def __call__(self, query: ListDossiers) -> Found:
        """Raises RoleForbidden for accounts without any view, ``invalid-request``, ``procedure-unknown``."""
        view = rights.view_of(query.actor)
        if not 1 <= query.size <= MAX_PAGE:
            raise invalid("invalid-request", "The page size cannot be taken.", page_size=f"1 to {MAX_PAGE}")
        wanted = query.wanted
        if wanted.department is not None and wanted.department not in {d.token for d in self._law.pack.departments}:
            raise Problem(
                "department-unknown",
                Kind.INVALID,
                "No such department. GET /v1/departments lists them.",
                fields={"department": "unknown department"},
            )
        if wanted.procedure is not None:
            wanted = replace(wanted, procedure=self._law.pack.procedure(wanted.procedure, path="procedure").key)
        return await self._register.find(view, wanted, query.after, query.size)
