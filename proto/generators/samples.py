"""proto/samples: one whole event of each type, as chassis.messaging.envelope writes it, laid out for people."""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any

from chassis.messaging.envelope import encode
from generators.story import Told, told, uuid7

TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def samples() -> dict[str, dict[str, Any]]:
    """Type → event, in the order of the story."""
    return {event.event.type: _sample(event, number) for number, event in enumerate(told(), start=1)}


def written(body: dict[str, Any]) -> bytes:
    """A sample file's content."""
    return (json.dumps(body, ensure_ascii=False, indent=2) + "\n").encode()


def _sample(told: Told, number: int) -> dict[str, Any]:
    body = encode(
        told.event,
        event_id=uuid7(told.at, number),
        service=told.service,
        time=told.at.ToDatetime(tzinfo=UTC),
        sequence=told.sequence,
        traceparent=TRACEPARENT,
        correlation_id=uuid7(told.at, 1000 + number),
        causation_id=told.caused_by,
    )
    read: dict[str, Any] = json.loads(body)
    return read
