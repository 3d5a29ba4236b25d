"""Secrets that sign webhooks and addresses of their owners, sealed at rest and bound to their endpoint."""

from __future__ import annotations

import secrets as random
from pathlib import Path
from typing import Self

from chassis.kernel.errors import Kind, Problem
from chassis.sealing import Sealer
from notify.domain.webhook_signing import SECRET_BYTES
from notify.domain.webhooks import Endpoint


class SealedSecrets:
    """Fulfils ``application.webhooks.ports.Secrets``. sealer: null where no keys are configured."""

    def __init__(self, sealer: Sealer | None) -> None:
        self._given = sealer

    @classmethod
    def from_file(cls, keys: Path | None) -> Self:
        return cls(Sealer.from_file(keys) if keys else None)

    def new(self, endpoint_id: str) -> tuple[bytes, bytes]:
        """Raises Problem ``webhooks-not-configured``."""
        key = random.token_bytes(SECRET_BYTES)
        return key, self._sealer.seal(key, _context(endpoint_id))

    def open(self, endpoint_id: str, sealed: bytes) -> bytes:
        """Raises Problem ``webhooks-not-configured``, ``seal-broken``, ``sealing-key-missing``."""
        return self._sealer.unseal(sealed, _context(endpoint_id))

    def seal_contact(self, endpoint_id: str, email: str) -> bytes | None:
        return self._sealer.seal(email.encode(), _contact(endpoint_id)) if email else None

    def open_contact(self, endpoint: Endpoint) -> str:
        """Raises Problem as ``open`` does."""
        if endpoint.contact is None:
            return ""
        return self._sealer.unseal(endpoint.contact, _contact(endpoint.id)).decode()

    @property
    def _sealer(self) -> Sealer:
        if self._given is None:
            detail = "There are no keys to seal secrets with: an operator sets MOTCUA_SEALING_KEYS_FILE for notify."
            raise Problem("webhooks-not-configured", Kind.UNAVAILABLE, detail)
        return self._given


def _context(endpoint_id: str) -> str:
    return f"webhook-endpoint:{endpoint_id}"


def _contact(endpoint_id: str) -> str:
    return f"webhook-contact:{endpoint_id}"
