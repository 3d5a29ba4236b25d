"""Renders pages in the common look and answers with them: strict headers, one style sheet, refusals as pages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Coroutine, Mapping
from datetime import tzinfo
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, PackageLoader, PrefixLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from chassis.http.deps import OptionalActorDep
from chassis.http.problems import STATUS, of_validation
from chassis.kernel.errors import Kind, Problem
from chassis.telemetry import tracing
from chassis.web import forgery, site, wording
from chassis.web.forms import Form
from chassis.web.visitor import LANGUAGE, TOLD, SignInFirst, Visitor, cookie, visitor

_STYLE = (Path(__file__).parent / "templates" / "motcua.css").read_bytes()
STYLE_NAME = f"motcua.{hashlib.sha256(_STYLE).hexdigest()[:16]}.css"
"""Its name changes with its content, so browsers may keep it for ever."""

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_YEAR = 365 * 24 * 3600
_LONG_TIME_TO_READ = 60

Said = Mapping[str, tuple[str, str]]
"""Keyword → what it says in Vietnamese and in English."""


class Chrome:
    """templates: folder of the service's own pages. assets: path under which this service serves the style sheet.

    said: what a page may be asked to tell after a redirection. names: what every template knows besides.
    Pages extend ``chrome/layout.html``.
    """

    def __init__(
        self,
        templates: Path,
        *,
        assets: str,
        environment: str,
        zone: Callable[[], tzinfo],
        said: Said | None = None,
        names: Mapping[str, object] | None = None,
    ) -> None:
        loader = PrefixLoader({"chrome": PackageLoader("chassis.web"), "own": FileSystemLoader(templates)})
        self._pages = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        self._pages.globals |= {"style": f"{assets}/{STYLE_NAME}", "environment": environment, **(names or {})}
        self._pages.filters |= {"number": wording.number, "percent": wording.percent}
        self._pages.filters["day"] = lambda on: wording.day(on, zone())
        self._pages.filters["moment"] = lambda at: wording.moment(at, zone())
        self._pages.filters["local"] = lambda at: at.astimezone(zone())
        self._assets = assets
        self._said: Said = said or {}

    def html(self, name: str, looking: Visitor, values: Mapping[str, object]) -> str:
        """A page of the service (or ``chrome/…``) as text."""
        template = self._pages.get_template(name if name.startswith("chrome/") else f"own/{name}")
        message = self._said.get(looking.told)
        return template.render(
            {
                "visitor": looking,
                "t": looking.t,
                "places": site.shown_to(looking),
                "message": looking.t(*message) if message else "",
                "form": Form(),
                **values,
            }
        )

    def page(
        self,
        name: str,
        looking: Visitor,
        shown: Mapping[str, object] | None = None,
        *,
        status: int = 200,
        **values: object,
    ) -> Response:
        """A page as an answer; values win over what is ``shown``."""
        answer = HTMLResponse(self.html(name, looking, {**(shown or {}), **values}), status, HEADERS)
        if looking.told:
            answer.headers.append("Set-Cookie", cookie(TOLD, "", max_age=0))
        if looking.chose_language:
            answer.headers.append("Set-Cookie", cookie(LANGUAGE, looking.language, max_age=_YEAR))
        return answer

    def go(self, path: str, *, tell: str = "") -> Response:
        """After a form was carried out: on to a page, which says so (post, redirect, get)."""
        answer = RedirectResponse(path, 303, HEADERS)
        if tell:
            answer.headers.append("Set-Cookie", cookie(TOLD, tell, max_age=_LONG_TIME_TO_READ))
        return answer

    async def sent(self, request: Request, looking: Visitor, *, files: int = 0, most_bytes: int = 1 << 20) -> Form:
        """The form of a request, once it is sure that it comes from our own page. files: how many it may carry."""
        data = await request.form(max_files=files, max_fields=1000, max_part_size=most_bytes)
        forgery.check(request.headers, looking.session, str(data.get(forgery.FIELD, "")))
        return Form.of(data)

    def refusal(self, problem: Problem, looking: Visitor) -> Response:
        """A refusal as a page: what is wrong and what to do; nothing of the machine but the trace to quote."""
        status = STATUS[problem.kind]
        answer = self.page(
            "chrome/refusal.html", looking, status=status, problem=problem, trace=tracing.current_trace_id()
        )
        if problem.kind in (Kind.LIMITED, Kind.UNAVAILABLE):
            answer.headers["Retry-After"] = "5"
        return answer

    @staticmethod
    def style_sheet() -> Response:
        """The one style sheet, to be kept for ever."""
        headers = {"Cache-Control": f"public, max-age={_YEAR}, immutable", "X-Content-Type-Options": "nosniff"}
        return Response(_STYLE, 200, headers, "text/css; charset=utf-8")

    def router(self) -> APIRouter:
        """For the pages of a service: refusals are pages, and whoever must sign in is led there and back."""
        route_class = type("PageRoute", (_PageRoute,), {"chrome": self})
        made = APIRouter(include_in_schema=False, route_class=route_class)

        @made.get(f"{self._assets}/{{name}}")
        async def style_sheet(name: str, _actor: OptionalActorDep) -> Response:
            if name != STYLE_NAME:
                raise Problem("route-not-found", Kind.NOT_FOUND, "There is no such file.")
            return self.style_sheet()

        return made


Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class _PageRoute(APIRoute):
    chrome: Chrome

    def get_route_handler(self) -> Handler:
        return partial(self._answered, super().get_route_handler())

    async def _answered(self, handler: Handler, request: Request) -> Response:
        try:
            return await handler(request)
        except SignInFirst as wanted:
            return self.chrome.go(wanted.address)
        except Problem as problem:
            refused = problem
        except RequestValidationError as fault:
            refused = of_validation(fault.errors())
        except HTTPException:
            refused = Problem("form-unreadable", Kind.INVALID, "The form did not arrive whole. Send it again.")
        finally:
            await request.close()  # files of a form, which wait on disk
        return self.chrome.refusal(refused, await visitor(request, None))
