"""Events as bytes: canonical, exact, and refused with a reason where they are not ours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import orjson
import pytest
from google.protobuf.struct_pb2 import Struct
from hypothesis import given
from hypothesis import strategies as st

from chassis.messaging.envelope import LARGEST_BODY, Malformed, OutgoingEvent, decode, encode
from motcua.common.v1.types_pb2 import DossierRef
from motcua.events.v1.dossier_pb2 import DossierRated, DossierReceived

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=timezone(timedelta(hours=7)))


def rated(rating: int = 4) -> OutgoingEvent:
    data = DossierRated(dossier=DossierRef(dossier_id="d-1", agency="heza"), rating=rating)
    return OutgoingEvent(type="dossier.rated", agency="heza", department="dau-tu", subject="d-1", data=data)


def body(**changes: object) -> bytes:
    """A sound event with some attributes changed; None takes one away."""
    told = encode(rated(), event_id="e-1", service="intake", time=NOON, sequence=7)
    changed = orjson.loads(told) | changes
    return orjson.dumps({name: value for name, value in changed.items() if value is not None})


def test_an_event_is_cloudevents_json_with_sorted_keys() -> None:
    told = encode(
        rated(), event_id="e-1", service="intake", time=NOON, sequence=7,
        traceparent="00-1", correlation_id="c-1", causation_id="c-2",
    )  # fmt: skip
    read = orjson.loads(told)
    assert list(read) == sorted(read)
    assert {name: value for name, value in read.items() if name != "data"} == {
        "specversion": "1.0",
        "datacontenttype": "application/json",
        "dataschema": "urn:motcua:schema:motcua.events.v1.DossierRated",
        "id": "e-1",
        "source": "urn:motcua:intake",
        "type": "motcua.dossier.rated.v1",
        "subject": "d-1",
        "time": "2026-03-02T05:00:00.000000Z",
        "sequence": "00000000000000000007",
        "traceparent": "00-1",
        "correlationid": "c-1",
        "causationid": "c-2",
    }
    assert read["data"]["rating"] == 4
    assert read["data"]["dossier"]["dossierId"] == "d-1"


def test_what_is_absent_is_left_out_and_defaults_are_written_out() -> None:
    read = orjson.loads(encode(rated(0), event_id="e-1", service="intake", time=NOON, sequence=1))
    assert {"traceparent", "correlationid", "causationid"}.isdisjoint(read)
    assert read["data"]["rating"] == 0


def test_the_same_event_is_the_same_bytes() -> None:
    told = [encode(rated(), event_id="e-1", service="intake", time=NOON, sequence=7) for _ in range(3)]
    assert len(set(told)) == 1
    assert decode(told[0]).body == told[0]


@given(sequence=st.integers(1, 2**63 - 1), time=st.datetimes(min_value=datetime(1970, 1, 1), timezones=st.just(UTC)))
def test_what_is_encoded_is_decoded(sequence: int, time: datetime) -> None:
    told = encode(rated(), event_id="e-1", service="intake", time=time, sequence=sequence)
    read = decode(told, nats_subject="motcua.v1.heza.dau-tu.dossier.rated", deliveries=3)
    assert (read.sequence, read.time, read.deliveries) == (sequence, time, 3)
    assert (read.service, read.event, read.subject) == ("intake", "dossier.rated", "d-1")
    assert read.payload(DossierRated) == rated().data


def test_attributes_and_fields_we_do_not_know_are_ignored() -> None:
    data = orjson.loads(body())["data"] | {"tomorrow": {"x": 1}}
    read = decode(body(data=data, newattribute="x", traceparent=None))
    assert read.payload(DossierRated).rating == 4
    assert read.traceparent == ""


def test_data_of_another_shape_is_malformed() -> None:
    read = decode(body(data={"rating": "five"}))
    with pytest.raises(Malformed, match="malformed-data"):
        read.payload(DossierRated)
    assert decode(body(data={})).payload(DossierReceived) == DossierReceived()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"specversion": "0.3"}, "malformed-specversion"),
        ({"id": None}, "malformed-id"),
        ({"id": "a b"}, "malformed-id"),
        ({"id": "x" * 201}, "malformed-id"),
        ({"id": 7}, "malformed-id"),
        ({"source": "urn:other:intake"}, "malformed-source"),
        ({"type": "motcua.dossier.rated.v2"}, "malformed-type"),
        ({"type": "dossier.rated"}, "malformed-type"),
        ({"subject": "hồ-sơ"}, "malformed-subject"),
        ({"subject": ""}, "malformed-subject"),
        ({"time": "2026-03-02T05:00:00"}, "malformed-time"),
        ({"time": "yesterday"}, "malformed-time"),
        ({"sequence": "7"}, "malformed-sequence"),
        ({"sequence": "0" * 20}, "malformed-sequence"),
        ({"sequence": "9" * 20}, "malformed-sequence"),
        ({"sequence": 7}, "malformed-sequence"),
        ({"data": "text"}, "malformed-data"),
        ({"data": None}, "malformed-data"),
        ({"traceparent": "a\r\nb: c"}, "malformed-traceparent"),
    ],
)
def test_an_attribute_that_is_wrong_is_named(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(Malformed) as refusal:
        decode(body(**changes))
    assert refusal.value.reason == reason


@given(st.binary(max_size=300))
def test_no_bytes_make_decoding_fail_otherwise(junk: bytes) -> None:
    with pytest.raises(Malformed):
        decode(junk)


@pytest.mark.parametrize(
    ("agency", "department", "type_"),
    [
        ("HEZA", "all", "dossier.rated"),
        ("heza", "", "dossier.rated"),
        ("heza", "a.b", "dossier.rated"),
        ("heza", ">", "dossier.rated"),
        ("heza", "x" * 41, "dossier.rated"),
        ("heza", "all", "rated"),
        ("heza", "all", "motcua.dossier.rated"),
    ],
)
def test_a_token_that_cannot_stand_in_a_subject_is_refused(agency: str, department: str, type_: str) -> None:
    event = OutgoingEvent(type=type_, agency=agency, department=department, subject="d-1", data=DossierRated())
    with pytest.raises(ValueError, match="use"):
        event.nats_subject()


def test_the_subject_holds_agency_department_and_event() -> None:
    assert rated().nats_subject() == "motcua.v1.heza.dau-tu.dossier.rated"


def test_an_event_that_is_not_thin_is_refused() -> None:
    data = Struct()
    data["text"] = "x" * LARGEST_BODY
    fat = OutgoingEvent(type="dossier.rated", agency="heza", department="all", subject="d-1", data=data)
    with pytest.raises(ValueError, match="thin"):
        encode(fat, event_id="e-1", service="intake", time=NOON, sequence=1)
