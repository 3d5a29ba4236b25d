"""The forms of a dossier over HTTP: which there are, each as PDF, and who is refused."""

from __future__ import annotations

import pytest

from chassis.kernel.actor import Actor
from intake.api.http.forms import FormList
from service.intake.counter import Counter, refusal
from support import paper
from unit.intake.world import APPLICANT, CONTROL, ELSEWHERE, LEADER, NEIGHBOUR, RECEPTIONIST, SPECIALIST


async def test_the_receipt_is_printed_for_the_applicant_with_the_way_to_the_tracking_page(counter: Counter) -> None:
    dossier = await counter.accepted(APPLICANT)
    listed = await counter.get(f"/v1/dossiers/{dossier['id']}/forms", APPLICANT)
    first = FormList.model_validate(listed.json()).items[0]
    assert (first.key, first.number, first.dated_at.isoformat()) == ("receipt", 1, "2026-04-20T02:00:00+00:00")

    answer = await counter.get(first.href, APPLICANT)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["content-disposition"] == f'inline; filename="receipt-{dossier["code"]}.pdf"'
    assert answer.headers["cache-control"] == "private, no-store"
    secret = dossier["receipt"]["tracking_secret"]
    assert paper.scanned(answer.content) == [f"http://localhost:8080/tra-cuu/{dossier['code']}?s={secret}"]
    assert (await counter.get(first.href, APPLICANT)).content == answer.content


async def test_what_the_counter_does_leaves_its_form(counter: Counter) -> None:
    dossier = await counter.registered(RECEPTIONIST)
    path = f"/v1/dossiers/{dossier['id']}"
    none = await counter.get(f"{path}/forms/supplement-request.pdf")
    assert refusal(none) == (409, "form-not-issued", {"form"})

    await counter.post(f"{path}/supplement-requests", {"documents": ["suc-khoe"], "reason": "Đã hết hạn."})
    (form,) = (await counter.get(f"{path}/forms")).json()["items"]
    asked = paper.text((await counter.get(form["href"])).content)
    assert "1. Giấy khám sức khoẻ" in asked
    assert "Lý do: Đã hết hạn." in asked

    await counter.post(f"{path}/refusal", {"reason": "Không đúng thẩm quyền."})
    assert [item["key"] for item in (await counter.get(f"{path}/forms")).json()["items"]] == [
        "supplement-request",
        "refusal",
    ]
    refused = paper.text((await counter.get(f"{path}/forms/refusal.pdf")).content)
    assert "không tiếp nhận hồ sơ này với lý do như sau: Không đúng thẩm quyền." in refused


async def test_a_form_that_names_the_applicant_has_no_secret_for_those_who_hold_no_receipt(counter: Counter) -> None:
    dossier = await counter.registered(RECEPTIONIST)
    path = f"/v1/dossiers/{dossier['id']}"
    await counter.post(f"{path}/withdrawal", {"reason": "Nộp nhầm."})
    answer = await counter.get(f"{path}/forms/stop-notice.pdf", LEADER)
    assert answer.status_code == 200
    assert paper.scanned(answer.content) == ["http://localhost:8080/tra-cuu"]


@pytest.mark.parametrize("stranger", [NEIGHBOUR, ELSEWHERE])
async def test_a_stranger_learns_nothing(counter: Counter, stranger: Actor) -> None:
    dossier = await counter.accepted(APPLICANT)
    for path in ("forms", "forms/receipt.pdf", "forms/refusal.pdf"):
        answer = await counter.get(f"/v1/dossiers/{dossier['id']}/{path}", stranger)
        assert refusal(answer) == (404, "dossier-unknown", set())


@pytest.mark.parametrize(
    ("officer", "form", "slug"),
    [
        (SPECIALIST, "receipt", "role-forbidden"),
        (LEADER, "receipt", "role-forbidden"),
        (CONTROL, "receipt", "role-forbidden"),
        (CONTROL, "refusal", "role-forbidden"),
        (APPLICANT, "control-sheet", "role-forbidden"),
        (RECEPTIONIST, "register", "role-forbidden"),
    ],
)
async def test_who_may_see_the_dossier_may_still_not_hold_every_form(
    counter: Counter, officer: Actor, form: str, slug: str
) -> None:
    dossier = await counter.accepted(APPLICANT)
    answer = await counter.get(f"/v1/dossiers/{dossier['id']}/forms/{form}.pdf", officer)
    assert refusal(answer)[:2] == (403, slug)


async def test_a_form_that_nobody_knows_is_an_invalid_request(counter: Counter) -> None:
    dossier = await counter.accepted(APPLICANT)
    answer = await counter.get(f"/v1/dossiers/{dossier['id']}/forms/mau-05.pdf")
    assert refusal(answer) == (422, "invalid-request", {"form"})
