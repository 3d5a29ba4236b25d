"""Traces by hand-placed spans: ADR 0008. W3C trace context in, through the outbox, and out.

A request's trace id exists even when nothing is exported, for logs and problems. A span that is not sampled costs
one comparison; its children are one shared object. Nothing here uses OpenTelemetry's global state or context.
"""

from __future__ import annotations

import random
import re
import threading
from contextvars import ContextVar, Token
from types import TracebackType
from typing import Literal, Self

from opentelemetry import trace as otel
from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

from chassis.kernel.errors import Kind, Problem
from chassis.settings import ServiceSettings
from chassis.telemetry.attributes import ATTRIBUTES, LONGEST_VALUE

Value = str | int | float | bool
SpanKind = Literal["internal", "server", "client", "producer", "consumer"]

_KINDS = {kind.name.lower(): kind for kind in otel.SpanKind}
_TRACEPARENT = re.compile(r"^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$")
_SAMPLED = 0x01
_EXPECTED = {Kind.UNAVAILABLE}  # of all refusals only this one is the operator's business


class _Place:
    """Where in which trace we are: the ids, whether it is sampled, and the span if it is recorded."""

    __slots__ = ("sampled", "span", "span_id", "trace_id")

    def __init__(self, trace_id: int, span_id: int, sampled: bool, span: otel.Span | None = None) -> None:
        self.trace_id = trace_id
        self.span_id = span_id
        self.sampled = sampled
        self.span = span


class _State:
    """The process's exporter, absent until configured."""

    def __init__(self) -> None:
        self.provider: TracerProvider | None = None
        self.tracer: otel.Tracer | None = None


_state = _State()
_here: ContextVar[_Place | None] = ContextVar("motcua_trace", default=None)
_random = random.Random()  # noqa: S311 - trace ids are not secrets


class Span:
    """An open span. ``with span(...) as s: s.set(outcome="met")``."""

    __slots__ = ("_place", "_token")

    def __init__(self, place: _Place | None) -> None:
        self._place = place
        self._token: Token[_Place | None] | None = None

    def set(self, **attributes: Value) -> None:
        """Add attributes; a name that is not in ``ATTRIBUTES`` is left out."""
        recorded = self._place.span if self._place is not None else None
        if recorded is not None:
            for name, value in attributes.items():
                if (known := ATTRIBUTES.get(name)) is not None:
                    recorded.set_attribute(known, _short(value))

    def rename(self, name: str) -> None:
        """Give the span the name that is only known now (the route)."""
        if self._place is not None and self._place.span is not None:
            self._place.span.update_name(name)

    def failed(self, error_type: str) -> None:
        """Mark the span as failed: a class of error or a slug, never a message."""
        if self._place is not None and self._place.span is not None:
            self._place.span.set_attribute("error.type", error_type)
            self._place.span.set_status(otel.StatusCode.ERROR)

    def __enter__(self) -> Self:
        if self._place is not None:
            self._token = _here.set(self._place)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, stack: TracebackType | None
    ) -> None:
        if self._place is None:
            return
        if self._token is not None:
            _here.reset(self._token)
        if self._place.span is not None:
            if fault is not None:
                self._note(fault)
            self._place.span.end()

    def _note(self, fault: BaseException) -> None:
        if not isinstance(fault, Problem):
            self.failed(type(fault).__name__)
            return
        self.set(problem=fault.slug)
        if fault.kind in _EXPECTED:
            self.failed(fault.slug)


_NOTHING = Span(None)


def span(name: str, *, kind: SpanKind = "internal", **attributes: Value) -> Span:
    """A span below the present one, or a new trace if there is none."""
    here = _here.get()
    if here is None:
        return _begin(name, kind, None, attributes)
    if not here.sampled:
        return _NOTHING
    return _begin(name, kind, here, attributes)


def continued(traceparent: str | None, name: str, *, kind: SpanKind = "consumer", **attributes: Value) -> Span:
    """A span that continues the trace which came with a request or an event; a new trace if there is none."""
    return _begin(name, kind, _parse(traceparent), attributes)


def current_traceparent() -> str:
    """``00-<trace>-<span>-<flags>`` to hand on; empty outside of every span."""
    here = _here.get()
    if here is None:
        return ""
    return f"00-{here.trace_id:032x}-{here.span_id:016x}-{'01' if here.sampled else '00'}"


def current_trace_id() -> str:
    """32 hexadecimal digits, empty outside of every span."""
    here = _here.get()
    return f"{here.trace_id:032x}" if here is not None else ""


def exemplar() -> dict[str, str] | None:
    """Labels that join a measured duration to its trace; None unless this very span is exported."""
    here = _here.get()
    return {"trace_id": f"{here.trace_id:032x}"} if here is not None and here.span is not None else None


def configure(service: str, settings: ServiceSettings) -> None:
    """Export to ``settings.otlp_endpoint`` (OTLP over gRPC, ``http://`` in the clear, ``https://`` over TLS)."""
    if settings.otlp_endpoint is None:
        return
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

    resource = Resource(
        {
            "service.namespace": "motcua",
            "service.name": service,
            "service.instance.id": settings.replica,
            "deployment.environment.name": settings.environment,
        }
    )
    exporter = OTLPSpanExporter(
        endpoint=settings.otlp_endpoint, insecure=not settings.otlp_endpoint.startswith("https:"), timeout=5
    )
    sampler = ParentBased(TraceIdRatioBased(settings.trace_ratio))
    provider = TracerProvider(sampler=sampler, resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=1000))
    _state.provider = provider
    _state.tracer = provider.get_tracer("motcua")


def shutdown(*, within_seconds: float = 5.0) -> None:
    """Send what is waiting and stop; blocks for the given time at the most, collector or no collector."""
    provider, _state.provider, _state.tracer = _state.provider, None, None
    if provider is None:
        return
    ending = threading.Thread(target=provider.shutdown, name="telemetry-shutdown", daemon=True)
    ending.start()
    ending.join(within_seconds)


def _begin(name: str, kind: SpanKind, parent: _Place | None, attributes: dict[str, Value]) -> Span:
    tracer = _state.tracer
    if tracer is None or (parent is not None and not parent.sampled):
        trace_id = _random.getrandbits(128) or 1 if parent is None else parent.trace_id
        sampled = parent is not None and parent.sampled
        return Span(_Place(trace_id, _random.getrandbits(64) or 1, sampled))
    recorded = tracer.start_span(
        name, _context(parent), _KINDS[kind], record_exception=False, set_status_on_exception=False
    )
    ids = recorded.get_span_context()
    sampled = ids.trace_flags.sampled
    opened = Span(_Place(ids.trace_id, ids.span_id, sampled, recorded if sampled else None))
    opened.set(**attributes)
    return opened


def _context(parent: _Place | None) -> Context:
    if parent is None:
        return Context()
    flags = otel.TraceFlags(_SAMPLED)
    above = otel.SpanContext(parent.trace_id, parent.span_id, is_remote=True, trace_flags=flags)
    return otel.set_span_in_context(otel.NonRecordingSpan(above), Context())


def _parse(traceparent: str | None) -> _Place | None:
    found = _TRACEPARENT.match(traceparent) if traceparent else None
    if found is None:
        return None
    trace_id, span_id, flags = int(found[1], 16), int(found[2], 16), int(found[3], 16)
    return _Place(trace_id, span_id, bool(flags & _SAMPLED))


def _short(value: Value) -> Value:
    return value[:LONGEST_VALUE] if isinstance(value, str) else value
