"""The departments' pages over HTTP: an officer's list, a case with its forms, and what becomes of a form."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from pathlib import Path

import httpx
import pytest

from chassis.kernel.actor import Actor
from chassis.web.forgery import form_token
from motcua.events.v1 import dossier_pb2
from processing.protocol import dossier_ref, stamp
from service.processing.building import Building, standing
from service.processing.stores import MIGRATIONS
from support.databases import NewDatabaseUrl
from support.stream import eventually
from unit.processing.desk import accepted, envelope
from unit.processing.story import (
    ACCEPTED_AT,
    APPLICANT,
    CLERK,
    COLLEAGUE,
    DOSSIER_ID,
    HEAD,
    LEADER,
    RECEPTIONIST,
    SPECIALIST,
    STRANGER,
    at,
    dossier,
    law,
)

PAGE, CASE = f"/viec/{DOSSIER_ID}", f"/v1/cases/{DOSSIER_ID}"


@pytest.fixture
def dialect() -> str:
    """What differs between the databases is tested beneath the pages."""
    return "sqlite"


@pytest.fixture
async def building(database_url: NewDatabaseUrl, nats_url: str, tmp_path: Path) -> AsyncIterator[Building]:
    async with standing(await database_url(MIGRATIONS), nats_url, tmp_path, law(deadline="5")) as built:
        await built.catalogue.start()
        received = dossier_pb2.DossierReceived(dossier=dossier_ref(dossier()), received_at=stamp(ACCEPTED_AT))
        await built.tell(envelope("dossier.received", DOSSIER_ID, 1, received), accepted(dossier(), 2))

        async def exists() -> bool:
            return (await built.call(LEADER, "GET", CASE)).status_code == 200

        await eventually(exists)
        yield built


@dataclass
class Browser:
    """A person at a browser: the session is a cookie, forms carry its token."""

    building: Building
    actor: Actor | None

    @cached_property
    def session(self) -> str:
        """One for all requests: a token made a second later would be another."""
        return self.building.token(self.actor) if self.actor else ""

    async def get(self, path: str, **query: str) -> httpx.Response:
        return await self.building.http.get(path, params=query, headers={"Cookie": f"motcua_token={self.session}"})

    async def send(self, action: str, token: str | None = None, **fields: str) -> httpx.Response:
        """A form of the page as it is now, sent."""
        shown = (await self.get(PAGE)).text
        version = re.search(r'name="version" value="(\d+)"', shown)
        carried = {"form_token": form_token(self.session) if token is None else token}
        carried |= {"version": version[1]} if version else {}
        headers = {"Cookie": f"motcua_token={self.session}", "Sec-Fetch-Site": "same-origin"}
        return await self.building.http.post(f"{PAGE}/{action}", data=carried | fields, headers=headers)

    async def give(self, **fields: str | list[str]) -> httpx.Response:
        """The form of the list."""
        data = {"form_token": form_token(self.session), **fields}
        headers = {"Cookie": f"motcua_token={self.session}", "Sec-Fetch-Site": "same-origin"}
        return await self.building.http.post("/viec/giao-viec", data=data, headers=headers)

    async def say(self, path: str, **fields: str) -> httpx.Response:
        """The opinion of the department that was asked."""
        data = {"form_token": form_token(self.session), **fields}
        headers = {"Cookie": f"motcua_token={self.session}", "Sec-Fetch-Site": "same-origin"}
        return await self.building.http.post(path, data=data, headers=headers)

    async def task(self) -> str:
        """Id of the open step that the page has a form for."""
        found = re.search(r'name="task" value="([^"]+)"', (await self.get(PAGE)).text)
        assert found, "no form for a step"
        return found[1]


def text_of(answer: httpx.Response) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


async def test_a_dossier_goes_from_the_head_to_the_result_by_pages_alone(building: Building) -> None:
    head, specialist, leader, clerk = (Browser(building, who) for who in (HEAD, SPECIALIST, LEADER, CLERK))
    assert (await head.send("phan-cong", task=await head.task())).status_code == 303
    assert (await head.send("hoan-thanh", task=await head.task())).status_code == 303
    assert (await head.send("phan-cong", task=await head.task(), officer="cv.dautu.1")).status_code == 303
    assert (await specialist.send("hoan-thanh", task=await specialist.task(), note="Đủ điều kiện")).status_code == 303
    assert (await head.send("phan-cong", task=await head.task())).status_code == 303
    assert (await head.send("hoan-thanh", task=await head.task())).status_code == 303
    assert (await leader.send("quyet-dinh", **{"quyet-dinh-outcome": "granted"})).status_code == 303
    assert (await clerk.send("phan-cong", task=await clerk.task())).status_code == 303
    done = await clerk.send("hoan-thanh", task=await clerk.task())
    assert (done.status_code, done.headers["location"]) == (303, PAGE)
    shown = text_of(await leader.get(PAGE))
    assert "Đã xử lý xong" in shown
    assert "Chấp thuận, cấp kết quả" in shown
    assert "Trước hạn" in shown


async def test_an_officers_list_holds_what_is_theirs_and_counts_it(building: Building) -> None:
    head, specialist, leader = (Browser(building, who) for who in (HEAD, SPECIALIST, LEADER))
    assert "Chờ phân công" in text_of(await head.get("/viec"))
    assert counts(await head.get("/viec")) == [0, 1, 0, 0, 0]
    await head.send("phan-cong", task=await head.task())
    assert "Đang làm (1)" in text_of(await head.get("/viec"))
    assert (counts(await specialist.get("/viec")), counts(await leader.get("/viec"))) == ([0] * 5, [0] * 5)
    building.clock.set(at("2026-03-30 09:00"), speed=0)
    assert counts(await head.get("/viec")) == [1, 0, 0, 0, 0]
    for who, where in ((head, "phong"), (specialist, "phong"), (leader, "co-quan")):
        shown = await who.get("/viec", hang=where)
        assert ("quá hạn" in text_of(shown), PAGE in shown.text) == (True, True)
    assert (await specialist.get("/viec", hang="co-quan")).headers["location"] == "/viec"


async def test_a_head_gives_several_steps_to_one_officer_and_hears_what_was_refused(building: Building) -> None:
    head = Browser(building, HEAD)
    await head.send("phan-cong", task=await head.task())
    await head.send("hoan-thanh", task=await head.task())
    task = await head.task()
    nobody = await head.give(task=task)
    assert (nobody.status_code, 'id="officer-error"' in nobody.text) == (422, True)
    some = await head.give(task=[task, "khong-co"], officer="cv.dautu.1")
    assert (some.status_code, "khong-co" in text_of(some)) == (422, True)
    assert "Đang làm (1)" in text_of(await Browser(building, SPECIALIST).get("/viec"))


async def test_papers_and_a_payment_are_asked_for_and_the_page_says_so(building: Building) -> None:
    head, specialist = Browser(building, HEAD), Browser(building, SPECIALIST)
    await head.send("phan-cong", task=await head.task())
    await head.send("hoan-thanh", task=await head.task())
    await head.send("phan-cong", task=await head.task(), officer="cv.dautu.1")
    empty = await specialist.send("bo-sung", **{"bo-sung-reason": "Thiếu"})
    assert (empty.status_code, "bo-sung-documents-error" in empty.text) == (422, True)
    assert "Thiếu</textarea>" in empty.text
    many = {"bo-sung-documents": "\n".join(f"Giấy tờ {n}" for n in range(51)), "bo-sung-reason": "Thiếu"}
    refused = await specialist.send("bo-sung", **many)
    assert (refused.status_code, "bo-sung-documents-error" in refused.text) == (422, True)
    amount = await specialist.send("nghia-vu", **{"nghia-vu-amount": "nhiều", "nghia-vu-reason": "Tiền thuê đất"})
    assert (amount.status_code, "nghia-vu-amount-error" in amount.text) == (422, True)
    asked = await specialist.send(
        "bo-sung", **{"bo-sung-documents": "Giấy tờ đất\nHợp đồng", "bo-sung-reason": "Thiếu giấy tờ"}
    )
    assert asked.status_code == 303
    shown = text_of(await specialist.get(PAGE))
    for said in ("Yêu cầu bổ sung giấy tờ", "Đồng hồ đang dừng", "Hợp đồng", "Chờ đến"):
        assert said in shown, said


async def test_a_draft_apology_lies_ready_for_the_leader_and_the_head_reads_it(building: Building) -> None:
    ready = (await Browser(building, LEADER).get(PAGE, mo="xin-loi")).text
    opened = ready.partition("<details open>")[2].partition("</details>")[0]
    assert 'action="/viec/' in opened
    assert "/xin-loi" in opened
    assert 'name="xin-loi-new_day" type="date" value="2026-03-19"' in opened
    assert "cần thêm thời gian" in unescape(opened)
    assert "<details open>" not in (await Browser(building, LEADER).get(PAGE)).text
    assert "chờ lãnh đạo ký" in text_of(await Browser(building, HEAD).get(PAGE, mo="xin-loi"))
    assert "Dự thảo" not in text_of(await Browser(building, SPECIALIST).get(PAGE, mo="xin-loi"))
    draft = await building.call(LEADER, "GET", f"{CASE}/apology-draft")
    assert (draft.status_code, draft.json()["new_due_at"]) == (200, "2026-03-19T10:00:00Z")
    for actor in (SPECIALIST, RECEPTIONIST):
        assert (await building.call(actor, "GET", f"{CASE}/apology-draft")).status_code in (403, 404)
    signed = {"new_due_at": draft.json()["new_due_at"], "reason": draft.json()["reason"]}
    assert (await building.call(LEADER, "POST", f"{CASE}/apology", signed)).status_code == 201
    assert (await building.call(LEADER, "GET", f"{CASE}/apology-draft")).json()["type"].endswith("apology-not-needed")


async def test_an_apology_a_stop_and_their_corrections(building: Building) -> None:
    leader = Browser(building, LEADER)
    promised = {"xin-loi-new_day": "2026-03-20", "xin-loi-new_time": "17:00", "xin-loi-reason": "Chờ ý kiến"}
    wrong = await leader.send("xin-loi", **promised | {"xin-loi-new_day": "mai"})
    assert (wrong.status_code, "xin-loi-new_day-error" in wrong.text) == (422, True)
    assert (await leader.send("xin-loi", **promised)).status_code == 303
    shown = text_of(await leader.get(PAGE))
    assert "17:00, 20/03/2026" in shown
    assert "Hạn tính đúng hạn" in shown
    entry = re.search(r'name="entry" value="(\d+)"', (await leader.get(PAGE)).text)
    assert entry
    assert (await leader.send("dinh-chinh", entry=entry[1], **{"dinh-chinh-reason": "Nhầm"})).status_code == 303
    assert (await leader.send("dung", **{"dung-reason": "Theo văn bản"})).status_code == 303
    stopped = await leader.get(PAGE)
    assert "Dừng xử lý" in text_of(stopped)
    entry = re.search(r'name="entry" value="(\d+)"', stopped.text)
    assert entry
    assert (await leader.send("dinh-chinh", entry=entry[1], **{"dinh-chinh-reason": "Nhầm"})).status_code == 303
    assert "Đang xử lý" in text_of(await leader.get(PAGE))


async def test_who_takes_a_step_from_somebody_is_asked_why_beside_the_field(building: Building) -> None:
    head = Browser(building, HEAD)
    await head.send("phan-cong", task=await head.task())
    await head.send("hoan-thanh", task=await head.task())
    await head.send("phan-cong", task=await head.task(), officer="cv.dautu.1")
    again = {"task": await head.task(), "officer": "cv.dautu.2"}
    asked = await head.send("phan-cong", **again)
    assert (asked.status_code, 'id="phan-cong-reason-error"' in asked.text) == (422, True)
    assert (await head.send("phan-cong", **again, **{"phan-cong-reason": "Nghỉ ốm"})).status_code == 303
    assert "Đang làm (1)" in text_of(await Browser(building, COLLEAGUE).get("/viec"))


async def test_other_bodies_are_asked_and_a_department_answers_on_its_page(building: Building) -> None:
    head, other = Browser(building, HEAD), Browser(building, STRANGER)
    nobody = await head.send("lay-y-kien", **{"lay-y-kien-question": "Có phù hợp quy hoạch không?"})
    assert (nobody.status_code, 'id="lay-y-kien-consultee-error"' in nobody.text) == (422, True)
    asked = {"lay-y-kien-question": "Có ý kiến gì về lao động?", "lay-y-kien-due_at": "2026-03-05"}
    done = await head.send("lay-y-kien", **asked, consultee="lao-dong")
    assert done.status_code == 303, text_of(done)
    waiting = await other.get("/viec/y-kien")
    assert "Có ý kiến gì về lao động?" in text_of(waiting)
    (page,) = re.findall(r'href="(/viec/y-kien/[^"]+)"', waiting.text)
    assert (await Browser(building, CLERK).get(page)).status_code == 404
    unexplained = await other.say(page, **{"cho-y-kien-opinion": "disagree"})
    assert (unexplained.status_code, 'id="cho-y-kien-text-error"' in unexplained.text) == (422, True)
    said = {"cho-y-kien-opinion": "disagree", "cho-y-kien-text": "Chưa đủ điều kiện"}
    assert (await other.say(page, **said)).headers["location"] == page
    told = text_of(await head.get(PAGE))
    assert ("Đã trả lời" in told, "Chưa đủ điều kiện" in told) == (True, True)
    assert "Không có ý kiến nào" in text_of(await other.get("/viec/y-kien"))


async def test_a_case_that_changed_meanwhile_is_not_changed_unseen(building: Building) -> None:
    head = Browser(building, HEAD)
    task = await head.task()
    await head.send("phan-cong", task=task)
    stale = await head.send("hoan-thanh", task=task, version="1")
    assert (stale.status_code, "changed after you read it" in stale.text) == (422, True)


async def test_a_foreign_form_does_nothing(building: Building) -> None:
    head = Browser(building, HEAD)
    for token in ("", form_token("somebody else")):
        assert (await head.send("phan-cong", token, task="x")).status_code == 403
    assert "Chờ phân công, chờ nhận (1)" in text_of(await head.get("/viec"))


@pytest.mark.parametrize("actor", [STRANGER, COLLEAGUE, RECEPTIONIST])
async def test_who_may_look_may_not_do(building: Building, actor: Actor) -> None:
    page = Browser(building, actor)
    shown = await page.get(PAGE)
    if actor is STRANGER:
        assert shown.status_code == 404
    else:
        assert (shown.status_code, "<form" in shown.text.partition("<main")[2]) == (200, False)
    refused = await page.send("dung", **{"dung-reason": "Không phải việc của tôi"})
    assert refused.status_code in (403, 404)
    assert (await building.call(LEADER, "GET", CASE)).json()["state"] == "running"


async def test_applicants_are_sent_away_and_nobody_is_led_to_sign_in(building: Building) -> None:
    assert (await Browser(building, APPLICANT).get("/viec")).status_code == 403
    for path in ("/viec", PAGE):
        led = await Browser(building, None).get(path)
        assert (led.status_code, led.headers["location"]) == (303, f"/dang-nhap?next={path.replace('/', '%2F')}")


def counts(answer: httpx.Response) -> list[int]:
    return [int(count) for count in re.findall(r'class="count[^"]*">(\d+)<', answer.text)]
