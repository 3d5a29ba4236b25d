"""``GET /v1/reports``: statutory and internal reports of any period, and the dossiers behind each cell."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from chassis.http.deps import ActorDep
from chassis.http.paging import Page, PageDep
from reporting.api.http.cells import (
    KEY,
    CellBody,
    CellDossier,
    CellPlaceDep,
    cell_body,
    filters_of,
    page_body,
    position_of,
)
from reporting.api.http.report_bodies import ReportBody, report_body
from reporting.api.http.report_files import FILES, file_response
from reporting.application.exports.ports import FileFormat, ReportPrinter
from reporting.application.reports.get_report import AskReport, GetReport
from reporting.application.reports.list_reports import AskReports, Listed, ListReports
from reporting.application.reports.open_cell import AskCell, OpenCell
from reporting.domain.forms.definition import Chosen

AGENCY = r"^[a-z0-9-]{0,40}$"
FormKey = Annotated[str, Path(pattern=KEY, examples=["settlement-by-unit"])]


class FormBody(BaseModel):
    """Một biểu hoặc báo cáo / one report that can be made."""

    model_config = ConfigDict(extra="forbid")

    key: str = Field(examples=["settlement-by-unit"])
    number: str = Field(description="as printed; empty: an internal report")
    title: str
    title_en: str
    legal_ref: str
    receiver: str
    valid_from: date
    valid_to: date | None = Field(description="first local day no longer; null: open")
    mark: str = Field(description="how it is known: V read, P practice, I inferred, M from memory")
    is_complete: bool = Field(description="whether all printed columns are known")
    note: str
    notices: list[str] = Field(description="printed on the report of a period that ends on this day")
    periods: str = Field(description="rule by which its periods are cut", examples=["cut-15"])
    kinds: list[str] = Field(description="periods that it is owed for", examples=[["quarter", "year"]])


class FormsBody(BaseModel):
    """Các báo cáo / the reports, on a day."""

    model_config = ConfigDict(extra="forbid")

    on: date
    profile: str = Field(description="set of statutory forms in force; empty: none", examples=["2024"])
    profile_title: str
    is_profile_known: bool = Field(description="false: its forms were not obtained; older columns with a notice")
    is_law_known: bool = Field(description="false: intake was never reached, and the statutory forms are missing")
    may_close: bool = Field(description="whether you may close periods")
    forms: list[FormBody]


class Wanted:
    """Query parameters that choose a report."""

    def __init__(self, **given: Any) -> None:
        self.given = given

    def of(self, actor: Any, form: str) -> GetReport:
        return GetReport(actor=actor, form=form, **self.given)


async def wanted(
    *,
    period: Annotated[
        str, Query(max_length=10, description="2024, 2024-H1, 2024-Q3, 2024-05 or 2024-W21; default: the present one")
    ] = "",
    first: Annotated[date | None, Query(alias="from", description="instead of period: local day, included")] = None,
    last: Annotated[date | None, Query(alias="to", description="instead of period: local day, included")] = None,
    rule: Annotated[
        str, Query(max_length=40, description="how periods are cut; default: the form's own", examples=["calendar"])
    ] = "",
    profile: Annotated[
        str, Query(max_length=40, description="set of forms; default: the one in force", examples=["2024"])
    ] = "",
    agency: Annotated[str, Query(pattern=AGENCY, description="for system accounts; others have their own")] = "",
) -> Wanted:
    return Wanted(period=period, first=first, last=last, rule=rule, profile=profile, agency=agency)


WantedDep = Annotated[Wanted, Depends(wanted)]


def router(reports: AskReports, report: AskReport, cell: AskCell, printer: ReportPrinter) -> APIRouter:
    routes = APIRouter(prefix="/v1/reports", tags=["Báo cáo · Reports"])

    @routes.get("", summary="Các báo cáo · Reports that can be made", response_model_by_alias=True)
    async def list_reports(
        actor: ActorDep,
        on: Annotated[date | None, Query(description="local day; default: today")] = None,
        agency: Annotated[str, Query(pattern=AGENCY, description="for system accounts")] = "",
    ) -> FormsBody:
        """Leaders and the control team for their agency, heads for their department."""
        return _forms(await reports(ListReports(actor=actor, on=on, agency=agency)))

    @routes.get(
        "/{form}",
        summary="Báo cáo của một kỳ · A report of a period",
        response_model=ReportBody,
        response_model_by_alias=True,
        responses=FILES,
    )
    async def get_report(
        actor: ActorDep,
        form: FormKey,
        chosen: WantedDep,
        format: Annotated[FileFormat, Query(description="json, or a file")] = FileFormat.JSON,  # noqa: A002
    ) -> ReportBody | Response:
        """Live: as the period ended, with corrections heard since. Heads see their department's part, and the report
        says so. 503 forms-unknown while intake was never reached."""
        found = await report(chosen.of(actor, form))
        if format is FileFormat.JSON:
            return report_body(found)
        return file_response(found, format, await printer.printed(found, format))

    @routes.get("/{form}/cells/{row}/{column}", summary="Một ô · What a cell was counted from")
    async def get_cell(*, actor: ActorDep, form: FormKey, place: CellPlaceDep, chosen: WantedDep) -> CellBody:
        """A count with how many it counts, a formula with its parts, or why there is nothing to open. Same parameters
        as the report."""
        return cell_body(await cell(OpenCell(of=chosen.of(actor, form), place=place, limit=0)), place)

    @routes.get("/{form}/cells/{row}/{column}/dossiers", summary="Hồ sơ trong ô · The dossiers of a cell")
    async def open_cell(
        *, actor: ActorDep, form: FormKey, place: CellPlaceDep, chosen: WantedDep, page: PageDep
    ) -> Page[CellDossier]:
        """Exactly those that the cell counts, or the pieces of another kind: total_size is its value. 409
        cell-is-formula, cell-not-counted where there is no list. Same parameters as the report."""
        filters = filters_of(place, {"form": form, **chosen.given})
        after = position_of(page.after(filters))
        of = chosen.of(actor, form)
        return page_body(await cell(OpenCell(of=of, place=place, after=after, limit=page.page_size)), filters)

    return routes


def _forms(listed: Listed) -> FormsBody:
    profile = listed.profile
    return FormsBody(
        on=listed.on,
        profile=profile.key if profile else "",
        profile_title=profile.title if profile else "",
        is_profile_known=profile is not None and profile.is_known,
        is_law_known=listed.is_law_known,
        may_close=listed.may_close,
        forms=[_form(choice) for choice in listed.forms],
    )


def _form(choice: Chosen) -> FormBody:
    form = choice.form
    return FormBody(
        key=form.key,
        number=form.number,
        title=form.title,
        title_en=form.title_en,
        legal_ref=form.legal_ref,
        receiver=form.receiver,
        valid_from=form.valid_from,
        valid_to=form.valid_to,
        mark=form.mark,
        is_complete=form.complete,
        note=form.note,
        notices=list(choice.notices),
        periods=form.periods,
        kinds=list(form.kinds),
    )
