"""Values as bytes that mean one thing only, for digests.

A value is a letter for its kind, eight bytes of length, and its bytes: no two different lists of values give the same
bytes. Every digest begins with a tag, which names what is digested and the version of this way to write it; a tag's
meaning never changes, so digests of ten years ago can be computed again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import orjson

from chassis.data.columns import instant_text

#: A JSON document; dict and list are no values by themselves.
Fields = Mapping[str, Any]


class Document:
    """Marks a JSON document: keys in order, no blanks, so that both databases give back the same bytes."""

    __slots__ = ("content",)

    def __init__(self, content: Any) -> None:
        self.content = content


def digest(tag: str, *values: Any) -> bytes:
    """SHA-256 over the tag and the values: None, bool, int, str, bytes, aware datetime, date, Document, lists of them.

    Raises TypeError for anything else."""
    return sha256(_packed(tag) + b"".join(map(_packed, values))).digest()


def listed(fields: Fields) -> list[Any]:
    """Names and values in the order of the names; what is None is left out.

    So a column that is added later, and is None for what there was before, changes no digest."""
    return [each for name in sorted(fields) if fields[name] is not None for each in (name, fields[name])]


def _packed(value: Any) -> bytes:
    kind, content = _written(value)
    return kind + len(content).to_bytes(8, "big") + content


def _written(value: Any) -> tuple[bytes, bytes]:
    match value:
        case None:
            return b"n", b""
        case bool():
            return b"b", b"1" if value else b"0"
        case int():
            return b"i", str(value).encode()
        case str():
            return b"s", value.encode()
        case bytes() | memoryview():
            return b"x", bytes(value)
        case datetime():
            return b"t", instant_text(value).encode()
        case date():
            return b"d", value.isoformat().encode()
        case Document():
            return b"j", orjson.dumps(value.content, option=orjson.OPT_SORT_KEYS)
        case _ if isinstance(value, Sequence):
            return b"l", b"".join(map(_packed, value))
        case _:
            raise TypeError(f"{type(value).__name__} has no canonical form")
