"""proto/asyncapi.yaml says what the services do. (Its form is checked by the reference parser in proto/check.sh.)"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker

from motcua.events.registry import EVENTS

PROTO = Path(__file__).parents[2] / "proto"


@cache
def document() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((PROTO / "asyncapi.yaml").read_text(encoding="utf-8"))
    return read


def payload_schema(event: str) -> dict[str, Any]:
    """The payload of the one message of the event's channel, its references answerable inside the document."""
    (message,) = document()["channels"][event]["messages"].values()
    payload: dict[str, Any] = resolve(message["$ref"])["payload"]
    return {"components": document()["components"], **payload}


def resolve(reference: str) -> Any:
    node: Any = document()
    for part in reference.removeprefix("#/").split("/"):
        node = node[part]
    return node


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from (value for key, value in node.items() if key == "$ref")
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            yield from references(item)


def test_every_reference_leads_somewhere() -> None:
    assert all(resolve(reference) for reference in references(document()))


def test_there_is_a_channel_for_every_event_and_its_address_is_the_nats_subject() -> None:
    addresses = {name: channel["address"] for name, channel in document()["channels"].items()}
    assert addresses == {event: f"motcua.v1.{{agency}}.{{department}}.{event}" for event in EVENTS}


@pytest.mark.parametrize("event", sorted(EVENTS))
def test_the_sample_of_an_event_fits_its_schema(event: str) -> None:
    sample = json.loads((PROTO / "samples" / f"{event}.json").read_text(encoding="utf-8"))
    validator = Draft202012Validator(payload_schema(event), format_checker=FormatChecker())
    assert [error.message for error in validator.iter_errors(sample)] == []


@pytest.mark.parametrize(
    "damage",
    [
        {"source": "urn:motcua:reporting"},
        {"type": "motcua.dossier.received.v1"},
        {"sequence": "2"},
        {"data": {"dossier": {"dossierId": 7}}},
    ],
    ids=["another service's", "another type", "an unpadded sequence", "a number where text belongs"],
)
def test_a_damaged_event_does_not_fit(damage: dict[str, Any]) -> None:
    sample = json.loads((PROTO / "samples" / "dossier.accepted.json").read_text(encoding="utf-8"))
    assert not Draft202012Validator(payload_schema("dossier.accepted")).is_valid(sample | damage)
