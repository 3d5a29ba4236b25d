"""One address in front of the four services, with the demo issuer and its named accounts.

Development and demonstration only: production has a Gateway and an OpenID Connect provider.
"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, select_autoescape

from chassis.auth.issuer import DemoIssuer
from chassis.clock import clock_from
from ctl.accounts import ACCOUNTS, BY_SUBJECT, Account
from ctl.machine import LOOPBACK, SERVICES, Machine
from ctl.proxy import COOKIE, Proxy, problem

# By the real clock: a simulated year passes in minutes.
TOKEN_LIFE = timedelta(hours=12)
PAGES = Environment(loader=FileSystemLoader(Path(__file__).with_name("web")), autoescape=select_autoescape(["html"]))


def token_for(issuer: DemoIssuer, account: Account) -> str:
    """A signed token of a demo account, good for twelve hours."""
    return issuer.token(
        subject=account.subject,
        roles=list(account.roles),
        agency=account.agency,
        department=account.department,
        ttl=TOKEN_LIFE,
    )


class FrontDoor:
    """The pages of its own; everything else goes to the proxy."""

    def __init__(self, machine: Machine) -> None:
        self._issuer = machine.issuer()
        self._clock = clock_from(f"shared:{machine.clock_file}" if machine.simulated else "system")

    async def home(self, request: web.Request) -> web.Response:
        signed_in = request.query.get("account", "")
        page = PAGES.get_template("home.html").render(
            accounts=ACCOUNTS, signed_in=BY_SUBJECT.get(signed_in), now=self._clock.now(), services=SERVICES
        )
        return web.Response(text=page, content_type="text/html", headers={"Cache-Control": "no-store"})

    async def accounts(self, _: web.Request) -> web.Response:
        return web.json_response(
            {
                "items": [
                    {
                        "account": account.subject,
                        "title": account.title,
                        "title_en": account.title_en,
                        "roles": list(account.roles),
                        "department": account.department,
                    }
                    for account in ACCOUNTS
                ]
            },
            dumps=lambda body: json.dumps(body, ensure_ascii=False),
        )

    async def tokens(self, request: web.Request) -> web.Response:
        """``POST /demo/tokens {"account": "cb.motcua.1"}`` → ``{"token": …, "expires_in": seconds}``."""
        try:
            body = await request.json()
            account = BY_SUBJECT[body["account"]]
        except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError):
            detail = 'Send {"account": "<name>"} with a name from GET /demo/accounts.'
            return problem(422, "demo-account-unknown", "Unknown demo account", detail)
        return web.json_response(
            {"token": token_for(self._issuer, account), "expires_in": int(TOKEN_LIFE.total_seconds())}
        )

    async def session(self, request: web.Request) -> web.Response:
        """The form on the front page: signs a browser in as a demo account."""
        form = await request.post()
        account = BY_SUBJECT.get(str(form.get("account", "")))
        if account is None:
            return problem(422, "demo-account-unknown", "Unknown demo account", "Choose an account from the list.")
        answer = web.HTTPSeeOther(f"/?account={account.subject}")
        answer.set_cookie(
            COOKIE,
            token_for(self._issuer, account),
            max_age=int(TOKEN_LIFE.total_seconds()),
            httponly=True,
            samesite="Strict",
        )
        return answer

    async def clock(self, _: web.Request) -> web.Response:
        return web.json_response({"now": self._clock.now().isoformat().replace("+00:00", "Z")})

    async def alive(self, _: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})


def application(machine: Machine) -> web.Application:
    """The front door's routes; no secret in a URL, no listing of files."""
    door, proxy = FrontDoor(machine), Proxy(machine)
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_get("/", door.home)
    app.router.add_get("/front-door/livez", door.alive)
    app.router.add_get("/demo/accounts", door.accounts)
    app.router.add_get("/demo/clock", door.clock)
    app.router.add_post("/demo/tokens", door.tokens)
    app.router.add_post("/demo/session", door.session)
    app.router.add_route("*", "/{path:.*}", proxy.handle)

    async def opened(_: web.Application) -> None:
        await proxy.open()

    async def closed(_: web.Application) -> None:
        await proxy.close()

    app.on_startup.append(opened)
    app.on_cleanup.append(closed)
    return app


def serve(machine: Machine) -> None:
    """Blocks until SIGTERM."""
    web.run_app(application(machine), host=LOOPBACK, port=machine.ports.front, access_log=None, print=None)
