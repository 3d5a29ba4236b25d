"""Pages of the front door: the first page, and signing in and out with a demo account.

Production has an OpenID Connect provider instead of the list of accounts. What redirects to it and sets the cookie is
not part of the front door, which is not part of production.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

from aiohttp import web

from chassis.auth.keys import JwksFile
from chassis.auth.tokens import TokenVerifier
from chassis.http.problems import STATUS
from chassis.kernel.errors import Kind, Problem
from chassis.web import forgery
from chassis.web.chrome import HEADERS, STYLE_NAME, Chrome
from chassis.web.interruptions import Interruption
from chassis.web.visitor import SESSION, Visitor, cookie, local_path, looking, of_session
from ctl.accounts import ACCOUNTS, BY_SUBJECT, Account
from ctl.machine import SERVICES, Machine

VIETNAM = timezone(timedelta(hours=7))
_SESSION_SECONDS = 12 * 3600
_HOMES = {"receptionist": "/quay", "applicant": "/ho-so-cua-toi"}
SAID = {
    "signed-in": ("Bạn đã đăng nhập.", "You are signed in."),
    "signed-out": ("Bạn đã đăng xuất.", "You are signed out."),
}


class Pages:
    """token: signs a browser in as an account. now: the services' clock. shown: announced interruptions."""

    def __init__(
        self,
        machine: Machine,
        token: Callable[[Account], str],
        now: Callable[[], datetime],
        shown: Callable[[str], tuple[Interruption, ...]],
    ) -> None:
        issuer = machine.issuer()
        self._verifier = TokenVerifier(JwksFile(issuer.jwks_path), issuer.issuer, issuer.audience)
        self._token, self._now, self._shown = token, now, shown
        self._chrome = Chrome(
            Path(__file__).with_name("web"),
            assets="/front-door/assets",
            environment="demo",
            zone=lambda: VIETNAM,
            said=SAID,
        )

    def add_to(self, router: web.UrlDispatcher) -> None:
        router.add_get("/", self.home)
        router.add_get("/dang-nhap", self.sign_in_page)
        router.add_post("/dang-nhap", self.sign_in)
        router.add_post("/dang-xuat", self.sign_out)
        router.add_get(f"/front-door/assets/{STYLE_NAME}", self.style_sheet)

    async def home(self, request: web.Request) -> web.Response:
        values: dict[str, object] = {"now": self._now(), "services": SERVICES}
        return self._page("home.html", await self._looking(request), values)

    async def sign_in_page(self, request: web.Request) -> web.Response:
        values: dict[str, object] = {"accounts": ACCOUNTS, "next": local_path(request.query.get("next", ""), "")}
        return self._page("sign_in.html", await self._looking(request), values)

    async def sign_in(self, request: web.Request) -> web.Response:
        """As an account of the list; then to where the visitor came from, or to where that role works."""
        form = await request.post()
        visitor = await self._looking(request)
        try:
            forgery.check(request.headers, visitor.session, str(form.get(forgery.FIELD, "")))
            account = _account(str(form.get("account", "")))
        except Problem as problem:
            return self._refused(problem, visitor)
        home = next((_HOMES[role] for role in account.roles if role in _HOMES), "/")
        answer = self._go(local_path(str(form.get("next", "")), home), "signed-in")
        answer.headers.add("Set-Cookie", cookie(SESSION, self._token(account), max_age=_SESSION_SECONDS))
        return answer

    async def sign_out(self, request: web.Request) -> web.Response:
        form = await request.post()
        visitor = await self._looking(request)
        try:
            forgery.check(request.headers, visitor.session, str(form.get(forgery.FIELD, "")))
        except Problem as problem:
            return self._refused(problem, visitor)
        answer = self._go("/", "signed-out")
        answer.headers.add("Set-Cookie", cookie(SESSION, "", max_age=0))
        return answer

    async def style_sheet(self, _: web.Request) -> web.Response:
        sheet = Chrome.style_sheet()
        return web.Response(body=bytes(sheet.body), headers=dict(sheet.headers))

    async def _looking(self, request: web.Request) -> Visitor:
        session = request.cookies.get(SESSION, "")
        actor = await of_session(self._verifier, session) if session else None
        return looking(
            actor,
            session,
            cookies=request.cookies,
            path=request.path,
            query=list(request.query.items()),
            shown=self._shown,
        )

    def _page(self, name: str, visitor: Visitor, values: dict[str, object], status: int = 200) -> web.Response:
        page = self._chrome.page(name, visitor, values, status=status)
        answer = web.Response(body=bytes(page.body), status=status)
        answer.headers.clear()
        for header, value in page.headers.items():
            answer.headers.add(header, value)
        return answer

    def _refused(self, problem: Problem, visitor: Visitor) -> web.Response:
        values: dict[str, object] = {"problem": problem, "trace": ""}
        return self._page("chrome/refusal.html", visitor, values, STATUS[problem.kind])

    def _go(self, path: str, tell: str) -> web.Response:
        there = self._chrome.go(path, tell=tell)
        answer = web.Response(status=303, headers=HEADERS)
        for header, value in there.headers.items():
            if header in ("location", "set-cookie"):
                answer.headers.add(header, value)
        return answer


def _account(subject: str) -> Account:
    if (account := BY_SUBJECT.get(subject)) is None:
        raise Problem("demo-account-unknown", Kind.INVALID, "Choose an account from the list.")
    return account
