"""What is behind a figure, in the browser: the list of a count, the parts of a formula. Live and closed alike.

/bao-cao/o                     of a live report
/bao-cao/ban-chot/{id}/o       of a closed one, as it was
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from chassis.http.paging import decode_cursor, encode_cursor
from chassis.web.chrome import Chrome
from chassis.web.visitor import Visitor, VisitorDep
from reporting.application.reports.cell_ports import Position
from reporting.application.reports.get_report import GetReport
from reporting.application.reports.get_snapshot import GetSnapshotHandler
from reporting.application.reports.open_cell import AskCell, CellPlace, OpenCell, Opened
from reporting.domain.origin import Formula, Given
from reporting.web.report_pages import HOME, PAGE, Form, Names, PeriodName, Rule, Token, named


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """base: address of what is open; back: of the report; name: what of a live one the address must say."""

    base: str
    back: str
    name: Mapping[str, str]
    place: CellPlace

    @property
    def query(self) -> dict[str, str]:
        place = self.place
        said = {"bang": place.sheet, "dong": place.row, "cot": str(place.column)}
        return {**self.name, **said, "phan": ".".join(map(str, place.part))}

    def address(self, **other: str) -> str:
        return f"{self.base}?{urlencode({**self.query, **other})}"

    def after(self, token: str) -> Position | None:
        found = decode_cursor(token, {"page": self.base, **self.query}) if token else None
        return (str(found[0]), str(found[1])) if found else None

    def following(self, position: Position | None) -> str:
        if position is None:
            return ""
        return self.address(trang=encode_cursor(position, {"page": self.base, **self.query}))

    def part(self, number: int) -> str:
        """Address of a part of what is open."""
        return self.address(phan=".".join(map(str, (*self.place.part, number))))

    @property
    def up(self) -> str:
        """Of what the open part is a part of; empty for a whole cell."""
        return self.address(phan=".".join(map(str, self.place.part[:-1]))) if self.place.part else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellPages:
    """The use cases that the pages ask."""

    chrome: Chrome
    live: AskCell
    snapshots: GetSnapshotHandler
    names: Names

    async def show(self, looking: Visitor, of: GetReport, place: CellPlace, token: str) -> Response:
        name = named(of.form, of.period, of.rule)
        asked = Asked(base=f"{HOME}/o", back=f"{HOME}/bieu?{urlencode(name)}", name=name, place=place)
        opened = await self.live(OpenCell(of=of, place=place, after=asked.after(token), limit=PAGE))
        return await self._page(looking, asked, opened)

    async def show_frozen(self, looking: Visitor, snapshot_id: str, place: CellPlace, token: str) -> Response:
        back = f"{HOME}/ban-chot/{quote(snapshot_id)}"
        asked = Asked(base=f"{back}/o", back=back, name={}, place=place)
        actor, after = looking.signed_in, asked.after(token)
        return await self._page(
            looking, asked, await self.snapshots.opened(actor, snapshot_id, place, after=after, limit=PAGE)
        )

    async def _page(self, looking: Visitor, asked: Asked, opened: Opened) -> Response:
        origin = opened.origin
        return self.chrome.page(
            "report_cell.html",
            looking,
            opened=opened,
            report=opened.report,
            made_of=[
                (part, "" if isinstance(part.origin, Given) else asked.part(number))
                for number, part in enumerate(origin.parts if isinstance(origin, Formula) else (), 1)
            ],
            names=await self.names(),
            back=asked.back,
            up=asked.up,
            following=asked.following(opened.following),
        )


async def place_of(
    row: Annotated[str, Query(alias="dong", max_length=80)],
    column: Annotated[int, Query(alias="cot", ge=1, le=99)],
    sheet: Annotated[str, Query(alias="bang", max_length=60)] = "",
    part: Annotated[str, Query(alias="phan", pattern=r"^([1-9]\d?(\.[1-9]\d?){0,3})?$")] = "",
) -> CellPlace:
    path = tuple(int(number) for number in part.split(".") if number)
    return CellPlace(row=row, column=column, sheet=sheet, part=path)


Place = Annotated[CellPlace, Depends(place_of)]


def add_to(made: APIRouter, pages: CellPages) -> None:
    @made.get(HOME + "/o")
    async def cell(
        *, looking: VisitorDep, form: Form, place: Place, period: PeriodName = "", rule: Rule = "", page: Token = ""
    ) -> Response:
        of = GetReport(actor=looking.signed_in, form=form, period=period, rule=rule)
        return await pages.show(looking, of, place, page)

    @made.get(HOME + "/ban-chot/{snapshot_id}/o")
    async def frozen(looking: VisitorDep, snapshot_id: str, place: Place, page: Token = "") -> Response:
        return await pages.show_frozen(looking, snapshot_id, place, page)
