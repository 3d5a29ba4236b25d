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
from intake.application.ports import Filter, Place
from intake.domain.dossier import Dossier, Timeliness

SIZE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    dossier: Dossier
    procedure: tuple[str, str]
    timeliness: Timeliness


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """following, first: addresses; empty where there is no such page."""

    lines: tuple[Line, ...]
    total: int
    following: str
    first: str


class Lists:
    def __init__(self, use_cases: UseCases, law: LawInForce, clock: Clock) -> None:
        self._use_cases, self._law, self._clock = use_cases, law, clock

    async def page(
        self, actor: Actor, wanted: Filter, token: str, address: str, parameters: Mapping[str, str]
    ) -> Listed:
        """token: of the page, empty for the first. address, parameters: of this list."""
        bound = {"list": address, **parameters}
        position = decode_cursor(token, bound) if token else None
        after = Place(received_at=datetime.fromisoformat(str(position[0])), id=str(position[1])) if position else None
        found = await self._use_cases.find(ListDossiers(actor=actor, wanted=wanted, after=after, size=SIZE))
        following = found.following
        next_token = encode_cursor((following.received_at.isoformat(), following.id), bound) if following else ""
        return Listed(
            lines=tuple(self.line(dossier) for dossier in found.dossiers),
            total=found.total,
            following=f"{address}?{urlencode({**parameters, 'trang': next_token})}" if next_token else "",
            first=f"{address}?{urlencode(parameters)}" if token else "",
        )

    async def count(self, actor: Actor, wanted: Filter) -> int:
        """How many there are, exactly."""
        return (await self._use_cases.find(ListDossiers(actor=actor, wanted=wanted, after=None, size=1))).total

    def line(self, dossier: Dossier) -> Line:
        version = self._law.pack.version(dossier.procedure_key, dossier.procedure_version)
        timeliness = dossier.timeliness(self._clock.now(), self._law.pack.calendar.tz)
        return Line(dossier=dossier, procedure=(version.name, version.name_en), timeliness=timeliness)

    def draft(self, draft: Draft) -> tuple[Draft, tuple[str, str]]:
        """A draft with the name of its procedure, whatever is in force today."""
        latest = self._law.pack.procedure(draft.open_content().procedure).latest
        return draft, (latest.name, latest.name_en)
