"""Refusals on HTTP: ``application/problem+json`` (RFC 9457) with a stable type, a sentence, and field paths."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from chassis.kernel.errors import Kind, Problem
from chassis.telemetry import tracing

MEDIA_TYPE = "application/problem+json"

STATUS = {
    Kind.INVALID: 422,
    Kind.UNAUTHENTICATED: 401,
    Kind.FORBIDDEN: 403,
    Kind.NOT_FOUND: 404,
    Kind.REFUSED: 409,
    Kind.CONFLICT: 409,
    Kind.STALE: 412,
    Kind.GONE: 410,
    Kind.LIMITED: 429,
    Kind.UNAVAILABLE: 503,
}
_RETRY_AFTER = {429: "5", 503: "2"}
_UNREADABLE = "There was an error parsing the body"  # FastAPI's words for a body that is not JSON text
_NOT_AN_OBJECT = {"model_attributes_type", "model_type", "dict_type", "dataclass_type", "missing"}
_MANY = 50


class FieldProblem(BaseModel):
    """What is wrong with one field. Documentation of the wire format."""

    field: str = Field(examples=["documents[2].name"])
    detail: str


class ProblemBody(BaseModel):
    """RFC 9457 problem. Documentation of the wire format."""

    type: str = Field(examples=["urn:motcua:problem:supplement-already-requested"])
    title: str
    status: int
    detail: str
    instance: str = Field(description="urn:motcua:trace:<trace id>; quote it when asking for help")
    errors: list[FieldProblem] = []


def problem_response(
    problem: Problem, *, status: int | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """The response that says it; status as its kind has it unless HTTP has a more exact one."""
    code = status or STATUS[problem.kind]
    extra = dict(headers or {})
    if code == 401:
        extra.setdefault("WWW-Authenticate", _challenge(problem))
    if code in _RETRY_AFTER:
        extra.setdefault("Retry-After", _RETRY_AFTER[code])
    return Response(orjson.dumps(_members(problem, code)), code, extra, MEDIA_TYPE)


def internal() -> Problem:
    """What a caller learns of a fault of ours: nothing but where to find it in the logs (``instance``)."""
    return Problem("internal", Kind.UNAVAILABLE, "Something failed on our side; it is logged under this trace id.")


def too_large() -> Problem:
    return Problem("body-too-large", Kind.INVALID, "The request body is larger than this route takes.")


def malformed_json(detail: str = "it cannot be read as JSON") -> Problem:
    return Problem("malformed-json", Kind.INVALID, f"The body is not valid JSON: {detail}.")


async def on_problem(_request: Request, fault: Exception) -> Response:
    """Handler of our own refusals."""
    if not isinstance(fault, Problem):
        raise fault
    return problem_response(fault)


async def on_validation(_request: Request, fault: Exception) -> Response:
    """Handler of requests that do not fit their model."""
    if not isinstance(fault, RequestValidationError):
        raise fault
    return problem_response(of_validation(fault.errors()))


async def on_http(_request: Request, fault: Exception) -> Response:
    """Handler of refusals by the framework: no such route, wrong method, unreadable body."""
    if not isinstance(fault, HTTPException):
        raise fault
    if fault.status_code == 400 and fault.detail == _UNREADABLE:
        return problem_response(malformed_json())
    slug, detail = _FRAMEWORK.get(fault.status_code, ("invalid-request", "The request cannot be taken."))
    status = 422 if fault.status_code == 400 else fault.status_code
    return problem_response(Problem(slug, Kind.INVALID, detail), status=status, headers=fault.headers)


async def on_fault(_request: Request, _fault: Exception) -> Response:
    """Handler of everything nobody foresaw; the edge logs it."""
    return problem_response(internal(), status=500)


def of_validation(errors: Sequence[Mapping[str, Any]]) -> Problem:
    """pydantic's errors as one Problem; values that were sent are not repeated."""
    if errors and errors[0]["type"] == "json_invalid":
        position = errors[0]["loc"][-1]
        return malformed_json(f"{errors[0]['ctx']['error']} at character {position}")
    fields: dict[str, str] = {}
    for error in errors[:_MANY]:
        location = tuple(error["loc"])
        if location == ("body",) and error["type"] in _NOT_AN_OBJECT:
            fields["body"] = "a JSON object is needed, sent with Content-Type: application/json"
        else:
            fields.setdefault(field_path(location), _sentence(error))
    named = ", ".join(list(fields)[:5])
    return Problem("invalid-request", Kind.INVALID, f"Correct these fields: {named}.", fields=fields)


def field_path(location: Iterable[str | int]) -> str:
    """``("body", "documents", 2, "name")`` → ``documents[2].name``."""
    parts = list(location)
    if parts and parts[0] in {"body", "query", "path", "header", "cookie"}:
        parts = parts[1:] or [str(parts[0])]
    path = ""
    for part in parts:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path


def _sentence(error: Mapping[str, Any]) -> str:
    match error["type"]:
        case "missing":
            return "this field is needed"
        case "extra_forbidden":
            return "there is no such field"
        case _:
            text = str(error["msg"]).removeprefix("Value error, ")
            return text[:1].lower() + text[1:]


def _members(problem: Problem, status: int) -> dict[str, Any]:
    members: dict[str, Any] = {
        "type": f"urn:motcua:problem:{problem.slug}",
        "title": problem.slug.replace("-", " ").capitalize(),
        "status": status,
        "detail": problem.detail,
        "instance": f"urn:motcua:trace:{tracing.current_trace_id()}",
    }
    if problem.fields:
        members["errors"] = [{"field": name, "detail": text} for name, text in problem.fields.items()]
    return members


def _challenge(problem: Problem) -> str:
    if problem.slug == "token-missing":
        return 'Bearer realm="motcua"'
    return 'Bearer realm="motcua", error="invalid_token"'


_FRAMEWORK = {
    404: ("route-not-found", "There is no such address; see /openapi.json for those there are."),
    405: ("method-not-allowed", "This address does not take that method; the Allow header lists those it takes."),
    413: ("body-too-large", "The request body is larger than this route takes."),
    415: ("media-type-unsupported", "This address does not take that kind of content."),
}
