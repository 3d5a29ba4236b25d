"""What a thief of the database, its log or a backup finds of people: nothing that can be read."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import Text, select, update

from chassis.blind_index import BlindIndex, add_index_key
from chassis.kernel.errors import Problem
from chassis.sealing import Sealer, add_key, key_of, remove_key
from chassis.telemetry import logs
from intake.domain.facts import Stage
from intake.store import sealing_keys
from intake.store.applicant_rows import FIELDS
from intake.store.register import SqlRegister
from intake.store.resealing import Resealing
from intake.store.sealed_places import PLACES
from intake.store.sealing_keys import SealingKeys
from intake.store.tables import applicants, dossiers, metadata
from service.intake.counter import Counter, body
from service.intake.test_journey import the_department_issues
from unit.intake.world import APPLICANT, RECEPTIONIST

MARKED: dict[str, Any] = {
    "kind": "individual",
    "name": "Dauvet Hoten Mot",
    "identity_number": "031090777001",
    "address": "So 7 Dauvet Diachi",
    "phone": "0977700112",
    "email": "dauvet.thu@vidu.vn",
    "representative": {
        "name": "Dauvet Uyquyen",
        "identity_number": "031090777002",
        "address": "So 8 Dauvet Uyquyendiachi",
        "phone": "0977700113",
        "email": "dauvet.uyquyen@vidu.vn",
        "authority": "Giay uy quyen Dauvet",
    },
}
REQUEST = "Xin cap cho ong Dauvet Yeucau"
REASONS = [f"Ly do Dauvet {word}" for word in ("Tuchoi", "Bosung", "Rut", "Danhgia")]
MARKERS = ("Dauvet", "dauvet", "031090777", "09777001", "977700112")
SEALED = {"applicants": 4, "dossiers": 3, "commands": 5, "payables": 2}
"""Rows that ``every_action`` leaves with something sealed."""
ONE = Sealer({"k1": b"k" * 32}, "k1")
BOTH = Sealer({"k1": b"k" * 32, "k2": b"2" * 32}, "k2")


async def every_action(counter: Counter) -> list[str]:
    """Three dossiers through everything that can be done with them, marked words wherever people write."""
    marked = {"applicant": MARKED, "request": REQUEST, "procedure": "cap-gpld"}
    kept = {**marked, "applicant": MARKED | {"kind": "organisation", "identity_number": "0310907770"}}
    refused, withdrawn, done = [(await counter.registered(RECEPTIONIST, **kept))["id"] for _ in range(3)]
    own = (await counter.registered(APPLICANT, **kept))["id"]
    asked = {"documents": ["Ho chieu cua Dauvet Bosung"], "reason": REASONS[1]}
    steps: list[tuple[str, str, Any]] = [
        (refused, "refusal", {"reason": REASONS[0]}),
        (withdrawn, "supplement-requests", asked),
        (withdrawn, "supplements", {"documents": [{"key": "ho-chieu"}]}),
        (withdrawn, "acceptance", None),
        (withdrawn, "withdrawal", {"reason": REASONS[2]}),
        (done, "supplement-requests", asked),
        (own, "acceptance", None),
    ]
    for dossier, action, content in steps:
        answer = await counter.post(f"/v1/dossiers/{dossier}/{action}", content)
        assert answer.status_code == 201, answer.text
    await the_department_issues(counter, own)
    await counter.post(f"/v1/dossiers/{own}/collection", {"method": "post"})
    rated = await counter.post(f"/v1/dossiers/{own}/rating", {"rating": 4, "comment": REASONS[3]}, actor=APPLICANT)
    assert rated.status_code == 201, rated.text
    return [refused, withdrawn, done, own]


#: Columns of text that hold tokens, ids, accounts, digests and words of the program, or text that is sealed.
TEXTS = {
    "code_counters": "unit",
    "commands": "id subject agency name actor on_behalf_of unit reason salt idempotency_key request_digest",
    "dead_letters": "id consumer source subject event_id type nats_subject reason resolution",
    "event_sequences": "subject",
    "inbox": "consumer source subject last_event_id",
    "outbox": "id command_id subject type nats_subject",
    "applicant_tokens": "dossier_id index_key",
    "applicants": "dossier_id kind language",
    "payables": "dossier_id key kind note exempted_by exemption_ref",
    "payments": "id dossier_id payable method receipt_number recorded_by undone_by",
    "result_corrections": "id dossier_id fault found_by requested_by ready_by returned_by",
    "return_attempts": "id dossier_id method recorded_by tracking_number received_by",
    "personal_data_reads": "actor roles on_behalf_of agency dossier_id purpose fields",
}


def test_a_new_column_of_text_is_thought_about() -> None:
    """Does it hold what people write? Then it is sealed and has its sealed place; else it is added here."""
    for name, known in TEXTS.items():
        columns = {column.name for column in metadata.tables[name].columns if isinstance(column.type, Text)}
        assert columns == set(known.split()), name


async def columns_with(counter: Counter, markers: tuple[str, ...]) -> set[str]:
    """``table.column`` of every value that holds one of the markers, as text, bytes, or escaped inside JSON."""
    found: set[str] = set()
    for table in metadata.sorted_tables:
        async with counter.database.read() as connection:
            rows = (await connection.execute(select(table))).all()
        for row in rows:
            for name, value in row._asdict().items():
                shown = value if isinstance(value, bytes) else orjson.dumps(value, default=str)
                if any(marker.encode() in shown for marker in markers):
                    found.add(f"{table.name}.{name}")
    return found


async def test_no_column_of_any_table_and_no_log_line_holds_personal_data(counter: Counter) -> None:
    lines = io.StringIO()
    logs.configure("intake", replica="", level="debug", stream=lines)
    try:
        for dossier in await every_action(counter):
            await counter.get(f"/v1/dossiers/{dossier}")
            await counter.get("/v1/dossiers", q="dauvet", note="Dauvet")
    finally:
        logs.configure("test", replica="", level="error")
    assert await columns_with(counter, MARKERS) == set()
    assert not [marker for marker in MARKERS if marker in lines.getvalue()]


async def test_no_file_of_the_database_holds_personal_data(counter: Counter) -> None:
    if counter.database.dialect != "sqlite":
        pytest.skip("PostgreSQL's files hold what its columns hold")
    await every_action(counter)
    path = Path(counter.database.url.partition("///")[2])
    content = b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
    assert len(content) > 100_000
    assert [marker for marker in MARKERS if marker.encode() in content] == []


async def test_whoever_may_read_them_reads_the_words_as_they_were_written(counter: Counter) -> None:
    refused, withdrawn, *_ = await every_action(counter)
    shown = (await counter.get(f"/v1/dossiers/{refused}")).json()
    assert (shown["refusal_reason"], shown["request"]) == (REASONS[0], REQUEST)
    assert shown["applicant"]["representative"] == MARKED["representative"]
    [asked] = (await counter.get(f"/v1/dossiers/{withdrawn}")).json()["supplements"]
    assert (asked["reason"], asked["documents"]) == (REASONS[1], ["Ho chieu cua Dauvet Bosung"])


async def test_every_sealed_place_comes_under_a_new_key_and_the_old_one_is_not_needed(counter: Counter) -> None:
    ids = await every_action(counter)
    resealing = Resealing(counter.database, BOTH)
    waiting = await resealing.remaining()
    assert {table: rows for table, rows in waiting.items() if rows} == SEALED
    assert {batch.table async for batch in resealing.run()} == set(SEALED)
    assert await resealing.remaining() == dict.fromkeys(waiting, 0)
    assert b"\x01\x02k1" not in await everything(counter)
    assert b"sealed:k1:" not in await everything(counter)
    index = BlindIndex({"i1": b"i" * 32}, "i1")
    register = SqlRegister(counter.database, Sealer({"k2": b"2" * 32}, "k2"), index)
    found = await register.with_applicant(ids[0])
    assert found is not None
    assert (found[0].refusal_reason, found[1]().applicant.name) == (REASONS[0], MARKED["name"])


async def test_a_rotation_that_was_cut_short_goes_on(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intake.store.resealing.BATCH", 1)
    await every_action(counter)
    first = Resealing(counter.database, BOTH)
    async for _ in first.run():
        break
    assert (await Resealing(counter.database, BOTH).remaining())["applicants"] == 3
    assert sum([batch.count async for batch in Resealing(counter.database, BOTH).run()]) == sum(SEALED.values()) - 1


async def test_a_register_from_before_is_read_as_it_is_and_sealed_by_field_afterwards(counter: Counter) -> None:
    [dossier] = [(await counter.registered(RECEPTIONIST, request=REQUEST))["id"]]
    await as_before(counter, dossier)
    before = (await counter.get(f"/v1/dossiers/{dossier}")).json()
    assert (before["applicant"]["name"], before["refusal_reason"]) == ("Công ty TNHH Mẫu Hải Phòng", "Vì ông A")
    assert sum([batch.count async for batch in Resealing(counter.database, ONE).run()]) == 2
    assert (await counter.get(f"/v1/dossiers/{dossier}")).json() == before
    [row] = await counter.rows("SELECT sealed, kind, refusal_reason FROM applicants JOIN dossiers ON id = dossier_id")
    assert (row[0], row[1], row[2].startswith("sealed:k1:")) == (None, "organisation", True)


async def as_before(counter: Counter, dossier: str) -> None:
    """The rows as they were before fields were sealed."""
    file = {"applicant": body()["applicant"] | {"language": "vi", "representative": None}}
    sealed = ONE.seal(orjson.dumps(file | {"request": REQUEST, "secret": "s"}), f"applicant:{dossier}")
    empty = dict.fromkeys(FIELDS)
    supplement = {
        "request_id": "r-1",
        "stage": Stage.INTAKE,
        "requested_at": "2026-04-20T02:00:00+00:00",
        "requested_by": "cb.motcua.1",
        "documents": ["ho-chieu"],
        "reason": "Thiếu hộ chiếu",
        "applicant_deadline_at": None,
        "supplemented_at": None,
    }
    async with counter.database.write() as writing:
        await writing.connection.execute(update(applicants).values(sealed=sealed, kind="", language="", **empty))
        await writing.connection.execute(update(dossiers).values(refusal_reason="Vì ông A", supplements=[supplement]))
        await writing.commit()


async def everything(counter: Counter) -> bytes:
    content = b""
    for place in PLACES:
        async with counter.database.read() as connection:
            for row in (await connection.execute(select(place.table))).all():
                content += b"".join(v if isinstance(v, bytes) else orjson.dumps(v, default=str) for v in row)
    return content


def test_a_running_service_takes_up_a_new_key_and_keeps_what_it_has_of_a_broken_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing_keys, "LOOK_SECONDS", 0.0)
    path = tmp_path / "keys.json"
    add_key(path, "k1")
    add_index_key(path, "i1")
    keys = SealingKeys(path)
    keys.read()
    old = keys.seal(b"x", "a")
    add_key(path, "k2")
    assert (key_of(old), key_of(keys.seal(b"x", "a"))) == ("k1", "k2")
    assert keys.needs_rotation(old)
    path.write_text("{")
    assert keys.unseal(old, "a") == b"x"


def test_a_value_under_a_key_that_another_replica_read_first_is_opened_at_once(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    add_key(path, "k1")
    add_index_key(path, "i1")
    keys, other = SealingKeys(path), SealingKeys(path)
    keys.read()
    keys.seal(b"x", "a")
    add_key(path, "k2")
    other.read()
    assert keys.unseal(other.seal(b"y", "a"), "a") == b"y"


def test_only_a_key_that_does_not_seal_can_be_removed(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    for name in ("k1", "k2"):
        add_key(path, name)
    with pytest.raises(Problem) as refused:
        remove_key(path, "k2")
    assert refused.value.slug == "sealing-key-active"
    remove_key(path, "k1")
    with pytest.raises(Problem):
        Sealer.from_file(path).unseal(ONE.seal(b"x", "a"), "a")
