"""``POST /v1/reports/{form}/snapshots`` closes a period; ``GET /v1/reports/snapshots/{id}`` shows it and its delta."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from chassis.http.deps import ActorDep, IdempotencyDep
from chassis.http.paging import Page, PageDep, encode_cursor
from chassis.http.text import OptionalParagraph, RequestModel
from reporting.api.http.cells import (
    CellBody,
    CellDossier,
    CellPlaceDep,
    cell_body,
    filters_of,
    page_body,
    position_of,
)
from reporting.api.http.report_bodies import ReportBody, Said, report_body, said
from reporting.api.http.reports import AGENCY, FormKey
from reporting.application.reports.close_period import Close, ClosePeriod
from reporting.application.reports.get_report import GetReport
from reporting.application.reports.get_snapshot import GetSnapshot, GetSnapshotHandler, Shown
from reporting.application.reports.snapshot_ports import SnapshotWanted
from reporting.domain.snapshots import CellChange, Delta, DossierChange, Snapshot

MOST_DOSSIERS = 1000
SnapshotId = Annotated[str, Path(pattern=r"^[0-9a-zA-Z-]{1,64}$")]


class ClosingIn(RequestModel):
    """Kỳ cần chốt / the period to close: its name, or from and to, as of the live report."""

    period: str = Field(default="", max_length=10, examples=["2024-Q3"])
    first: date | None = Field(default=None, alias="from", description="instead of period: local day, included")
    last: date | None = Field(default=None, alias="to", description="instead of period: local day, included")
    rule: str = Field(default="", max_length=40, description="how periods are cut; empty: the form's own")
    profile: str = Field(default="", max_length=40, description="set of forms; empty: the one in force")
    agency: str = Field(default="", pattern=AGENCY, description="for system accounts; others have their own")
    reason: OptionalParagraph = Field(default="", description="why it is closed again; needed from the second on")


class SnapshotLine(BaseModel):
    """Một bản chốt / one closed period."""

    model_config = ConfigDict(extra="forbid")

    id: str
    number: str = Field(description="without holes per agency and year", examples=["BC-2024-0007"])
    agency: str
    form: str
    form_number: str
    title: str
    first: date = Field(alias="from")
    last: date = Field(alias="to")
    revision: int = Field(description="from 1; higher: chỉnh lý, bổ sung")
    reason: str
    closed_by: str = Field(description="account id")
    closed_at: datetime
    digest: str = Field(description="SHA-256 over figures and inputs, hexadecimal")
    key_id: str = Field(description="GET /v1/audit/keys has its public half")
    signature: str = Field(description="Ed25519 over the digest, hexadecimal")


class CellChangeBody(BaseModel):
    """Một ô đã khác / a cell whose live value is another."""

    model_config = ConfigDict(extra="forbid")

    sheet: str
    row: str
    column: int
    was: Said
    now: Said


class DossierChangeBody(BaseModel):
    """Một hồ sơ được tính khác / a dossier that is counted otherwise now. Empty columns: not in the report."""

    model_config = ConfigDict(extra="forbid")

    id: str
    code: str
    was_row: str
    was_columns: list[int]
    now_row: str
    now_columns: list[int]


class DeltaBody(BaseModel):
    """What was corrected since: cells, and by which dossiers (at most 1,000; dossiers_total says how many)."""

    model_config = ConfigDict(extra="forbid")

    cells: list[CellChangeBody]
    dossiers: list[DossierChangeBody]
    dossiers_total: int


class SnapshotBody(SnapshotLine):
    """With the report as it was closed, whether it is still what was signed, and the delta."""

    is_unchanged: bool = Field(description="whether figures and inputs have the digest that was signed")
    is_signed: bool | None = Field(description="whether our key signed that; null while the keys cannot be read")
    report: ReportBody
    delta: DeltaBody | None = Field(description="null if it was not asked for")


def router(close: Close, snapshots: GetSnapshotHandler) -> APIRouter:
    routes = APIRouter(prefix="/v1/reports", tags=["Báo cáo · Reports"])

    @routes.get("/snapshots", summary="Các bản chốt · Closed periods", response_model_by_alias=True)
    async def list_snapshots(
        *,
        actor: ActorDep,
        page: PageDep,
        form: Annotated[str, Query(pattern=r"^[a-z0-9.-]{0,80}$")] = "",
        first: Annotated[date | None, Query(alias="from", description="first day of the period exactly")] = None,
        last: Annotated[date | None, Query(alias="to", description="last day of the period exactly")] = None,
        agency: Annotated[str, Query(pattern=AGENCY, description="for system accounts")] = "",
    ) -> Page[SnapshotLine]:
        """Newest first. Leaders and the control team of their agency."""
        filters = {"form": form, "from": first, "to": last, "agency": agency}
        after = page.after(filters)
        wanted = SnapshotWanted(agency=agency, form=form, first=first, last=last)
        found = await snapshots.listed(actor, wanted, after=str(after[0]) if after else "", size=page.page_size)
        token = encode_cursor((found.following,), filters) if found.following else None
        items = [SnapshotLine(**_line(one)) for one in found.items]
        return Page(items=items, next_page_token=token, total_size=found.total)

    @routes.get("/snapshots/{snapshot_id}", summary="Một bản chốt · A closed period", response_model_by_alias=True)
    async def get_snapshot(
        actor: ActorDep,
        snapshot_id: SnapshotId,
        delta: Annotated[bool, Query(description="also compare with the live figures")] = True,
    ) -> SnapshotBody:
        """Its digest is computed again from what is kept; cells that differ from the live figures are named, with the
        dossiers that make the difference."""
        return _body(await snapshots(GetSnapshot(actor=actor, snapshot_id=snapshot_id, with_delta=delta)))

    @routes.get("/snapshots/{snapshot_id}/cells/{row}/{column}", summary="Một ô đã chốt · A frozen cell")
    async def get_frozen_cell(actor: ActorDep, snapshot_id: SnapshotId, place: CellPlaceDep) -> CellBody:
        """What it was counted from when the period was closed."""
        return cell_body(await snapshots.opened(actor, snapshot_id, place, after=None, limit=0), place)

    @routes.get("/snapshots/{snapshot_id}/cells/{row}/{column}/dossiers", summary="Hồ sơ đã chốt · Frozen dossiers")
    async def open_frozen_cell(
        actor: ActorDep, snapshot_id: SnapshotId, place: CellPlaceDep, page: PageDep
    ) -> Page[CellDossier]:
        """Exactly those that the cell counted when the period was closed. 409 cell-is-formula, cell-not-counted."""
        filters = filters_of(place, {"snapshot": snapshot_id})
        after = position_of(page.after(filters))
        opened = await snapshots.opened(actor, snapshot_id, place, after=after, limit=page.page_size)
        return page_body(opened, filters)

    @routes.post("/{form}/snapshots", status_code=201, summary="Chốt kỳ · Close a period", response_model_by_alias=True)
    async def close_period(
        actor: ActorDep, form: FormKey, body: ClosingIn, idempotency: IdempotencyDep
    ) -> SnapshotBody:
        """Freezes figures and inputs, numbers and signs them, and tells others (report.closed). By the control team or
        a leader, when the period is over. Closing again is a revision and needs a reason."""
        of = GetReport(
            actor=actor,
            form=form,
            period=body.period,
            first=body.first,
            last=body.last,
            rule=body.rule,
            profile=body.profile,
            agency=body.agency,
        )
        made = await close(ClosePeriod(of=of, reason=body.reason, idempotency=idempotency))
        return _body(Shown(snapshot=made, is_unchanged=True, is_signed=True, delta=None))

    return routes


def _line(one: Snapshot) -> dict[str, Any]:
    return {
        "id": one.id,
        "number": one.number,
        "agency": one.agency,
        "form": one.form,
        "form_number": one.report.number,
        "title": one.report.title,
        "from": one.first,
        "to": one.last,
        "revision": one.revision,
        "reason": one.reason,
        "closed_by": one.closed_by,
        "closed_at": one.closed_at,
        "digest": one.digest,
        "key_id": one.key_id,
        "signature": one.signature,
    }


def _body(shown: Shown) -> SnapshotBody:
    return SnapshotBody(
        **_line(shown.snapshot),
        is_unchanged=shown.is_unchanged,
        is_signed=shown.is_signed,
        report=report_body(shown.snapshot.report),
        delta=None if shown.delta is None else _delta(shown.delta),
    )


def _delta(delta: Delta) -> DeltaBody:
    return DeltaBody(
        cells=[_cell(each) for each in delta.cells],
        dossiers=_dossiers(delta.dossiers[:MOST_DOSSIERS]),
        dossiers_total=len(delta.dossiers),
    )


def _cell(each: CellChange) -> CellChangeBody:
    return CellChangeBody(sheet=each.sheet, row=each.row, column=each.column, was=said(each.was), now=said(each.now))


def _dossiers(changes: Sequence[DossierChange]) -> list[DossierChangeBody]:
    return [
        DossierChangeBody(
            id=each.dossier_id,
            code=each.code,
            was_row=each.was_row,
            was_columns=list(each.was),
            now_row=each.now_row,
            now_columns=list(each.now),
        )
        for each in changes
    ]
