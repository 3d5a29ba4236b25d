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
from chassis.telemetry.metrics import exposition

BODY_LIMIT = 1024 * 1024
"""Bytes of a request body; a route that takes more says so with ``max_body_size=``."""

_NO_TELEMETRY: Any = {"tracing": False, "metrics": False, "logs": False, "operation_spans": False}
_NO_TELEMETRY["auto_configure"] = False  # spans are placed by hand: ADR 0008


class ServiceApp(FastAPI):
    """FastAPI inside our edge, with our OpenAPI document."""

    edge: Callable[[ASGIApp], ASGIApp]

    def build_middleware_stack(self) -> ASGIApp:
        return self.edge(super().build_middleware_stack())

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            self.openapi_schema = openapi.describe(self)
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
    metrics: Callable[[], bytes] = exposition,
    service: str = "",
    deadline_seconds: float = 30.0,
) -> ServiceApp:
    """The application of a service: routers, problems, health pages, trace, metrics, access log.

    service: token for metrics, from the title if not given. Raises ValueError for a route that takes neither
    ``ActorDep`` nor ``OptionalActorDep``.
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
    app.state.verifier, app.state.clock = verifier, clock
    options = EdgeOptions(
        service=service or title.lower(), deadline_seconds=deadline_seconds, headers=_banner(environment)
    )
    app.edge = lambda inner: Edge(inner, HealthPages(health, metrics), options)
    for router in routers:
        _refuse_open_doors(router)
        app.include_router(router)
    return app


def _banner(environment: str) -> tuple[tuple[bytes, bytes], ...]:
    """Nobody may take a demonstration for the real thing."""
    return () if environment == "production" else ((b"motcua-environment", environment.encode()),)


def _refuse_open_doors(router: APIRouter) -> None:
    for route, outer in _routes(router, False):
        if not (outer or _asks_who(route.dependant)):
            methods = ",".join(sorted(route.methods or ()))
            raise ValueError(f"{methods} {route.path} takes neither ActorDep nor OptionalActorDep")


def _routes(router: APIRouter, asked: bool) -> Iterator[tuple[APIRoute, bool]]:
    """Every route with whether a router above it asks already."""
    asked = asked or any(_is_question(each.dependency) for each in router.dependencies)
    for route in router.routes:
        if isinstance(route, APIRoute):
            yield route, asked
        elif isinstance(inner := getattr(route, "original_router", None), APIRouter):
            yield from _routes(inner, asked)


def _asks_who(dependant: Dependant) -> bool:
    return any(_is_question(each.call) or _asks_who(each) for each in dependant.dependencies)


def _is_question(call: object) -> bool:
    return call in (current_actor, optional_actor)
