"""Feedback over HTTP and gRPC on both databases; who sent it is not to be found in the store."""

from __future__ import annotations

import asyncio

import pytest

from service.intake.counter import Counter, Json, refusal
from unit.intake.world import APPLICANT, CONTROL, ELSEWHERE, HEAD, LEADER, NEIGHBOUR, RECEPTIONIST, local

COMPLAINT: Json = {
    "kind": "conduct",
    "matter": "delay",
    "title": "Quá hẹn chưa trả",
    "content": "Hồ sơ đã quá hẹn mà chưa có kết quả.",
    "sender": {"name": "Nguyễn Thị Mẫu", "address": "Số 1 đường Mẫu", "phone": "0987 654 321"},
}


async def submitted(counter: Counter, **changes: object) -> Json:
    answer = await counter.post("/v1/feedback", COMPLAINT | changes, actor=None)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def done(counter: Counter, feedback: Json, step: str, body: Json | None, actor: object = CONTROL) -> Json:
    answer = await counter.post(f"/v1/feedback/{feedback['id']}/{step}", body, actor=actor)  # type: ignore[arg-type]
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_a_complaint_goes_from_a_stranger_to_its_public_answer(counter: Counter) -> None:
    dossier = await counter.accepted()
    feedback = await submitted(counter, dossier=dossier["code"])
    assert (feedback["code"], feedback["state"]) == ("PAKN-260420-0001", "received")
    assert feedback["dossier_id"] == dossier["id"]
    await done(counter, feedback, "classification", {"classification": "B", "handler": "lao-dong"})
    await done(counter, feedback, "assessment", {"assessment": "sufficient"}, HEAD)
    reply = {"outcome": "remedied", "text": "Đã trả kết quả và xin lỗi.", "is_founded": True}
    answered = await done(counter, feedback, "answer", reply, HEAD)
    assert (answered["state"], answered["is_founded"], answered["delivery"]) == ("answered", True, "page")
    public = await done(counter, feedback, "publication", {"text": "Đã nhắc nhở đơn vị."})
    follow = {"secret": feedback["tracking_secret"]}
    seen = (await counter.get(f"/v1/feedback-tracking/{feedback['code']}", None, **follow)).json()
    assert (seen["answer"], seen["title"]) == (reply["text"], COMPLAINT["title"])
    rating = follow | {"satisfaction": "satisfied"}
    rated = await counter.post(f"/v1/feedback-tracking/{feedback['code']}/satisfaction", rating, actor=None)
    assert (rated.status_code, rated.json()["state"]) == (201, "closed")
    published = (await counter.get("/v1/published-feedback", None)).json()
    assert [each["text"] for each in published["items"]] == ["Đã nhắc nhở đơn vị."]
    assert public["version"] == 5  # entered, classified, assessed, answered, published
    events = await counter.rows("SELECT type FROM outbox WHERE subject = '" + feedback["id"] + "' ORDER BY position")
    told = ["received", "classified", "answered", "published", "rated"]
    assert [kind for (kind,) in events] == [f"feedback.{name}" for name in told]


async def test_neither_sender_nor_words_stand_in_the_store(counter: Counter) -> None:
    feedback = await submitted(counter)
    await done(counter, feedback, "classification", {"classification": "A", "note": "Ghi chú bí mật."})
    secret = (
        "Nguyễn Thị Mẫu",
        "Số 1 đường Mẫu",
        "0987654321",
        COMPLAINT["title"],
        COMPLAINT["content"],
        "Ghi chú bí mật.",
        feedback["tracking_secret"],
    )
    for table in ("feedback", "feedback_files", "commands", "outbox"):
        for row in await counter.rows(f"SELECT * FROM {table}"):
            text = " ".join(
                value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value) for value in row
            )
            assert not [word for word in secret if word in text], table


async def test_who_may_know_the_sender_and_who_may_not(counter: Counter) -> None:
    feedback = await submitted(counter)
    await done(counter, feedback, "classification", {"classification": "C", "handler": "lao-dong"})
    path = f"/v1/feedback/{feedback['id']}"
    for actor in (RECEPTIONIST, CONTROL):
        assert (await counter.get(path, actor)).json()["sender"]["name"] == "Nguyễn Thị Mẫu"
    for actor in (HEAD, LEADER):
        shown = (await counter.get(path, actor)).json()
        assert (shown["sender"], shown["content"]) == (None, COMPLAINT["content"])
    for actor in (NEIGHBOUR, APPLICANT, ELSEWHERE):
        assert refusal(await counter.get(path, actor))[:2] == (404, "feedback-unknown")
    assert refusal(await counter.get("/v1/feedback", None))[0] == 401


