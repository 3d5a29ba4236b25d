"""What surrounds every RPC: trace, actor, deadline, refusals as statuses, metrics. One interceptor, one wrapper."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any

import grpc

from chassis.auth.tokens import TokenVerifier
from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from chassis.rpc.status import CODE, abort
from chassis.telemetry import logs, metrics, tracing

_log = logs.get(__name__)
_OPEN = ("/grpc.health.v1.Health/", "/grpc.reflection.")
_LABELS = ("service", "method")
_DEFAULT_SECONDS = 10.0
_MOST_SECONDS = 60.0

REQUESTS = metrics.counter("motcua_rpc_requests_total", "gRPC calls answered.", (*_LABELS, "code"))
SECONDS = metrics.histogram("motcua_rpc_request_seconds", "Time to answer a gRPC call.", _LABELS)

Context = grpc.aio.ServicerContext[Any, Any]
_actor: ContextVar[Actor | None] = ContextVar("motcua_rpc_actor", default=None)


def current_actor() -> Actor:
    """Who calls; for servicers. Problem ``token-missing`` outside of a call."""
    actor = _actor.get()
    if actor is None:
        raise Problem("token-missing", Kind.UNAUTHENTICATED, "Send metadata 'authorization: Bearer …'.")
    return actor


class EdgeInterceptor(grpc.aio.ServerInterceptor):
    """Wraps the behaviour of every method but health and reflection."""

    def __init__(self, verifier: TokenVerifier) -> None:
        self._verifier = verifier

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[grpc.RpcMethodHandler[Any, Any] | None]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> grpc.RpcMethodHandler[Any, Any] | None:
        handler: Any = await continuation(handler_call_details)
        method = handler_call_details.method
        if handler is None or method.startswith(_OPEN):
            return handler  # type: ignore[no-any-return]
        single = handler.unary_unary or handler.stream_unary
        behaviour = (
            self._single(method, single)
            if single
            else self._streaming(method, handler.unary_stream or handler.stream_stream)
        )
        make: Any = _MAKERS[handler.request_streaming, handler.response_streaming]
        wrapped: grpc.RpcMethodHandler[Any, Any] = make(
            behaviour, handler.request_deserializer, handler.response_serializer
        )
        return wrapped

    def _single(self, method: str, inner: Callable[[Any, Context], Awaitable[Any]]) -> Callable[..., Any]:
        async def behaviour(request: Any, context: Context) -> Any:
            async with self._around(method, context):
                return await inner(request, context)

        return behaviour

    def _streaming(self, method: str, inner: Callable[[Any, Context], AsyncIterator[Any]]) -> Callable[..., Any]:
        async def behaviour(request: Any, context: Context) -> AsyncIterator[Any]:
            async with self._around(method, context):
                async for message in inner(request, context):
                    yield message

        return behaviour

    @asynccontextmanager
    async def _around(self, method: str, context: Context) -> AsyncIterator[None]:
        began, code = time.perf_counter(), "OK"
        metadata = {key: value for key, value in context.invocation_metadata() or () if isinstance(value, str)}
        service, _, name = method[1:].partition("/")
        opened = tracing.continued(
            metadata.get("traceparent"), method[1:], kind="server", rpc_service=service, rpc_method=name
        )
        with opened as span:
            try:
                async with asyncio.timeout(_seconds_left(context)) as deadline:
                    _actor.set(await self._actor(metadata.get("authorization", "")))
                    yield
            except Exception as fault:
                problem = _problem_of(fault, method, expired=deadline.expired())
                code = _code_of(problem)
                span.set(problem=problem.slug)
                await abort(context, problem)
            except asyncio.CancelledError:
                code = "CANCELLED"
                raise
            finally:
                span.set(rpc_status=code)
                if code in {"UNAVAILABLE", "INTERNAL"}:
                    span.failed(code)
                REQUESTS.labels(service, name, code).inc()
                SECONDS.labels(service, name).observe(time.perf_counter() - began, tracing.exemplar())

    async def _actor(self, authorization: str) -> Actor:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Problem("token-missing", Kind.UNAUTHENTICATED, "Send metadata 'authorization: Bearer …'.")
        return await self._verifier.actor(token.strip())


_MAKERS = {
    (False, False): grpc.unary_unary_rpc_method_handler,
    (True, False): grpc.stream_unary_rpc_method_handler,
    (False, True): grpc.unary_stream_rpc_method_handler,
    (True, True): grpc.stream_stream_rpc_method_handler,
}


def _seconds_left(context: Context) -> float:
    """The caller's deadline; one that set none gets a default, as no call may wait for ever."""
    left = context.time_remaining()
    return _DEFAULT_SECONDS if left is None else min(max(left, 0.0), _MOST_SECONDS)


def _problem_of(fault: Exception, method: str, *, expired: bool) -> Problem:
    if isinstance(fault, Problem):
        return fault
    if expired and isinstance(fault, TimeoutError):
        return Problem("deadline-exceeded", Kind.UNAVAILABLE, "The answer took too long and was given up.")
    _log.error("call failed", method=method, exc_info=fault)
    return Problem("internal", Kind.UNAVAILABLE, "Something failed on our side; it is logged under this trace id.")


def _code_of(problem: Problem) -> str:
    return "INTERNAL" if problem.slug == "internal" else CODE[problem.kind].name
