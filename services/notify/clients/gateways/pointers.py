"""Values into and out of JSON documents, by JSON pointers (RFC 6901)."""

from __future__ import annotations

from typing import Any


def found(document: Any, pointer: str) -> str:
    """What stands there, as text; empty if there is nothing or a whole document."""
    here = document
    for part in _parts(pointer):
        if isinstance(here, dict) and part in here:
            here = here[part]
        elif isinstance(here, list) and part.isdigit() and int(part) < len(here):
            here = here[int(part)]
        else:
            return ""
    return _text(here)


def put(document: dict[str, Any], pointer: str, value: str) -> None:
    """Set a value, making the objects above it."""
    *above, last = _parts(pointer)
    here = document
    for part in above:
        here = here.setdefault(part, {})
    here[last] = value


def check(pointer: str) -> str:
    """The pointer. Raises ValueError for one that names nothing."""
    if not pointer.startswith("/") or pointer == "/":
        raise ValueError(f"{pointer!r} is no JSON pointer to a value: write /data/id")
    return pointer


def _parts(pointer: str) -> list[str]:
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer[1:].split("/")]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (str, int, float)) else ""
