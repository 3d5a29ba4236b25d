"""One way to make a service's HTTP application; see ``create_app``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from chassis.auth.tokens import TokenVerifier
from chassis.health import Health
from chassis.http import openapi, problems
from chassis.http.deps import current_actor, optional_actor
from chassis.http.edge import Edge, EdgeOptions
from chassis.http.health_pages import HealthPages
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Problem
from chassis.web.interruptions import Interruption

BODY_LIMIT = 1024 * 1024
"""Bytes of a request body; a route that takes more says so with ``max_body_size=``."""

_NO_TELEMETRY: Any = {"tracing": False, "metrics": False, "logs": False, "operation_spans": False}
_NO_TELEMETRY["auto_configure"] = False  # spans are placed by hand: ADR 0008
_QUESTIONS: frozenset[object] = frozenset({current_actor, optional_actor})


class ServiceApp(FastAPI):
    """FastAPI inside our edge, with our OpenAPI document."""

    edge: Callable[[ASGIApp], ASGIApp]
    open_to_all: frozenset[str] = frozenset()

    def build_middleware_stack(self) -> ASGIApp:
        return self.edge(super().build_middleware_stack())

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            self.openapi_schema = openapi.describe(self, self.open_to_all)
        return self.openapi_schema


def create_app(
    *,
    title: str,
    version: str,
    description: str,
    routers: Sequence[APIRouter],
    verifier: TokenVerifier,
    health: Health,
    clock: Clock,
    environment: str,
    service: str = "",
    deadline_seconds: float = 30.0,
    interruptions: Callable[[str], tuple[Interruption, ...]] = lambda _agency: (),
) -> ServiceApp:
    """The application of a service: routers, problems, health pages, trace, metrics, access log.

    service: token for metrics, from the title if not given. interruptions: what pages announce to
    somebody of an agency. Raises ValueError for a route that takes neither ``ActorDep`` nor ``OptionalActorDep``.
    """
    app = ServiceApp(
        title=title,
        version=version,
        description=description,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        max_body_size=BODY_LIMIT,
        telemetry=_NO_TELEMETRY,
        generate_unique_id_function=lambda route: route.name,
        exception_handlers={
            Problem: problems.on_problem,
            RequestValidationError: problems.on_validation,
            HTTPException: problems.on_http,
            Exception: problems.on_fault,
        },
    )
    app.state.verifier, app.state.clock, app.state.interruptions = verifier, clock, interruptions
    options = EdgeOptions(
        service=service or title.lower(), deadline_seconds=deadline_seconds, headers=_banner(environment)
    )
    app.edge = lambda inner: Edge(inner, HealthPages(health, options.service), options)
    app.open_to_all = _open_to_all(routers)
    for router in routers:
        app.include_router(router)
    return app


def _banner(environment: str) -> tuple[tuple[bytes, bytes], ...]:
    """Nobody may take a demonstration for the real thing."""
    return () if environment == "production" else ((b"motcua-environment", environment.encode()),)


def _open_to_all(routers: Sequence[APIRouter]) -> frozenset[str]:
    """Names of the routes that need no token. Raises ValueError for one that does not say."""
    names: set[str] = set()
    for router in routers:
        for route, asked in _routes(router, frozenset()):
            asked_here = asked | _questions(route.dependant)
            if not asked_here:
                methods = ",".join(sorted(route.methods or ()))
                raise ValueError(f"{methods} {route.path} takes neither ActorDep nor OptionalActorDep")
            if current_actor not in asked_here:
                names.add(route.name)
    return frozenset(names)


def _routes(router: APIRouter, asked: frozenset[object]) -> Iterator[tuple[APIRoute, frozenset[object]]]:
    """Every route with the questions that a router above it asks already."""
    asked |= {each.dependency for each in router.dependencies} & _QUESTIONS
    for route in router.routes:
        if isinstance(route, APIRoute):
            yield route, asked
        elif isinstance(inner := getattr(route, "original_router", None), APIRouter):
            yield from _routes(inner, asked)


def _questions(dependant: Dependant) -> frozenset[object]:
    deeper = (_questions(each) for each in dependant.dependencies)
    return frozenset({each.call for each in dependant.dependencies} & _QUESTIONS).union(*deeper)
