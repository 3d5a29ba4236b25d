"""Reports in the browser and by HTTP: who is shown what, files in every format, what is done about what is owed."""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest
import pytest_asyncio

import reporting.web
from chassis.auth.issuer import DemoIssuer
from chassis.auth.keys import JwksFile
from chassis.auth.tokens import TokenVerifier
from chassis.data.database import Database
from chassis.health import Health, State
from chassis.history.signing import add_signing_key
from chassis.http.app import create_app
from chassis.ids import UuidIds
from chassis.kernel.actor import Actor
from chassis.web.chrome import Chrome
from chassis.web.forgery import form_token
from reporting.api.http import obligations, report_files, reports
from reporting.application.exports.ask_file import AskFileHandler, LookAtFileHandler
from reporting.application.exports.make_files import MakeFilesHandler
from reporting.application.reports.get_report import GetReport
from reporting.application.reports.list_reports import ListReportsHandler
from reporting.domain.days import HO_CHI_MINH
from reporting.domain.report import Report
from reporting.domain.report_job import WantedReport
from reporting.domain.report_words import said
from reporting.printing.printer import Printer
from reporting.store.law import SqlLawShelf
from reporting.store.obligations import SqlObligationReads
from reporting.store.report_jobs import SqlJobReads, SqlJobWork
from reporting.web import cell_pages, obligation_pages, report_pages, report_words, snapshot_pages
from service.reporting.test_obligations import Intake, Office, office_on
from service.reporting.test_report_store import BOOK, CLOCK, FACTS, Desk, fill, know_law
from service.reporting.test_snapshots import corrected
from service.reporting.test_snapshots import office_on as closing_on
from support import paper
from support.databases import Templates

pytestmark = pytest.mark.asyncio(loop_scope="module")

CONTROL, LEADER, HEAD, OTHER, SPECIALIST, APPLICANT = (
    ("ks.1", "control_team", ""),
    ("ld.1", "leader", ""),
    ("tp.dautu", "department_head", "dau-tu"),
    ("tp.laodong", "department_head", "lao-dong"),
    ("cv.dautu.1", "specialist", "dau-tu"),
    ("dn.1", "applicant", ""),
)
Who = tuple[str, str, str]
II06A = {"bieu": "settlement-by-unit", "ky": "2024"}
WEEK = "heza.weekly-result.2025-W09.dau-tu"


