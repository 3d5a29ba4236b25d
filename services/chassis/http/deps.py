"""What a route can ask of its request: who asks, which version he means, whether he asked before.

Deny by default: a route must take ``ActorDep`` or ``OptionalActorDep``; ``create_app`` refuses one that does neither.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from typing import Annotated

from fastapi import Depends, Header, Request

from chassis.auth.tokens import TokenVerifier
from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from chassis.messaging.journal import Idempotency

DEADLINE = "motcua.deadline"
"""Where the edge leaves the request's deadline in its scope."""

_ETAG = re.compile(r'^"(\d{1,9})"$')
_KEY = re.compile(r"^[\x21-\x7e]{1,255}$")


async def optional_actor(request: Request) -> Actor | None:
    """Who asks, None without a token; a token that is not good is refused all the same."""
    authorization = request.headers.get("authorization")
    if authorization is None:
        return None
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Problem("token-invalid", Kind.UNAUTHENTICATED, "Send the token as 'Authorization: Bearer …'.")
    verifier: TokenVerifier = request.app.state.verifier
    return await verifier.actor(token.strip())


async def current_actor(request: Request) -> Actor:
    """Who asks; Problem ``token-missing`` (401) without a token."""
    actor = await optional_actor(request)
    if actor is None:
        raise Problem("token-missing", Kind.UNAUTHENTICATED, "Sign in: send a token as 'Authorization: Bearer …'.")
    return actor


async def idempotency_key(
    given: Annotated[
        str | None,
        Header(alias="idempotency-key", description="1..255 visible ASCII; the same key and body are carried out once"),
    ] = None,
) -> str | None:
    """The client's key; for routes whose body is a stream and digested on its way."""
    if given is not None and _KEY.fullmatch(given) is None:
        raise _malformed(
            "idempotency-key-malformed", "Idempotency-Key", "Give 1 to 255 visible ASCII characters, a UUID say."
        )
    return given


IdempotencyKeyDep = Annotated[str | None, Depends(idempotency_key)]


async def idempotency(request: Request, idempotency_key: IdempotencyKeyDep) -> Idempotency | None:
    """The client's key with the digest of method, path and body; None without a key."""
    if idempotency_key is None:
        return None
    digest = hashlib.sha256()
    for part in (request.method.encode(), request.url.path.encode(), await request.body()):
        digest.update(part + b"\0")
    return Idempotency(key=idempotency_key, digest=digest.hexdigest())


async def if_match(
    tag: Annotated[
        str | None, Header(alias="If-Match", description='The ETag of the version that is changed, `"3"`')
    ] = None,
) -> int | None:
    """The version the client has seen; None without the header or with ``*``."""
    if tag is None or tag.strip() == "*":
        return None
    found = _ETAG.match(tag.strip())
    if found is None:
        raise _malformed("if-match-malformed", "If-Match", 'Send one ETag as you got it, for example "3".')
    return int(found[1])


def allow_seconds(request: Request, seconds: float) -> None:
    """Give this request so much time from now, however long others get: for what is limited by the client's line."""
    deadline: asyncio.Timeout | None = request.scope.get(DEADLINE)
    if deadline is not None:
        deadline.reschedule(asyncio.get_running_loop().time() + seconds)


def etag(version: int) -> str:
    """The ETag header's value of a version."""
    return f'"{version}"'


def _malformed(slug: str, header: str, advice: str) -> Problem:
    return Problem(slug, Kind.INVALID, f"{header} cannot be read. {advice}", fields={header: advice})


ActorDep = Annotated[Actor, Depends(current_actor)]
OptionalActorDep = Annotated[Actor | None, Depends(optional_actor)]
IdempotencyDep = Annotated[Idempotency | None, Depends(idempotency)]
IfMatchDep = Annotated[int | None, Depends(if_match)]