async def test_the_book_is_listed_in_pages_with_exact_totals(counter: Counter) -> None:
    for number in range(5):
        counter.clock.move_to(local(f"2026-04-20 09:0{number}"))
        await submitted(counter, kind="proposal" if number % 2 else "conduct", matter="other")
    first = (await counter.get("/v1/feedback", CONTROL, page_size=2)).json()
    rest = (await counter.get("/v1/feedback", CONTROL, page_size=2, page_token=first["next_page_token"])).json()
    assert [page["total_size"] for page in (first, rest)] == [5, 5]
    codes = [item["code"][-4:] for page in (first, rest) for item in page["items"]]
    assert codes == ["0005", "0004", "0003", "0002"]
    assert (await counter.get("/v1/feedback", CONTROL, kind="proposal")).json()["total_size"] == 2
    assert (await counter.get("/v1/feedback", CONTROL, overdue=True)).json()["total_size"] == 0
    counter.clock.move_to(local("2026-05-14 17:01"))
    assert (await counter.get("/v1/feedback", CONTROL, overdue=True)).json()["total_size"] == 5
    other = await counter.get("/v1/feedback", CONTROL, page_token=first["next_page_token"], kind="proposal")
    assert refusal(other)[:2] == (422, "page-token-invalid")


async def test_submitted_many_times_at_once_it_is_entered_once(counter: Counter) -> None:
    answers = await asyncio.gather(*(counter.post("/v1/feedback", COMPLAINT, actor=None, key="k") for _ in range(20)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({(answer.json()["id"], answer.json()["tracking_secret"]) for answer in answers}) == 1
    assert await counter.count("feedback") == 1


async def test_numbers_of_the_day_have_no_holes_under_load(counter: Counter) -> None:
    answers = await asyncio.gather(*(counter.post("/v1/feedback", COMPLAINT, actor=None) for _ in range(20)))
    assert sorted(int(answer.json()["code"][-4:]) for answer in answers) == list(range(1, 21))


async def test_two_who_classify_at_once_are_not_both_right(counter: Counter) -> None:
    feedback = await submitted(counter)
    bodies = [{"classification": "D"}, {"classification": "A", "note": "Không rõ."}]
    path = f"/v1/feedback/{feedback['id']}/classification"
    answers = await asyncio.gather(*(counter.post(path, body, actor=CONTROL) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201, 409]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"sender": {}}, {"sender.name", "sender.address", "sender.phone"}),
        ({"title": ""}, {"title"}),
        ({"matter": "unlawful"}, {"matter"}),
        ({"dossier": "H24.15-260420-9999"}, {"dossier"}),
        ({"sender": {"name": "A", "address": "B", "phone": "12"}}, {"sender.phone"}),
        ({"anything": 1}, {"anything"}),
    ],
)
async def test_bad_input_is_named_field_by_field(counter: Counter, changes: Json, fields: set[str]) -> None:
    answer = await counter.post("/v1/feedback", COMPLAINT | changes, actor=None)
    assert refusal(answer) == (422, "invalid-request", fields)
    assert await counter.count("feedback") == 0


async def test_who_guesses_secrets_is_stopped_and_who_knows_them_is_not_told(counter: Counter) -> None:
    feedback = await submitted(counter)
    path = f"/v1/feedback-tracking/{feedback['code']}"
    wrong = [await counter.get(path, None, secret=f"0000-0000-{number:04d}") for number in range(21)]
    assert [answer.status_code for answer in wrong] == [404] * 20 + [429]
    assert int(wrong[-1].headers["Retry-After"]) > 0
    assert (await counter.get(path, None, secret=feedback["tracking_secret"])).status_code == 429


async def test_several_scanners_tell_each_late_answer_once(counter: Counter) -> None:
    late = [await submitted(counter) for _ in range(6)]
    counter.clock.move_to(local("2026-05-14 17:01"))
    fired = await asyncio.gather(*(counter.use_cases.fire_timers() for _ in range(3)))
    assert sum(each.count for each in fired) == len(late)
    told = await counter.rows("SELECT subject, count(*) FROM outbox WHERE type = 'feedback.overdue' GROUP BY subject")
    assert sorted(told) == sorted((feedback["id"], 1) for feedback in late)
