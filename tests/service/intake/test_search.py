"""Finding dossiers by their applicants over HTTP, and the filters of lists, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest

from chassis.kernel.actor import Actor
from intake.application.reading import Filter
from intake.domain.dossier import Dossier, Timeliness
from intake.domain.rights import View
from intake.domain.states import State
from intake.store import people
from service.intake.counter import Counter, Json, body, refusal
from unit.intake.world import (
    APPLICANT,
    CONTROL,
    ELSEWHERE,
    HEAD,
    LEADER,
    OPERATOR,
    OTHER_SPECIALIST,
    RECEPTIONIST,
    SPECIALIST,
    SYSTEM,
    accepted,
    heza,
    local,
    registered,
)

NAMES = ("Công ty TNHH Mẫu Hải Phòng", "Công ty Cổ phần Mẫu Đình Vũ", "Doanh nghiệp tư nhân Nguyễn Văn An")


async def filed(counter: Counter, *names: str, actor: Actor = RECEPTIONIST) -> list[str]:
    ids = []
    for number, name in enumerate(names):
        who = body()["applicant"] | {
            "name": name,
            "identity_number": f"020000000{number}",
            "phone": f"091200000{number}",
        }
        ids.append(str((await counter.registered(actor, applicant=who))["id"]))
        counter.clock.advance(timedelta(minutes=1))
    return ids


async def search(counter: Counter, actor: Actor = RECEPTIONIST, **terms: Any) -> Json:
    answer = await counter.post("/v1/dossiers/searches", terms, actor=actor)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def ids_of(page: Json) -> list[str]:
    assert page["total_size"] == len(page["items"]) or page["next_page_token"]
    return [item["id"] for item in page["items"]]


async def test_dossiers_are_found_by_name_and_by_number_newest_first(counter: Counter) -> None:
    first, second, third = await filed(counter, *NAMES)
    assert ids_of(await search(counter, name="mau")) == [second, first]
    assert ids_of(await search(counter, name="CONG TY mẫu hải")) == [first]
    assert ids_of(await search(counter, name="nguyen van a")) == []
    assert ids_of(await search(counter, name="nguyen van an")) == [third]
    assert ids_of(await search(counter, identity_number="0200000001")) == [second]
    assert ids_of(await search(counter, phone="+84 912 000 002")) == [third]
    assert ids_of(await search(counter, text="0912000000")) == [first]
    assert ids_of(await search(counter, text="đình vũ", phone="0912000001")) == [second]


async def test_a_code_typed_into_the_box_finds_its_dossier(counter: Counter) -> None:
    dossier = await counter.accepted(RECEPTIONIST)
    assert ids_of(await search(counter, text=dossier["code"].lower())) == [dossier["id"]]
    assert ids_of(await search(counter, text=dossier["code"], name="khong co")) == []


@pytest.mark.parametrize("few", [0, 20_000])
async def test_pages_of_a_search_have_every_hit_once_and_the_exact_total(
    counter: Counter, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "FEW", few)
    ids = await filed(counter, *(["Công ty TNHH Mẫu"] * 5), "Công ty TNHH Khác")
    seen: list[str] = []
    token = None
    while True:
        page = await search(counter, name="mau", page_size=2, page_token=token)
        assert page["total_size"] == 5
        seen += [item["id"] for item in page["items"]]
        token = page["next_page_token"]
        if token is None:
            break
    assert seen == ids[4::-1]
    other = await counter.post(
        "/v1/dossiers/searches",
        {"name": "khac", "page_token": (await search(counter, name="mau", page_size=2))["next_page_token"]},
    )
    assert refusal(other)[1] == "page-token-invalid"


async def test_a_search_takes_the_filters_of_a_list(counter: Counter) -> None:
    first, second, _ = await filed(counter, *NAMES)
    await counter.post(f"/v1/dossiers/{first}/acceptance")
    assert ids_of(await search(counter, name="mau", filters={"state": ["accepted"]})) == [first]
    assert ids_of(await search(counter, name="mau", filters={"state": ["registered"]})) == [second]
    assert ids_of(await search(counter, name="mau", filters={"sort": "due_at"})) == [first]
    assert ids_of(await search(counter, name="mau", filters={"applicant_kind": "individual"})) == []


@pytest.mark.parametrize(
    ("actor", "found"),
    [(RECEPTIONIST, 1), (LEADER, 1), (SPECIALIST, 1), (HEAD, 1), (OTHER_SPECIALIST, 0), (ELSEWHERE, 0)],
)
async def test_who_handles_dossiers_looks_for_people_in_what_he_handles(
    counter: Counter, actor: Actor, found: int
) -> None:
    await filed(counter, NAMES[0])
    assert (await search(counter, actor, name="mau"))["total_size"] == found


@pytest.mark.parametrize("actor", [CONTROL, APPLICANT, SYSTEM, OPERATOR])
async def test_nobody_else_looks_for_people(counter: Counter, actor: Actor) -> None:
    await filed(counter, NAMES[0])
    for terms in ({"name": "mau"}, {"text": "0912000000"}, {"identity_number": "0200000000"}):
        answer = await counter.post("/v1/dossiers/searches", terms, actor=actor)
        assert (answer.status_code, refusal(answer)[1]) == (403, "role-forbidden")


async def test_a_search_for_everybody_and_a_misspelt_filter_are_refused(counter: Counter) -> None:
    for content, slug in (
        ({"name": "công ty tnhh"}, "search-too-wide"),
        ({}, "search-too-wide"),
        ({"nam": "mau"}, "invalid-request"),
        ({"name": "mau", "filters": {"stat": ["accepted"]}}, "invalid-request"),
    ):
        answer = await counter.post("/v1/dossiers/searches", content)
        assert (answer.status_code, refusal(answer)[1]) == (422, slug)


@pytest.mark.parametrize(
    ("actor", "name"),
    [
        (RECEPTIONIST, "Công ty TNHH M… H… P…"),
        (SPECIALIST, "Công ty TNHH M… H… P…"),
        (LEADER, "Công ty TNHH M… H… P…"),
        (APPLICANT, "Công ty TNHH M… H… P…"),
        (CONTROL, None),
    ],
)
async def test_lists_mask_applicants_and_show_the_control_team_none(
    counter: Counter, actor: Actor, name: str | None
) -> None:
    await counter.registered(APPLICANT)
    answer = await counter.get("/v1/dossiers", actor)
    [item] = answer.json()["items"]
    assert (item["applicant"] and item["applicant"]["name"]) == name
    for clear in ("0201234567", "0912345678", "Mẫu", "KCN"):
        assert clear not in answer.text


async def test_lists_are_sorted_by_appointment_and_filtered_by_it(counter: Counter) -> None:
    soon = await counter.accepted(RECEPTIONIST)
    counter.clock.advance(timedelta(days=7))
    later = await counter.accepted(RECEPTIONIST)
    await counter.registered(RECEPTIONIST)

    async def listed(**params: Any) -> list[str]:
        return ids_of((await counter.get("/v1/dossiers", **params)).json())

    assert await listed(sort="due_at") == [soon["id"], later["id"]]
    first = (await counter.get("/v1/dossiers", sort="due_at", page_size=1)).json()
    assert (first["total_size"], [item["id"] for item in first["items"]]) == (2, [soon["id"]])
    second = (await counter.get("/v1/dossiers", sort="due_at", page_token=first["next_page_token"], page_size=1)).json()
    assert ([item["id"] for item in second["items"]], second["next_page_token"]) == ([later["id"]], None)
    due_on = datetime.fromisoformat(soon["due_at"]).date().isoformat()
    assert await listed(due_to=due_on) == [soon["id"]]
    assert await listed(due_from=due_on, due_to=due_on) == [soon["id"]]
    assert len(await listed(applicant_kind="organisation")) == 3
    assert await listed(officer="khong-co") == []


def every_way_to_stand() -> list[Dossier]:
    """Dossiers whose timeliness differs in every way that the domain distinguishes, due at 17:00 on 7 May."""
    due = local("2026-05-07 17:00")
    instants = [None, local("2026-05-06 23:59"), local("2026-05-07 00:00"), due, due + timedelta(seconds=1)]
    plain = accepted(dossier_id="d").next(due_at=due, original_due_at=due)
    made = [registered()]
    for issued, withdrawn, paused in product(instants, instants[:4:3], instants[::4]):
        state = State.AWAITING_SUPPLEMENT if paused else State.IN_PROGRESS
        made.append(plain.next(state=state, result_issued_at=issued, withdrawn_at=withdrawn, paused_at=paused))
    made += [plain.next(stopped_at=at) for at in instants[1:]]
    return [_numbered(dossier, number) for number, dossier in enumerate(made)]


def _numbered(dossier: Dossier, number: int) -> Dossier:
    code = f"H24.15-260420-{number:04}" if dossier.code else ""
    return replace(dossier, id=f"d-{number:02}", code=code, version=1)


@pytest.mark.parametrize("now", ["2026-05-07 16:59", "2026-05-07 17:00", "2026-05-07 17:01"])
async def test_the_store_judges_timeliness_as_the_domain_does(counter: Counter, now: str) -> None:
    every, at, zone = every_way_to_stand(), local(now), heza().calendar.tz
    async with counter.use_cases.register._unit_of_work.begin() as transaction:
        for dossier in every:
            await transaction.dossiers.add(dossier)
        await transaction.commit()
    register = counter.use_cases.get._register
    for timeliness in Timeliness:
        found = await register.find(View(), Filter(timeliness=timeliness, judged=(at, zone)), None, 200)
        expected = {dossier.id for dossier in every if dossier.timeliness(at, zone) is timeliness}
        assert {dossier.id for dossier in found.dossiers} == expected, timeliness
