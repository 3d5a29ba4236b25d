"""What everybody may have of a history: the signed roots, and the public keys to check them with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from chassis.history.roots import SignedRoot
from chassis.history.shelf import Roots
from chassis.history.signing import SigningKeysFile
from chassis.http.deps import OptionalActorDep
from chassis.http.paging import DEFAULT_PAGE, LARGEST_PAGE, Page, decode_cursor, encode_cursor

PUBLIC_KEYS = "/v1/audit/keys"
_HEX = r"^[0-9a-f]{64}$"


class RootAnswer(BaseModel):
    """The root of a day's tree (RFC 9162, SHA-256) and the signature over the statement about it."""

    service: str
    agency: str
    day: date = Field(description="the local day whose entries it covers")
    size: int = Field(description="entries in the tree")
    root: str = Field(pattern=_HEX)
    previous: str = Field(pattern=_HEX, description="digest of the statement before; zeros for the first")
    signed_at: str = Field(description="part of the statement; RFC 3339")
    key_id: str
    signature: str = Field(description="Ed25519 over the digest of the statement, hexadecimal")


class PublicKeySet(BaseModel):
    """A JWK set of Ed25519 keys, the one that signs now first."""

    keys: list[dict[str, str]]


def answer(root: SignedRoot) -> RootAnswer:
    statement = root.statement
    return RootAnswer(
        service=statement.service,
        agency=statement.agency,
        day=statement.day,
        size=statement.size,
        root=statement.root.hex(),
        previous=statement.previous.hex(),
        signed_at=statement.signed_at.isoformat(),
        key_id=statement.key_id,
        signature=root.signature.hex(),
    )


def router(roots: Roots, signing: SigningKeysFile) -> APIRouter:
    routes = APIRouter(tags=["audit"])

    @routes.get("/v1/audit/roots", summary="Gốc đã ký của nhật ký từng ngày · The signed root of each day")
    async def list_history_roots(
        _actor: OptionalActorDep,
        agency: Annotated[str, Query(max_length=40)] = "",
        page_size: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = DEFAULT_PAGE,
        page_token: Annotated[str, Query(max_length=1000)] = "",
    ) -> Page[RootAnswer]:
        """Theo cơ quan và ngày, cũ trước. Ai cũng lấy được: giữ lại để về sau đối chiếu. · By agency and day, oldest
        first. For everybody: keep them, and compare later."""
        filters = {"agency": agency}
        found = await roots.page(agency, _place(page_token, filters), page_size)
        return Page(
            items=[answer(root) for root in found.roots],
            next_page_token=_token(found.following, filters),
            total_size=found.total,
        )

    @routes.get(PUBLIC_KEYS, summary="Khóa công khai để kiểm tra chữ ký · Public keys that signatures are checked with")
    async def audit_keys(_actor: OptionalActorDep) -> PublicKeySet:
        """Bộ khóa JWK. Hãy giữ một bản ở nơi khác: khóa lấy từ chính máy bị nghi ngờ không chứng minh được gì. · A JWK
        set. Keep a copy elsewhere: a key from the very machine that is in doubt proves nothing."""
        return PublicKeySet(keys=(await signing.public_set())["keys"])

    return routes


def _place(token: str, filters: Mapping[str, object]) -> tuple[str, date] | None:
    if not token:
        return None
    agency, day = decode_cursor(token, filters)
    return str(agency), date.fromisoformat(str(day))


def _token(following: tuple[str, date] | None, filters: Mapping[str, object]) -> str | None:
    place: Any = following and (following[0], following[1].isoformat())
    return encode_cursor(place, filters) if place else None
