"""The counter's desk: each queue, each outcome, each right."""

from __future__ import annotations

import re
from typing import Any

import pytest

from chassis.kernel.actor import Actor
from service.intake.counter import Counter
from service.intake.site import Browser, browser, errors_of, text_of
from service.intake.test_applicant_pages import HOSTILE, WHO, hidden
from unit.intake.world import (
    APPLICANT,
    CONTROL,
    ELSEWHERE,
    LEADER,
    OPERATOR,
    RECEPTIONIST,
    SPECIALIST,
    WORK_PERMIT_DOCUMENTS,
)

TAKE_IN = "/quay/tiep-nhan/cap-gpld"


async def taken_in(page: Browser, **changes: Any) -> Any:
    """The answer to a form that is complete but for the changes."""
    form = hidden((await page.get(TAKE_IN)).text)
    typed = {"channel": "counter", "result_by": "counter", "sets": "1", "outcome": "accept"}
    return await page.send(TAKE_IN, {**form, **WHO, **typed, "doc": list(WORK_PERMIT_DOCUMENTS), **changes})


def counts(text: str) -> list[int]:
    return [int(n) for n in re.findall(r'<p class="count">(\d+)</p>', text)]


async def test_a_dossier_is_accepted_at_the_counter_and_its_receipt_is_there_to_print(counter: Counter) -> None:
    page = browser(counter, RECEPTIONIST)
    changes = {"form-anh": "copy", "quantity-anh": "3", "rep_name": "Người Mẫu", "rep_identity_number": "031090001234"}
    done = await taken_in(page, **changes)
    assert done.status_code == 303, text_of(done)
    shown = await page.get(done.headers["location"])
    assert "Được tiếp nhận" in text_of(shown)
    assert "forms/receipt.pdf" in shown.text
    dossier = (await counter.get(f"/v1/dossiers/{done.headers['location'].rpartition('/')[2]}")).json()
    picture = next(d for d in dossier["documents"] if d["key"] == "anh")
    assert (picture["form"], picture["quantity"]) == ("copy", 3)
    assert dossier["applicant"]["representative"]["name"] == "Người Mẫu"


async def test_sent_twice_it_is_taken_in_once(counter: Counter) -> None:
    page = browser(counter, RECEPTIONIST)
    form = {**hidden((await page.get(TAKE_IN)).text), **WHO, "outcome": "accept", "doc": list(WORK_PERMIT_DOCUMENTS)}
    twice = [(await page.send(TAKE_IN, form)).headers["location"] for _ in range(2)]
    assert (twice[0] == twice[1], await counter.count("dossiers")) == (True, 1)


async def test_what_is_missing_is_asked_for_at_once_and_what_is_out_of_place_refused(counter: Counter) -> None:
    page = browser(counter, RECEPTIONIST)
    asked = await taken_in(page, outcome="request", doc=["anh"], more="Giấy uỷ quyền", reason="Thiếu giấy tờ")
    shown = text_of(await page.get(asked.headers["location"]))
    assert "Yêu cầu bổ sung giấy tờ" in shown
    assert all(part in shown for part in ("Hộ chiếu còn giá trị", "Giấy uỷ quyền", "Giấy khám sức khoẻ"))
    refused = await taken_in(page, outcome="refuse", doc=[], reason="Không thuộc thẩm quyền")
    assert "Không thuộc thẩm quyền" in text_of(await page.get(refused.headers["location"]))


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"doc": []}, {"doc"}),
        ({"outcome": ""}, {"outcome"}),
        ({"outcome": "refuse"}, {"reason"}),
        ({"outcome": "request", "reason": "x"}, {"more"}),
        ({"name": "", "identity_number": "1", "outcome": "refuse"}, {"name", "identity_number", "reason"}),
    ],
)
async def test_a_wrong_form_stores_nothing(counter: Counter, changes: dict[str, Any], fields: set[str]) -> None:
    wrong = await taken_in(browser(counter, RECEPTIONIST), **changes)
    assert (wrong.status_code, errors_of(wrong), await counter.count("dossiers")) == (422, fields, 0)


async def test_the_queues_count_exactly_and_lead_to_the_dossiers(counter: Counter) -> None:
    page = browser(counter, RECEPTIONIST)
    dossier = await counter.registered()
    accepted = await counter.accepted()
    assert counts((await page.get("/quay")).text) == [1, 0, 1, 0, 0]
    assert f"/quay/{dossier['id']}" in (await page.get("/quay", hang="moi")).text
    assert f"/quay/{accepted['id']}" in (await page.get("/quay", hang="chuyen")).text
    found = await page.get("/quay", q=accepted["code"].lower())
    assert (f"/quay/{accepted['id']}" in found.text, f"/quay/{dossier['id']}" in found.text) == (True, False)
    assert "Không có hồ sơ nào" in text_of(await page.get("/quay", q="'; DROP TABLE dossiers; --"))


