"""No page has a serious fault of accessibility, wide or narrow: axe looks at each as who uses it sees it."""

from __future__ import annotations

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from e2e.visiting import troubled
from support.town import APPLICANT, CONTROL, COUNTER, LEADER, Town, filing

pytestmark = pytest.mark.asyncio(loop_scope="session")
HEAD, OPERATOR, NOBODY = "tp.dautu", "vh.1", ""
ACCOUNTS = (NOBODY, APPLICANT, COUNTER, LEADER, OPERATOR, CONTROL, HEAD)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def pages(town: Town) -> dict[str, list[str]]:
    """account → paths, with something to show on each."""
    waiting = await town.api.post("/v1/dossiers", APPLICANT, await _filing(town, 91))
    asked = {"documents": ["ho-chieu"], "reason": "Hết hạn"}
    await town.api.post(f"/v1/dossiers/{waiting['id']}/supplement-requests", COUNTER, asked)
    new = await town.api.post("/v1/dossiers", APPLICANT, await _filing(town, 92))
    code = (await town.api.post(f"/v1/dossiers/{new['id']}/acceptance", COUNTER))["code"]
    fresh = await town.api.post("/v1/dossiers", APPLICANT, await _filing(town, 93))
    secret = (await town.api.get(f"/v1/dossiers/{new['id']}/receipt", COUNTER))["tracking_secret"]
    body = await _filing(town, 94)
    followed = await _feedback(town)
    draft = f"/nop-ho-so/ban-nhap/{(await town.api.post('/v1/drafts', APPLICANT, body))['id']}"
    public = ["/", "/dang-nhap", "/thu-tuc", "/thu-tuc/cap-gpld", "/tra-cuu", f"/tra-cuu/{code}?s={secret}"]
    return {
        NOBODY: [*public, "/tra-cuu/X?s=X", "/phan-anh", "/phan-anh/gui", followed, "/thu-tuc/khong-co",
             "/thu-tuc?lang=en&q=work"],
        APPLICANT: ["/ho-so-cua-toi", f"/ho-so-cua-toi/{waiting['id']}", f"/ho-so-cua-toi/{new['id']}/rut", "/quay",
                    "/nop-ho-so/cap-gpld", f"{draft}/documents", f"{draft}/result", f"{draft}/check"],
        COUNTER: ["/quay", "/quay?hang=bo-sung", f"/quay/{fresh['id']}", f"/quay/{waiting['id']}", "/quay/tiep-nhan",
                  "/quay/tiep-nhan/cap-gpld"],
        LEADER: ["/reports/on-time", "/tong-quan", "/tong-quan?theo=week&lang=en", "/tong-quan/phong/lao-dong",
                 "/tong-quan/thu-tuc/cap-gpld", "/tong-quan/can-bo/cv.laodong.1",
                 "/bao-cao", "/bao-cao/bieu?bieu=settlement-by-unit&ky=2024", "/bao-cao/ban-chot",
                 "/bao-cao/chot?bieu=settlement-by-unit&ky=2023"],
        OPERATOR: ["/su-kien-cho", "/su-kien-cho?trang-thai=any", "/dang-ky",
                 "/dong-bo", "/dong-bo/cong-mau?trang-thai=synced"],
        **await _control(town),
    }  # fmt: skip


@pytest.mark.parametrize("account", ACCOUNTS)
async def test_no_page_has_a_serious_fault_wide_or_narrow(
    browser: Browser, town: Town, pages: dict[str, list[str]], account: str
) -> None:
    assert set(pages) == set(ACCOUNTS)
    assert await troubled(browser, town, {account: pages[account]}) == {}


async def _control(town: Town) -> dict[str, list[str]]:
    """The pages of control work, with a piece of each kind."""
    days = {"from_on": "2024-05-06", "to_on": "2024-05-10"}
    line = {"department": "dau-tu", "topic": "Đúng hạn", "person": CONTROL, **days}
    plan = {"kind": "inspection", "year": 2024, "title": "Kế hoạch kiểm tra 2024", "lines": [line]}
    planned = await town.api.post("/v1/control-plans", CONTROL, plan)
    inspected = {"department": "dau-tu", "scope": "Hồ sơ quý I", "team": [CONTROL], **days}
    inspection = await town.api.post("/v1/inspections", CONTROL, inspected)
    what = {
        "kind": "shortcoming",
        "severity": "minor",
        "description": "Thiếu chữ ký",
        "remedy": "Ký",
        "working_days": 5,
    }
    found = await town.api.post(f"/v1/inspections/{inspection['id']}/findings", CONTROL, what)
    assert found["due_at"] == "2024-05-07T10:00:00Z"  # 29 April to 1 May are off, Saturday 4 May is worked
    reviewed = {"procedure": "cap-gpld", "ground": "feedback", "reviewer": CONTROL}
    review = await town.api.post("/v1/procedure-reviews", CONTROL, reviewed)
    assert (review["department"], review["present"]["days"]) == ("lao-dong", "5")
    idea = await town.api.post("/v1/initiatives", HEAD, {"title": "Mẫu sẵn", "content": "Điền sẵn tờ khai"})
    base = "/kiem-soat"
    return {
        CONTROL: [base, f"{base}/ke-hoach/{planned['id']}", f"{base}/ke-hoach/{planned['id']}/sua", f"{base}/kiem-tra",
                  f"{base}/kiem-tra/{inspection['id']}", f"{base}/ra-soat/{review['id']}", f"{base}/phuong-an/lap",
                  f"{base}/sang-kien/{idea['id']}", f"{base}/tuyen-truyen"],
        HEAD: [f"{base}/ton-tai", f"{base}/ton-tai/{found['id']}?lang=en", f"{base}/chi-phi"],
    }  # fmt: skip


async def _feedback(town: Town) -> str:
    """The address of feedback that was sent."""
    sender = {"name": "Nguyễn Văn Mẫu", "address": "Hải An", "phone": "0912345678"}
    body = {"kind": "proposal", "title": "Thêm ghế chờ", "content": "Phòng chờ thiếu ghế.", "sender": sender}
    sent = await town.api.post("/v1/feedback", APPLICANT, body)
    return f"/phan-anh/{sent['code']}?s={sent['tracking_secret']}"


async def _filing(town: Town, number: int) -> dict[str, object]:
    procedure = await town.api.get("/v1/procedures/cap-gpld", on="2024-04-26")
    return filing(number, "cap-gpld", channel="online", documents=procedure)
