"""Cells of reports and what is behind them, as JSON bodies: the same for live and closed reports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from chassis.http.paging import Page, encode_cursor
from reporting.api.http.report_bodies import Said, said
from reporting.application.reports.cell_ports import Position
from reporting.application.reports.open_cell import CellPlace, Opened
from reporting.domain.origin import Count, Formula, Given, Origin
from reporting.domain.pieces import Piece

KEY = r"^[a-z0-9][a-z0-9.-]{0,79}$"


class CellDossier(BaseModel):
    """Một hồ sơ hoặc sự việc trong ô / one dossier, or piece of another kind, of the cell. No personal data."""

    model_config = ConfigDict(extra="forbid")

    kind: str = Field(description="dossier, feedback, procedure, proposal, finding …", examples=["dossier"])
    id: str = Field(description="empty: not for you to know, such as feedback on conduct; it is counted all the same")
    code: str
    name: str = Field(description="of a piece that is no dossier; may be empty")
    department: str
    procedure: str
    channel: str
    accepted_on: date | None = Field(description="null: no dossier, or it was never accepted, or the report is closed")
    due_on: date | None = Field(description="of the current appointment; null: an error of the data")
    finished_on: date | None
    received: str = Field(description="online, direct or carried: columns (4), (5), (6) of II.06a; empty elsewhere")
    standing: str = Field(description="early, on_time, late, in_time, overdue: columns (8) to (10), (12), (13)")


class CellPart(BaseModel):
    """Một phần của công thức / a figure that the cell is made of."""

    model_config = ConfigDict(extra="forbid")

    part: str = Field(description="its name in requests", examples=["1", "2.1"])
    said: str
    value: Said
    counted: str = Field(description="count: it lists; formula: it has parts; given: neither")


class CellBody(BaseModel):
    """Một ô / a cell, and what it was counted from."""

    model_config = ConfigDict(extra="forbid")

    sheet: str
    row: str
    row_label: str
    column: int
    column_label: str
    value: Said = Field(description="of the cell, whatever part was asked for")
    counted: str = Field(description="count: …/dossiers lists it; formula: open its parts; given: there is no list")
    source: str = Field(description="what a count counts", examples=["settled"])
    total_size: int | None = Field(description="how many a count counts: its value; null for the others")
    said: str = Field(description="how a formula is made, or why nothing opens")
    said_en: str
    parts: list[CellPart]


async def cell_place(
    row: Annotated[str, Path(pattern=KEY)],
    column: Annotated[int, Path(ge=1, le=99)],
    sheet: Annotated[
        str,
        Query(
            max_length=60,
            description="key of the table; of a section's c/II.06a; of a section's text c, its rows doan-1, doan-2; "
            "default: the first table",
        ),
    ] = "",
    part: Annotated[
        str, Query(pattern=r"^([1-9]\d?(\.[1-9]\d?){0,3})?$", description="of a formula: 2, or 2.1 of its second part")
    ] = "",
) -> CellPlace:
    return CellPlace(row=row, column=column, sheet=sheet, part=path_of(part))


CellPlaceDep = Annotated[CellPlace, Depends(cell_place)]


def path_of(part: str) -> tuple[int, ...]:
    return tuple(int(number) for number in part.split(".") if number)


def filters_of(place: CellPlace, of: Mapping[str, object]) -> dict[str, object]:
    """What a page token belongs to."""
    return {**of, "sheet": place.sheet, "row": place.row, "column": place.column, "part": place.part}


def position_of(after: list[Any] | None) -> Position | None:
    return None if after is None else (str(after[0]), str(after[1]))


def page_body(opened: Opened, filters: Mapping[str, object]) -> Page[CellDossier]:
    """Raises Problem ``cell-is-formula``, ``cell-not-counted``."""
    opened.must_list()
    token = encode_cursor(opened.following, filters) if opened.following else None
    return Page(items=[_piece(one) for one in opened.pieces], next_page_token=token, total_size=opened.total)


def cell_body(opened: Opened, place: CellPlace) -> CellBody:
    cell, origin = opened.cell, opened.origin
    path = [str(number) for number in place.part]
    parts = origin.parts if isinstance(origin, Formula) else ()
    return CellBody(
        sheet=cell.sheet,
        row=cell.row,
        row_label=cell.row_label,
        column=cell.column,
        column_label=cell.column_label,
        value=said(cell.value),
        counted=counted(origin),
        source=origin.source if isinstance(origin, Count) else "",
        total_size=opened.total if isinstance(origin, Count) else None,
        said="" if isinstance(origin, Count) else origin.said,
        said_en="" if isinstance(origin, Count) else origin.said_en,
        parts=[
            CellPart(
                part=".".join((*path, str(number))),
                said=part.said,
                value=said(part.value),
                counted=counted(part.origin),
            )
            for number, part in enumerate(parts, 1)
        ],
    )


def counted(origin: Origin) -> str:
    match origin:
        case Count():
            return "count"
        case Formula():
            return "formula"
        case Given():
            return "given"


def _piece(one: Piece) -> CellDossier:
    return CellDossier(
        kind=one.kind,
        id=one.id,
        code=one.code,
        name=one.name,
        department=one.department,
        procedure=one.procedure_key,
        channel=one.channel,
        accepted_on=one.accepted_on,
        due_on=one.due_on,
        finished_on=one.finished_on,
        received=one.received,
        standing=one.standing,
    )
