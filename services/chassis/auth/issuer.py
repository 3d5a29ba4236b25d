"""An issuer for demonstrations and tests: it signs whatever it is asked to. Production has its own provider."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import OKPKey

from chassis.settings import DEMO_ISSUER


class DemoIssuer:
    """Keeps an Ed25519 key (JWK, mode 0600) at ``key_path`` and its public half in ``jwks.json`` beside it."""

    def __init__(self, key_path: Path, *, issuer: str = DEMO_ISSUER, audience: str = "motcua") -> None:
        self.issuer = issuer
        self.audience = audience
        self.jwks_path = key_path.with_name("jwks.json")
        if not key_path.exists():
            key_path.parent.mkdir(parents=True, exist_ok=True)
            _write(key_path, OKPKey.generate_key("Ed25519", auto_kid=True).as_dict(private=True), 0o600)
        key_path.chmod(0o600)
        self._key = OKPKey.import_key(json.loads(key_path.read_text("utf-8")))
        public = {**self._key.as_dict(private=False), "use": "sig", "alg": "Ed25519"}
        _write(self.jwks_path, {"keys": [public]}, 0o644)

    def token(
        self,
        subject: str,
        roles: Iterable[str],
        agency: str = "",
        department: str = "",
        ttl: timedelta = timedelta(hours=12),
        *,
        on_behalf_of: str = "",
    ) -> str:
        """A token that is good for ``ttl`` of real time from now."""
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": on_behalf_of or subject,
            "roles": sorted(roles),
            "agency": agency,
            "department": department,
            "iat": now,
            "exp": now + int(ttl.total_seconds()),
        }
        if on_behalf_of:
            claims["act"] = {"sub": subject}
        return jwt.encode({"alg": "Ed25519", "kid": self._key.kid}, claims, self._key, algorithms=["Ed25519"])


def _write(path: Path, content: dict[str, Any], mode: int) -> None:
    """Whole or not at all, never readable by others in between."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=2)
    beside.replace(path)
