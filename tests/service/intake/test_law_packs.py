"""The law changes over HTTP, on both databases."""

from __future__ import annotations

import asyncio
from typing import Any

from intake.application import LoadLawPack
from intake.domain.law_packs.plan import Moves, Preview
from service.intake.counter import Counter, refusal
from unit.intake.test_law_packs import base, files, without_the_swap
from unit.intake.world import LEADER, OPERATOR

ENACTMENT = {"reason": "Lịch năm", "legal_ref": "Quyết định mẫu"}


async def _seeded(counter: Counter) -> None:
    counter.open_dossiers.counts = Preview(
        moves=(Moves(department="lao-dong", open=3, moved=2, later=2, earlier=0, kept=1),)
    )
    await counter.use_cases.load_law(LoadLawPack(pack=base()))
    await counter.use_cases.law_packs.follow()


async def _apply(counter: Counter, body: dict[str, Any], digest: str, key: str = "") -> Any:
    headers = counter.headers(OPERATOR, key) | {"If-Match": f'"{digest}"'}
    return await counter.client.post("/v1/law-packs", json=body, headers=headers)


async def test_a_pack_is_planned_applied_and_found_in_the_history(counter: Counter) -> None:
    await _seeded(counter)
    body = {"files": files(calendar=without_the_swap)}
    planned = await counter.post("/v1/law-packs/plans", body, actor=LEADER)
    assert (planned.status_code, planned.json()["moved"], planned.json()["open"]) == (200, 2, 3)
    applied = await _apply(counter, body | ENACTMENT, planned.json()["base_digest"], key="k")
    assert applied.status_code == 201, applied.text
    assert applied.json()["digest"] == planned.json()["digest"]
    again = await _apply(counter, body | ENACTMENT, planned.json()["base_digest"], key="k")
    assert again.json() == applied.json()
    calendar = await counter.get("/v1/calendar", actor=None)
    assert calendar.json()["revision"] == planned.json()["digest"]
    history = (await counter.get("/v1/law-packs", actor=OPERATOR, page_size=1)).json()
    assert (history["total_size"], history["items"]) == (2, [applied.json()])
    rest = (await counter.get("/v1/law-packs", actor=OPERATOR, page_token=history["next_page_token"])).json()
    assert [each["applied_by"] for each in rest["items"]] == ["service:intake"]
    journal = await counter.rows("SELECT actor, reason <> '' FROM commands WHERE name = 'apply-law-pack'")
    assert journal == [(OPERATOR.subject, True)]  # the reason is sealed
    assert await counter.rows("SELECT count(*) FROM outbox WHERE type = 'calendar.changed'") == [(2,)]


async def test_of_two_who_apply_on_the_same_plan_one_is_told_to_plan_again(counter: Counter) -> None:
    await _seeded(counter)
    digest = base().digest
    one = {"files": files(calendar=without_the_swap)} | ENACTMENT
    changed = files(calendar=lambda text: text.replace("Ngày Văn hoá Việt Nam", "Ngày Văn hoá"))
    other = {"files": changed} | ENACTMENT
    answers = await asyncio.gather(_apply(counter, one, digest), _apply(counter, other, digest))
    assert sorted(answer.status_code for answer in answers) == [201, 412]


async def test_a_change_of_the_calendar_is_one_of_two_things(counter: Counter) -> None:
    await _seeded(counter)
    swap = {"day_off": "2026-12-31", "working_day": "2026-12-26", "legal_ref": "Quyết định mẫu"}
    planned = await counter.post("/v1/calendar/plans", {"swap": swap}, actor=OPERATOR)
    assert [change["key"] for change in planned.json()["changes"]] == ["2026-12-26", "2026-12-31"]
    for wrong in ({}, {"swap": swap, "calendar_yaml": "x"}):
        answer = await counter.post("/v1/calendar/plans", wrong, actor=OPERATOR)
        assert refusal(answer) == (422, "invalid-request", {"swap"})


async def test_what_cannot_be_applied_is_refused_by_name(counter: Counter) -> None:
    await _seeded(counter)
    body = {"files": files(calendar=without_the_swap)} | ENACTMENT
    assert refusal(await _apply(counter, body, "0" * 64))[:2] == (412, "law-pack-stale")
    assert refusal(await _apply(counter, body, "abc"))[:2] == (422, "if-match-malformed")
    assert (await counter.post("/v1/law-packs", body, actor=OPERATOR)).status_code == 422
    assert refusal(await _apply(counter, body | {"legal_ref": " "}, base().digest))[:2] == (422, "legal-ref-required")
    assert refusal(await counter.post("/v1/law-packs/plans", {"files": {}}, actor=OPERATOR))[0] == 422
    counter.open_dossiers.counts = None
    away = await counter.post("/v1/law-packs/plans", {"files": body["files"]}, actor=OPERATOR)
    assert refusal(away)[:2] == (503, "open-dossiers-not-counted")
