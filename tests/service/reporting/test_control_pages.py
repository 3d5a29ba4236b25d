"""The pages of control work: who is shown which, what their forms do, nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from chassis.auth.issuer import DemoIssuer
from chassis.auth.keys import JwksFile
from chassis.auth.tokens import TokenVerifier
from chassis.data.database import Database
from chassis.health import Health, State
from chassis.http.app import create_app
from chassis.web.forgery import form_token
from reporting.web.control import pages
from service.reporting.control_office import FINDING, INSPECTION, PROPOSAL, Office, asked, office_on
from support.databases import Templates

pytestmark = pytest.mark.asyncio(loop_scope="module")

CONTROL, LEADER, HEAD, OTHER, SPECIALIST, APPLICANT = (
    ("ksth.1", "control_team", ""),
    ("ld.ban.1", "leader", ""),
    ("tp.dautu", "department_head", "dau-tu"),
    ("tp.moitruong", "department_head", "moi-truong"),
    ("cv.dautu.1", "specialist", "dau-tu"),
    ("dn.mau.1", "applicant", ""),
)
Who = tuple[str, str, str]


@dataclass
class Site:
    office: Office
    issuer: DemoIssuer
    client: httpx.AsyncClient

    def session(self, who: Who) -> str:
        return self.issuer.token(who[0], [who[1]], "heza" if who is not APPLICANT else "", who[2])

    async def get(self, path: str, who: Who) -> httpx.Response:
        return await self.client.get(path, headers={"cookie": f"motcua_token={self.session(who)}"})

    async def post(self, path: str, who: Who, **fields: Any) -> httpx.Response:
        session = self.session(who)
        form = {**fields, "form_token": form_token(session)}
        return await self.client.post(path, data=form, headers={"cookie": f"motcua_token={session}"})


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory, _templates: Templates) -> AsyncIterator[Site]:
    folder: Path = tmp_path_factory.mktemp("pages")
    store = Database(await _templates.url("sqlite", "reporting.store.migrations"))
    office = office_on(store)
    issuer = DemoIssuer(folder / "issuer" / "key.json")
    verifier = TokenVerifier(JwksFile(issuer.jwks_path), issuer.issuer, issuer.audience)
    health = Health()
    health.state = State.RUNNING
    app = create_app(
        title="Reporting",
        version="1",
        description="",
        routers=[pages(office.work, environment="sandbox")],
        verifier=verifier,
        health=health,
        clock=office.clock,
        environment="sandbox",
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        yield Site(office, issuer, client)
    await store.close()


LISTS = ("", "/ke-hoach", "/kiem-tra", "/ton-tai", "/ra-soat", "/phuong-an", "/sang-kien", "/tuyen-truyen", "/chi-phi")


async def test_each_role_is_shown_its_pages_and_no_other(site: Site) -> None:
    answers = {
        who[1]: [(await site.get(f"/kiem-soat{path}", who)).status_code for path in LISTS]
        for who in (CONTROL, LEADER, HEAD, SPECIALIST, APPLICANT)
    }
    everything = [200] * len(LISTS)
    assert (answers["control_team"], answers["leader"], answers["department_head"]) == (everything,) * 3
    assert answers["specialist"] == [303, 403, 403, 403, 403, 403, 200, 403, 200]
    assert answers["applicant"] == [403] * 8 + [200]
    away = await site.client.get("/kiem-soat")
    assert (away.status_code, away.headers["location"]) == (303, "/dang-nhap?next=%2Fkiem-soat")
    english = (await site.get("/kiem-soat?lang=en", LEADER)).text
    assert "Overdue remedies" in english


async def test_a_finding_is_recorded_answered_and_accepted_in_the_browser(site: Site) -> None:
    mine = asked("ksth.1", "control_team")
    inspection = await site.office.work.inspections.open(mine, INSPECTION)
    page = f"/kiem-soat/kiem-tra/{inspection.id}"
    assert "Ghi nhận tồn tại" in (await site.get(page, CONTROL)).text
    assert "Ghi nhận tồn tại" not in (await site.get(page, HEAD)).text
    assert (await site.get(page, OTHER)).status_code == 404
    wrong = await site.post(f"{page}/ton-tai", CONTROL, **{"ton-tai-description": "Thiếu chữ ký"})
    assert wrong.status_code == 422
    assert 'id="ton-tai-remedy-error"' in wrong.text or 'id="ton-tai-kind-error"' in wrong.text
    assert "Thiếu chữ ký" in wrong.text
    fields = {
        "ton-tai-kind": "shortcoming",
        "ton-tai-severity": "major",
        "ton-tai-description": "Thiếu chữ ký",
        "ton-tai-evidence": "H24.15-240502-0001\r\nH24.15-240502-0002",
        "ton-tai-remedy": "Ký đủ",
        "ton-tai-working_days": "5",
    }
    assert (await site.post(f"{page}/ton-tai", CONTROL, **fields)).status_code == 303
    listed = (await site.get(page, HEAD)).text
    found = re.search(r"/kiem-soat/ton-tai/([0-9a-f-]{36})", listed)
    assert found is not None
    path = found[0]
    assert "10/06/2024" in listed
    silent = await site.post(f"{path}/tra-loi", HEAD, version="1")
    assert (silent.status_code, "tra-loi-text-error" in silent.text) == (422, True)
    answered = {"tra-loi-text": "Đã ký đủ", "version": "1"}
    assert (await site.post(f"{path}/tra-loi", CONTROL, **answered)).status_code == 403
    assert (await site.post(f"{path}/tra-loi", HEAD, **answered)).headers["location"] == path
    again = await site.post(f"{path}/tra-loi", HEAD, **answered)
    assert again.status_code == 422
    assert "vừa được người khác thay đổi" in again.text or "ở trạng thái hiện nay" in again.text
    assert (await site.post(f"{path}/chap-nhan", CONTROL, version="2")).status_code == 303
    shown = (await site.get(path, HEAD)).text
    assert "Đã khắc phục" in shown
    assert "Đã ký đủ" in shown


async def test_a_plan_is_typed_line_by_line_and_more_lines_are_given_without_loss(site: Site) -> None:
    line = {
        "lines-0-department": "dau-tu",
        "lines-0-person": "ksth.1",
        "lines-0-topic": "Đúng hạn",
        "lines-0-from_on": "2024-06-03",
    }
    form = {"kind": "inspection", "year": "2024", "title": "Kế hoạch kiểm tra 2024", **line}
    more = await site.post("/kiem-soat/ke-hoach/lap", CONTROL, more="1", **form)
    assert (more.status_code, "lines-9-topic" in more.text, "Đúng hạn" in more.text) == (200, True, True)
    wrong = await site.post("/kiem-soat/ke-hoach/lap", CONTROL, **form)
    assert (wrong.status_code, "lines-0-to_on-error" in wrong.text) == (422, True)
    kept = await site.post("/kiem-soat/ke-hoach/lap", CONTROL, **form, **{"lines-0-to_on": "2024-06-28"})
    path = kept.headers["location"]
    assert "Phê duyệt" not in (await site.get(path, LEADER)).text
    assert "lines-0-topic" in (await site.get(f"{path}/sua", CONTROL)).text
    await site.post(f"{path}/trinh", CONTROL, version="1")
    assert "Phê duyệt" in (await site.get(path, LEADER)).text
    assert (await site.post(f"{path}/phe-duyet", CONTROL, version="2")).status_code == 403
    await site.post(f"{path}/phe-duyet", LEADER, version="2")
    assert (
        f"/kiem-soat/kiem-tra/mo?ke_hoach={path.rpartition('/')[2]}&amp;dong=0" in (await site.get(path, CONTROL)).text
    )
    begun = await site.get(f"/kiem-soat/kiem-tra/mo?ke_hoach={path.rpartition('/')[2]}&dong=0", CONTROL)
    assert "Đúng hạn" in begun.text
    assert "0,00 %" in (await site.get("/kiem-soat", CONTROL)).text


async def test_the_calculator_shows_the_worked_example_line_by_line(site: Site) -> None:
    query = {
        "cost-activities-0-name": "Chuẩn bị hồ sơ",
        "cost-activities-0-hours": "16",
        "cost-activities-0-income_vnd": "40.000",
        "cost-activities-0-paid_vnd": "84.000 đ",
        "cost-activities-1-name": "Đi nộp",
        "cost-activities-1-hours": "5; 4,5; 6",
        "cost-activities-1-income_vnd": "40000",
        "cost-activities-1-paid_vnd": "100000",
        "cost-subjects": "10",
    }
    address = httpx.URL("/kiem-soat/chi-phi", params=query)
    shown = (await site.get(str(address), APPLICANT)).text
    assert all(figure in shown for figure in ("724.000", "300.000", "1.024.000", "10.240.000 đ", "mức trung bình thấp"))
    wrong = await site.get(str(httpx.URL("/kiem-soat/chi-phi", params={**query, "cost-subjects": "nhiều"})), APPLICANT)
    assert (wrong.status_code, "cost-subjects-error" in wrong.text, "84.000 đ" in wrong.text) == (422, True, True)


async def test_a_review_is_assessed_and_becomes_a_proposal_that_a_leader_decides(site: Site) -> None:
    opened = await site.post(
        "/kiem-soat/ra-soat/mo", HEAD, procedure="cap-gpld", ground="feedback", reviewer="tp.dautu"
    )
    path = opened.headers["location"]
    cost = {"activities-0-name": "Chờ", "activities-0-income_vnd": "40000", "subjects": "10"}
    form = {f"cost-{name}": value for name, value in cost.items()} | {"cost-activities-0-hours": "80"}
    form |= {f"proposed_cost-{name}": value for name, value in cost.items()} | {
        "proposed_cost-activities-0-hours": "72"
    }
    form |= {"proposed-days": "9", "proposed-documents": "5", "version": "1"}
    form |= {f"answer-{key}": "yes" for key in ("need", "reasonableness", "legality")} | {"answer-cost": "no"}
    unsaid = await site.post(f"{path}/danh-gia", HEAD, **form)
    assert (unsaid.status_code, "72" in unsaid.text) == (422, True)
    assert (await site.post(f"{path}/danh-gia", HEAD, **form, **{"answer-cost-text": "Còn cao"})).status_code == 303
    shown = (await site.get(path, HEAD)).text
    assert all(figure in shown for figure in ("32.000.000", "28.800.000", "3.200.000 đ", "10,00 %"))
    filled = (await site.get(f"/kiem-soat/phuong-an/lap?ra_soat={path.rpartition('/')[2]}", HEAD)).text
    assert 'value="32000000"' in filled
    drafted = await site.office.work.proposals.draft(asked("ksth.1", "control_team"), PROPOSAL)
    proposal = f"/kiem-soat/phuong-an/{drafted.id}"
    await site.post(f"{proposal}/trinh", CONTROL, version="1")
    await site.post(f"{proposal}/chap-thuan", LEADER, version="2")
    undated = await site.post(f"{proposal}/thuc-thi", CONTROL, version="3", **{"thuc-thi-legal_act": "12/QĐ-UBND"})
    assert (undated.status_code, "thuc-thi-on-error" in undated.text) == (422, True)
    dated = {"thuc-thi-legal_act": "12/QĐ-UBND", "thuc-thi-on": "2024-07-01", "version": "3"}
    await site.post(f"{proposal}/thuc-thi", CONTROL, **dated)
    assert "12/QĐ-UBND" in (await site.get(proposal, HEAD)).text
    assert "10.000.000 đ" in (await site.get("/kiem-soat/phuong-an", LEADER)).text


async def test_ideas_and_the_log_are_kept_once_however_often_the_form_is_sent(site: Site) -> None:
    once = {"once": "01a215c4-48fd-7699-809a-897e8594cae7"}
    first = await site.post("/kiem-soat/sang-kien", SPECIALIST, title="Mẫu điền sẵn", content="Điền sẵn", **once)
    second = await site.post("/kiem-soat/sang-kien", SPECIALIST, title="Mẫu điền sẵn", content="Điền sẵn", **once)
    assert first.headers["location"] == second.headers["location"]
    other = await site.post("/kiem-soat/sang-kien", SPECIALIST, title="Mẫu điền sẵn", content="Khác", **once)
    assert (other.status_code, "đã được gửi một lần" in other.text, "Khác" in other.text) == (422, True, True)
    await site.post(f"{first.headers['location']}/danh-gia", CONTROL, **{"danh-gia-text": "Khả thi", "version": "1"})
    assert "Khả thi" in (await site.get(first.headers["location"], SPECIALIST)).text
    told = await site.post(
        "/kiem-soat/tuyen-truyen", CONTROL, kind="discipline", on="2024-06-03", title="Ai đó", people="1"
    )
    assert (told.status_code, "Ai đó" in told.text) == (422, True)
    entry = {"kind": "communication", "channel": "portal", "on": "2024-06-03", "title": "Bài viết mẫu", "people": "120"}
    assert (await site.post("/kiem-soat/tuyen-truyen", HEAD, **entry)).status_code == 403
    await site.post("/kiem-soat/tuyen-truyen", CONTROL, **entry)
    page = (await site.get("/kiem-soat/tuyen-truyen", CONTROL)).text
    strike = re.search(r"/kiem-soat/tuyen-truyen/[0-9a-f-]{36}/gach-bo", page)
    assert strike is not None
    await site.post(strike[0], CONTROL, version="1")
    assert "Đã gạch bỏ" in (await site.get("/kiem-soat/tuyen-truyen", HEAD)).text


async def test_what_is_late_stands_first_on_the_overview(site: Site) -> None:
    mine = asked("ksth.1", "control_team")
    inspection = await site.office.work.inspections.open(mine, INSPECTION)
    await site.office.work.findings.record(mine, inspection.id, FINDING)
    before = site.office.clock.now()
    site.office.clock.move_to(before.replace(month=9))
    for who in (CONTROL, HEAD):
        assert "Quá hạn" in (await site.get("/kiem-soat", who)).text.partition("Tiến độ")[0]
        assert FINDING.description in (await site.get("/kiem-soat/ton-tai?loc=qua-han", who)).text
    assert "Không có tồn tại nào quá hạn" in (await site.get("/kiem-soat", OTHER)).text
    site.office.clock.move_to(before)
