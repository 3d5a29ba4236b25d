"""Refusals: what went wrong, said once, for every transport.

    Problem                      a refusal with a stable slug, a kind and a sentence that says what to do
    └── raised as is, or subclassed by a domain to give the refusal a name and a fixed slug

Kinds map to HTTP in ``chassis.http.problems`` and to gRPC in ``chassis.rpc.status``; nothing below ``api/`` knows
either.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Kind(StrEnum):
    """Why a request was refused. HTTP status / gRPC code stand beside each."""

    INVALID = "invalid"  # 422 INVALID_ARGUMENT
    UNAUTHENTICATED = "unauthenticated"  # 401 UNAUTHENTICATED
    FORBIDDEN = "forbidden"  # 403 PERMISSION_DENIED
    NOT_FOUND = "not_found"  # 404 NOT_FOUND
    REFUSED = "refused"  # 409 FAILED_PRECONDITION: the state of the thing forbids it
    CONFLICT = "conflict"  # 409 ABORTED: somebody else changed it first
    STALE = "stale"  # 412 ABORTED: If-Match names an older version
    GONE = "gone"  # 410 OUT_OF_RANGE: it was there, and is no longer kept
    LIMITED = "limited"  # 429 RESOURCE_EXHAUSTED
    UNAVAILABLE = "unavailable"  # 503 UNAVAILABLE: try again, nothing was stored


class Problem(Exception):
    """A refusal that a person can act on.

    slug: stable, kebab-case, part of the public contract (``supplement-already-requested``).
    detail: one or two sentences that say what is wrong and what to do; no personal data.
    fields: field path (``applicant.phone``, ``documents[2].name``) → what is wrong with it.
    """

    def __init__(self, slug: str, kind: Kind, detail: str, *, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{slug}: {detail}")
        self.slug = slug
        self.kind = kind
        self.detail = detail
        self.fields: Mapping[str, str] = dict(fields or {})


def invalid(slug: str, detail: str, **fields: str) -> Problem:
    """Shorthand for the commonest refusal: the input cannot be taken as it is."""
    return Problem(slug, Kind.INVALID, detail, fields=fields)
