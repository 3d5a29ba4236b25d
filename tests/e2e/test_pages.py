"""The pages on the running town, in a real browser without scripts: one files, one accepts, one follows."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from e2e.journey import TEN_DAYS, resolved
from e2e.visiting import signed_in
from support.town import APPLICANT, COUNTER, Town

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(180)]
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
WHO = {
    "#name": "Công ty TNHH Mẫu Hải Phòng",
    "#identity_number": "0201234567",
    "#address": "Lô A1, KCN Đình Vũ",
    "#phone": "0912345678",
}


async def test_from_the_catalogue_to_the_rating(browser: Browser, town: Town) -> None:
    """One way through everything an applicant and a receptionist do; the department works over the API."""
    page = await signed_in(browser, town, APPLICANT)
    await page.goto("/")
    await page.get_by_label("Bạn cần làm thủ tục gì?").fill("nhu cau su dung lao dong nuoc ngoai")
    await page.get_by_role("button", name="Tìm thủ tục").click()
    await page.locator(f'a[href="/thu-tuc/{TEN_DAYS}"]').click()
    await page.get_by_role("link", name="Nộp hồ sơ trực tuyến").click()
    for field, text in WHO.items():
        await page.fill(field, text)
    await page.get_by_role("button", name="Lưu nháp").click()
    await expect(page.get_by_role("status")).to_contain_text("Đã lưu bản nháp")
    await page.locator('a[href^="/nop-ho-so/ban-nhap/"]').click()
    for number, chooser in enumerate(await page.locator('input[type="file"]').all()):
        await chooser.set_input_files({"name": f"giấy {number}.pdf", "mimeType": "application/pdf", "buffer": PDF})
    await page.locator('button[value="next"]:not(.unseen)').click()
    await page.get_by_label("Nhận tại Bộ phận Một cửa").check()
    await page.locator('button[value="next"]:not(.unseen)').click()
    await expect(page.get_by_role("link", name="giấy 0.pdf")).to_be_visible()
    await expect(page.get_by_text(WHO["#name"])).to_be_visible()
    await page.get_by_label("Tôi cam đoan").check()
    await page.get_by_role("button", name="Nộp hồ sơ").click()
    await expect(page.get_by_role("status")).to_contain_text("Đã nộp hồ sơ")
    dossier_id = page.url.rpartition("/")[2]
    await _accepted(browser, town, dossier_id)
    await _followed(browser, town, dossier_id)


async def _accepted(browser: Browser, town: Town, dossier_id: str) -> None:
    """A receptionist finds it among the new ones and accepts it; the receipt opens as PDF."""
    desk = await signed_in(browser, town, COUNTER)
    await expect(desk).to_have_url(f"{town.machine.front_url()}/quay")
    await desk.locator(f'a[href="/quay/{dossier_id}"]').click()
    await desk.get_by_role("button", name="Tiếp nhận và hẹn trả").click()
    await expect(desk.get_by_role("status")).to_contain_text("Đã tiếp nhận")
    link = await desk.get_by_role("link", name="Giấy tiếp nhận hồ sơ và hẹn trả kết quả").get_attribute("href")
    printed = await desk.context.request.get(link or "")
    assert (printed.status, printed.headers["content-type"]) == (200, "application/pdf")


async def _followed(browser: Browser, town: Town, dossier_id: str) -> None:
    """Whoever holds the receipt follows it without an account, and rates once the result is there."""
    receipt = await town.api.get(f"/v1/dossiers/{dossier_id}/receipt", COUNTER)
    stranger = await signed_in(browser, town)
    await stranger.goto(f"/tra-cuu/{receipt['code']}?s={receipt['tracking_secret']}")
    await expect(stranger.get_by_text("Đang trong hạn")).to_be_visible()
    assert "Công ty TNHH" not in await stranger.content()
    await resolved(town, await town.api.get(f"/v1/dossiers/{dossier_id}", COUNTER))
    await stranger.reload()
    await stranger.get_by_label("Rất hài lòng").check()
    await stranger.get_by_role("button", name="Gửi đánh giá").click()
    await expect(stranger.get_by_role("status")).to_contain_text("Cảm ơn")
    await expect(stranger.get_by_text("Bạn đã đánh giá: Rất hài lòng")).to_be_visible()


async def test_signing_out_ends_the_session(browser: Browser, town: Town) -> None:
    page = await signed_in(browser, town, COUNTER)
    await page.get_by_role("button", name="Đăng xuất").click()
    await expect(page.get_by_role("status")).to_contain_text("Bạn đã đăng xuất")
    await page.goto("/quay")
    await expect(page).to_have_url(f"{town.machine.front_url()}/dang-nhap?next=%2Fquay")


async def test_everything_can_be_reached_with_the_keyboard_and_focus_is_seen(browser: Browser, town: Town) -> None:
    page = await signed_in(browser, town, scripts=True)
    await page.goto("/tra-cuu")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    reached = []
    for _ in range(11):
        await page.keyboard.press("Tab")
        reached.append(await page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()"))
        outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid", reached
    assert {"code", "s", "Tra cứu", "English"} <= set(reached)
