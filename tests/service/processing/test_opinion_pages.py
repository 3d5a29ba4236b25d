"""The page behind a link: what whoever holds it sees, the one answer, and what others get."""

from __future__ import annotations

from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from chassis.kernel.errors import Problem
from motcua.processing.v1 import consultation_service_pb2 as pb
from motcua.processing.v1 import consultation_service_pb2_grpc
from processing.application.consultations.links import Links
from processing.domain.vocabulary import OnSilence
from service.processing.building import SITE, Building, standing
from service.processing.steps import CASE, act, open_case
from service.processing.stores import MIGRATIONS
from service.processing.test_consultations import ASKED_AT
from support.databases import NewDatabaseUrl
from unit.processing.opinions import FINANCE_OFFICE, consulting
from unit.processing.story import COLLEAGUE, DOSSIER_ID, HEAD, LEADER, SPECIALIST, STRANGER, SYSTEM, at

HERE = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def dialect() -> str:
    """What differs between the databases is tested beneath the pages."""
    return "sqlite"


@pytest.fixture
async def building(database_url: NewDatabaseUrl, nats_url: str, tmp_path: Path) -> AsyncIterator[Building]:
    the_law = consulting(silence=OnSilence.DEEMED_CONSENT)
    async with standing(await database_url(MIGRATIONS), nats_url, tmp_path, the_law) as built:
        await open_case(built)
        await act(built, HEAD, "assignment", {"officer": "tp.dautu"})
        await act(built, HEAD, "completion", {})
        await act(built, HEAD, "assignment", {"officer": "cv.dautu.1"})
        built.clock.jump(ASKED_AT)
        yield built


async def asked(building: Building, *bodies: str) -> list[Any]:
    body = {
        "question": "Có phù hợp quy hoạch <không>?",
        "consultees": [{"consultee": each} for each in bodies],
        "documents": ["Đề xuất dự án"],
    }
    return list((await building.call(SPECIALIST, "POST", f"{CASE}/consultations", body)).json()["items"])


async def link_of(building: Building, consultation_id: str) -> str:
    """The path of the link."""
    found = await building.call(SPECIALIST, "GET", f"/v1/consultations/{consultation_id}/link")
    address = str(found.json()["address"])
    assert address.startswith(f"{SITE}/y-kien/")
    return urlsplit(address).path


async def test_whoever_holds_the_link_sees_what_was_asked_and_answers_once(building: Building) -> None:
    (item,) = await asked(building, "bo-cong-an")
    path = await link_of(building, item["id"])
    assert path == await link_of(building, item["id"])
    page = await building.http.get(path)
    text = unescape(page.text)
    assert page.status_code == 200
    assert "<script" not in page.text
    assert "Có phù hợp quy hoạch <không>?" in text
    assert "Đề xuất dự án" in text
    assert "17:00, 10/03/2026" in text
    assert "Quá hạn mà không trả lời thì được coi là đồng ý." in text
    said = {"opinion": "agree_with_conditions", "text": "Bổ sung phương án thoát nước"}
    sent = await building.http.post(path, data=said, headers=HERE)
    assert (sent.status_code, sent.headers["location"]) == (303, f"{path}/bien-nhan")
    receipt = unescape((await building.http.get(f"{path}/bien-nhan")).text)
    assert "Thống nhất với điều kiện" in receipt
    assert "09:00, 03/03/2026" in receipt
    found = (await building.call(SPECIALIST, "GET", f"/v1/consultations/{item['id']}")).json()
    assert (found["state"], found["answered_by"], found["text"]) == ("answered", "link", said["text"])
    again = await building.http.post(path, data={"opinion": "disagree", "text": "Không"}, headers=HERE)
    assert (again.status_code, "Không còn chờ ý kiến" in again.text) == (410, True)
    assert (await building.http.get(path)).status_code == 410
    assert (await building.call(SPECIALIST, "GET", f"/v1/consultations/{item['id']}/link")).status_code == 409


async def test_those_who_handle_the_case_read_the_opinions_on_its_page(building: Building) -> None:
    ministry, _ = await asked(building, "bo-cong-an", "ubnd-thanh-pho")
    said = {"opinion": "disagree", "text": "Chưa đủ căn cứ"}
    await building.http.post(await link_of(building, ministry["id"]), data=said, headers=HERE)
    page = unescape((await building.call(SPECIALIST, "GET", f"/viec/{DOSSIER_ID}")).text)
    assert all(word in page for word in ("Không thống nhất", "Chưa đủ căn cứ", "Đang chờ", "cơ quan cấp trên"))
    building.clock.jump(at("2026-03-11 08:00"))
    page = unescape((await building.call(SPECIALIST, "GET", f"/viec/{DOSSIER_ID}")).text)
    assert "Quá hạn, chưa trả lời" in page


async def test_in_english(building: Building) -> None:
    (item,) = await asked(building, "bo-cong-an")
    page = await building.http.get(f"{await link_of(building, item['id'])}?lang=en")
    assert "Without an answer by then you are deemed to agree." in unescape(page.text)


