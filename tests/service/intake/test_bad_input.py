"""Each bad input over HTTP: the exact status, slug and field paths, and nothing half-stored."""

from __future__ import annotations

from typing import Any

from service.intake.counter import Counter, body, refusal
from unit.intake.world import (
    APPLICANT,
    CONTROL,
    ELSEWHERE,
    NEIGHBOUR,
    OPERATOR,
    RECEPTIONIST,
    SPECIALIST,
)

APPLICANT_DATA: dict[str, Any] = body()["applicant"]
DOCUMENTS: list[dict[str, Any]] = body()["documents"]


def applicant(**changes: Any) -> dict[str, Any]:
    return {"applicant": APPLICANT_DATA | changes}


BAD_FILINGS: list[tuple[dict[str, Any], str, set[str]]] = [
    ({"procedure": "khong-co"}, "procedure-unknown", {"procedure"}),
    ({"procedure": "1.009647"}, "procedure-code-ambiguous", {"procedure"}),
    ({"procedure": "dieu-chinh-tien-do"}, "procedure-not-in-force", {"procedure"}),
    ({"procedure": ""}, "invalid-request", {"procedure"}),
    ({"procedure": "x" * 61}, "invalid-request", {"procedure"}),
    ({"channel": "fax"}, "invalid-request", {"channel"}),
    ({"documents": DOCUMENTS[:6]}, "documents-missing", {"documents.hinh-thuc-lam-viec"}),
    ({"documents": []}, "documents-missing", {f"documents.{document['key']}" for document in DOCUMENTS}),
    ({"documents": [*DOCUMENTS, {"key": "la"}]}, "invalid-request", {"documents[7].key"}),
    ({"documents": [*DOCUMENTS, DOCUMENTS[0]]}, "invalid-request", {"documents[7].key"}),
    ({"documents": [{"key": "anh", "quantity": 0}]}, "invalid-request", {"documents[0].quantity"}),
    ({"documents": [{"key": "anh", "form": "fax"}]}, "invalid-request", {"documents[0].form"}),
    ({"documents": "anh"}, "invalid-request", {"documents"}),
    (applicant(name=""), "invalid-request", {"applicant.name"}),
    (applicant(name="x" * 201), "invalid-request", {"applicant.name"}),
    (applicant(name="a\nb"), "invalid-request", {"applicant.name"}),
    (applicant(name=7), "invalid-request", {"applicant.name"}),
    (applicant(identity_number="123"), "invalid-request", {"applicant.identity_number"}),
    (applicant(kind="individual"), "invalid-request", {"applicant.kind", "applicant.identity_number"}),
    (applicant(phone="gọi sau"), "invalid-request", {"applicant.phone"}),
    (applicant(phone=""), "invalid-request", {"applicant.phone"}),
    (applicant(email="không"), "invalid-request", {"applicant.email"}),
    (applicant(address="x" * 501), "invalid-request", {"applicant.address"}),
    (applicant(sđt="1"), "invalid-request", {"applicant.sđt"}),
    ({"applicant": None}, "invalid-request", {"applicant"}),
    ({"sets": 0}, "invalid-request", {"sets"}),
    ({"request": "x" * 2001}, "invalid-request", {"request"}),
    ({"unknown": 1}, "invalid-request", {"unknown"}),
]


async def test_a_filing_that_cannot_be_taken(counter: Counter) -> None:
    for changes, slug, fields in BAD_FILINGS:
        answer = await counter.post("/v1/dossiers", body(**changes), actor=APPLICANT, key="k")
        assert refusal(answer) == (422, slug, fields), changes
    for table in ("dossiers", "applicants", "commands", "outbox", "event_sequences"):
        assert await counter.count(table) == 0


async def test_bodies_that_are_no_dossier(counter: Counter) -> None:
    headers = counter.headers(APPLICANT) | {"Content-Type": "application/json"}
    for content in ["", "{", "[]", "null", '"x"', "\x00", '{"a": "\\u0000"}', "{" * 2000]:
        answer = await counter.client.post("/v1/dossiers", content=content.encode(), headers=headers)
        status, slug, _ = refusal(answer)
        assert (status, slug in {"invalid-request", "malformed-json"}) == (422, True), content
    assert await counter.count("commands") == 0


async def test_a_filing_by_somebody_who_may_not(counter: Counter) -> None:
    unsigned = await counter.post("/v1/dossiers", body(), actor=None)
    assert refusal(unsigned) == (401, "token-missing", set())
    for actor, channel in [
        (APPLICANT, "counter"),
        (RECEPTIONIST, "online"),
        (ELSEWHERE, "counter"),
        (SPECIALIST, "counter"),
        (OPERATOR, "online"),
    ]:
        answer = await counter.post("/v1/dossiers", body(channel=channel), actor=actor)
        assert refusal(answer) == (403, "role-forbidden", set()), (actor, channel)
    assert await counter.count("dossiers") == 0


BAD_ACTIONS: list[tuple[str, Any, set[str]]] = [
    ("refusal", None, {"body"}),
    ("refusal", {"reason": " "}, {"reason"}),
    ("refusal", {"reason": "x" * 2001}, {"reason"}),
    ("supplement-requests", {"documents": [], "reason": "x"}, {"documents"}),
    ("supplement-requests", {"documents": [""], "reason": "x"}, {"documents[0]"}),
    ("supplement-requests", {"documents": ["anh"]}, {"reason"}),
    ("collection", {"method": "chim"}, {"method"}),
    ("withdrawal", {"reason": "x" * 2001}, {"reason"}),
    ("rating", {"rating": 0}, {"rating"}),
    ("rating", {"rating": 6}, {"rating"}),
    ("rating", {"rating": "five"}, {"rating"}),
    ("rating", {"rating": None}, {"rating"}),
]


