"""Blind indexes: what lets a sealed value be found by who knows it, and by nobody else.

    token = first 8 bytes of HMAC-SHA-256(index key, scope ‖ 0 ‖ term) as a signed number

The same term in two scopes (agencies) gives two tokens. The key is not the one that seals: who finds need not open, and
a copy of the database shows only which rows share a term, and how often each occurs. ADR 0013 weighs that.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from chassis.kernel.errors import Kind, Problem
from chassis.sealing import write_keys

_KEY = 32
_TOKEN = 8


class BlindIndex:
    """Makes tokens. Safe to share between tasks."""

    def __init__(self, keys: Mapping[str, bytes], active: str) -> None:
        """keys: id → 32 bytes; active: id of the key of new rows. The others are looked for too, while rows change."""
        if active not in keys or any(len(key) != _KEY for key in keys.values()):
            raise Problem("index-key-malformed", Kind.INVALID, "A blind index key is 32 bytes, also the active one.")
        self._keys = dict(keys)
        self._active = active

    @classmethod
    def from_file(cls, path: Path) -> BlindIndex:
        """Read the entry ``"index": {"active": "i1", "keys": {"i1": "<base64 of 32 bytes>"}}`` of the key file."""
        try:
            content = json.loads(path.read_text("utf-8"))["index"]
            keys = {name: base64.b64decode(text, validate=True) for name, text in content["keys"].items()}
            return cls(keys, content["active"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
            raise Problem(
                "index-key-unreadable",
                Kind.INVALID,
                f"Cannot read the blind index key from {path} ({type(fault).__name__}); "
                "'motcua keys index' adds one to the file.",
            ) from None

    @property
    def index_key(self) -> str:
        """Id of the key of new rows."""
        return self._active

    def tokens(self, scope: str, terms: Iterable[str]) -> list[int]:
        """Of a row, under the active key; sorted, each once."""
        return _tokens(self._keys[self._active], scope, terms)

    def wanted(self, scope: str, terms: Iterable[str]) -> list[list[int]]:
        """What a row must have all of, under one key or another; the active key first."""
        known = tuple(terms)
        names = sorted(self._keys, key=lambda name: name != self._active)
        return [_tokens(self._keys[name], scope, known) for name in names]


def _tokens(key: bytes, scope: str, terms: Iterable[str]) -> list[int]:
    before = scope.encode() + b"\0"
    digests = {hmac.digest(key, before + term.encode(), "sha256")[:_TOKEN] for term in terms}
    return sorted(int.from_bytes(digest, "big", signed=True) for digest in digests)


def add_index_key(path: Path, name: str) -> None:
    """Make an index key, add it to the key file and let it be the active one for new rows."""
    content = json.loads(path.read_text("utf-8"))
    index = content.setdefault("index", {"keys": {}})
    index["keys"][name] = base64.b64encode(os.urandom(_KEY)).decode()
    index["active"] = name
    write_keys(path, content)


def index_key_ids(path: Path) -> tuple[str, tuple[str, ...]]:
    """The active index key's id, empty if there is none, and those of all."""
    index = json.loads(path.read_text("utf-8")).get("index", {"active": "", "keys": {}})
    return index["active"], tuple(index["keys"])
