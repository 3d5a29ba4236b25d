"""Signatures of Standard Webhooks 1.0, symmetric: ``v1,`` and HMAC-SHA256 over id, timestamp and body."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime

PREFIX = "whsec_"
SECRET_BYTES = 32


def secret_text(key: bytes) -> str:
    """As the receiver gets it."""
    return PREFIX + base64.b64encode(key).decode()


def headers(message_id: str, body: bytes, *, keys: Sequence[bytes], at: datetime) -> Mapping[str, str]:
    """keys: all that sign now; the receiver accepts any signature that it can make itself."""
    timestamp = str(int(at.timestamp()))
    signed = b".".join((message_id.encode(), timestamp.encode(), body))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{_signature(key, signed)}" for key in keys),
    }


def _signature(key: bytes, signed: bytes) -> str:
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
