"""The forms of a dossier over HTTP: which there are, each as PDF, and who is refused."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Problem
from chassis.messaging.envelope import OutgoingEvent, decode, encode
from intake.api.http.forms import FormList
from intake.domain.forms.letters import Apology, DepartmentLetters, Letter
from intake.events.consumers import FollowingConsumer
from motcua.common.v1 import vocabulary_pb2
from motcua.events.v1 import dossier_pb2, handling_pb2
from service.intake.counter import Counter, refusal
from support import paper
from unit.intake.world import APPLICANT, CONTROL, ELSEWHERE, LEADER, NEIGHBOUR, RECEPTIONIST, SPECIALIST, local


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


async def test_a_telephone_that_reads_the_code_is_on_the_tracking_page(counter: Counter) -> None:
    dossier = await counter.accepted(APPLICANT)
    (address,) = paper.scanned((await counter.get(f"/v1/dossiers/{dossier['id']}/forms/receipt.pdf")).content)
    page = await counter.client.get(address.removeprefix("http://localhost:8080"))
    assert page.status_code == 200
    assert dossier["code"] in page.text


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


async def tell(counter: Counter, dossier_id: str, *messages: tuple[str, Message]) -> None:
    """Processing's events, each delivered twice."""
    consumer = FollowingConsumer(counter.use_cases.follow)
    for sequence, (name, data) in enumerate(messages, start=1):
        event = OutgoingEvent(
            type=f"dossier.{name}", agency="heza", department="lao-dong", subject=dossier_id, data=data
        )
        sent = decode(encode(event, event_id=f"e-{sequence}", service="processing", time=LATER, sequence=sequence))
        await consumer(sent)
        await consumer(sent)


async def test_the_control_sheet_grows_with_what_the_department_says_and_counts_each_event_once(
    counter: Counter,
) -> None:
    dossier = await counter.accepted(APPLICANT)
    await tell(counter, dossier["id"], *the_specialists_step())
    answer = await counter.get(f"/v1/dossiers/{dossier['id']}/forms/control-sheet.pdf", CONTROL)
    said = paper.text(answer.content)
    assert said.count("1. Giao:") == 2
    assert "1. Giao: Bộ phận Một cửa 2. Nhận: Phòng Quản lý Lao động" in said
    assert "Người giao: cb.motcua.1 Người nhận: cv.laodong.1" in said
    assert "Trước hạn" in said
    assert "Công ty" not in said
    assert await counter.count("handovers") == 2
    assert not await counter.rows("SELECT actor FROM personal_data_reads WHERE purpose = 'form'")
    await counter.get(f"/v1/dossiers/{dossier['id']}/forms/receipt.pdf")
    reads = await counter.rows("SELECT actor FROM personal_data_reads WHERE purpose = 'form'")
    assert reads == [(RECEPTIONIST.subject,)]


async def test_a_step_of_a_dossier_that_was_never_here_is_a_dead_letter(counter: Counter) -> None:
    with pytest.raises(Problem) as refused:
        await tell(counter, "nobody", *the_specialists_step())
    assert refused.value.slug == "dossier-unknown"


async def test_a_letter_of_the_department_is_printed_in_its_words_or_says_that_it_cannot_be_had(
    counter: Counter,
) -> None:
    dossier = await counter.accepted(APPLICANT)
    path = f"/v1/dossiers/{dossier['id']}/forms"
    due, new = stamp(local("2026-05-07 17:00")), stamp(local("2026-05-14 17:00"))
    await tell(
        counter,
        dossier["id"],
        ("supplement-requested", dossier_pb2.DossierSupplementRequested(request_id="r-9", requested_at=stamp(LATER))),
        (
            "due-date-changed",
            handling_pb2.DossierDueDateChanged(
                due_at=new, original_due_at=due, previous_due_at=due, cause=vocabulary_pb2.CLOCK_CAUSE_APOLOGY
            ),
        ),
        ("decided", handling_pb2.DossierDecided(decided_at=stamp(LATER), outcome=REFUSED)),
    )
    listed = {item["key"]: item["href"] for item in (await counter.get(path, SPECIALIST)).json()["items"]}
    assert set(listed) == {"control-sheet", "supplement-request", "apology", "refusal"}
    for key in LETTERS:
        assert refusal(await counter.get(listed[key], APPLICANT))[:2] == (503, "department-unreachable")

    counter.letters.written = DepartmentLetters(
        supplements={"r-9": Letter(officer="cv.laodong.1", reason="Ảnh mờ.", documents=("anh", "Bản vẽ A3"))},
        apology=Apology(
            letter=Letter(officer="ld.ban.1", reason="Chờ xác minh."),
            promised_at=local("2026-05-07 17:00"),
            new_due_at=local("2026-05-14 17:00"),
        ),
        decision=Letter(officer="ld.ban.1", reason="Không đủ điều kiện."),
    )
    said = {
        key: paper.text((await counter.get(href, APPLICANT)).content) for key, href in listed.items() if key in LETTERS
    }
    assert "1. Ảnh màu 4×6 cm 2. Bản vẽ A3 Lý do: Ảnh mờ." in said["supplement-request"]
    assert "liên hệ với Phòng Quản lý Lao động" in said["supplement-request"]
    assert "Lý do chưa trả kết quả đúng hẹn: Chờ xác minh." in said["apology"]
    assert "Thời gian hẹn trả kết quả mới: 17 giờ 00 phút, ngày 14 tháng 5 năm 2026" in said["apology"]
    assert "thông báo không giải quyết hồ sơ này với lý do như sau: Không đủ điều kiện." in said["refusal"]


LATER = local("2026-04-24 15:00")
LETTERS = ("supplement-request", "apology", "refusal")
REFUSED = vocabulary_pb2.DECISION_OUTCOME_REFUSED


def stamp(at: datetime) -> Timestamp:
    made = Timestamp()
    made.FromDatetime(at)
    return made


def the_specialists_step() -> list[tuple[str, Message]]:
    given, done, due = (stamp(local(f"2026-04-{day} 10:00")) for day in ("20", "22", "24"))
    task: dict[str, Any] = {
        "task_id": "t-1",
        "step_key": "tham-dinh",
        "officer": "cv.laodong.1",
        "assigned_department": "lao-dong",
    }
    return [
        ("assigned", handling_pb2.DossierAssigned(**task, assigned_at=given, due_at=due)),
        ("step-started", handling_pb2.DossierStepStarted(**task, started_at=given, due_at=due)),
        (
            "step-completed",
            handling_pb2.DossierStepCompleted(**task, completed_at=done, due_at=due),
        ),
    ]
