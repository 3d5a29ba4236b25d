"""``/tong-quan``: the boards as pages, Vietnamese first. The same figures as the API, each chart with its table."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query
from starlette.responses import Response

from chassis.http.paging import decode_cursor, encode_cursor
from chassis.kernel.clock import Clock
from chassis.web.chrome import Chrome
from chassis.web.visitor import VisitorDep
from reporting.application.dashboards import (
    AskOverview,
    Details,
    GetDepartment,
    GetOfficer,
    GetOverview,
    GetProcedure,
    ListDue,
)
from reporting.application.dashboards.board_ports import DuePlace
from reporting.domain.days import local_day
from reporting.web import board_charts, board_words
from reporting.web.asking import Asked, choices
from reporting.web.on_time_page import chrome

HOME = "/tong-quan"
SIZE = 25
First = Annotated[str, Query(alias="from")]
Last = Annotated[str, Query(alias="to")]
Wide = ("leader", "control_team", "system")


def router(overview: AskOverview, details: Details, clock: Clock, *, environment: str) -> APIRouter:
    """environment: demo and sandbox show a banner, as figures there are nobody's."""
    pages = chrome(environment)
    routes = pages.router()
    _add_overview(routes, pages, overview, clock)
    _add_department(routes, pages, details, clock)
    _add_procedure(routes, pages, details, clock)
    _add_officer(routes, pages, details, clock)
    return routes


def _add_overview(routes: APIRouter, pages: Chrome, overview: AskOverview, clock: Clock) -> None:
    @routes.get(HOME)
    async def overview_page(looking: VisitorDep, first: First = "", last: Last = "", theo: str = "") -> Response:
        """A head of department, or an officer, has a board of his own."""
        actor = looking.signed_in
        if not actor.has(*Wide):
            if actor.has("department_head") and actor.department:
                return pages.go(f"{HOME}/phong/{quote(actor.department, safe='')}")
            if actor.has("specialist", "receptionist"):
                return pages.go(f"{HOME}/can-bo/{quote(actor.subject, safe='')}")
        asked = Asked.of(first, last, theo)
        board = await overview(GetOverview(actor=actor, first=asked.first, last=asked.last, grain=asked.grain))
        return pages.page(
            "overview.html",
            looking,
            board=board,
            home=HOME,
            here=HOME,
            choices=choices(HOME, local_day(clock.now()), asked.grain),
            rates=board_charts.rates(looking, board.trend, board.grain, board.target),
            flows=board_charts.flows(looking, board.trend, board.grain),
            channels=board_charts.channels(looking, board.total.channels),
            ratings=board_charts.ratings(looking, board.total.ratings),
            channel_names=board_charts.CHANNELS,
            star_names=board_charts.STARS,
            foreseen=board_charts.foreseen(looking, board.lines),
        )


def _add_department(routes: APIRouter, pages: Chrome, details: Details, clock: Clock) -> None:
    @routes.get(HOME + "/phong/{department}")
    async def department_page(
        *, looking: VisitorDep, department: str, first: First = "", last: Last = "", theo: str = "", trang: str = ""
    ) -> Response:
        actor, here = looking.signed_in, f"{HOME}/phong/{quote(department, safe='')}"
        asked = Asked.of(first, last, theo)
        query = GetDepartment(actor=actor, department=department, first=asked.first, last=asked.last, grain=asked.grain)
        board = await details.department(query)
        bound: dict[str, object] = {"list": here}
        due = await details.due(ListDue(actor=actor, department=department, after=_place(trang, bound), size=SIZE))
        period = {"from": board.period.first, "to": board.period.last, "theo": board.grain.value}
        following = due.following
        token = encode_cursor([following.due_at.isoformat(), following.dossier_id], bound) if following else ""
        return pages.page(
            "department.html",
            looking,
            board=board,
            home=HOME,
            here=here,
            is_wide=actor.has(*Wide),
            choices=choices(here, local_day(clock.now()), asked.grain),
            rates=board_charts.rates(looking, board.trend, board.grain, board.target),
            flows=board_charts.flows(looking, board.trend, board.grain),
            stages=board_charts.stages(looking, board.stages),
            stage_names=board_words.STAGES,
            due=due,
            size=SIZE,
            following=f"{here}?{urlencode(period | {'trang': token})}" if token else "",
            first=f"{here}?{urlencode(period)}" if trang else "",
        )


def _add_procedure(routes: APIRouter, pages: Chrome, details: Details, clock: Clock) -> None:
    @routes.get(HOME + "/thu-tuc/{procedure}")
    async def procedure_page(looking: VisitorDep, procedure: str, first: First = "", last: Last = "") -> Response:
        actor, here = looking.signed_in, f"{HOME}/thu-tuc/{quote(procedure, safe='')}"
        asked = Asked.of(first, last, "")
        query = GetProcedure(actor=actor, procedure=procedure, first=asked.first, last=asked.last)
        board = await details.procedure(query)
        return pages.page(
            "procedure.html",
            looking,
            board=board,
            home=HOME,
            here=here,
            choices=choices(here, local_day(clock.now()), asked.grain),
            spans=board_words.spans(looking, board.figures.spans),
            times=board_charts.times(looking, board.figures.spans, board.figures.limit_days),
            ending_names=board_words.ENDINGS,
        )


def _add_officer(routes: APIRouter, pages: Chrome, details: Details, clock: Clock) -> None:
    @routes.get(HOME + "/can-bo/{officer}")
    async def officer_page(looking: VisitorDep, officer: str, first: First = "", last: Last = "") -> Response:
        actor, here = looking.signed_in, f"{HOME}/can-bo/{quote(officer, safe='')}"
        asked = Asked.of(first, last, "")
        board = await details.officer(GetOfficer(actor=actor, officer=officer, first=asked.first, last=asked.last))
        return pages.page(
            "officer.html",
            looking,
            board=board,
            home=HOME,
            here=here,
            choices=choices(here, local_day(clock.now()), asked.grain),
            indices=board_words.INDICES,
        )


def _place(token: str, bound: dict[str, object]) -> DuePlace | None:
    """Raises Problem ``page-token-invalid``."""
    if not token:
        return None
    due_at, dossier_id = decode_cursor(token, bound)
    return DuePlace(due_at=datetime.fromisoformat(str(due_at)), dossier_id=str(dossier_id))
