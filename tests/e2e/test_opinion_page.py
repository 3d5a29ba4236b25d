"""A body without an account answers by the link it was sent: a real browser without scripts, the front door."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page, expect

from ctl.client import Json
from e2e.journey import TEN_DAYS, accepted, case_of, open_task
from e2e.visiting import signed_in, troubled
from support.town import Town

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(180)]
HEAD, SPECIALIST, OTHER = "tp.laodong", "cv.laodong.1", "cv.dautu.1"
# Where pictures of the pages are put for people to look at; empty: nowhere.
PICTURES = os.environ.get("PICTURES", "")


async def asked(town: Town, number: int, *bodies: str) -> tuple[Json, list[Json]]:
    """A dossier in a specialist's hands, on which these bodies are asked."""
    dossier = await accepted(town, TEN_DAYS, number)
    case = await case_of(town, dossier)
    for action, said in (("assignment", {"officer": HEAD}), ("completion", {})):
        task = open_task(case)
        assert task is not None
        await town.api.post(f"/v1/tasks/{task['id']}/{action}", HEAD, said)
    task = open_task(await case_of(town, dossier))
    assert task is not None
    await town.api.post(f"/v1/tasks/{task['id']}/assignment", HEAD, {"officer": SPECIALIST})
    due_at = case["due_at"]  # no limit is written for this procedure: not after the appointment
    body: Json = {
        "question": "Đề nghị cho ý kiến về vị trí việc làm của người lao động nước ngoài.\nXin trả lời trước hạn.",
        "consultees": [{"consultee": each, "due_at": due_at} for each in bodies],
        "documents": ["Báo cáo giải trình nhu cầu sử dụng người lao động nước ngoài"],
    }
    answer = await town.api.post(f"/v1/cases/{dossier['id']}/consultations", SPECIALIST, body)
    return dossier, list(answer["items"])


async def link_of(town: Town, item: Json) -> str:
    found = await town.api.get(f"/v1/consultations/{item['id']}/link", SPECIALIST)
    return urlsplit(found["address"]).path


async def test_the_link_leads_to_the_question_and_the_answer_to_the_file(browser: Browser, town: Town) -> None:
    dossier, (ministry, department) = await asked(town, 81, "bo-cong-an", "dau-tu")
    page = await signed_in(browser, town)
    await page.goto(await link_of(town, ministry))
    await expect(page.get_by_role("main")).to_contain_text("vị trí việc làm")
    await _picture(page, "y-kien")
    await page.get_by_role("button", name="Gửi ý kiến").click()
    await expect(page.get_by_role("alert")).to_contain_text("Hãy chọn ý kiến")
    await page.get_by_label("Thống nhất với điều kiện").check()
    await page.get_by_label("Nội dung ý kiến").fill("Đề nghị bổ sung bản sao hợp đồng.")
    await page.get_by_role("button", name="Gửi ý kiến").click()
    await expect(page.get_by_role("status")).to_contain_text("đã được ghi nhận")
    await _picture(page, "y-kien-bien-nhan")
    said = {"opinion": "agree"}
    await town.api.post(f"/v1/consultations/{department['id']}/answer", OTHER, said)
    officer = await signed_in(browser, town, SPECIALIST)
    await officer.goto(f"/viec/{dossier['id']}")
    await expect(officer.get_by_role("heading", name="Đã lấy ý kiến")).to_be_visible()
    await _picture(officer, "y-kien-ho-so")
    case = await town.api.get(f"/v1/cases/{dossier['id']}", SPECIALIST)
    assert [(c["state"], c["answered_by"]) for c in case["consultations"]] == [
        ("answered", "link"),
        ("answered", OTHER),
    ]


async def test_no_page_of_opinions_has_a_serious_fault_of_accessibility(browser: Browser, town: Town) -> None:
    dossier, (city, ministry) = await asked(town, 82, "ubnd-thanh-pho", "bo-cong-an")
    waiting, withdrawn = await link_of(town, city), await link_of(town, ministry)
    reason = {"reason": "Không cần nữa"}
    await town.api.post(f"/v1/consultations/{ministry['id']}/withdrawal", SPECIALIST, reason)
    pages = {
        "": [waiting, f"{waiting}?lang=en", withdrawn, "/y-kien/khong-co"],
        SPECIALIST: [f"/viec/{dossier['id']}"],
    }
    assert await troubled(browser, town, pages) == {}


async def _picture(page: Page, name: str) -> None:
    if PICTURES:
        await page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
