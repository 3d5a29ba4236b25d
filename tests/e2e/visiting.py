"""Visits to the pages of the running town in a real browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from playwright.async_api import Browser, BrowserContext, Page

from support.browser import PATIENCE_MS, WIDTHS, axe, faults
from support.town import Town


async def signed_in(browser: Browser, town: Town, account: str = "", *, scripts: bool = False) -> Page:
    """A new window, signed in with the page itself. scripts: only for what looks at pages, pages have none."""
    context: BrowserContext = await browser.new_context(
        base_url=town.machine.front_url(),
        java_script_enabled=scripts,
        bypass_csp=scripts,
        viewport={"width": WIDTHS[0], "height": 900},
    )
    page = await context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    if account:
        await page.goto("/dang-nhap")
        await page.get_by_role("button", name=f"Đăng nhập bằng {account}", exact=True).click()
    return page


async def troubled(
    browser: Browser, town: Town, pages: Mapping[str, Sequence[str]]
) -> dict[tuple[str, int], list[str]]:
    """(path, width) → faults of accessibility, of every page that has one. pages: account → paths."""
    found: dict[tuple[str, int], list[str]] = {}
    for account, paths in pages.items():
        page = await signed_in(browser, town, account, scripts=True)
        for path in paths:
            await page.goto(path)
            await page.add_script_tag(content=axe())
            for width in WIDTHS:
                await page.set_viewport_size({"width": width, "height": 900})
                if wrong := await faults(page):
                    found[path, width] = wrong
        await page.context.close()
    return found
