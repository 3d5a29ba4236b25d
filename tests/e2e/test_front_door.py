"""The one address in front: where requests go, who is signed in, what a wrong request is told."""

from __future__ import annotations

import io

import aiohttp
import pytest
import pytest_asyncio

from support.town import APPLICANT, LEADER, Town

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(120)]


@pytest_asyncio.fixture(loop_scope="session")
async def browser(town: Town):  # type: ignore[no-untyped-def]
    """A browser that has signed in with the form on the front page."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(town.machine.front_url(), cookie_jar=jar) as session:
        answer = await session.post(
            "/dang-nhap", data={"account": LEADER, "next": "/reports/on-time"}, allow_redirects=False
        )
        assert (answer.status, answer.headers["Location"]) == (303, "/reports/on-time")
        cookie = answer.cookies["motcua_token"]
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
        yield session


async def test_the_sign_in_page_names_every_account_and_warns_that_it_is_a_demonstration(
    browser: aiohttp.ClientSession,
) -> None:
    answer = await browser.get("/dang-nhap")
    page = await answer.text()
    assert answer.status == 200
    assert "Hệ thống thử nghiệm" in page
    assert all(account in page for account in ("cb.motcua.1", "tp.dautu", "cv.laodong.3", "ld.ban.1"))


async def test_a_signed_in_browser_reads_the_on_time_page(browser: aiohttp.ClientSession) -> None:
    answer = await browser.get("/reports/on-time")
    assert answer.status == 200
    assert "Hồ sơ đúng hạn theo phòng" in await answer.text()


async def test_no_foreign_page_signs_a_browser_in_or_out(browser: aiohttp.ClientSession) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site"}
    for path in ("/dang-nhap", "/dang-xuat"):
        answer = await browser.post(path, data={"account": "vh.1"}, headers=foreign, allow_redirects=False)
        assert (answer.status, "motcua_token" in answer.cookies) == (403, False)
    answer = await browser.post("/dang-nhap", data={"account": "nobody"}, headers=foreign, allow_redirects=False)
    assert answer.status == 403


async def test_after_signing_in_nobody_is_led_off_the_site(town: Town) -> None:
    async with aiohttp.ClientSession(town.machine.front_url()) as fresh:
        form = {"account": "cb.motcua.1", "next": "//elsewhere.example/"}
        answer = await fresh.post("/dang-nhap", data=form, allow_redirects=False)
        assert (answer.status, answer.headers["Location"]) == (303, "/quay")


async def test_a_cookie_changes_nothing(browser: aiohttp.ClientSession) -> None:
    answer = await browser.post("/v1/dossiers", json={})
    assert answer.status == 401
    assert (await answer.json(content_type=None))["type"] == "urn:motcua:problem:token-missing"


async def test_what_nobody_answers_is_a_problem_that_says_so(browser: aiohttp.ClientSession) -> None:
    answer = await browser.get("/v1/nothing")
    assert (answer.status, answer.content_type) == (404, "application/problem+json")
    assert (await answer.json(content_type=None))["type"] == "urn:motcua:problem:not-found"


@pytest.mark.parametrize("body", ["{", "[]", '{"account": "nobody"}', '{"account": 7}'])
async def test_an_account_that_does_not_exist_gets_no_token(browser: aiohttp.ClientSession, body: str) -> None:
    answer = await browser.post("/demo/tokens", data=body)
    assert answer.status == 422
    assert (await answer.json(content_type=None))["type"] == "urn:motcua:problem:demo-account-unknown"


async def test_each_service_has_its_own_pages_behind_its_name(browser: aiohttp.ClientSession) -> None:
    for service in ("intake", "processing", "reporting", "notify"):
        answer = await browser.get(f"/{service}/openapi.json")
        assert (await answer.json())["info"]["title"] == f"motcua {service}"


async def test_a_large_document_passes_both_ways_and_one_that_is_too_large_is_refused(town: Town) -> None:
    content = b"%PDF-1.7\n" + b"0123456789" * 400_000
    token = town.machine.issuer().token(subject=APPLICANT, roles=["applicant"])
    sent = {"Authorization": f"Bearer {token}", "Content-Disposition": 'attachment; filename="a.pdf"'}
    async with aiohttp.ClientSession(town.machine.front_url(), headers=sent) as session:
        answer = await session.post("/v1/documents", data=io.BytesIO(content))
        assert answer.status == 201, await answer.text()
        found = await session.get(f"/v1/documents/{(await answer.json())['id']}/content")
        assert (found.status, await found.read()) == (200, content)
        too_large = await session.post("/v1/documents", data=io.BytesIO(content * 14))
        assert too_large.status == 413
