"""Who sees an applicant's data, on every way on which it goes out, and who can ask about that."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import text

from chassis.kernel.actor import Actor
from intake.domain.reads import DOSSIER_FIELDS, Purpose
from intake.store.reads import SqlReads
from service.intake.counter import Counter, refusal
from unit.intake.world import (
    APPLICANT,
    CONTROL,
    ELSEWHERE,
    HEAD,
    LEADER,
    NEIGHBOUR,
    OPERATOR,
    OTHER_SPECIALIST,
    RECEPTIONIST,
    SPECIALIST,
    SYSTEM,
    registered,
)

EVERYBODY = {
    "applicant": APPLICANT,
    "neighbour": NEIGHBOUR,
    "receptionist": RECEPTIONIST,
    "elsewhere": ELSEWHERE,
    "specialist": SPECIALIST,
    "other": OTHER_SPECIALIST,
    "head": HEAD,
    "leader": LEADER,
    "control": CONTROL,
    "operator": OPERATOR,
    "system": SYSTEM,
    "nobody": None,
}
CLEAR = ("Mẫu Hải Phòng", "0201234567", "0912345678", "KCN Đình Vũ", "lienhe@vidu.vn")
MASKED = "M… H… P…"
OFFICE = "receptionist specialist head leader"

# Way → what each may see of an accepted dossier of the applicant: all of the data, masked, none; else the status.
WAYS: dict[str, dict[str, str]] = {
    "GET /v1/dossiers/{id}": {
        "all": f"applicant {OFFICE} system",
        "none": "control",
        "404": "neighbour elsewhere other operator",
        "401": "nobody",
    },
    "GET /v1/dossiers/{id}/receipt": {
        "all": "applicant receptionist",
        "403": "specialist head leader control system",
        "404": "neighbour elsewhere other operator",
        "401": "nobody",
    },
    "GET /v1/dossiers": {
        "masked": f"applicant {OFFICE} system",
        "none": "control neighbour elsewhere other",
        "403": "operator",
        "401": "nobody",
    },
    "POST /v1/dossiers/searches": {
        "masked": OFFICE,
        "none": "elsewhere other",
        "403": "applicant neighbour control operator system",
        "401": "nobody",
    },
    "GET /v1/dossiers/{id}/deadline": {
        "none": f"applicant {OFFICE} control system",
        "404": "neighbour elsewhere other operator",
        "401": "nobody",
    },
    "GET /v1/tracking/{code}?secret={secret}": {"none": " ".join(EVERYBODY)},
    "GET /v1/tracking/{code}?secret=0000-0000-0000": {"404": " ".join(EVERYBODY)},
}
CASES = [(way, who, what) for way, told in WAYS.items() for what, people in told.items() for who in people.split()]


def test_every_way_says_what_everybody_sees() -> None:
    for way, told in WAYS.items():
        assert sorted(" ".join(told.values()).split()) == sorted(EVERYBODY), way


async def asked(
    counter: Counter, way: str, actor: Actor | None, dossier: dict[str, str], secret: str
) -> httpx.Response:
    method, _, path = way.partition(" ")
    path = path.format(id=dossier["id"], code=dossier["code"], secret=secret)
    if method == "POST":
        return await counter.post(path, {"name": "mau hai phong"}, actor=actor)
    return await counter.client.get(path, headers=counter.headers(actor))


def shown(answer: httpx.Response) -> str:
    if answer.status_code != 200:
        return str(answer.status_code)
    clear = [part for part in CLEAR if part in answer.text]
    return "all" if clear == list(CLEAR) else "masked" if MASKED in answer.text else "none"


async def test_who_sees_what_of_an_applicant_on_every_way_and_what_is_recorded(counter: Counter) -> None:
    accepted = await counter.accepted(APPLICANT)
    seen, recorded = {}, {}
    for way, who, _ in CASES:
        before = await counter.count("personal_data_reads")
        answer = await asked(counter, way, EVERYBODY[who], accepted, accepted["receipt"]["tracking_secret"])
        seen[way, who] = shown(answer)
        recorded[way, who] = await counter.count("personal_data_reads") - before
    assert seen == {(way, who): what for way, who, what in CASES}
    assert recorded == {(way, who): int(what == "all") for way, who, what in CASES}


async def test_an_entry_tells_who_when_why_and_which_fields_and_nothing_of_them(counter: Counter) -> None:
    accepted = await counter.accepted(APPLICANT)
    await counter.get(f"/v1/dossiers/{accepted['id']}", SPECIALIST)
    page = (await counter.get("/v1/personal-data-reads", CONTROL)).json()
    assert page["total_size"] == 2
    read, acceptance = page["items"]
    assert (acceptance["actor"], acceptance["purpose"]) == (RECEPTIONIST.subject, "acceptance")
    assert read | {"position": 0} == {
        "position": 0,
        "at": "2026-04-20T02:00:00Z",
        "actor": SPECIALIST.subject,
        "roles": ["specialist"],
        "on_behalf_of": "",
        "agency": "heza",
        "dossier_id": accepted["id"],
        "purpose": "dossier",
        "fields": list(DOSSIER_FIELDS),
    }
    assert not [part for part in CLEAR if part in str(page)]


@pytest.mark.parametrize(
    ("actor", "params", "answered"),
    [
        (CONTROL, {}, 4),
        (OPERATOR, {}, 4),
        (CONTROL, {"actor": SPECIALIST.subject}, 1),
        (CONTROL, {"from": "2026-04-21"}, 1),
        (CONTROL, {"to": "2026-04-20"}, 3),
        (CONTROL, {"dossier": "khong-co"}, 0),
        (APPLICANT, {"dossier": "own"}, 3),
        (APPLICANT, {}, 403),
        (NEIGHBOUR, {"dossier": "own"}, 404),
        (RECEPTIONIST, {"dossier": "own"}, 403),
        (LEADER, {}, 403),
        (Actor(subject="ksth.2", roles=frozenset({"control_team"}), agency="so-xay-dung"), {}, 0),
    ],
)
async def test_who_may_ask_who_saw_what(counter: Counter, actor: Actor, params: dict[str, str], answered: int) -> None:
    own = await counter.accepted(APPLICANT)
    other = await counter.registered(NEIGHBOUR)
    await counter.get(f"/v1/dossiers/{own['id']}", SPECIALIST)
    await counter.get(f"/v1/dossiers/{other['id']}", NEIGHBOUR)
    counter.clock.advance(timedelta(days=1))
    await counter.get(f"/v1/dossiers/{own['id']}", APPLICANT)
    params = {name: own["id"] if value == "own" else value for name, value in params.items()}
    answer = await counter.client.get("/v1/personal-data-reads", params=params, headers=counter.headers(actor))
    got = answer.json()["total_size"] if answer.status_code == 200 else answer.status_code
    assert got == answered


async def test_the_log_is_read_in_pages_newest_first(counter: Counter) -> None:
    dossier = await counter.registered(APPLICANT)
    for _ in range(5):
        await counter.get(f"/v1/dossiers/{dossier['id']}")
    positions: list[int] = []
    token = None
    while True:
        params = {"page_size": 2} | ({"page_token": token} if token else {})
        page = (await counter.get("/v1/personal-data-reads", CONTROL, **params)).json()
        assert page["total_size"] == 5
        positions += [item["position"] for item in page["items"]]
        if (token := page["next_page_token"]) is None:
            break
    assert positions == sorted(positions, reverse=True)
    assert len(positions) == 5
    stolen = await counter.get("/v1/personal-data-reads", CONTROL, page_token="abc")
    assert refusal(stolen)[1] == "page-token-invalid"


async def test_many_who_read_at_once_are_each_recorded_in_few_transactions(counter: Counter) -> None:
    reads, commits = SqlReads(counter.database, counter.clock), 0
    write = counter.database.write

    def counted() -> object:
        nonlocal commits
        commits += 1
        return write()

    counter.database.write = counted  # type: ignore[method-assign, assignment]
    actors = [Actor(subject=f"cv.{n}", roles=frozenset({"specialist"})) for n in range(100)]
    await asyncio.gather(*(reads.record(each, registered(), Purpose.DOSSIER, ("name",)) for each in actors))
    written = {row[0] for row in await counter.rows("SELECT actor FROM personal_data_reads")}
    assert written == {each.subject for each in actors}
    assert commits <= 3


async def test_data_is_not_shown_where_its_reading_cannot_be_recorded(counter: Counter) -> None:
    dossier = await counter.registered(APPLICANT)
    async with counter.database.write() as writing:
        await writing.connection.execute(text("ALTER TABLE personal_data_reads RENAME TO taken_away"))
        await writing.commit()
    answer = await counter.get(f"/v1/dossiers/{dossier['id']}")
    assert answer.status_code >= 500
    assert not [part for part in CLEAR if part in answer.text]


async def test_one_who_gives_up_waiting_takes_nobody_with_him(counter: Counter) -> None:
    reads = SqlReads(counter.database, counter.clock)

    async def record(name: str) -> None:
        await reads.record(Actor(subject=name, roles=frozenset()), registered(), Purpose.DOSSIER, ())

    async with asyncio.TaskGroup() as group:
        first = group.create_task(record("a"))
        group.create_task(record("b"))
        await asyncio.sleep(0)
        first.cancel()
    assert ("b",) in await counter.rows("SELECT actor FROM personal_data_reads")


async def test_old_entries_go_after_the_time_they_are_kept(counter: Counter) -> None:
    reads = SqlReads(counter.database, counter.clock)
    await reads.record(RECEPTIONIST, registered(), Purpose.DOSSIER, ())
    counter.clock.advance(timedelta(days=822))
    await reads.record(RECEPTIONIST, registered(), Purpose.DOSSIER, ())
    counter.clock.advance(timedelta(days=1))
    assert await reads.forget(timedelta(days=822)) == 1
    assert await counter.count("personal_data_reads") == 1
