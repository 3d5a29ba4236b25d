"""Lists in pages. A page token is opaque, cannot be changed, and fits only the question it came with."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from typing import Annotated, Generic, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from fastapi import Depends, Query
from pydantic import BaseModel

from chassis.kernel.errors import Kind, Problem

T = TypeVar("T")
Position = str | int | None
Filters = Mapping[str, object]

_NONCE = 12
LARGEST_PAGE = 200
DEFAULT_PAGE = 50


class Page(BaseModel, Generic[T]):
    """items of this page; next_page_token for the next one, absent on the last; total_size of all that match."""

    items: list[T]
    next_page_token: str | None = None
    total_size: int


class _Seal:
    """The process's key for page tokens; all replicas of a service must have the same."""

    def __init__(self) -> None:
        self.cipher = AESGCM(hashlib.sha256(b"motcua page tokens").digest())


_seal = _Seal()


def use_secret(secret: bytes) -> None:
    """Seal tokens with a key that is derived from this secret. Called once at the start."""
    _seal.cipher = AESGCM(hashlib.sha256(b"motcua page tokens\0" + secret).digest())


def encode_cursor(position: Sequence[Position], filters: Filters) -> str:
    """The token of the place after ``position`` (sort key of the last row) in the list that ``filters`` describe."""
    nonce = os.urandom(_NONCE)
    plain = json.dumps(list(position), separators=(",", ":"), ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(nonce + _seal.cipher.encrypt(nonce, plain, _digest(filters))).rstrip(b"=").decode()


def decode_cursor(token: str, filters: Filters) -> list[Position]:
    """The position; Problem ``page-token-invalid`` for a token that was changed or belongs to another list."""
    try:
        raw = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
        position: list[Position] = json.loads(_seal.cipher.decrypt(raw[:_NONCE], raw[_NONCE:], _digest(filters)))
    except (ValueError, InvalidTag):
        advice = "start again without page_token, and keep the other parameters the same from page to page"
        raise Problem(
            "page-token-invalid",
            Kind.INVALID,
            "The page token does not belong to this list.",
            fields={"page_token": advice},
        ) from None
    return position


class PageParams:
    """``page_size`` and ``page_token`` of a request."""

    def __init__(self, page_size: int = DEFAULT_PAGE, page_token: str | None = None) -> None:
        self.page_size = page_size
        self.page_token = page_token

    def after(self, filters: Filters) -> list[Position] | None:
        """Where to go on; None at the beginning."""
        return decode_cursor(self.page_token, filters) if self.page_token else None


async def page_params(
    page_size: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = DEFAULT_PAGE,
    page_token: Annotated[str | None, Query(max_length=2000, description="next_page_token as given")] = None,
) -> PageParams:
    """Asynchronous, because FastAPI hands a dependency that is not, such as a class, to a thread."""
    return PageParams(page_size, page_token)


PageDep = Annotated[PageParams, Depends(page_params)]


def _digest(filters: Filters) -> bytes:
    known = {name: str(value) for name, value in filters.items() if value is not None}
    return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).digest()
