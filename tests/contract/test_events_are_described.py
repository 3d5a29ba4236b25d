"""What every event message promises beyond its fields."""

from __future__ import annotations

import re

import pytest
from google.protobuf.descriptor import FieldDescriptor

from contract.descriptor_walk import messages, modules, reachable
from motcua.events.registry import EVENTS

SERVICES = {"intake", "processing", "reporting", "notify"}


@pytest.mark.parametrize("event", sorted(EVENTS))
def test_an_event_has_a_type_an_owner_and_a_subject(event: str) -> None:
    contract = EVENTS[event]
    assert re.fullmatch(r"[a-z-]{1,40}\.[a-z-]{1,40}", contract.name)
    assert contract.owners
    assert contract.owners <= SERVICES
    assert contract.subject in {
        "dossier",
        "feedback",
        "procedure",
        "agency",
        "department",
        "endpoint",
        "outage",
        "obligation",
        "report",
        "control",
    }


@pytest.mark.parametrize("event", sorted(EVENTS))
def test_the_message_is_named_after_its_type(event: str) -> None:
    words = re.split(r"[.-]", event)
    assert EVENTS[event].message.DESCRIPTOR.name == "".join(word.capitalize() for word in words)


@pytest.mark.parametrize("event", sorted(name for name, contract in EVENTS.items() if contract.subject == "dossier"))
def test_an_event_about_a_dossier_names_it_first(event: str) -> None:
    first = EVENTS[event].message.DESCRIPTOR.fields[0]
    assert first.message_type is not None
    assert (first.name, first.number, first.message_type.name) == ("dossier", 1, "DossierRef")


def test_every_instant_is_a_timestamp_and_every_timestamp_is_named_as_an_instant() -> None:
    fields = {field for message in messages("motcua.events.v1") for field in reachable(message)}
    instants = {field.name for field in fields if _is_timestamp(field)}
    assert {name for name in instants if not name.endswith(("_at", "_since"))} == set()
    assert {field.name for field in fields if field.name.endswith("_at") and not _is_timestamp(field)} == set()


def test_two_services_ask_for_papers_every_one_signs_and_each_other_event_has_one_publisher() -> None:
    shared = {name: set(contract.owners) for name, contract in EVENTS.items() if len(contract.owners) > 1}
    assert shared == {"dossier.supplement-requested": {"intake", "processing"}, "audit.root-signed": SERVICES}


def test_the_zero_of_every_enum_says_nothing() -> None:
    enums = [enum for module in modules() for enum in module.DESCRIPTOR.enum_types_by_name.values()]
    assert [enum.full_name for enum in enums if not enum.values_by_number[0].name.endswith("_UNSPECIFIED")] == []


def _is_timestamp(field: FieldDescriptor) -> bool:
    return field.message_type is not None and field.message_type.full_name == "google.protobuf.Timestamp"
