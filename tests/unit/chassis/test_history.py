"""The encoding means one thing only, and a chain shows every change of what it covers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.history import chain
from chassis.history.chain import Classes, Link, Trace
from chassis.history.encoding import Document, digest, listed

NOON = datetime(2026, 3, 2, 5, 0, 0, 123456, tzinfo=UTC)
Values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.binary(max_size=5) | st.dates(),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=8,
)
EVENT: dict[str, Any] = {
    "id": "e-1",
    "command_id": "c-1",
    "subject": "d-1",
    "sequence": 7,
    "type": "dossier.rated",
    "nats_subject": "motcua.v1.heza.all.dossier.rated",
    "created_at": NOON,
    "body": b'{"data":{}}',
}
COMMAND: dict[str, Any] = {
    "id": "c-1",
    "subject": "d-1",
    "name": "rate-dossier",
    "actor": "cb.motcua.1",
    "on_behalf_of": "",
    "unit": "heza/all",
    "at": NOON,
    "first_sequence": 7,
    "event_count": 1,
    "idempotency_key": None,
    "request_digest": None,
}
LINK = Link(service="intake", agency="heza", subject="d-1", entry=3, previous=bytes(32))
CLASSES = Classes(command=b"1" * 32, events=b"2" * 32, rows=b"3" * 32)


def _alike(one: Any, other: Any) -> bool:
    """Equal to Python and of the same kind: 1 is not True, and neither is the text of it."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_alike, one, other))
    return type(one) is type(other) and one == other


@given(one=st.lists(Values, max_size=4), other=st.lists(Values, max_size=4))
def test_two_lists_of_values_have_one_digest_only_if_they_are_alike(one: list[Any], other: list[Any]) -> None:
    assert (digest("t", *one) == digest("t", *other)) == _alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [(("ab", "c"), ("a", "bc")), ((["a"], "b"), (["a", "b"],)), ((None,), ("",)), ((b"a",), ("a",)), ((1,), (True,))],
)
def test_values_do_not_run_into_one_another(one: Any, other: Any) -> None:
    assert digest("t", *one) != digest("t", *other)


def test_the_digests_of_today_can_be_computed_in_ten_years() -> None:
    """Golden: if one of these changes, every chain that exists is broken. A new way to write has a new tag."""
    assert digest("t", None, True, 5, "ăn", b"x", NOON, date(2026, 3, 2), Document({"b": 1, "a": []}), [1]).hex() == (
        "bc68ccf573a9a388859a77423a39af65507121bbf0552d97d208634161702ab1"
    )
    assert (
        chain.command_digest(COMMAND, b"").hex() == "c70cb22f018d8737d541778aeaf60f1d2708f1ad07c20a15e4510f637ec03aee"
    )
    assert chain.event_digest(EVENT).hex() == "2573f7ebb96ff596d7003556dc502406899244359c5e83ffe8746e675a02c62b"
    assert chain.entry_digest(LINK, CLASSES).hex() == "9ce79bfcda5b89a33c222d01b41e036bd6b57d63675231b275c1ef1e6a1c0681"


def test_an_instant_is_the_same_in_every_zone_and_a_document_in_every_order() -> None:
    local = NOON.astimezone(timezone(timedelta(hours=7)))
    assert digest("t", NOON) == digest("t", local)
    assert digest("t", Document({"a": 1, "b": 2})) == digest("t", Document({"b": 2, "a": 1}))
    with pytest.raises(TypeError):
        digest("t", 1.5)


def test_a_column_that_was_added_later_changes_no_digest() -> None:
    assert listed({"b": 1, "a": None}) == listed({"b": 1, "c": None})


@pytest.mark.parametrize("column", chain.COMMAND_COLUMNS)
def test_every_column_of_a_command_is_covered(column: str) -> None:
    changed = COMMAND | {column: NOON + timedelta(microseconds=1) if column == "at" else "other"}
    assert chain.command_digest(changed, b"") != chain.command_digest(COMMAND, b"")
    assert chain.command_digest(COMMAND, b"said") != chain.command_digest(COMMAND, b"")


@pytest.mark.parametrize("column", chain.EVENT_COLUMNS)
def test_every_column_of_an_event_is_covered(column: str) -> None:
    changed = EVENT | {column: NOON + timedelta(microseconds=1) if column == "created_at" else b"other"}
    assert chain.event_digest(changed) != chain.event_digest(EVENT)


@given(position=st.integers(0, len(EVENT["body"]) - 1), bit=st.integers(0, 7))
def test_every_bit_of_a_body_is_covered(position: int, bit: int) -> None:
    body = bytearray(EVENT["body"])
    body[position] ^= 1 << bit
    assert chain.events_digest([EVENT | {"body": bytes(body)}]) != chain.events_digest([EVENT])


def test_events_are_covered_in_the_order_of_their_sequence_however_they_are_read() -> None:
    later = EVENT | {"id": "e-2", "sequence": 8}
    assert chain.events_digest([EVENT, later]) == chain.events_digest([later, EVENT])
    assert chain.events_digest([EVENT, later]) != chain.events_digest([EVENT])


@pytest.mark.parametrize(
    "changes",
    [{"service": "processing"}, {"agency": "other"}, {"subject": "d-2"}, {"entry": 4}, {"previous": b"p" * 32}],
    ids=lambda changes: str(next(iter(changes))),
)
def test_an_entry_is_bound_to_its_place(changes: dict[str, Any]) -> None:
    assert chain.entry_digest(replace(LINK, **changes), CLASSES) != chain.entry_digest(LINK, CLASSES)


@pytest.mark.parametrize("name", ["command", "events", "rows"])
def test_an_entry_covers_each_of_its_classes(name: str) -> None:
    assert chain.entry_digest(LINK, replace(CLASSES, **{name: b"x" * 32})) != chain.entry_digest(LINK, CLASSES)


def test_words_are_fixed_without_being_told() -> None:
    salt = b"s" * 32
    assert chain.said(salt, "c-1", "Ông A, sai tên") == chain.said(salt, "c-1", "Ông A, sai tên")
    assert chain.said(salt, "c-1", "Ông A") != chain.said(salt, "c-2", "Ông A")
    assert chain.said(b"t" * 32, "c-1", "Ông A") != chain.said(salt, "c-1", "Ông A"), "a guess needs the salt"


def test_traces_are_read_as_they_were_kept() -> None:
    traces = [Trace(table="ledger_entries", key="d-1/0", digest=b"1" * 32)]
    assert chain.traces_of(chain.stored_traces(traces)) == traces
    assert chain.stored_traces([]) is None
    assert chain.traces_of(None) == []
    for broken in ([["a"]], [["a", "b", "zz"]], 5):
        with pytest.raises(ValueError, match="cannot be read"):
            chain.traces_of(broken)


@pytest.mark.parametrize(
    ("unit", "actor", "agency"),
    [("heza/dau-tu", "", "heza"), ("", "heza", "heza"), ("/x", "", "all"), ("", "Not A Token", "all"), ("a", "b", "a")],
)
def test_a_command_is_in_the_tree_of_one_agency(unit: str, actor: str, agency: str) -> None:
    assert chain.agency_of(unit, actor) == agency
