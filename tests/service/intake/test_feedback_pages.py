"""Feedback in pages: anybody sends it, its sender alone follows it, everybody reads what is published."""

from __future__ import annotations

import pytest

from service.intake.counter import Counter
from service.intake.site import browser, errors_of, text_of
from service.intake.test_applicant_pages import HOSTILE, hidden
from unit.intake.world import CONTROL

FORM = {
    "about": "conduct:delay",
    "title": "Quá hẹn chưa có kết quả",
    "content": "Đã quá ngày hẹn trả mà chưa nhận được thông báo.",
    "name": "Nguyễn Văn Mẫu",
    "address": "Hải An, Hải Phòng",
    "phone": "0912 345 678",
}


@pytest.fixture
def dialect() -> str:
    """What differs between the databases is tested beneath the pages."""
    return "sqlite"


async def sent(counter: Counter, **changes: str) -> str:
    """The address that only the sender knows."""
    page = browser(counter)
    form = hidden((await page.get("/phan-anh/gui")).text)
    answer = await page.send("/phan-anh/gui", {**form, **FORM, **changes})
    assert answer.status_code == 303, text_of(answer)
    return str(answer.headers["location"])


async def test_a_stranger_sends_feedback_and_follows_it_with_the_two_codes(counter: Counter) -> None:
    path = await sent(counter)
    code, secret = path.removeprefix("/phan-anh/").split("?s=")
    shown = text_of(await browser(counter).get(f"/phan-anh/{code}", s=secret))
    assert all(part in shown for part in (code, secret, FORM["title"], "Mới tiếp nhận"))
    assert FORM["name"] not in shown
    asked = await browser(counter).send("/phan-anh", {"code": code.lower(), "s": secret})
    assert (asked.status_code, asked.headers["location"]) == (303, path)


async def test_wrong_codes_are_told_alike_and_run_out(counter: Counter) -> None:
    code = (await sent(counter)).removeprefix("/phan-anh/").partition("?")[0]
    page = browser(counter)
    wrong = [await page.get(f"/phan-anh/{code}", s="AAAA"), await page.get("/phan-anh/PAKN-260420-9999", s="AAAA")]
    assert [(answer.status_code, errors_of(answer)) for answer in wrong] == [(404, {"s"})] * 2
    for _ in range(18):
        await page.get(f"/phan-anh/{code}", s="AAAA")
    assert (await page.get(f"/phan-anh/{code}", s="AAAA")).status_code == 429


async def test_what_the_law_asks_for_is_asked_for_at_its_field(counter: Counter) -> None:
    page = browser(counter)
    wrong = await page.send("/phan-anh/gui", {"once": "1", "title": HOSTILE, "dossier": "X"})
    assert (wrong.status_code, errors_of(wrong)) == (422, {"content", "name", "address", "phone"})
    assert "<script" not in wrong.text
    unknown = await page.send("/phan-anh/gui", {"once": "2", **FORM, "dossier": "H24.15-260420-9999"})
    assert errors_of(unknown) == {"dossier"}
    assert await counter.count("feedback") == 0


async def test_sent_twice_it_is_entered_once(counter: Counter) -> None:
    page = browser(counter)
    form = {**hidden((await page.get("/phan-anh/gui")).text), **FORM}
    assert len({(await page.send("/phan-anh/gui", form)).headers["location"] for _ in range(2)}) == 1


async def test_an_answer_is_read_and_rated_by_its_sender_and_published_for_all(counter: Counter) -> None:
    path = await sent(counter)
    code, secret = path.removeprefix("/phan-anh/").split("?s=")
    feedback = (await counter.get("/v1/feedback", CONTROL)).json()["items"][0]
    steps = {
        "classification": {"classification": "B", "handler": "lanh-dao"},
        "answer": {"outcome": "remedied", "text": "Đã trả kết quả, xin lỗi.", "is_founded": True},
        "publication": {"text": f"Đã nhắc nhở đơn vị. {HOSTILE}"},
    }
    for step, body in steps.items():
        answer = await counter.post(f"/v1/feedback/{feedback['id']}/{step}", body, actor=CONTROL)
        assert answer.status_code == 201, answer.text
    page = browser(counter)
    assert "Đã trả kết quả, xin lỗi." in text_of(await page.get(f"/phan-anh/{code}", s=secret))
    assert errors_of(await page.send(f"/phan-anh/{code}/danh-gia", {"s": secret})) == {"satisfaction"}
    rated = await page.send(f"/phan-anh/{code}/danh-gia", {"s": secret, "satisfaction": "satisfied"})
    assert rated.status_code == 303
    assert (
        await page.send(f"/phan-anh/{code}/danh-gia", {"s": "AAAA", "satisfaction": "satisfied"})
    ).status_code == 404
    published = await page.get("/phan-anh")
    assert "Đã nhắc nhở đơn vị." in text_of(published)
    assert "<script" not in published.text
    assert FORM["name"] not in published.text
