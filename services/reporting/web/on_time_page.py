"""``/reports/on-time``: the on-time table as a page, Vietnamese first. The same figures as the API."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from chassis.http.problems import STATUS
from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from chassis.web.chrome import Chrome
from chassis.web.visitor import Visitor, VisitorDep
from reporting.application import AskOnTime, GetOnTime
from reporting.domain.days import HO_CHI_MINH
from reporting.domain.definitions import ON_TIME_1
from reporting.domain.on_time import worst_first


def chrome(environment: str) -> Chrome:
    """Reporting's pages in the common look."""
    templates = Path(__file__).parent / "templates"
    return Chrome(templates, assets="/reports/assets", environment=environment, zone=lambda: HO_CHI_MINH)


def router(ask: AskOnTime, names: Sequence[str], *, environment: str) -> APIRouter:
    """names: of the definitions to choose from. environment: demo and sandbox show a banner, as figures there are
    nobody's."""
    pages = chrome(environment)
    routes = pages.router()

    @routes.get("/reports/on-time")
    async def on_time_page(
        looking: VisitorDep,
        first: Annotated[str, Query(alias="from")] = "",
        last: Annotated[str, Query(alias="to")] = "",
        definition: Annotated[str, Query()] = ON_TIME_1,
    ) -> Response:
        blank: dict[str, object] = {"table": None, "rows": [], "problem": None}
        try:
            days = _date(first, "from"), _date(last, "to")
            query = GetOnTime(actor=_known(looking), first=days[0], last=days[1], definition=definition)
            found = await ask(query)
        except Problem as problem:
            return pages.page("on_time.html", looking, blank, status=STATUS[problem.kind], problem=problem)
        rows = worst_first(found.rows)
        return pages.page("on_time.html", looking, blank, table=found, rows=rows, definitions=names)

    return routes


def _known(looking: Visitor) -> Actor:
    """The page says itself that one must sign in, because it also says for whom it is."""
    if looking.actor is None:
        raise Problem("token-missing", Kind.UNAUTHENTICATED, "Sign in first.")
    return looking.actor


def _date(text: str, name: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problem(
            "invalid-request", Kind.INVALID, f"'{name}' must be a date like 2024-05-31.", fields={name: "no date"}
        ) from None
