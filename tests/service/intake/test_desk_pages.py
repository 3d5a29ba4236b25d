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


@pytest.fixture
def dialect() -> str:
    """What differs between the databases is tested beneath the pages."""
    return "sqlite"


async def taken_in(page: Browser, **changes: Any) -> Any:
    """The answer to a form that is complete but for the changes."""
    form = hidden((await page.get(TAKE_IN)).text)
    typed = {"channel": "counter", "result_by": "counter", "sets": "1", "outcome": "accept"}
    return await page.send(TAKE_IN, {**form, **WHO, **typed, "doc": list(WORK_PERMIT_DOCUMENTS), **changes})


def counts(text: str) -> list[int]:
    return [int(n) for n in re.findall(r'<p class="count">(\d+)</p>', text)]


async def test_a_dossier_is_accepted_at_the_counter_and_its_receipt_is_there_to_print(counter: Counter) -> None:
    page = browser(counter, RECEPTIONIST)
    deputy = {"rep_name": "Người Mẫu", "rep_identity_number": "031090001234"}
    changes = {"form-anh": "copy", "quantity-anh": "3", **deputy}
    without = await taken_in(page, **changes)
    assert (without.status_code, "Ghi số giấy uỷ quyền" in text_of(without)) == (422, True)
    changes["rep_authority"] = "Giấy uỷ quyền số 01/2026"
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
    assert counts((await page.get("/quay")).text) == [1, 0, 1, 0, 0, 0]
    assert f"/quay/{dossier['id']}" in (await page.get("/quay", hang="moi")).text
    assert f"/quay/{accepted['id']}" in (await page.get("/quay", hang="chuyen")).text
    found = await page.get("/quay", q=accepted["code"].lower())
    assert (f"/quay/{accepted['id']}" in found.text, f"/quay/{dossier['id']}" in found.text) == (True, False)
    assert "Không có hồ sơ nào" in text_of(await page.get("/quay", q="'; DROP TABLE dossiers; --"))


async def test_an_applicant_is_found_by_name_without_accents_and_by_number_and_shown_masked(counter: Counter) -> None:
    dossier = await counter.registered()
    page = browser(counter, RECEPTIONIST)
    for text in ("mau hai phong", "0201234567", "0912 345 678"):
        found = await page.send("/quay/tim", {"q": text})
        assert (found.status_code, f"/quay/{dossier['id']}" in found.text) == (200, True), text
        assert WHO["identity_number"] not in found.text.partition("<table")[2]
    assert "Không có hồ sơ nào" in text_of(await page.send("/quay/tim", {"q": "nguyễn văn khác"}))
    by_code = await page.send("/quay/tim", {"q": "h24.15-26"})
    assert (by_code.status_code, by_code.headers["location"]) == (303, "/quay?q=H24.15-26")
    wide = await page.send("/quay/tim", {"q": "công ty tnhh"})
    assert (wide.status_code, errors_of(wide)) == (422, {"q"})
    assert (await browser(counter, LEADER).send("/quay/tim", {"q": "mau"})).status_code == 403


async def test_whoever_is_found_comes_in_pages_too(counter: Counter) -> None:
    for _ in range(21):
        await counter.registered()
    page = browser(counter, RECEPTIONIST)
    first = await page.send("/quay/tim", {"q": "mẫu hải phòng"})
    token = re.findall(r'name="trang" value="([^"]+)"', first.text)[0]
    second = await page.send("/quay/tim", {"q": "mẫu hải phòng", "trang": token})
    assert [answer.text.count('<th scope="row">') for answer in (first, second)] == [20, 1]


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
    dossier = await counter.accepted(result_by="counter")
    await counter.rows_changed("UPDATE dossiers SET state = 'result_ready'")
    page, path = browser(counter, RECEPTIONIST), f"/quay/{dossier['id']}"
    assert "600.000" in text_of(await page.get(path))
    unpaid = await page.send(f"{path}/tra", {"method": "counter"})
    assert unpaid.status_code == 409
    wrong = await page.send(f"{path}/thu-phi", {"amount": "600000", "method": "cash", "receipt_number": ""})
    assert errors_of(wrong) == {"receipt_number"}
    paid = await page.send(f"{path}/thu-phi", {"amount": "600.000", "method": "cash", "receipt_number": "BL-1"})
    assert paid.status_code == 303
    assert (await page.send(f"{path}/tra", {"method": "counter"})).status_code == 303
    assert "Đã trả kết quả" in text_of(await page.get(path))


