"""Calls to neighbours: ``Stub(RpcChannel(…).channel)``; every call has a deadline, a token, a trace and a refusal."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, cast

import grpc

from chassis.rpc.certificates import Authority
from chassis.rpc.status import problem_of
from chassis.tasks import Tasks
from chassis.telemetry import tracing

_GRACE_SECONDS = 30.0  # for calls that an older channel has begun
_PAUSES = (0.05, 0.15, 0.4)  # seconds before the second, third and fourth attempt
_OPTIONS = (
    ("grpc.enable_retries", 0),
    ("grpc.service_config", json.dumps({"loadBalancingConfig": [{"round_robin": {}}]})),
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 3000),
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 5000),
)


class RpcChannel:
    """A channel to one neighbour. Opens at the first call; a part whose ``stop`` closes it.

    authority: certificates of who signs the neighbour's; without it, in the clear.
    target: ``dns:///intake:8201`` or ``127.0.0.1:8201``. tokens: gives our own token for each call.
    default_deadline: seconds for a call that names none; ``await stub.GetCase(request, timeout=0.3)`` names one.
    A call raises Problem: the neighbour's own, ``neighbour-unavailable`` or ``neighbour-failed``.
    """

    def __init__(
        self,
        target: str,
        tokens: Callable[[], str] | None = None,
        default_deadline: float = 3.0,
        *,
        authority: Path | None = None,
    ) -> None:
        self.target = target
        self.name = f"channel to {target}"
        self.default_deadline = default_deadline
        self._tokens = tokens
        self._open: grpc.aio.Channel | None = None
        self._authority = Authority(authority) if authority else None
        self._tasks = Tasks()

    @property
    def channel(self) -> grpc.aio.Channel:
        """What a generated stub takes."""
        return cast("grpc.aio.Channel", self)

    async def start(self) -> None:
        """Nothing is opened before it is needed: the neighbour may be away."""

    async def stop(self) -> None:
        opened, self._open = self._open, None
        if opened is not None:
            await opened.close()
        await self._tasks.cancel_all()

    def unary_unary(self, method: str, *codec: Any, **options: Any) -> UnaryCall:
        return UnaryCall(self, method, lambda channel: channel.unary_unary(method, *codec, **options))

    def unary_stream(self, method: str, *codec: Any, **options: Any) -> StreamCall:
        return StreamCall(self, method, lambda channel: channel.unary_stream(method, *codec, **options))

    def stream_unary(self, method: str, *_codec: Any, **_options: Any) -> None:
        """No service of ours streams towards another; people's programs upload with a channel of their own."""

    stream_stream = stream_unary

    def opened(self) -> grpc.aio.Channel:
        """The channel; another one once the authority's file changed, as a channel keeps what it was made with."""
        if self._authority is not None and self._authority.changed() and self._open is not None:
            self._tasks.spawn(f"closing {self.name}", self._open.close(_GRACE_SECONDS))
            self._open = None
        if self._open is None:
            self._open = self._made()
        return self._open

    def _made(self) -> grpc.aio.Channel:
        if self._authority is None:
            return grpc.aio.insecure_channel(self.target, options=_OPTIONS)
        return grpc.aio.secure_channel(self.target, self._authority.credentials(), options=_OPTIONS)

    def metadata(self) -> tuple[tuple[str, str], ...]:
        sent = [("traceparent", tracing.current_traceparent())]
        if self._tokens is not None:
            sent.append(("authorization", f"Bearer {self._tokens()}"))
        return tuple(sent)


class _Method:
    """A method of a neighbour; its callable is made when the channel is open."""

    def __init__(self, rpc: RpcChannel, method: str, make: Callable[[grpc.aio.Channel], Any]) -> None:
        self._rpc, self._make = rpc, make
        self._path = method.removeprefix("/")
        self._made: tuple[grpc.aio.Channel, Any] | None = None

    def callable(self) -> Any:
        channel = self._rpc.opened()
        if self._made is None or self._made[0] is not channel:
            self._made = (channel, self._make(channel))
        return self._made[1]

    def span(self) -> tracing.Span:
        service, _, name = self._path.partition("/")
        return tracing.span(self._path, kind="client", rpc_service=service, rpc_method=name, target=self._rpc.target)


class UnaryCall:
    """One request, one answer; tried again while the neighbour is unavailable and the deadline allows."""

    def __init__(self, rpc: RpcChannel, method: str, make: Callable[[grpc.aio.Channel], Any]) -> None:
        self._rpc = rpc
        self._method = _Method(rpc, method, make)

    async def __call__(self, request: Any, *, timeout: float | None = None) -> Any:
        ends = time.monotonic() + (timeout or self._rpc.default_deadline)
        with self._method.span():
            metadata = self._rpc.metadata()
            for pause in (*_PAUSES, None):
                try:
                    left = max(ends - time.monotonic(), 0.001)
                    return await self._method.callable()(request, timeout=left, metadata=metadata)
                except grpc.aio.AioRpcError as fault:
                    if not _again(fault, pause, ends):
                        raise problem_of(self._rpc.target, fault) from None
                await asyncio.sleep(pause or 0)
        raise AssertionError("the last attempt returns or raises")  # pragma: no cover


class StreamCall:
    """One request, many answers; not tried again, as some may have been seen."""

    def __init__(self, rpc: RpcChannel, method: str, make: Callable[[grpc.aio.Channel], Any]) -> None:
        self._rpc = rpc
        self._method = _Method(rpc, method, make)

    async def __call__(self, request: Any, *, timeout: float | None = None) -> AsyncIterator[Any]:
        with self._method.span():
            call = self._method.callable()(
                request, timeout=timeout or self._rpc.default_deadline, metadata=self._rpc.metadata()
            )
            try:
                async for message in call:
                    yield message
            except grpc.aio.AioRpcError as fault:
                raise problem_of(self._rpc.target, fault) from None


def _again(fault: grpc.aio.AioRpcError, pause: float | None, ends: float) -> bool:
    return fault.code() is grpc.StatusCode.UNAVAILABLE and pause is not None and time.monotonic() + pause < ends