@dataclass
class Site:
    """work: makes waiting files."""

    office: Office
    issuer: DemoIssuer
    client: httpx.AsyncClient
    work: MakeFilesHandler

    def token(self, who: Who) -> str:
        return self.issuer.token(who[0], [who[1]], "" if who is APPLICANT else "heza", who[2])

    async def get(self, path: str, who: Who, **query: str) -> httpx.Response:
        return await self.client.get(path, params=query or None, headers={"cookie": f"motcua_token={self.token(who)}"})

    async def post(self, path: str, who: Who, **fields: Any) -> httpx.Response:
        session = self.token(who)
        form = {**fields, "form_token": form_token(session)}
        return await self.client.post(path, data=form, headers={"cookie": f"motcua_token={session}"})

    async def api(self, method: str, path: str, who: Who, **more: Any) -> httpx.Response:
        return await self.client.request(method, path, headers={"authorization": f"Bearer {self.token(who)}"}, **more)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory, _templates: Templates) -> AsyncIterator[Site]:
    folder: Path = tmp_path_factory.mktemp("pages")
    store = Database(await _templates.url("sqlite", "reporting.store.migrations"))
    await fill(store, FACTS)
    await know_law(store)
    office, desk, printer = office_on(store, CLOCK, Intake()), Desk(store), Printer(report_files.report_json)
    await office.generate()
    listing = ListReportsHandler(BOOK, SqlLawShelf(store), CLOCK)

    async def make(actor: Actor, wanted: WantedReport) -> Report:
        return await desk.report(GetReport(actor=actor, form=wanted.form, period=wanted.period))

    jobs, seen = SqlJobWork(store, CLOCK, UuidIds()), SqlJobReads(store)
    begin = AskFileHandler(jobs, seen, listing, CLOCK, UuidIds(), wake=lambda: None)
    chrome = Chrome(
        Path(reporting.web.__file__).parent / "templates",
        assets="/bao-cao/assets",
        environment="sandbox",
        zone=lambda: HO_CHI_MINH,
        said=report_words.SAID,
        names={"words": report_words, "said": said},
    )
    made = chrome.router()
    add_signing_key(folder / "keys.json")
    closing = closing_on(store, folder / "keys.json")
    snapshot_pages.add_to(
        made,
        snapshot_pages.SnapshotPages(
            chrome=chrome,
            report=desk.report,
            close=closing.close,
            snapshots=closing.snapshots,
            printer=printer,
        ),
    )
    shown = report_pages.ReportPages(
        chrome=chrome,
        obligations=office.ask,
        forms=listing,
        report=desk.report,
        printer=printer,
        names=SqlObligationReads(store).names,
        snapshots=closing.snapshots,
    )
    report_pages.add_to(made, shown)
    names = SqlObligationReads(store).names
    behind = cell_pages.CellPages(chrome=chrome, live=desk.open, snapshots=closing.snapshots, names=names)
    cell_pages.add_to(made, behind)
    owed = obligation_pages.ObligationPages(chrome=chrome, one=office.one, act=office.act, names=names)
    obligation_pages.add_to(made, owed)
    issuer = DemoIssuer(folder / "issuer" / "key.json")
    health = Health()
    health.state = State.RUNNING
    app = create_app(
        title="Reporting",
        version="1",
        description="",
        routers=[
            made,
            report_files.snapshot_router(closing.snapshots, printer),
            reports.router(listing, desk.report, desk.open, printer),
            obligations.router(office.ask, office.one, office.act),
            report_files.router(begin, LookAtFileHandler(seen, CLOCK)),
        ],
        verifier=TokenVerifier(JwksFile(issuer.jwks_path), issuer.issuer, issuer.audience),
        health=health,
        clock=CLOCK,
        environment="sandbox",
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        yield Site(office, issuer, client, MakeFilesHandler(jobs, make, printer, CLOCK, CLOCK))
    await store.close()


async def test_each_role_is_shown_its_pages_and_no_other(site: Site) -> None:
    answers = {}
    for who in (CONTROL, LEADER, HEAD, SPECIALIST, APPLICANT):
        home = (await site.get("/bao-cao", who)).status_code
        form = (await site.get("/bao-cao/bieu", who, **II06A)).status_code
        answers[who[1]] = (home, form, (await site.get(f"/bao-cao/nghia-vu/{WEEK}", who)).status_code)
    assert answers == {
        "control_team": (200, 200, 200),
        "leader": (200, 200, 200),
        "department_head": (200, 200, 200),
        "specialist": (200, 403, 200),
        "applicant": (403, 403, 403),
    }
    assert (await site.get(f"/bao-cao/nghia-vu/{WEEK}", OTHER)).status_code == 404
    assert "Lập báo cáo" not in (await site.get("/bao-cao", SPECIALIST)).text
    away = await site.client.get("/bao-cao")
    assert (away.status_code, away.headers["location"]) == (303, "/dang-nhap?next=%2Fbao-cao")
    assert "Reports that are owed" in (await site.get("/bao-cao?lang=en", LEADER)).text


async def test_a_report_is_a_table_with_headings_over_headings_doubts_and_ways_to_its_dossiers(site: Site) -> None:
    page = (await site.get("/bao-cao/bieu", LEADER, **II06A)).text
    api = (await site.api("GET", "/v1/reports/settlement-by-unit?period=2024", LEADER)).json()
    assert 'scope="colgroup"' in page
    assert "Chưa được xác minh" in (await site.get("/bao-cao/bieu", HEAD, **II06A)).text  # a part of the agency
    assert all(definition in page for definition in api["definitions"])
    total = api["sheets"][0]["rows"][-1]
    opened = re.search(
        r'href="(/bao-cao/o\?[^"]*dong=' + re.escape(total["key"]) + r'&amp;cot=3)"[^>]*>([\d.]+)<', page
    )
    assert opened is not None
    assert opened[2].replace(".", "") == str(total["values"]["3"])
    cell = (await site.get(opened[1].replace("&amp;", "&"), LEADER)).text
    assert f"{opened[2]} hồ sơ" in cell
    assert "Trang sau" in cell
    assert "script" not in page + cell


async def test_every_format_has_the_same_total_for_browsers_and_programs(site: Site) -> None:
    api = (await site.api("GET", "/v1/reports/settlement-by-unit?period=2024", LEADER)).json()
    total = api["sheets"][0]["rows"][-1]["values"]["3"]
    for kind, magic in (("xlsx", b"PK"), ("docx", b"PK"), ("pdf", b"%PDF"), ("json", b"{")):
        browser = await site.get("/bao-cao/tep", LEADER, **II06A, dang=kind)
        assert browser.content.startswith(magic)
        assert browser.headers["content-disposition"].endswith(f'.{kind}"')
        program = await site.api("GET", f"/v1/reports/settlement-by-unit?period=2024&format={kind}", LEADER)
        assert program.content.startswith(magic)
    book = openpyxl.load_workbook(
        io.BytesIO((await site.get("/bao-cao/tep", LEADER, **II06A, dang="xlsx")).content), data_only=True
    )
    cells = [cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row]
    assert total in cells
    assert (await site.get("/bao-cao/tep", LEADER, **II06A, dang="exe")).status_code == 422


async def test_a_file_in_the_background_by_http(site: Site) -> None:
    wanted = {"form": "settlement-by-unit", "format": "pdf", "period": "2024"}
    asked = await site.api("POST", "/v1/report-jobs", LEADER, json=wanted)
    assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
    where = asked.headers["location"]
    assert (await site.api("GET", f"{where}/file", LEADER)).status_code == 409
    await site.work()
    assert (await site.api("GET", where, LEADER)).json()["percent"] == 100
    file = await site.api("GET", f"{where}/file", CONTROL)
    assert (file.headers["content-type"], file.content[:4]) == ("application/pdf", b"%PDF")
    assert (await site.api("GET", where, HEAD)).status_code == 404
    refused = await site.api("POST", "/v1/report-jobs", SPECIALIST, json=wanted)
    assert refused.status_code == 403
    assert (await site.api("POST", "/v1/report-jobs", LEADER, json={**wanted, "form": "none"})).status_code == 404


async def test_a_report_goes_from_draft_to_its_receiver_in_the_browser(site: Site) -> None:
    page = f"/bao-cao/nghia-vu/{WEEK}"
    assert "Trình duyệt" in (await site.get(page, SPECIALIST)).text
    assert "Miễn báo cáo kỳ này" not in (await site.get(page, SPECIALIST)).text
    drafted = await site.post(f"{page}/trinh-duyet", SPECIALIST, version="1", **{"trinh-duyet-note": "Đã rà soát."})
    assert drafted.status_code == 303
    wrong = await site.post(f"{page}/tra-lai", HEAD, version="2", **{"tra-lai-note": ""})
    assert wrong.status_code == 422
    assert "Cần ghi lý do." in wrong.text
    stale = await site.post(f"{page}/phe-duyet", HEAD, version="1")
    assert stale.status_code == 422
    assert "vừa được người khác cập nhật" in stale.text
    assert (await site.post(f"{page}/phe-duyet", OTHER, version="2")).status_code == 404
    assert (await site.post(f"{page}/phe-duyet", HEAD, version="2")).status_code == 303
    assert (await site.post(f"{page}/gui", HEAD, version="3")).status_code == 303
    told = (await site.get(page, LEADER)).text
    for words in ("Đã gửi", "Đã rà soát.", "cv.dautu.1", "đã duyệt"):
        assert words in told
    foreign = await site.client.post(f"{page}/mien", data={}, headers={"cookie": f"motcua_token={site.token(LEADER)}"})
    assert foreign.status_code == 403


async def test_obligations_by_http_are_listed_and_acted_on_with_their_version(site: Site) -> None:
    listed = (await site.api("GET", "/v1/obligations?state=due_soon&page_size=2", CONTROL)).json()
    assert listed["total_size"] >= len(listed["items"]) > 0
    one = next(item for item in (await _all(site)) if item["id"].startswith("heza.weekly.") and item["state"] != "late")
    url = f"/v1/obligations/{one['id']}"
    waived = await site.api("POST", f"{url}/waiver", LEADER, json={"note": "Tuần nghỉ lễ."})
    assert (waived.status_code, waived.json()["state"]) == (200, "waived")
    again = await site.api("POST", f"{url}/waiver", LEADER, json={"note": "Tuần nghỉ lễ."})
    assert (again.status_code, again.json()["type"]) == (409, "urn:motcua:problem:obligation-state")
    assert (await site.api("POST", f"{url}/waiver", LEADER, json={"note": ""})).status_code == 422
    assert (await site.api("GET", "/v1/obligations?department=lao-dong", HEAD)).status_code == 403
    assert (await site.api("GET", "/v1/obligations", APPLICANT)).status_code == 403


async def _all(site: Site) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await site.api("GET", "/v1/obligations?page_size=200", CONTROL)).json()["items"]
    return found