async def ready(counter: Counter) -> str:
    """The page of a dossier whose result is at the counter, paid for."""
    dossier = await counter.accepted(result_by="counter")
    await counter.rows_changed("UPDATE dossiers SET state = 'result_ready', result_issued_at = accepted_at")
    path = f"/quay/{dossier['id']}"
    paid = {"amount": "600000", "method": "cash", "receipt_number": dossier["code"]}
    assert (await browser(counter, RECEPTIONIST).send(f"{path}/thu-phi", paid)).status_code == 303
    return path


async def test_an_authorised_person_is_noted_with_the_paper_that_says_so(counter: Counter) -> None:
    page, path = browser(counter, RECEPTIONIST), await ready(counter)
    wrong = await page.send(f"{path}/tra", {"received_by": "authorised"})
    assert (wrong.status_code, errors_of(wrong)) == (422, {"receiver", "receiver_authority"})
    noted = {"received_by": "authorised", "receiver": "Người Mẫu", "receiver_authority": "UQ-1", "originals": "yes"}
    assert (await page.send(f"{path}/tra", noted)).status_code == 303
    assert "Đã trả kết quả" in text_of(await page.get(path))


async def test_a_result_goes_by_post_comes_back_and_goes_again(counter: Counter) -> None:
    page, path = browser(counter, RECEPTIONIST), await ready(counter)
    assert errors_of(await page.send(f"{path}/gui", {})) == {"tracking_number"}
    assert (await page.send(f"{path}/gui", {"tracking_number": "VN-1"})).status_code == 303
    assert "VN-1" in text_of(await page.get(path))
    assert (await page.send(f"{path}/tra", {})).status_code == 409
    assert (await page.send(f"{path}/bi-tra-lai")).status_code == 303
    assert (await page.send(f"{path}/gui", {"tracking_number": "VN-2"})).status_code == 303
    assert (await page.send(f"{path}/da-phat")).status_code == 303
    assert "Đã trả kết quả" in text_of(await page.get(path))


async def test_after_signing_in_anew_an_answer_to_a_form_is_the_dossiers_page(counter: Counter) -> None:
    dossier = await counter.registered()
    path = f"/quay/{dossier['id']}"
    assert (await browser(counter, RECEPTIONIST).get(f"{path}/tiep-nhan")).headers["location"] == path
    mine = f"/ho-so-cua-toi/{dossier['id']}"
    assert (await browser(counter, APPLICANT).get(f"{mine}/bo-sung")).headers["location"] == mine
    expired = await browser(counter).send(f"{path}/tu-choi", {"tu-choi-reason": "x"})
    assert (expired.status_code, expired.headers["location"].startswith("/dang-nhap?next=")) == (303, True)


async def test_the_register_book_of_the_year_is_one_click_away(counter: Counter) -> None:
    page = await browser(counter, RECEPTIONIST).get("/quay")
    assert "/v1/register-book.pdf?year=2026" in page.text
    assert (await counter.get("/v1/register-book.pdf", year=2026)).headers["content-type"] == "application/pdf"


@pytest.mark.parametrize("actor", [APPLICANT, LEADER, CONTROL, SPECIALIST, OPERATOR])
async def test_the_desk_is_for_receptionists_alone(counter: Counter, actor: Actor) -> None:
    dossier = await counter.registered()
    page = browser(counter, actor)
    for path in ("/quay", "/quay/tiep-nhan", TAKE_IN, f"/quay/{dossier['id']}"):
        assert (await page.get(path)).status_code == 403
    for action in ("tiep-nhan", "yeu-cau", "tu-choi", "bo-sung", "rut", "thu-phi", "tra", "gui", "da-phat"):
        assert (await page.send(f"/quay/{dossier['id']}/{action}", {})).status_code == 403
    assert (await page.send(TAKE_IN, {**WHO, "outcome": "refuse", "reason": "x"})).status_code == 403
    assert await counter.count("dossiers") == 1


async def test_another_agencys_receptionist_sees_nothing_of_ours(counter: Counter) -> None:
    dossier = await counter.registered()
    page = browser(counter, ELSEWHERE)
    assert counts((await page.get("/quay")).text) == [0, 0, 0, 0, 0, 0]
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
