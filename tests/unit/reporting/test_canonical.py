"""The quick reader of canonical JSON says of every event what the strict one says."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from chassis.messaging.envelope import Malformed, decode
from reporting.events.canonical import read_canonical
from reporting.events.reading import read_event
from service.reporting.telling import Teller

SAMPLES = sorted(Path("proto/samples").rglob("*.json"))
SUBJECT = "motcua.v1.heza.dau-tu.dossier.accepted"


@pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_both_readers_agree_on_every_sample_event(path: Path) -> None:
    body = orjson.dumps(orjson.loads(path.read_bytes()))
    strict = read_event(decode(body, nats_subject=SUBJECT))
    assert read_event(read_canonical(body, nats_subject=SUBJECT)) == strict


def test_both_readers_agree_on_whose_time_it_was() -> None:
    own = (("dau-tu", "cv.dautu.1", 7_200, 28_800), ("lanh-dao", "ld.ban.1", 57_600, 28_800))
    due = "2024-05-14 17:00"
    told = Teller("d-1").accepted("2024-05-02 09:00", due).overdue(due).issued("2024-05-15 09:00", due, *own).told
    for envelope in told:
        assert read_event(read_canonical(envelope.body)) == read_event(envelope)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"data": 1}', b'{"id": "x", "sequence": "y", "data": {}}'])
def test_what_is_no_event_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        read_canonical(body)
