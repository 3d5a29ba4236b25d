"""One address in front of the four services, with the demo issuer and its named accounts.

Development and demonstration only: production has a Gateway and an OpenID Connect provider.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from aiohttp import web

from chassis.clock import clock_from
from chassis.messaging.bus import Bus
from chassis.web.interruptions import Interruptions
from ctl.accounts import ACCOUNTS, BY_SUBJECT, Account
from ctl.machine import LOOPBACK, Machine
from ctl.pages import Pages
from ctl.proxy import Proxy, problem

# By the real clock: a simulated year passes in minutes.
TOKEN_LIFE = timedelta(hours=12)


class FrontDoor:
    """The demonstration's own answers; everything else goes to the proxy."""

    def __init__(self, machine: Machine) -> None:
        self._issuer = machine.issuer()
        self._clock = clock_from(f"shared:{machine.clock_file}" if machine.simulated else "system")
        self._bus = Bus(machine.broker_url, credentials=machine.broker_credentials, client="front-door")
        self.interruptions = Interruptions(self._bus, self._clock)

    async def open(self) -> None:
        await self._bus.start()
        await self.interruptions.start()

    async def close(self) -> None:
        await self.interruptions.stop()
        await self._bus.stop()

    def token(self, account: Account) -> str:
        """A signed token of a demo account, good for twelve hours."""
        return self._issuer.token(
            subject=account.subject,
            roles=list(account.roles),
            agency=account.agency,
            department=account.department,
            ttl=TOKEN_LIFE,
        )

    def now(self) -> datetime:
        """By the clock of the services."""
        return self._clock.now()

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
        return web.json_response({"token": self.token(account), "expires_in": int(TOKEN_LIFE.total_seconds())})

    async def clock(self, _: web.Request) -> web.Response:
        return web.json_response({"now": self.now().isoformat().replace("+00:00", "Z")})

    async def alive(self, _: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})


def application(machine: Machine) -> web.Application:
    """The front door's routes; no secret in a URL, no listing of files."""
    door, proxy = FrontDoor(machine), Proxy(machine)
    pages = Pages(machine, door.token, door.now, door.interruptions.shown)
    app = web.Application(client_max_size=64 * 1024 * 1024)
    pages.add_to(app.router)
    app.router.add_get("/front-door/livez", door.alive)
    app.router.add_get("/demo/accounts", door.accounts)
    app.router.add_get("/demo/clock", door.clock)
    app.router.add_post("/demo/tokens", door.tokens)
    app.router.add_route("*", "/{path:.*}", proxy.handle)

    async def opened(_: web.Application) -> None:
        await proxy.open()
        await door.open()

    async def closed(_: web.Application) -> None:
        await door.close()
        await proxy.close()

    app.on_startup.append(opened)
    app.on_cleanup.append(closed)
    return app


def serve(machine: Machine) -> None:
    """Blocks until SIGTERM."""
    web.run_app(application(machine), host=LOOPBACK, port=machine.ports.front, access_log=None, print=None)
