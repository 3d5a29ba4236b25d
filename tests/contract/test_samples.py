"""Golden events: what subscribers were shown still is what the services write and read.

A sample changed on purpose: ``make generate``, read the difference as a subscriber would, commit it. A field that went
away or means something else is not a change of a sample but a new major version of the event beside the old.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.json_format import ParseDict

from chassis.messaging.envelope import OutgoingEvent, decode, encode
from motcua.events.registry import EVENTS

SAMPLES = Path(__file__).parents[2] / "proto" / "samples"


def sample(event: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((SAMPLES / f"{event}.json").read_text(encoding="utf-8"))
    return read


def test_there_is_one_sample_of_every_event() -> None:
    assert sorted(path.stem for path in SAMPLES.glob("*.json")) == sorted(EVENTS)


@pytest.mark.parametrize("event", sorted(EVENTS))
def test_a_sample_is_read_and_written_back_byte_for_byte(event: str) -> None:
    shown = sample(event)
    body = json.dumps(shown, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    envelope = decode(body)
    data = ParseDict(shown["data"], EVENTS[event].message())  # strict: an unknown field is an error
    outgoing = OutgoingEvent(type=event, agency="heza", department="all", subject=envelope.subject, data=data)
    written = encode(
        outgoing,
        event_id=envelope.id,
        service=envelope.service,
        time=envelope.time,
        sequence=envelope.sequence,
        traceparent=envelope.traceparent,
        correlation_id=envelope.correlation_id,
        causation_id=envelope.causation_id,
    )
    assert written == body


@pytest.mark.parametrize("event", sorted(EVENTS))
def test_a_sample_comes_from_an_owner_and_is_about_what_its_data_says(event: str) -> None:
    envelope, contract = decode(json.dumps(sample(event)).encode()), EVENTS[event]
    assert envelope.event == event
    assert envelope.service in contract.owners
    data = envelope.data
    match contract.subject:
        case "dossier":
            assert envelope.subject == data["dossier"]["dossierId"]
        case "feedback":
            assert envelope.subject == data["feedback"]["feedbackId"]
        case "procedure":
            assert envelope.subject == data["key"]
        case "endpoint":
            assert envelope.subject == data["endpointId"]
        case "outage":
            assert envelope.subject == data["outageId"]
        case "obligation":
            assert envelope.subject == data["obligationId"]
        case "report":
            assert envelope.subject == data["snapshotId"]
        case "control":
            assert envelope.subject == data["pieceId"]
        case other:
            assert envelope.subject == data[other]
