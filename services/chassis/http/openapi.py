"""The OpenAPI document: FastAPI's, with our one error format in place of its own."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from chassis.http.problems import MEDIA_TYPE, ProblemBody

_REFERENCE = {"schema": {"$ref": "#/components/schemas/Problem"}}
_REPLACED = ("HTTPValidationError", "ValidationError")


def describe(app: FastAPI) -> dict[str, Any]:
    """OpenAPI 3.1; every operation's errors are problems."""
    document = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes, tags=app.openapi_tags
    )
    for path in document.get("paths", {}).values():
        for operation in path.values():
            answers = operation["responses"]
            answers.pop("422", None)
            answers["default"] = {"description": "Refused: RFC 9457 problem", "content": {MEDIA_TYPE: _REFERENCE}}
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name in _REPLACED:
        schemas.pop(name, None)
    problem = ProblemBody.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs", {}))
    schemas["Problem"] = {**problem, "title": "Problem"}
    return document
