"""Who saw personal data, over HTTP."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from chassis.http.deps import ActorDep
from chassis.http.paging import PageDep, encode_cursor
from intake.api.http.answers import Answer
from intake.api.http.lists import midnight
from intake.api.http.shapes import answer
from intake.application import ListReads, UseCases
from intake.application.law_in_force import LawInForce
from intake.domain.reads import Purpose, WantedReads

_DOSSIER = Annotated[str | None, Query(max_length=36, description="id of a dossier")]
_FROM = Annotated[date | None, Query(alias="from", description="read on this local day or later")]
_TO = Annotated[date | None, Query(description="read on this local day or earlier")]


class ReadOut(Answer):
    """One reading of somebody's personal data. What was read is not told."""

    position: int
    at: datetime
    actor: str = Field(examples=["cb.motcua.1"])
    roles: list[str]
    on_behalf_of: str
    agency: str
    dossier_id: str
    purpose: Purpose
    fields: list[str] = Field(examples=[["name", "phone", "email"]])


class ReadsPage(Answer):
    items: list[ReadOut]
    next_page_token: str | None = None
    total_size: int = Field(description="all that match, exactly")


def router(use_cases: UseCases, in_force: LawInForce) -> APIRouter:
    made = APIRouter(prefix="/v1/personal-data-reads", tags=["Dữ liệu cá nhân · Personal data"])

    @made.get("", response_model=ReadsPage, summary="Ai đã xem dữ liệu cá nhân · Who saw personal data")
    async def list_personal_data_reads(
        *,
        actor: ActorDep,
        page: PageDep,
        dossier: _DOSSIER = None,
        who: Annotated[str | None, Query(alias="actor", max_length=200, description="account of who read")] = None,
        read_from: _FROM = None,
        to: _TO = None,
    ) -> Response:
        """Newest first (NĐ 13/2023 art. 38(2)). For the control team of the agency and for operators; for applicants
        about one dossier of their own, which `dossier` must then name."""
        zone = in_force.pack.calendar.tz
        wanted = WantedReads(
            dossier_id=dossier, actor=who, at_from=midnight(read_from, zone, 0), at_before=midnight(to, zone, 1)
        )
        filters = {name: getattr(wanted, name) for name in WantedReads.__slots__}
        after = page.after(filters)
        query = ListReads(actor=actor, wanted=wanted, before=int(str(after[0])) if after else None, size=page.page_size)
        found = await use_cases.reads(query)
        token = None if found.following is None else encode_cursor((found.following,), filters)
        return answer({"items": found.reads, "next_page_token": token, "total_size": found.total})

    return made
