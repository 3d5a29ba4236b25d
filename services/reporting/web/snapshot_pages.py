"""Closing a period in the browser, closed reports, and what was corrected since.

/bao-cao/chot                  asks whether a period is to be closed, and closes it
/bao-cao/ban-chot              closed periods, newest first
/bao-cao/ban-chot/{id}         one, as it was closed, with its differences from the live figures
/bao-cao/ban-chot/{id}/tep     the same as a file
/bao-cao/ban-chot/{id}/o       what is behind one of its figures: see cell_pages
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from chassis.kernel.errors import Kind, Problem
from chassis.web.chrome import HEADERS, Chrome
from chassis.web.forms import Form
from chassis.web.visitor import Visitor, VisitorDep
from reporting.application.exports.make_files import file_name
from reporting.application.exports.ports import ReportPrinter
from reporting.application.reports.close_period import Close, ClosePeriod
from reporting.application.reports.get_report import AskReport, GetReport
from reporting.application.reports.get_snapshot import GetSnapshot, GetSnapshotHandler
from reporting.application.reports.snapshot_ports import SnapshotWanted
from reporting.web import report_words as words
from reporting.web.opening import Opening
from reporting.web.report_pages import HOME, PAGE, PeriodName, format_of, grids_of
from reporting.web.report_pages import Form as FormKey

CLOSED = HOME + "/ban-chot"
MOST_CHANGES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotPages:
    chrome: Chrome
    report: AskReport
    close: Close
    snapshots: GetSnapshotHandler
    printer: ReportPrinter

    async def ask(
        self, looking: Visitor, key: str, period: str, form: Form | None = None, *, status: int = 200
    ) -> Response:
        """What will be closed, before anything is."""
        found = await self.report(GetReport(actor=looking.signed_in, form=key, period=period))
        wanted = SnapshotWanted(agency=found.agency, form=key, first=found.first, last=found.last)
        earlier = await self.snapshots.listed(looking.signed_in, wanted, after="", size=PAGE)
        return self.chrome.page(
            "report_close.html",
            looking,
            status=status,
            report=found,
            earlier=earlier.items,
            key=key,
            period=period,
            form=form or Form(),
        )

    async def carry_out(self, request: Request, looking: Visitor) -> Response:
        form = await self.chrome.sent(request, looking)
        key, period = form.text("bieu"), form.text("ky")
        if not form.text("confirmed"):
            text = looking.t("Đánh dấu để xác nhận chốt kỳ.", "Tick to confirm.")
            return await self.ask(looking, key, period, form.wrong({"confirmed": text}), status=422)
        of = GetReport(actor=looking.signed_in, form=key, period=period)
        try:
            made = await self.close(ClosePeriod(of=of, reason=form.text("reason")))
        except Problem as problem:
            if problem.kind not in (Kind.INVALID, Kind.REFUSED):
                raise
            text = looking.t(*_WRONG.get(problem.slug, (problem.detail,) * 2))
            return await self.ask(looking, key, period, form.wrong({"reason": text}), status=422)
        return self.chrome.go(f"{CLOSED}/{quote(made.id)}", tell="closed")

    async def listed(self, looking: Visitor, key: str, after: str) -> Response:
        wanted = SnapshotWanted(agency="", form=key)
        page = await self.snapshots.listed(looking.signed_in, wanted, after=after, size=PAGE)
        following = f"{CLOSED}?{urlencode({'bieu': key, 'trang': page.following})}" if page.following else ""
        return self.chrome.page("snapshots.html", looking, page=page, following=following)

    async def show(self, looking: Visitor, snapshot_id: str) -> Response:
        shown = await self.snapshots(GetSnapshot(actor=looking.signed_in, snapshot_id=snapshot_id))
        kept = shown.snapshot
        address = f"{CLOSED}/{quote(snapshot_id)}/tep"
        return self.chrome.page(
            "snapshot.html",
            looking,
            seen=shown,
            report=kept.report,
            grids=grids_of(kept.report),
            opening=Opening(base=f"{CLOSED}/{quote(snapshot_id)}/o"),
            files=[(f"{address}?{urlencode({'dang': key})}", text) for key, text in words.FORMATS.items()],
            most=MOST_CHANGES,
        )

    async def file(self, looking: Visitor, snapshot_id: str, wanted: str) -> Response:
        kind = format_of(wanted)
        kept = await self.snapshots.kept(looking.signed_in, snapshot_id)
        content = await self.printer.printed(kept.report, kind)
        attached = {"Content-Disposition": f'attachment; filename="{file_name(kept.report, kind.value)}"'}
        return Response(content, media_type=kind.media_type, headers={**HEADERS, **attached})


_WRONG = {
    "period-not-over": (
        "Kỳ báo cáo chưa kết thúc: chốt được từ ngày sau ngày cuối kỳ.",
        "The period is not over: it can be closed from the day after.",
    ),
    "reason-missing": (
        "Kỳ này đã được chốt: ghi lý do chỉnh lý, bổ sung.",
        "This period was closed before: say why it is closed again.",
    ),
    "signing-keys-missing": (
        "Hệ thống chưa có khóa ký: liên hệ quản trị.",
        "There is no key to sign with: ask the operator.",
    ),
}


def add_to(made: APIRouter, pages: SnapshotPages) -> None:
    @made.get(HOME + "/chot")
    async def ask(looking: VisitorDep, form: FormKey, period: PeriodName = "") -> Response:
        return await pages.ask(looking, form, period)

    @made.post(HOME + "/chot")
    async def carry_out(request: Request, looking: VisitorDep) -> Response:
        return await pages.carry_out(request, looking)

    @made.get(CLOSED)
    async def listed(
        looking: VisitorDep,
        form: Annotated[str, Query(alias="bieu", max_length=80)] = "",
        page: Annotated[str, Query(alias="trang", max_length=60)] = "",
    ) -> Response:
        return await pages.listed(looking, form, page)

    @made.get(CLOSED + "/{snapshot_id}")
    async def show(snapshot_id: str, looking: VisitorDep) -> Response:
        return await pages.show(looking, snapshot_id)

    @made.get(CLOSED + "/{snapshot_id}/tep")
    async def file(
        snapshot_id: str, looking: VisitorDep, wanted: Annotated[str, Query(alias="dang", max_length=10)]
    ) -> Response:
        return await pages.file(looking, snapshot_id, wanted)
