"""``/bao-cao``: reports as pages, Vietnamese first. The same figures as the API and the files.

/bao-cao                  which reports are due, and any report of any period
/bao-cao/bieu             one report as a table, with its files
/bao-cao/tep              the same as a file
/bao-cao/o                what is behind one figure: see cell_pages
/bao-cao/nghia-vu/{id}    one report that is owed: see obligation_pages
/bao-cao/ban-chot         closed periods: see snapshot_pages
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.responses import Response

from chassis.http.paging import decode_cursor, encode_cursor
from chassis.kernel.errors import Kind, Problem, invalid
from chassis.web.chrome import HEADERS, Chrome
from chassis.web.visitor import Visitor, VisitorDep
from reporting.application.exports.make_files import file_name
from reporting.application.exports.ports import FileFormat, ReportPrinter
from reporting.application.obligations import Listed, ListObligations
from reporting.application.obligations.look import AskObligations
from reporting.application.reports.get_report import AskReport, GetReport
from reporting.application.reports.get_snapshot import GetSnapshotHandler
from reporting.application.reports.list_reports import AskReports, ListReports
from reporting.application.reports.list_reports import Listed as Forms
from reporting.application.reports.snapshot_ports import SnapshotWanted
from reporting.domain.grid import Grid, grid
from reporting.domain.obligation import State
from reporting.domain.report import Report
from reporting.web import report_words as words
from reporting.web.opening import Opening

HOME = "/bao-cao"
PAGE = 50
Form = Annotated[str, Query(alias="bieu", max_length=80)]
PeriodName = Annotated[str, Query(alias="ky", max_length=10)]
Rule = Annotated[str, Query(alias="cach", max_length=40)]
Token = Annotated[str, Query(alias="trang", max_length=2000)]


Names = Callable[[], Awaitable[Mapping[str, tuple[str, str]]]]
"""Gives token of a department → what it is called; one that is not there stands for itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPages:
    """The use cases that the pages ask."""

    chrome: Chrome
    obligations: AskObligations
    forms: AskReports
    report: AskReport
    printer: ReportPrinter
    names: Names
    snapshots: GetSnapshotHandler

    async def home(self, looking: Visitor, state: str, token: str) -> Response:
        actor = looking.signed_in
        filters = {"page": HOME, "state": state}
        after = decode_cursor(token, filters) if token else None
        listed = await self.obligations(
            ListObligations(
                actor=actor,
                states=_states(state),
                after=(date.fromisoformat(str(after[0])), str(after[1])) if after else None,
                limit=PAGE,
            )
        )
        return self.chrome.page(
            "reports_home.html",
            looking,
            listed=listed,
            chosen=state,
            following=_following(listed, filters, state),
            forms=await self._forms(looking),
            names=await self.names(),
        )

    async def _forms(self, looking: Visitor) -> Forms | None:
        """None for those who may not see figures: they still see what their department owes."""
        try:
            return await self.forms(ListReports(actor=looking.signed_in))
        except Problem as problem:
            if problem.kind is not Kind.FORBIDDEN:
                raise
            return None

    async def show(self, looking: Visitor, form: str, period: str, rule: str) -> Response:
        """rule: how the period is cut; empty: the form's own."""
        actor = looking.signed_in
        found = await self.report(GetReport(actor=actor, form=form, period=period, rule=rule))
        name = named(form, period, rule)
        closing = actor.has("control_team", "leader")
        wanted = SnapshotWanted(agency=found.agency, form=form, first=found.first, last=found.last)
        closed = await self.snapshots.listed(actor, wanted, after="", size=PAGE) if closing else None
        return self.chrome.page(
            "report.html",
            looking,
            report=found,
            grids=grids_of(found),
            closes=f"{HOME}/chot?{urlencode(name)}" if closing else "",
            closed=closed.items if closed else (),
            opening=Opening(base=f"{HOME}/o?{urlencode(name)}"),
            files=[(f"{HOME}/tep?{urlencode({**name, 'dang': key})}", text) for key, text in words.FORMATS.items()],
            period=period,
        )

    async def file(self, looking: Visitor, of: GetReport, wanted: str) -> Response:
        kind = format_of(wanted)
        found = await self.report(of)
        content = await self.printer.printed(found, kind)
        attached = {"Content-Disposition": f'attachment; filename="{file_name(found, kind.value)}"'}
        return Response(content, media_type=kind.media_type, headers={**HEADERS, **attached})


def add_to(made: APIRouter, pages: ReportPages) -> None:
    @made.get(HOME)
    async def home(
        looking: VisitorDep, state: Annotated[str, Query(alias="trang-thai", max_length=20)] = "", page: Token = ""
    ) -> Response:
        return await pages.home(looking, state, page)

    @made.get(HOME + "/bieu")
    async def report(looking: VisitorDep, form: Form, period: PeriodName = "", rule: Rule = "") -> Response:
        return await pages.show(looking, form, period, rule)

    @made.get(HOME + "/tep")
    async def file(
        looking: VisitorDep,
        form: Form,
        wanted: Annotated[str, Query(alias="dang", max_length=10)],
        period: PeriodName = "",
        rule: Rule = "",
    ) -> Response:
        of = GetReport(actor=looking.signed_in, form=form, period=period, rule=rule)
        return await pages.file(looking, of, wanted)


def named(form: str, period: str, rule: str) -> dict[str, str]:
    """What an address must say of a live report."""
    return {"bieu": form, "ky": period, **({"cach": rule} if rule else {})}


def format_of(text: str) -> FileFormat:
    """Raises Problem ``invalid-request``."""
    try:
        return FileFormat(text)
    except ValueError:
        raise invalid("invalid-request", "'dang' must be xlsx, pdf, docx or json.", dang="unknown") from None


def grids_of(report: Report) -> dict[str, Grid]:
    """Every table of the report laid out, by its key."""
    tables = [*report.sheets, *(section.sheet for section in report.sections if section.sheet)]
    return {sheet.key: grid(sheet) for sheet in tables}


def _states(text: str) -> frozenset[State]:
    """``con-no``: everything that still has to be done; empty: all."""
    if text == "con-no":
        return frozenset(State) - {State.SUBMITTED, State.WAIVED}
    if not text:
        return frozenset()
    try:
        return frozenset({State(text)})
    except ValueError:
        raise invalid("invalid-request", "There is no such state.", **{"trang-thai": "unknown"}) from None


def _following(listed: Listed, filters: dict[str, str], state: str) -> str:
    if not listed.found.more:
        return ""
    last = listed.found.obligations[-1]
    cursor = encode_cursor([last.due_on.isoformat(), last.id], filters)
    return f"{HOME}?{urlencode({'trang-thai': state, 'trang': cursor})}"
