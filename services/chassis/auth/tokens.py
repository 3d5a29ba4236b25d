"""Bearer tokens: a signed JWT becomes an Actor, anything else is refused with 401.

Claims: ``sub``; ``roles`` list; ``agency``, ``department`` tokens of the organisation. Who acts for somebody else has
``act.sub`` (RFC 8693): then the actor is ``act.sub`` and ``on_behalf_of`` is ``sub``. See ADR 0007.
"""

from __future__ import annotations

import hashlib
import time
import warnings
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import ExpiredTokenError, JoseError, SecurityWarning

from chassis.auth.keys import JwksFile, JwksUrl, KeySource, NoKeys
from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from chassis.settings import ServiceSettings

ALGORITHMS = ("Ed25519", "EdDSA", "ES256", "RS256", "PS256")
"""Asymmetric signatures only; ``none`` and shared secrets are refused before any key is looked at."""

_LEEWAY = 30
_CACHED = 4096
_TRUST_SECONDS = 30.0  # how long a token stays good after its key left the set
_LONGEST = 8192


class TokenVerifier:
    """Checks tokens of one issuer for one audience. Remembers good ones for half a minute."""

    def __init__(self, keys: KeySource, issuer: str, audience: str) -> None:
        self._keys = keys
        self._claims = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            sub={"essential": True},
        )
        self._known: OrderedDict[bytes, tuple[Actor, float]] = OrderedDict()

    @classmethod
    def from_settings(cls, settings: ServiceSettings) -> TokenVerifier:
        """The verifier that MOTCUA_JWKS_FILE or MOTCUA_JWKS_URL, TOKEN_ISSUER and TOKEN_AUDIENCE describe."""
        keys: KeySource = NoKeys()
        if settings.jwks_file is not None:
            keys = JwksFile(settings.jwks_file)
        elif settings.jwks_url is not None:
            keys = JwksUrl(settings.jwks_url)
        return cls(keys, settings.token_issuer, settings.token_audience)

    async def actor(self, token: str) -> Actor:
        """Who the token speaks for. Raises Problem ``token-expired`` or ``token-invalid`` (401).

        Expiry is judged by the machine's clock, not by a sandbox's simulated one.
        """
        digest = hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
        known = self._known.get(digest)
        if known is not None and time.time() < known[1]:
            return known[0]
        claims = await self._verified(token)
        actor = _actor(claims)
        self._remember(digest, actor, float(claims["exp"]))
        return actor

    async def _verified(self, token: str) -> Mapping[str, Any]:
        try:
            if len(token) > _LONGEST:
                raise _invalid("it is too long")
            header = jws.extract_compact(token.encode()).headers()
            if header.get("alg") not in ALGORITHMS:
                raise _invalid("its algorithm is not accepted")
            key = await self._keys.key(str(header.get("kid", "")))
            if key is None:
                raise _invalid("it was signed by an unknown key")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", SecurityWarning)  # EdDSA is what most providers still write
                claims = jwt.decode(token, key, algorithms=ALGORITHMS).claims
            self._claims.validate(claims)
        except ExpiredTokenError:
            raise Problem("token-expired", Kind.UNAUTHENTICATED, "The token has expired; sign in again.") from None
        except (JoseError, ValueError, TypeError) as fault:
            raise _invalid(_REASONS.get(getattr(fault, "error", ""), "it cannot be read")) from None
        return claims

    def _remember(self, digest: bytes, actor: Actor, expires: float) -> None:
        self._known[digest] = (actor, min(expires, time.time() + _TRUST_SECONDS))
        if len(self._known) > _CACHED:
            self._known.popitem(last=False)


_REASONS = {
    "bad_signature": "its signature is wrong",
    "invalid_claim": "it was issued by or for somebody else, or is not valid yet",
    "missing_claim": "it lacks a claim",
}


def _actor(claims: Mapping[str, Any]) -> Actor:
    subject, behalf = claims["sub"], ""
    act = claims.get("act")
    if isinstance(act, Mapping) and isinstance(act.get("sub"), str):
        subject, behalf = act["sub"], subject
    roles = claims.get("roles", [])
    texts = (subject, behalf, claims.get("agency") or "", claims.get("department") or "")
    if not isinstance(roles, list) or not all(isinstance(each, str) for each in (*roles, *texts)) or not subject:
        raise _invalid("its claims are not of the expected form")
    return Actor(subject=subject, roles=frozenset(roles), agency=texts[2], department=texts[3], on_behalf_of=behalf)


def _invalid(reason: str) -> Problem:
    return Problem("token-invalid", Kind.UNAUTHENTICATED, f"The token is not accepted: {reason}. Sign in again.")