async def test_an_online_dossier_is_checked_and_accepted(counter: Counter) -> None:
    dossier = await counter.registered()
    page, path = browser(counter, RECEPTIONIST), f"/quay/{dossier['id']}"
    assert WHO["name"] in text_of(await page.get(path))
    assert (await page.send(f"{path}/tiep-nhan", {"version": str(dossier["version"])})).status_code == 303
    assert "Được tiếp nhận" in text_of(await page.get(path))
    late = await page.send(f"{path}/tu-choi", {"tu-choi-reason": "muộn"})
    assert late.status_code == 409


async def test_a_dossier_that_changed_meanwhile_is_not_changed_unseen(counter: Counter) -> None:
    dossier = await counter.registered()
    page, path = browser(counter, RECEPTIONIST), f"/quay/{dossier['id']}"
    asked = {"version": str(dossier["version"]), "ask": "ho-chieu", "yeu-cau-reason": "Hết hạn"}
    assert (await page.send(f"{path}/yeu-cau", asked)).status_code == 303
    stale = await page.send(f"{path}/tu-choi", {"version": str(dossier["version"]), "tu-choi-reason": "x"})
    assert (stale.status_code, "vừa có thay đổi" in text_of(stale)) == (412, True)


async def test_a_request_without_anything_asked_or_a_reason_is_sent_back(counter: Counter) -> None:
    dossier = await counter.registered()
    page, path = browser(counter, RECEPTIONIST), f"/quay/{dossier['id']}"
    assert errors_of(await page.send(f"{path}/yeu-cau", {"yeu-cau-reason": "x"})) == {"ask"}
    assert errors_of(await page.send(f"{path}/yeu-cau", {"ask": "ho-chieu"})) == {"yeu-cau-reason"}
    assert errors_of(await page.send(f"{path}/tu-choi", {})) == {"tu-choi-reason"}
    assert (await page.send(f"{path}/khong-co", {})).status_code == 404


async def test_the_fee_is_taken_then_the_result_handed_over(counter: Counter) -> None:
    dossier = await counter.accepted()
    await counter.rows_changed("UPDATE dossiers SET state = 'result_ready'")
    page, path = browser(counter, RECEPTIONIST), f"/quay/{dossier['id']}"
    assert "600.000" in text_of(await page.get(path))
    unpaid = await page.send(f"{path}/tra", {"method": "counter"})
    assert unpaid.status_code == 409
    wrong = await page.send(f"{path}/thu-phi", {"amount": "600000", "method": "cash", "receipt_number": ""})
    assert errors_of(wrong) == {"receipt_number"}
    paid = await page.send(f"{path}/thu-phi", {"amount": "600000", "method": "cash", "receipt_number": "BL-1"})
    assert paid.status_code == 303
    assert (await page.send(f"{path}/tra", {"method": "counter"})).status_code == 303
    assert "Đã trả kết quả" in text_of(await page.get(path))


@pytest.mark.parametrize("actor", [APPLICANT, LEADER, CONTROL, SPECIALIST, OPERATOR])
async def test_the_desk_is_for_receptionists_alone(counter: Counter, actor: Actor) -> None:
    dossier = await counter.registered()
    page = browser(counter, actor)
    for path in ("/quay", "/quay/tiep-nhan", TAKE_IN, f"/quay/{dossier['id']}"):
        assert (await page.get(path)).status_code == 403
    for action in ("tiep-nhan", "yeu-cau", "tu-choi", "bo-sung", "rut", "thu-phi", "tra"):
        assert (await page.send(f"/quay/{dossier['id']}/{action}", {})).status_code == 403
    assert (await page.send(TAKE_IN, {**WHO, "outcome": "refuse", "reason": "x"})).status_code == 403
    assert await counter.count("dossiers") == 1


async def test_another_agencys_receptionist_sees_nothing_of_ours(counter: Counter) -> None:
    dossier = await counter.registered()
    page = browser(counter, ELSEWHERE)
    assert counts((await page.get("/quay")).text) == [0, 0, 0, 0, 0]
    assert (await page.get(f"/quay/{dossier['id']}")).status_code == 404
    assert (await page.send(f"/quay/{dossier['id']}/tiep-nhan", {})).status_code == 404


async def test_hostile_text_is_shown_as_text(counter: Counter) -> None:
    page = browser(counter, RECEPTIONIST)
    done = await taken_in(page, name=HOSTILE, request=HOSTILE, outcome="request", doc=[], more=HOSTILE, reason=HOSTILE)
    path = done.headers["location"]
    assert HOSTILE in text_of(await page.get(path))
    assert "<script" not in (await page.get(path)).text
    assert "<img" not in (await page.get(path)).text
    listed = await page.get("/quay", q=HOSTILE[:50])
    assert "<script" not in listed.text