async def test_a_period_is_closed_after_a_confirmation_and_shown_with_what_was_corrected_since(site: Site) -> None:
    assert "Chốt kỳ báo cáo này" not in (await site.get("/bao-cao/bieu", HEAD, **II06A)).text
    assert "Chốt kỳ báo cáo này" in (await site.get("/bao-cao/bieu", CONTROL, **II06A)).text
    assert "giữ nguyên, đánh số và ký số" in (await site.get("/bao-cao/chot", CONTROL, **II06A)).text
    assert (await site.post("/bao-cao/chot", HEAD, **II06A, confirmed="yes")).status_code == 403
    doubtful = await site.post("/bao-cao/chot", CONTROL, **II06A)
    assert (doubtful.status_code, "Đánh dấu để xác nhận" in doubtful.text) == (422, True)
    early = await site.post("/bao-cao/chot", CONTROL, bieu=II06A["bieu"], ky="2025", confirmed="yes")
    assert (early.status_code, "Kỳ báo cáo chưa kết thúc" in early.text) == (422, True)
    closed = await site.post("/bao-cao/chot", CONTROL, **II06A, confirmed="yes")
    page = closed.headers["location"]
    assert "Không có chênh lệch" in (await site.get(page, LEADER)).text
    await corrected(site.office.database)
    told = (await site.get(page, LEADER)).text
    for words in ("BC-2025-0001", "Chữ ký hợp lệ", "ô khác, do 1 hồ sơ", "Khi chốt"):
        assert words in told
    assert "BC-2025-0001" in (await site.get("/bao-cao/ban-chot", LEADER)).text
    assert (await site.get(page, HEAD)).status_code == 403
    again = await site.post("/bao-cao/chot", CONTROL, **II06A, confirmed="yes")
    assert (again.status_code, "ghi lý do chỉnh lý" in again.text) == (422, True)
    pdf = await site.get(f"{page}/tep", LEADER, dang="pdf")
    snapshot = page.rpartition("/")[2]
    assert pdf.content == (await site.api("GET", f"/v1/reports/snapshots/{snapshot}/file", CONTROL)).content
    assert "Bản chốt số BC-2025-0001, lần 1" in paper.text(pdf.content)