async def test_actions_with_a_body_that_cannot_be_taken(counter: Counter) -> None:
    filed = await counter.registered(APPLICANT)
    for action, content, fields in BAD_ACTIONS:
        answer = await counter.post(f"/v1/dossiers/{filed['id']}/{action}", content)
        assert refusal(answer) == (422, "invalid-request", fields), (action, content)
    assert (await counter.get(f"/v1/dossiers/{filed['id']}")).json()["version"] == 1


async def test_actions_out_of_order_name_the_state(counter: Counter) -> None:
    accepted = await counter.accepted(APPLICANT)
    path = f"/v1/dossiers/{accepted['id']}"
    for action, content, slug in [
        ("acceptance", None, "accept-not-allowed"),
        ("refusal", {"reason": "x"}, "refuse-not-allowed"),
        ("supplement-requests", {"documents": ["anh"], "reason": "x"}, "request-supplement-not-allowed"),
        ("supplements", {"documents": [{"key": "anh"}]}, "supplement-not-allowed"),
        ("collection", None, "collect-not-allowed"),
    ]:
        assert refusal(await counter.post(f"{path}/{action}", content)) == (409, slug, {"state"})


async def test_for_others_a_dossier_is_not_found(counter: Counter) -> None:
    accepted = await counter.accepted(APPLICANT)
    for actor in (NEIGHBOUR, ELSEWHERE, OPERATOR):
        for path in (accepted["id"], accepted["code"], "0", f"{accepted['id']}/receipt", f"{accepted['id']}/deadline"):
            answer = await counter.get(f"/v1/dossiers/{path}", actor)
            assert refusal(answer) == (404, "dossier-unknown", set()), (actor, path)


async def test_wrong_roles_on_a_visible_dossier(counter: Counter) -> None:
    filed = await counter.registered(APPLICANT)
    path = f"/v1/dossiers/{filed['id']}"
    for actor in (APPLICANT, SPECIALIST, CONTROL):
        assert refusal(await counter.post(f"{path}/acceptance", actor=actor)) == (403, "role-forbidden", set())
    assert refusal(await counter.get("/v1/dossiers", OPERATOR)) == (403, "role-forbidden", set())


async def test_a_stale_or_malformed_if_match(counter: Counter) -> None:
    accepted = await counter.accepted(APPLICANT)
    path = f"/v1/dossiers/{accepted['id']}/withdrawal"
    assert refusal(await counter.post(path, actor=APPLICANT, version=1)) == (412, "version-stale", set())
    headers = counter.headers(APPLICANT) | {"If-Match": "two"}
    answer = await counter.client.post(path, headers=headers)
    assert refusal(answer)[:2] == (422, "if-match-malformed")
    assert (await counter.post(path, actor=APPLICANT, version=2)).status_code == 201


async def test_an_idempotency_key_with_another_body_or_malformed(counter: Counter) -> None:
    assert (await counter.post("/v1/dossiers", body(), actor=APPLICANT, key="k")).status_code == 201
    other = await counter.post("/v1/dossiers", body(sets=2), actor=APPLICANT, key="k")
    assert refusal(other)[:2] == (422, "idempotency-key-reused")
    assert refusal(await counter.post("/v1/dossiers", body(), actor=APPLICANT, key="x" * 256))[:2] == (
        422,
        "idempotency-key-malformed",
    )
    assert await counter.count("dossiers") == 1


BAD_LISTS: list[tuple[dict[str, Any], str, set[str]]] = [
    ({"state": "lost"}, "invalid-request", {"state[0]"}),
    ({"department": "khong-co"}, "department-unknown", {"department"}),
    ({"procedure": "khong-co"}, "procedure-unknown", {"procedure"}),
    ({"channel": "fax"}, "invalid-request", {"channel"}),
    ({"received_from": "hôm qua"}, "invalid-request", {"received_from"}),
    ({"page_size": 0}, "invalid-request", {"page_size"}),
    ({"page_size": 201}, "invalid-request", {"page_size"}),
    ({"page_token": "made-up"}, "page-token-invalid", {"page_token"}),
    ({"q": "x" * 51}, "invalid-request", {"q"}),
]


async def test_lists_refuse_what_they_cannot_filter_by(counter: Counter) -> None:
    for params, slug, fields in BAD_LISTS:
        assert refusal(await counter.get("/v1/dossiers", **params)) == (422, slug, fields), params


async def test_the_edges_of_the_calendar_are_dates_too(counter: Counter) -> None:
    for day in ("0001-01-01", "9999-12-31"):
        assert (await counter.get("/v1/dossiers", received_from=day, received_to=day)).status_code == 200


async def test_a_year_that_nobody_has_entered_cannot_be_counted_in(counter: Counter) -> None:
    filed = await counter.registered(APPLICANT)
    counter.clock.move_to(counter.clock.now().replace(year=2029))
    answer = await counter.post(f"/v1/dossiers/{filed['id']}/acceptance")
    assert refusal(answer)[:2] == (409, "calendar-unknown")
    assert await counter.rows("SELECT * FROM code_counters") == []


async def test_tracking_has_one_answer_for_everything_wrong(counter: Counter) -> None:
    accepted = await counter.accepted(APPLICANT)
    for code, secret in [(accepted["code"], "x"), (accepted["code"], ""), ("H24.15-260420-0009", ""), ("x", "x")]:
        answer = await counter.get(f"/v1/tracking/{code}", None, secret=secret)
        assert refusal(answer) == (404, "tracking-unknown", set()), (code, secret)