async def test_a_form_from_elsewhere_and_a_form_without_words_change_nothing(building: Building) -> None:
    (item,) = await asked(building, "bo-cong-an")
    path = await link_of(building, item["id"])
    foreign = await building.http.post(path, data={"opinion": "agree"}, headers={"sec-fetch-site": "cross-site"})
    assert foreign.status_code == 403
    for said in ({}, {"opinion": "maybe"}, {"opinion": "disagree"}, {"opinion": "agree", "text": "a" * 2001}):
        wrong = await building.http.post(path, data=said, headers=HERE)
        assert (wrong.status_code, "Lỗi" in wrong.text) == (422, True)
    kept = await building.http.post(path, data={"opinion": "disagree"}, headers=HERE)
    assert 'value="disagree" checked' in kept.text
    assert (await building.call(SPECIALIST, "GET", f"/v1/consultations/{item['id']}")).json()["state"] == "open"


async def test_a_link_that_was_never_made_is_not_known_and_trying_many_ends_soon(building: Building) -> None:
    (item,) = await asked(building, "bo-cong-an")
    path = await link_of(building, item["id"])
    statuses = [(await building.http.get(f"{path}{n}")).status_code for n in range(25)]
    assert (statuses[0], statuses[-1]) == (404, 429)
    assert (await building.http.get(path)).status_code == 429


@pytest.mark.parametrize("wrong", ["x", ".", "01976f00-0000-7000-8000-000000000001.", "%00", "é.é"])
async def test_nonsense_is_not_known(building: Building, wrong: str) -> None:
    assert (await building.http.get(f"/y-kien/{wrong}")).status_code in (400, 404, 422)


async def test_silence_ends_the_link_before_and_after_it_is_noticed(building: Building) -> None:
    (item,) = await asked(building, "bo-cong-an")
    path = await link_of(building, item["id"])
    building.clock.jump(at("2026-03-10 17:00"))
    assert (await building.http.get(path)).status_code in (200, 410)
    building.clock.jump(at("2026-03-11 08:00"))
    closed = await building.http.post(path, data={"opinion": "disagree", "text": "Không"}, headers=HERE)
    assert (closed.status_code, "coi là đồng ý" in unescape(closed.text)) == (410, True)
    assert (await building.http.get(f"{path}/bien-nhan")).status_code == 303


async def test_a_withdrawn_question_shows_nothing_of_itself(building: Building) -> None:
    (item,) = await asked(building, "bo-cong-an")
    path = await link_of(building, item["id"])
    await building.call(SPECIALIST, "POST", f"/v1/consultations/{item['id']}/withdrawal", {"reason": "Không cần"})
    page = await building.http.get(path)
    assert (page.status_code, "quy hoạch" in page.text, "không còn cần" in unescape(page.text)) == (410, False, True)


async def test_only_who_may_ask_gets_the_link_and_departments_have_none(building: Building) -> None:
    ministry, labour, finance = await asked(building, "bo-cong-an", "lao-dong", "so-tai-chinh")
    for actor in (COLLEAGUE, LEADER):
        assert (await building.call(actor, "GET", f"/v1/consultations/{ministry['id']}/link")).status_code == 403
    assert (await building.call(STRANGER, "GET", f"/v1/consultations/{ministry['id']}/link")).status_code == 404
    here = await building.call(SPECIALIST, "GET", f"/v1/consultations/{labour['id']}/link")
    assert (here.status_code, "answers-in-its-inbox" in here.text) == (409, True)
    by_account = await building.call(FINANCE_OFFICE, "GET", f"/v1/consultations/{finance['id']}/link")
    assert by_account.status_code == 403


async def test_notify_alone_learns_where_to_send_it(building: Building) -> None:
    ministry, labour = await asked(building, "bo-cong-an", "lao-dong")
    path = await link_of(building, ministry["id"])
    channel = building.channel(SYSTEM)
    await channel.start()
    stub = consultation_service_pb2_grpc.ConsultationServiceStub(channel.channel)
    mail = await stub.GetConsultationMail(pb.GetConsultationMailRequest(consultation_id=ministry["id"]))
    assert (mail.mailbox, mail.link) == ("van-thu@bo.example", f"{SITE}{path}")
    none = await stub.GetConsultationMail(pb.GetConsultationMailRequest(consultation_id=labour["id"]))
    assert (none.mailbox, none.link) == ("", "")
    await channel.stop()
    mine = building.channel(SPECIALIST)
    await mine.start()
    stub = consultation_service_pb2_grpc.ConsultationServiceStub(mine.channel)
    shown = await stub.GetConsultationLink(pb.GetConsultationLinkRequest(consultation_id=ministry["id"]))
    assert shown.address == f"{SITE}{path}"
    with pytest.raises(Problem) as refusal:
        await stub.GetConsultationMail(pb.GetConsultationMailRequest(consultation_id=ministry["id"]))
    assert refusal.value.slug == "role-not-allowed"
    await mine.stop()


def test_another_key_makes_other_links_and_none_makes_none() -> None:
    one, other = Links(key=b"one", site="https://a.example"), Links(key=b"other", site="https://a.example")
    token = one.address("c-1").rpartition("/")[2]
    assert one.opened(token) == "c-1"
    for links in (other, Links(key=b"", site="https://a.example")):
        with pytest.raises(Problem) as refusal:
            links.opened(token)
        assert refusal.value.slug == "link-unknown"
    with pytest.raises(Problem) as refusal:
        Links(key=b"", site="https://a.example").address("c-1")
    assert refusal.value.slug == "links-not-configured"
