"""Documents of earlier dossiers that can be handed in again without uploading them again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from chassis.kernel.actor import Actor
from chassis.kernel.errors import invalid
from intake.application.files.attaching import identity_of
from intake.application.files.ports import FilePlace, FileShelf, FoundReusable
from intake.application.reading import Filter, ReadsOfApplicants, Register
from intake.domain import rights
from intake.domain.applicant import Applicant
from intake.domain.dossier import Dossier
from intake.domain.people import PersonSearch, wanted_terms
from intake.domain.reads import Purpose

MAX_PAGE = 200
MOST_DOSSIERS = 200
"""Of one applicant, the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindReusable:
    """dossier_id: for officers any dossier of the applicant; for an applicant one of the own, null for all.

    size: 1 to 200.
    """

    actor: Actor
    dossier_id: str | None
    after: FilePlace | None
    size: int


class FindReusableHandler:
    def __init__(self, register: Register, shelf: FileShelf, reads: ReadsOfApplicants) -> None:
        self._register = register
        self._shelf = shelf
        self._reads = reads

    async def __call__(self, query: FindReusable) -> FoundReusable:
        """Raises DossierUnknown, ``invalid-request`` for an officer who names no dossier."""
        actor = query.actor
        if not 1 <= query.size <= MAX_PAGE:
            raise invalid("invalid-request", "The page size cannot be taken.", page_size=f"1 to {MAX_PAGE}")
        if query.dossier_id is not None:
            found = await self._register.with_applicant(query.dossier_id)
            if found is None or not rights.sees_applicant(actor, found[0]):
                raise rights.DossierUnknown
            dossier_ids = await self._of_the_applicant(actor, found[0], found[1]().applicant)
            return await self._told(actor, await self._shelf.reusable(None, dossier_ids, query.after, query.size))
        if not actor.has(rights.APPLICANT):
            raise invalid("invalid-request", "Name the applicant's dossier.", dossier="id of an earlier dossier")
        return await self._told(actor, await self._shelf.reusable(actor.subject, None, query.after, query.size))

    async def _told(self, actor: Actor, found: FoundReusable) -> FoundReusable:
        """Names of files say much of people: who looked is recorded."""
        dossiers = {item.dossier.id: item.dossier for item in found.items}
        await self._reads.record_all(actor, list(dossiers.values()), Purpose.DOCUMENT, ("document",))
        return found

    async def _of_the_applicant(self, actor: Actor, dossier: Dossier, applicant: Applicant) -> tuple[str, ...]:
        """Dossiers of the same identity that an officer may see. An account that files sees the one it named."""
        if actor.has(rights.APPLICANT) and dossier.registered_by == actor.subject:
            return (dossier.id,)
        view = replace(rights.view_of(actor), agency=dossier.agency)
        terms = wanted_terms(PersonSearch(identity_number=applicant.identity_number))
        found = await self._register.find(view, Filter(people=terms), None, MOST_DOSSIERS)
        # Terms are found wherever they stand, with a representative too: the applicant decides.
        faces = await self._register.faces([each.id for each in found.dossiers])
        return tuple(each for each, face in faces.items() if identity_of(face) == identity_of(applicant))
