"""Looks for what JSON can carry and a database cannot: NUL characters and lone surrogates in text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from chassis.http.problems import field_path, malformed_json
from chassis.kernel.errors import Kind, Problem

_SUSPICIOUS = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def text_problem(body: bytes) -> Problem | None:
    """The refusal if a text in this JSON cannot be stored, else None. One scan of the bytes when all is well."""
    if _SUSPICIOUS.search(body) is None:
        return None
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return malformed_json()
    path = _find(content, ())
    if path is None:
        return None
    name = field_path(("body", *path))
    return Problem(
        "invalid-request",
        Kind.INVALID,
        f"Correct these fields: {name}.",
        fields={name: "the text has characters that cannot be stored (NUL or half of a surrogate pair)"},
    )


def _find(value: Any, path: tuple[str | int, ...]) -> tuple[str | int, ...] | None:
    if isinstance(value, str):
        return path if _UNSTORABLE.search(value) else None
    if isinstance(value, dict):
        if any(_UNSTORABLE.search(name) for name in value):
            return path
        inner: Iterable[tuple[str | int, Any]] = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    else:
        return None
    for key, each in inner:
        if (found := _find(each, (*path, key))) is not None:
            return found
    return None
