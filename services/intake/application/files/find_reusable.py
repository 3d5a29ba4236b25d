"""Documents of earlier dossiers that can be handed in again without uploading them again."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.errors import invalid
from intake.application.files.ports import FilePlace, FileShelf, FoundReusable
from intake.application.ports import Register
from intake.domain import rights

MAX_PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class FindReusable:
    """dossier_id: an earlier dossier of the applicant; may be null for an applicant: all own ones. size: 1 to 200."""

    actor: Actor
    dossier_id: str | None
    after: FilePlace | None
    size: int


class FindReusableHandler:
    def __init__(self, register: Register, shelf: FileShelf) -> None:
        self._register = register
        self._shelf = shelf

    async def __call__(self, query: FindReusable) -> FoundReusable:
        """Raises DossierUnknown, ``invalid-request`` for an officer who names no dossier."""
        actor = query.actor
        if not 1 <= query.size <= MAX_PAGE:
            raise invalid("invalid-request", "The page size cannot be taken.", page_size=f"1 to {MAX_PAGE}")
        if query.dossier_id is not None:
            dossier = await self._register.dossier(query.dossier_id)
            if dossier is None or not rights.sees_applicant(actor, dossier):
                raise rights.DossierUnknown
            return await self._shelf.reusable(None, dossier.id, query.after, query.size)
        if not actor.has(rights.APPLICANT):
            raise invalid("invalid-request", "Name the applicant's dossier.", dossier="id of an earlier dossier")
        return await self._shelf.reusable(actor.subject, None, query.after, query.size)
