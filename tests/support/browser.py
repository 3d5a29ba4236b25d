"""A real Chromium for the tests of pages, and axe-core, which finds what a screen reader would stumble on."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright, expect

_HERE = Path(__file__).parents[1] / "e2e"
_AXE = _HERE / "node_modules" / "axe-core" / "axe.min.js"
_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = (1280, 390)
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)
_ASKED = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'], resultTypes: ['violations']}"


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Debian's or Playwright's own; raises with what to install when there is none."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        raise RuntimeError("The tests of pages need a browser: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


@cache
def axe() -> str:
    """The source of axe-core, from its lock; raises with what to install when there is no npm."""
    if not _AXE.exists():
        npm = shutil.which("npm")
        if npm is None:
            raise RuntimeError("The tests of pages need axe-core: install Node.js 20 or later, which brings npm")
        subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=_HERE, check=True, timeout=120)
    return _AXE.read_text("utf-8")


async def faults(page: Page) -> list[str]:
    """Serious and critical faults of the page as it is shown (WCAG 2.1 A and AA), and whether it is too wide."""
    result: dict[str, Any] = await page.evaluate(f"axe.run(document, {_ASKED})")
    found = [
        f"{fault['id']}: {node['html'][:120]}"
        for fault in result["violations"]
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]
    width = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [*found, *(["wider than its window"] if width > 0 else [])]
