"""One signed request to an endpoint: an event of the stream, or one of our own about the endpoint itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from chassis.messaging.envelope import CONTENT_TYPE, source_of
from notify.application.webhooks.ports import Poster, Secrets
from notify.domain.webhook_signing import headers
from notify.domain.webhooks import Answer, Endpoint

VERIFICATION = "motcua.webhook.verification.v1"
TEST = "motcua.webhook.test.v1"


def own_event(event_type: str, event_id: str, endpoint: Endpoint, at: datetime, data: Mapping[str, Any]) -> bytes:
    """A CloudEvent about an endpoint; it stands in no stream and has no sequence."""
    event = {
        "specversion": "1.0",
        "datacontenttype": "application/json",
        "id": event_id,
        "source": source_of("notify"),
        "type": event_type,
        "subject": endpoint.id,
        "time": at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "data": data,
    }
    return orjson.dumps(event, option=orjson.OPT_SORT_KEYS)


class Signer:
    """Posts to one endpoint, signed with the secrets that hold now. Keys are opened once."""

    def __init__(self, endpoint: Endpoint, secrets: Secrets, poster: Poster) -> None:
        self._endpoint, self._secrets, self._poster = endpoint, secrets, poster
        self._opened: dict[bytes, bytes] = {}

    async def post(self, event_id: str, body: bytes, at: datetime, *, wants_body: bool = False) -> Answer:
        keys = [self._key(sealed) for sealed in self._endpoint.secrets(at)]
        signed = {"Content-Type": CONTENT_TYPE, **headers(event_id, body, keys=keys, at=at)}
        return await self._poster.post(self._endpoint.url, body, signed, wants_body=wants_body)

    def _key(self, sealed: bytes) -> bytes:
        if sealed not in self._opened:
            self._opened[sealed] = self._secrets.open(self._endpoint.id, sealed)
        return self._opened[sealed]
