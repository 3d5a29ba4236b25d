"""Money over HTTP, on both databases: one receipt pays once however it arrives, and the hand-over waits for it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from intake.api.http.fee_shapes import FeesOut
from service.intake.counter import Counter, refusal
from unit.intake.world import APPLICANT, CONTROL, ELSEWHERE, NEIGHBOUR, SPECIALIST, SYSTEM

CHARGE = 600_000


def money(amount_vnd: int = CHARGE, method: str = "cash", number: str = "BL-0001", **more: Any) -> dict[str, Any]:
    return {"amount_vnd": amount_vnd, "method": method, "receipt_number": number, **more}


async def paths(counter: Counter, count: int = 1) -> list[str]:
    return [f"/v1/dossiers/{(await counter.accepted(APPLICANT))['id']}" for _ in range(count)]


async def test_from_the_fee_to_the_refund(counter: Counter) -> None:
    (path,) = await paths(counter)
    asked = await counter.get(f"{path}/fees", APPLICANT)
    fees = FeesOut.model_validate(asked.json())
    assert (fees.status, fees.owed_vnd, [p.key for p in fees.payables]) == ("unpaid", CHARGE, ["procedure"])
    assert asked.headers["etag"] == '"2"'
    part = await counter.post(f"{path}/payments", money(200_000), version=2)
    assert (part.status_code, part.json()["status"], part.json()["owed_vnd"]) == (201, "partly_paid", 400_000)
    assert (await counter.post(f"{path}/payments", money(400_000, number="BL-0002"))).json()["status"] == "paid"
    assert (await counter.get(path)).json()["payment_status"] == "paid"
    payments = [p["id"] for p in (await counter.get(f"{path}/fees")).json()["payments"]]
    mistake = await counter.post(f"{path}/payments/{payments[1]}/cancellation", {"reason": "Gõ nhầm"})
    assert (mistake.json()["status"], mistake.json()["payments"][1]["undone"]["how"]) == ("partly_paid", "cancellation")
    back = await counter.post(f"{path}/payments/{payments[0]}/refund", {"reason": "Rút hồ sơ"})
    assert (back.json()["status"], back.json()["owed_vnd"]) == ("refunded", 0)
    FeesOut.model_validate(back.json())
    told = await counter.rows("SELECT type FROM outbox ORDER BY position")
    assert told == [("dossier.received",), ("dossier.accepted",), ("dossier.paid",)]


async def test_twenty_notifications_of_one_payment_at_once_pay_once(counter: Counter) -> None:
    (path,) = await paths(counter)
    body = money(method="online", number="NH-1")
    answers = await asyncio.gather(*(counter.post(f"{path}/payments", body, actor=SYSTEM) for _ in range(20)))
    assert {(a.status_code, a.json()["status"], len(a.json()["payments"])) for a in answers} == {(201, "paid", 1)}
    assert await counter.rows("SELECT count(*) FROM outbox WHERE type = 'dossier.paid'") == [(1,)]


async def test_one_receipt_for_two_dossiers_at_once_pays_one_of_them(counter: Counter) -> None:
    for turn in range(4):
        both = await paths(counter, 2)
        body = money(number=f"BL-{turn}")
        answers = await asyncio.gather(*(counter.post(f"{path}/payments", body) for path in both))
        assert sorted(a.status_code for a in answers) == [201, 409]
        lost = next(a for a in answers if a.status_code == 409)
        assert refusal(lost) == (409, "receipt-number-taken", {"receipt_number"})


async def test_the_list_knows_who_has_not_paid(counter: Counter) -> None:
    owing, paid = await paths(counter, 2)
    await counter.post(f"{paid}/payments", money())
    for status, path in (("unpaid", owing), ("paid", paid)):
        page = (await counter.get("/v1/dossiers", payment=status)).json()
        assert ([d["id"] for d in page["items"]], page["total_size"]) == ([path.rsplit("/", 1)[1]], 1)
    assert refusal(await counter.get("/v1/dossiers", payment="gratis")) == (422, "invalid-request", {"payment"})


async def test_others_learn_nothing_and_change_nothing(counter: Counter) -> None:
    (path,) = await paths(counter)
    for actor in (NEIGHBOUR, ELSEWHERE):
        assert refusal(await counter.get(f"{path}/fees", actor)) == (404, "dossier-unknown", set())
    exemption = {"reason": "x", "legal_ref": "x"}
    actions: list[tuple[str, dict[str, Any]]] = [
        ("payments", money()),
        ("payments/p/refund", {"reason": "x"}),
        ("payments/p/cancellation", {"reason": "x"}),
        ("fees/procedure/exemption", exemption),
        ("fees/procedure/assessment", {"amount_vnd": 1, "legal_ref": "x"}),
    ]
    for action, body in actions:
        for actor in (APPLICANT, SPECIALIST, CONTROL, SYSTEM):
            assert refusal(await counter.post(f"{path}/{action}", body, actor=actor)) == (403, "role-forbidden", set())
    assert (await counter.get(f"{path}/fees")).json()["payments"] == []


@pytest.mark.parametrize(
    ("action", "body", "expected"),
    [
        ("payments", {}, (422, "invalid-request", {"amount_vnd", "method", "receipt_number"})),
        ("payments", money(0), (422, "invalid-request", {"amount_vnd"})),
        ("payments", money(10**14), (422, "invalid-request", {"amount_vnd"})),
        ("payments", money(1.5), (422, "invalid-request", {"amount_vnd"})),  # type: ignore[arg-type]
        ("payments", money(paid_at="2026-04-20T12:00:00+07:00"), (422, "invalid-request", {"paid_at"})),
        ("payments", money(payable="d-1"), (404, "payable-unknown", set())),
        ("payments", money(CHARGE + 1), (409, "payment-exceeds-due", {"amount_vnd"})),
        ("payments/none/refund", {"reason": "x"}, (404, "payment-unknown", set())),
        ("fees/none/exemption", {"reason": "x", "legal_ref": "x"}, (404, "payable-unknown", set())),
        ("fees/procedure/exemption", {"reason": "x"}, (422, "invalid-request", {"legal_ref"})),
        ("fees/procedure/assessment", {"amount_vnd": 1, "legal_ref": "x"}, (409, "assessment-not-allowed", set())),
    ],
)
async def test_what_cannot_be_recorded(counter: Counter, action: str, body: Any, expected: Any) -> None:
    (path,) = await paths(counter)
    assert refusal(await counter.post(f"{path}/{action}", body)) == expected


async def test_nothing_is_asked_before_acceptance(counter: Counter) -> None:
    path = f"/v1/dossiers/{(await counter.registered(APPLICANT))['id']}"
    fees = (await counter.get(f"{path}/fees")).json()
    assert (fees["status"], fees["payables"]) == ("not_assessed", [])
    assert refusal(await counter.post(f"{path}/payments", money())) == (404, "payable-unknown", set())
