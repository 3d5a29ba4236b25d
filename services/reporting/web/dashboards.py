"""``/tong-quan``: the boards as pages, Vietnamese first. The same figures as the API, each chart with its table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from chassis.kernel.clock import Clock
from chassis.web.chrome import Chrome
from chassis.web.visitor import VisitorDep
from reporting.application.dashboards import AskOverview, GetOverview
from reporting.domain.days import local_day
from reporting.web import board_charts
from reporting.web.asking import Asked, choices
from reporting.web.on_time_page import chrome

HOME = "/tong-quan"
First = Annotated[str, Query(alias="from")]
Last = Annotated[str, Query(alias="to")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Boards:
    """The use cases that the pages ask."""

    overview: AskOverview


def router(boards: Boards, clock: Clock, *, environment: str) -> APIRouter:
    """environment: demo and sandbox show a banner, as figures there are nobody's."""
    pages = chrome(environment)
    routes = pages.router()
    _add_overview(routes, pages, boards, clock)
    return routes


def _add_overview(routes: APIRouter, pages: Chrome, boards: Boards, clock: Clock) -> None:
    @routes.get(HOME)
    async def overview_page(looking: VisitorDep, first: First = "", last: Last = "", theo: str = "") -> Response:
        actor = looking.signed_in
        asked = Asked.of(first, last, theo)
        board = await boards.overview(GetOverview(actor=actor, first=asked.first, last=asked.last, grain=asked.grain))
        return pages.page(
            "overview.html",
            looking,
            board=board,
            here=HOME,
            choices=choices(HOME, local_day(clock.now()), asked.grain),
            rates=board_charts.rates(looking, board.trend, board.grain, board.target),
            flows=board_charts.flows(looking, board.trend, board.grain),
            channels=board_charts.channels(looking, board.total.channels),
            ratings=board_charts.ratings(looking, board.total.ratings),
            channel_names=board_charts.CHANNELS,
            star_names=board_charts.STARS,
        )
