"""A list of dossiers on a page: one page at a time, the exact total, the way to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from chassis.http.paging import decode_cursor, encode_cursor
from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from intake.application import ListDossiers, UseCases
from intake.application.drafts.draft import Draft
from intake.application.law_in_force import LawInForce
from intake.application.reading import Filter, Place
from intake.domain.dossier import Dossier, Timeliness
from intake.domain.people import Face, PersonSearch

SIZE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """face: the applicant, masked; null for those who may not see him."""

    dossier: Dossier
    procedure: tuple[str, str]
    timeliness: Timeliness
    face: Face | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """following, first: addresses; empty where there is no such page. token: of the following page, empty for none."""

    lines: tuple[Line, ...]
    total: int
    following: str
    first: str
    token: str


class Lists:
    def __init__(self, use_cases: UseCases, law: LawInForce, clock: Clock) -> None:
        self._use_cases, self._law, self._clock = use_cases, law, clock

    async def page(
        self,
        actor: Actor,
        wanted: Filter,
        token: str,
        *,
        address: str,
        parameters: Mapping[str, str],
        person: PersonSearch | None = None,
    ) -> Listed:
        """token: of the page, empty for the first. address, parameters: of this list. person: whom to find."""
        bound = {"list": address, **parameters, "person": repr(person)}
        after = _place(decode_cursor(token, bound)) if token else None
        query = ListDossiers(actor=actor, wanted=wanted, after=after, size=SIZE, person=person)
        found = await self._use_cases.find(query)
        following = found.following
        next_token = encode_cursor((following.received_at.isoformat(), following.id), bound) if following else ""
        return Listed(
            lines=tuple(self.line(dossier, found.faces.get(dossier.id)) for dossier in found.dossiers),
            total=found.total,
            following=f"{address}?{urlencode({**parameters, 'trang': next_token})}" if next_token else "",
            first=f"{address}?{urlencode(parameters)}" if token else "",
            token=next_token,
        )

    async def count(self, actor: Actor, wanted: Filter) -> int:
        """How many there are, exactly."""
        return (await self._use_cases.find(ListDossiers(actor=actor, wanted=wanted, after=None, size=1))).total

    def line(self, dossier: Dossier, face: Face | None = None) -> Line:
        version = self._law.pack.version(dossier.procedure_key, dossier.procedure_version)
        timeliness = dossier.timeliness(self._clock.now(), self._law.pack.calendar.tz)
        return Line(dossier=dossier, procedure=(version.name, version.name_en), timeliness=timeliness, face=face)

    def draft(self, draft: Draft) -> tuple[Draft, tuple[str, str]]:
        """A draft with the name of its procedure, whatever is in force today."""
        latest = self._law.pack.procedure(draft.open_content().procedure).latest
        return draft, (latest.name, latest.name_en)


def _place(position: list[str | int | None]) -> Place:
    return Place(received_at=datetime.fromisoformat(str(position[0])), id=str(position[1]))
