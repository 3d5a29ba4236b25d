"""``/reports/on-time``: the on-time table as a page, Vietnamese first. The same figures as the API."""

from __future__ import annotations

import base64
import hashlib
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from chassis.auth.tokens import TokenVerifier
from chassis.http.deps import OptionalActorDep
from chassis.http.problems import STATUS
from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from reporting.application import AskOnTime, GetOnTime
from reporting.domain.days import HO_CHI_MINH
from reporting.domain.on_time import Row, worst_first

COOKIE = "motcua_token"

_FOLDER = Path(__file__).parent / "templates"
_STYLE = (_FOLDER / "on_time.css").read_text("utf-8")
_POLICY = (
    "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; style-src "
    f"'sha256-{base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


def router(ask: AskOnTime, *, environment: str) -> APIRouter:
    """environment: demo and sandbox show a banner, as figures there are nobody's."""
    pages = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined)
    pages.filters |= {"percent": _percent, "local": _local, "number": _number, "day": _day}
    page = pages.get_template("on_time.html")
    routes = APIRouter(include_in_schema=False)

    def answer(status: int, **values: object) -> HTMLResponse:
        blank: dict[str, object] = {"table": None, "rows": [], "problem": None}
        html = page.render({**blank, "style": _STYLE, "environment": environment, **values})
        return HTMLResponse(html, status, _HEADERS)

    @routes.get("/reports/on-time", response_class=HTMLResponse)
    async def on_time_page(
        request: Request,
        actor: OptionalActorDep,
        first: Annotated[str, Query(alias="from")] = "",
        last: Annotated[str, Query(alias="to")] = "",
    ) -> HTMLResponse:
        try:
            query = GetOnTime(
                actor=actor or await _signed_in(request), first=_date(first, "from"), last=_date(last, "to")
            )
            found = await ask(query)
        except Problem as problem:
            return answer(STATUS[problem.kind], problem=problem)
        return answer(200, table=found, rows=worst_first(found.rows))

    return routes


async def _signed_in(request: Request) -> Actor:
    """A browser has the token in a cookie. It is read by this page only, which changes nothing."""
    token = request.cookies.get(COOKIE)
    if not token:
        raise Problem("token-missing", Kind.UNAUTHENTICATED, "Sign in first.")
    verifier: TokenVerifier = request.app.state.verifier
    return await verifier.actor(token)


def _date(text: str, name: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problem(
            "invalid-request", Kind.INVALID, f"'{name}' must be a date like 2024-05-31.", fields={name: "no date"}
        ) from None


def _percent(row: Row) -> str:
    """``93,75 %`` in Vietnamese notation; a dash where nothing was decided."""
    return "—" if row.rate is None else f"{row.rate * 100:.2f}".replace(".", ",") + " %"


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def _local(at: datetime) -> str:
    return at.astimezone(HO_CHI_MINH).strftime("%H:%M:%S ngày %d/%m/%Y")


def _day(on: date) -> str:
    return on.strftime("%d/%m/%Y")
