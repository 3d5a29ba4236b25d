"""The reference library of Standard Webhooks takes what we sign, and nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from notify.domain.webhook_signing import headers, secret_text

OLD, NEW = bytes(range(32)), bytes(range(1, 33))
BODY = '{"data":{"title":"Hồ sơ"},"id":"e-1"}'.encode()


def signed(*keys: bytes, at: float | None = None) -> dict[str, str]:
    now = datetime.fromtimestamp(time.time() if at is None else at, UTC)
    return dict(headers("e-1", BODY, keys=keys, at=now))


def test_the_reference_library_takes_our_signature() -> None:
    Webhook(secret_text(NEW)).verify(BODY, signed(NEW))


def test_during_a_rotation_both_secrets_are_good() -> None:
    both = signed(NEW, OLD)
    assert len(both["webhook-signature"].split()) == 2
    for key in (OLD, NEW):
        Webhook(secret_text(key)).verify(BODY, both)


@pytest.mark.parametrize(
    ("body", "given"),
    [
        (BODY + b" ", lambda: signed(NEW)),
        (BODY, lambda: signed(OLD)),
        (BODY, lambda: signed(NEW) | {"webhook-id": "e-2"}),
        (BODY, lambda: signed(NEW, at=time.time() - 3600)),
    ],
    ids=["another body", "another secret", "another id", "an hour old"],
)
def test_the_reference_library_takes_nothing_else(body: bytes, given: Callable[[], dict[str, str]]) -> None:
    with pytest.raises(WebhookVerificationError):
        Webhook(secret_text(NEW)).verify(body, given())
