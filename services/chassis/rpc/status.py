"""Refusals on gRPC: a status with ``ErrorInfo`` (slug and kind) and ``BadRequest`` (fields), there and back again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import grpc
from google.rpc import error_details_pb2, status_pb2  # type: ignore[import-untyped]

from chassis.kernel.errors import Kind, Problem
from chassis.telemetry import tracing

DOMAIN = "motcua"
DETAILS_KEY = "grpc-status-details-bin"
_MOST_FIELDS = 20  # trailers are limited to 8 KiB by most peers
_LONGEST = 300

CODE = {
    Kind.INVALID: grpc.StatusCode.INVALID_ARGUMENT,
    Kind.UNAUTHENTICATED: grpc.StatusCode.UNAUTHENTICATED,
    Kind.FORBIDDEN: grpc.StatusCode.PERMISSION_DENIED,
    Kind.NOT_FOUND: grpc.StatusCode.NOT_FOUND,
    Kind.REFUSED: grpc.StatusCode.FAILED_PRECONDITION,
    Kind.CONFLICT: grpc.StatusCode.ABORTED,
    Kind.STALE: grpc.StatusCode.ABORTED,
    Kind.GONE: grpc.StatusCode.OUT_OF_RANGE,
    Kind.LIMITED: grpc.StatusCode.RESOURCE_EXHAUSTED,
    Kind.UNAVAILABLE: grpc.StatusCode.UNAVAILABLE,
}
LATE = "deadline-exceeded"
_AWAY = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED}


def details(problem: Problem, code: grpc.StatusCode) -> bytes:
    """The serialized ``google.rpc.Status`` that goes into the trailers."""
    info = error_details_pb2.ErrorInfo(reason=problem.slug, domain=DOMAIN)
    info.metadata["kind"] = problem.kind
    info.metadata["trace_id"] = tracing.current_trace_id()
    status = status_pb2.Status(code=_number(code), message=problem.detail[:_LONGEST])
    status.details.add().Pack(info)
    if problem.fields:
        bad = error_details_pb2.BadRequest()
        for name, text in list(problem.fields.items())[:_MOST_FIELDS]:
            bad.field_violations.add(field=name, description=text[:_LONGEST])
        status.details.add().Pack(bad)
    serialized: bytes = status.SerializeToString()
    return serialized


async def abort(context: grpc.aio.ServicerContext[Any, Any], problem: Problem) -> None:
    """End the call with this refusal; raises grpc's AbortError."""
    code = CODE[problem.kind] if problem.slug != "internal" else grpc.StatusCode.INTERNAL
    trailers = ((DETAILS_KEY, details(problem, code)),)
    await context.abort(code, problem.detail[:_LONGEST], trailing_metadata=trailers)


def problem_of(target: str, fault: grpc.aio.AioRpcError) -> Problem:
    """The refusal that a neighbour sent; ``neighbour-unavailable`` if none could arrive, ``neighbour-failed``
    if it has no words of ours."""
    told = _told(fault.trailing_metadata())
    # Whose watch ran out first, ours or the neighbour's, is chance: the caller learns the same of both.
    is_late = fault.code() is grpc.StatusCode.DEADLINE_EXCEEDED or (told is not None and told.slug == LATE)
    if told is not None and not is_late:
        return told
    if fault.code() in _AWAY:
        reason = "did not answer in time" if is_late else "is away"
        return Problem("neighbour-unavailable", Kind.UNAVAILABLE, f"{target} {reason}; try again soon.")
    return Problem(
        "neighbour-failed", Kind.UNAVAILABLE, f"{target} could not carry out the call ({fault.code().name})."
    )


def _told(trailers: Iterable[tuple[str, str | bytes]] | None) -> Problem | None:
    raw = next((value for key, value in trailers or () if key == DETAILS_KEY), None)
    if not isinstance(raw, bytes):
        return None
    status = status_pb2.Status.FromString(raw)
    info, fields = error_details_pb2.ErrorInfo(), {}
    for detail in status.details:
        bad = error_details_pb2.BadRequest()
        if detail.Unpack(bad):
            fields = {each.field: each.description for each in bad.field_violations}
        else:
            detail.Unpack(info)
    if info.domain != DOMAIN or info.reason == "internal" or info.metadata["kind"] not in set(Kind):
        return None
    return Problem(info.reason, Kind(info.metadata["kind"]), status.message, fields=fields)


def _number(code: grpc.StatusCode) -> int:
    value: tuple[int, str] = code.value
    return value[0]
