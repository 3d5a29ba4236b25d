"""What every event has around its data, as JSON schema. chassis.messaging.envelope writes and reads it."""

from __future__ import annotations

from typing import Any

from chassis.messaging.envelope import CONTENT_TYPE

__all__ = ["CONTENT_TYPE", "HEADERS", "PARAMETERS", "SCHEMA"]

UUID = "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
TRACEPARENT = "^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$"

PARAMETERS: dict[str, dict[str, Any]] = {
    "agency": {"description": "Token of the agency, [a-z0-9-]{1,40}.", "examples": ["heza"]},
    "department": {
        "description": "Token of the department that answers for the subject, [a-z0-9-]{1,40}; `all` where none does.",
        "default": "all",
        "examples": ["lao-dong", "dau-tu", "all"],
    },
}

HEADERS: dict[str, Any] = {
    "type": "object",
    "description": "NATS headers.",
    "required": ["Nats-Msg-Id", "Content-Type"],
    "properties": {
        "Nats-Msg-Id": {
            "type": "string",
            "description": "Equal to `id`: the stream drops repetitions within 10 minutes.",
        },
        "Content-Type": {"const": CONTENT_TYPE},
        "traceparent": {"type": "string", "pattern": TRACEPARENT, "description": "W3C trace context."},
    },
}

SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "CloudEvents 1.0, structured mode.",
    "required": [
        "specversion",
        "id",
        "source",
        "type",
        "subject",
        "time",
        "sequence",
        "datacontenttype",
        "dataschema",
        "data",
    ],
    "properties": {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "pattern": UUID, "description": "UUIDv7, unique for ever: drop one seen before."},
        "source": {"type": "string", "pattern": "^urn:motcua:[a-z]+$", "description": "The publishing service."},
        "type": {"type": "string", "pattern": r"^motcua\.[a-z-]+\.[a-z-]+\.v1$", "description": "What happened."},
        "subject": {"type": "string", "description": "What it happened to: the dossier id for dossier events."},
        "time": {"type": "string", "format": "date-time", "description": "When it was committed, UTC."},
        "sequence": {
            "type": "string",
            "pattern": "^[0-9]{20}$",
            "description": "From 1, per subject and source, without gaps, zero-padded: sorts as text.",
        },
        "datacontenttype": {"const": "application/json"},
        "dataschema": {"type": "string", "description": "`urn:motcua:schema:` and the name of the protobuf message."},
        "traceparent": {"type": "string", "pattern": TRACEPARENT, "description": "W3C trace context."},
        "correlationid": {"type": "string", "description": "Equal for all that one request set off."},
        "causationid": {
            "type": "string",
            "description": "The event that caused this one; absent: a person's request did.",
        },
        "data": {"type": "object", "description": "A message of motcua.events.v1 in the canonical JSON mapping."},
    },
}
