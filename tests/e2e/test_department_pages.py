"""The departments' pages on the running town, in a real browser without scripts: from the head's desk to the result."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from ctl.client import Json
from e2e.journey import TEN_DAYS, accepted, case_of
from e2e.visiting import signed_in, troubled
from support.town import CONTROL, LEADER, Town

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(180)]
HEAD, SPECIALIST, CLERK = "tp.laodong", "cv.laodong.1", "cv.vanphong.1"
CONSULTED = "cv.dautu.1"
# Where pictures of the pages are put for people to look at; empty: nowhere.
PICTURES = os.environ.get("PICTURES", "")


async def test_from_the_heads_desk_to_the_result(browser: Browser, town: Town) -> None:
    dossier = await accepted(town, TEN_DAYS, 71)
    await case_of(town, dossier)
    head = await signed_in(browser, town, HEAD)
    await head.goto("/viec?hang=phan-cong")
    await _picture(head, "viec-truong-phong")
    await head.get_by_role("link", name=dossier["code"]).click()
    await head.get_by_role("button", name="Nhận việc này").click()
    await expect(head.get_by_role("status")).to_contain_text("Đã phân công")
    await head.get_by_role("button", name="Hoàn thành bước này").click()
    await head.get_by_label("Giao cho chuyên viên").fill(SPECIALIST)
    await _picture(head, "phan-cong")
    await head.get_by_role("button", name="Phân công").click()

    specialist = await signed_in(browser, town, SPECIALIST)
    await specialist.goto(f"/viec/{dossier['id']}")
    await expect(specialist.get_by_role("main")).to_contain_text("Phòng Quản lý Lao động")
    await _picture(specialist, "chuyen-vien")
    await specialist.get_by_role("link", name="Người nộp, giấy tờ và tệp của hồ sơ").click()
    await expect(specialist.get_by_role("heading", name="Người nộp")).to_be_visible()
    await _picture(specialist, "ho-so")
    await specialist.get_by_role("link", name="Các bước và đồng hồ của hồ sơ").click()
    await specialist.get_by_label("Ghi chú vào hồ sơ").fill("Đủ điều kiện")
    await specialist.get_by_role("button", name="Hoàn thành bước này").click()
    await expect(specialist.get_by_role("status")).to_contain_text("Đã hoàn thành bước")

    await _finish(browser, town, dossier)
    await specialist.reload()
    await expect(specialist.get_by_text("Đã xử lý xong")).to_be_visible()
    await specialist.get_by_text("Từng ngày một, kèm căn cứ").click()
    await _picture(specialist, "ket-qua")


async def test_no_page_of_the_departments_has_a_serious_fault_of_accessibility(browser: Browser, town: Town) -> None:
    fresh, taken = [await accepted(town, TEN_DAYS, number) for number in (72, 73)]
    for dossier in (fresh, taken):
        await case_of(town, dossier)
    case = await case_of(town, taken)
    task = next(task for task in case["tasks"] if task["state"] == "unassigned")
    await town.api.post(f"/v1/tasks/{task['id']}/assignment", HEAD, {"officer": HEAD})
    await town.api.post(f"/v1/tasks/{task['id']}/completion", HEAD)
    task = next(task for task in (await case_of(town, taken))["tasks"] if task["state"] == "unassigned")
    await town.api.post(f"/v1/tasks/{task['id']}/assignment", HEAD, {"officer": SPECIALIST})
    consultee = {"consultee": "dau-tu", "due_at": "2024-05-08T10:00:00Z"}
    asked = {"consultees": [consultee], "question": "Có ý kiến gì không?"}
    await town.api.post(f"/v1/cases/{taken['id']}/consultations", SPECIALIST, asked)
    listed = await town.api.get("/v1/consultations", CONSULTED)
    pages = {
        CONSULTED: ["/viec/y-kien", f"/viec/y-kien/{listed['items'][0]['id']}"],
        HEAD: ["/viec", "/viec?hang=phong", f"/viec/{fresh['id']}", f"/viec/{taken['id']}"],
        SPECIALIST: [
            "/hop-thu?hien=tat-ca",
            "/viec",
            f"/viec/{taken['id']}",
            f"/ho-so/{taken['id']}",
            f"/viec/{taken['id']}?lang=en",
        ],
        LEADER: ["/viec", f"/viec/{taken['id']}?mo=xin-loi", "/viec/khong-co", "/hop-thu/lua-chon"],
        CONTROL: ["/hop-thu", "/hop-thu/mau-tin?mau=dossier-accepted&kenh=sms", "/hop-thu/gian-doan"],
    }
    if PICTURES:
        page = await signed_in(browser, town, CONSULTED)
        await page.goto(pages[CONSULTED][1])
        await _picture(page, "y-kien")
        page = await signed_in(browser, town, SPECIALIST)
        await page.goto(f"/viec/{taken['id']}")
        await page.get_by_text("Lấy ý kiến đơn vị, cơ quan khác").click()
        await _picture(page, "lay-y-kien")
        for account, path, name in (
            (CONTROL, "/hop-thu/mau-tin?mau=dossier-accepted&kenh=sms", "mau-tin"),
            (LEADER, f"/viec/{taken['id']}?mo=xin-loi", "xin-loi"),
            (HEAD, "/hop-thu?hien=tat-ca", "hop-thu"),
            (LEADER, "/hop-thu/lua-chon", "lua-chon"),
            (CONTROL, "/hop-thu/gian-doan", "gian-doan"),
        ):
            page = await signed_in(browser, town, account)
            await page.goto(path)
            await _picture(page, name)
    assert await troubled(browser, town, pages) == {}


async def _finish(browser: Browser, town: Town, dossier: Json) -> None:
    """Whatever is left, each by the person whose step it is, with the buttons of the page."""
    people = {"department_head": HEAD, "leader": LEADER, "specialist": CLERK}
    for _ in range(12):
        case = await town.api.get(f"/v1/cases/{dossier['id']}", LEADER)
        task = next((task for task in case["tasks"] if task["state"] in ("unassigned", "assigned")), None)
        if task is None:
            return
        page = await signed_in(browser, town, task["officer"] or people[task["role"]])
        await page.goto(f"/viec/{dossier['id']}")
        if task["step"]["decides"]:
            await page.get_by_label("Chấp thuận, cấp kết quả").check()
            await _picture(page, "quyet-dinh")
            await page.get_by_role("button", name="Ký quyết định").click()
        else:
            if task["officer"] is None:
                await page.get_by_role("button", name="Nhận việc này").click()
            await page.get_by_role("button", name="Hoàn thành bước này").click()
        await expect(page.get_by_role("status")).to_be_visible()
        await page.context.close()
    raise AssertionError("the case does not end")


async def _picture(page: Page, name: str) -> None:
    if PICTURES:
        await page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
