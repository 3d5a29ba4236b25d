"""The OpenAPI document: FastAPI's, with our one error format in place of its own."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from chassis.http.problems import MEDIA_TYPE, ProblemBody

_REFERENCE = {"schema": {"$ref": "#/components/schemas/Problem"}}
_REPLACED = ("HTTPValidationError", "ValidationError")


_BEARER = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "A token of the identity provider.",
}


def describe(app: FastAPI, open_to_all: frozenset[str]) -> dict[str, Any]:
    """OpenAPI 3.1; every operation's errors are problems. open_to_all: operations that need no token."""
    document = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes, tags=app.openapi_tags
    )
    for path in document.get("paths", {}).values():
        for operation in path.values():
            needed: dict[str, list[str]] = {"bearer": []}
            free = operation["operationId"] in open_to_all
            operation["security"] = [{}, needed] if free else [needed]
            answers = operation["responses"]
            answers.pop("422", None)
            answers["default"] = {"description": "Refused: RFC 9457 problem", "content": {MEDIA_TYPE: _REFERENCE}}
    components = document.setdefault("components", {})
    components["securitySchemes"] = {"bearer": _BEARER}
    schemas = components.setdefault("schemas", {})
    for name in _REPLACED:
        schemas.pop(name, None)
    problem = ProblemBody.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs", {}))
    schemas["Problem"] = {**problem, "title": "Problem"}
    return document