async def test_figures_in_tables_and_texts_open_live_and_closed_and_a_formula_to_its_parts(site: Site) -> None:
    weekly = (await site.get("/bao-cao/bieu", CONTROL, bieu="weekly", ky="2024", cach="calendar")).text
    share = _link(weekly, r">[\d,]+ %<")
    assert "bang=dung-han" in share
    parts = (await site.get(share, CONTROL)).text
    assert "(3) ÷ ((3) + (4))" in parts
    assert " hồ sơ</caption>" in (await site.get(_link(parts, r">\d+<"), CONTROL)).text
    text = _link(weekly.partition("Đang giải quyết: ")[2], r">\d+<")
    assert "bang=1&dong=doan-3&cot=1" in text
    assert " hồ sơ</caption>" in (await site.get(text, CONTROL)).text
    closed = await site.post("/bao-cao/chot", CONTROL, bieu="unit-indices", ky="2024-12", confirmed="yes")
    assert closed.status_code == 303, closed.text
    page = (await site.get(closed.headers["location"], CONTROL)).text
    formula = _link(page, r">\d,\d\d<")
    assert formula.startswith("/bao-cao/ban-chot/")
    listed = (await site.get(_link((await site.get(formula, CONTROL)).text, r">\d+<"), CONTROL)).text
    assert "như khi chốt" in listed
    assert " hồ sơ</caption>" in listed
    assert (await site.get(formula, HEAD)).status_code == 403


def _link(page: str, shown: str) -> str:
    """Address of the first figure that is shown so."""
    found = re.search(r'href="(/bao-cao/[^"]*)"[^>]*' + shown, page)
    assert found is not None, shown
    return unescape(found[1])
