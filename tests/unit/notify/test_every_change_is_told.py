"""Every change of status is told with its five elements (ND224/2025 art. 15(1)(g)): all events, all texts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from motcua.events.registry import EVENTS
from notify.application import Composer
from notify.domain.occasions import Audience, Occasion, messages
from notify.domain.occurrence import Occurrence, Particulars
from unit.notify.messages import ACCEPTED, DOSSIER, TEMPLATES, KnownNames, delivery, local

COMPOSE = Composer(TEMPLATES, KnownNames())

# What an event has to be like to be told, where not every one of its kind is.
SUCH_AS = {
    "dossier.withdrawn": replace(ACCEPTED, code=""),
    "dossier.due-date-changed": replace(ACCEPTED, detail="apology"),
    "dossier.paused": replace(ACCEPTED, detail="consultation"),
}
# Changes that are no status of the dossier, or that another event of the same moment tells. A new event has to be
# told, or entered here with its reason.
UNTOLD = {
    "dossier.transfer-late": "the office's own delay, for the office",
    "dossier.forwarding-late": "the office's own delay, for the office",
    "dossier.rated": "said by the applicant",
    "dossier.paid": "paid by the applicant, who holds a receipt; the clock's going on is told",
    "dossier.papers-scanned": "the office's own work on what the applicant brought",
    "dossier.fee-assessed": "what is owed stands with the dossier; told with the result",
    "dossier.step-started": "a step inside status 4",
    "dossier.step-completed": "a step inside status 4",
    "dossier.due-soon": "for officers",
    "dossier.step-due-soon": "for officers",
    "dossier.overdue": "for officers; the applicant gets form 04",
    "dossier.decided": "told when the result is there to be collected",
    "dossier.result-attached": "told when the result is there to be collected",
    "dossier.consultation-requested": "told by the pause, if the clock stands still",
    "dossier.consultation-answered": "told when the clock goes on",
    "dossier.consultation-overdue": "for officers",
    "dossier.consultation-deemed": "told when the clock goes on",
    "dossier.consultation-withdrawn": "told when the clock goes on",
    "dossier.consultation-reminded": "for the consulted body",
    "feedback.published": "for everybody, on the page",
    "feedback.rated": "said by the sender",
    "feedback.overdue": "for the control team",
}
TOLD = sorted(name for name in EVENTS if name.startswith(("dossier.", "feedback.")) and name not in UNTOLD)


def told_to_people(event: str) -> list[Occasion]:
    about = SUCH_AS.get(event, ACCEPTED)
    found = messages(
        Occurrence(event_id="e", event=event, type=f"motcua.{event}.v1", dossier_id=DOSSIER, particulars=about)
    )
    return [one.occasion for one in found if one.audience in (Audience.APPLICANT, Audience.FEEDBACK_SENDER)]


def test_the_table_of_what_is_not_told_names_real_events() -> None:
    assert [name for name in UNTOLD if name not in EVENTS] == []
    assert [name for name in UNTOLD if told_to_people(name)] == []


@pytest.mark.parametrize("event", TOLD)
def test_the_person_concerned_is_told_once_of_every_change(event: str) -> None:
    assert len(told_to_people(event)) == 1


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("event", TOLD)
async def test_the_message_has_the_five_elements_or_says_what_is_not_settled(event: str, language: str) -> None:
    (occasion,) = told_to_people(event)
    labels = {
        "vi": (
            "Cơ quan: ",
            "Người tiếp nhận, xử lý: ",
            "Thời gian tiếp nhận: ",
            "Thời gian xử lý: ",
            "Thời gian trả kết quả: ",
        ),
        "en": ("Agency: ", "Received and handled by: ", "Received: ", "Handling since: ", "Result due: "),
    }[language]
    unsettled = {"vi": "chưa xác định", "en": "not settled yet"}[language]
    full = await COMPOSE(delivery(occasion, replace(ACCEPTED, officer="cv.dautu.1")), language=language)
    bare = await COMPOSE(delivery(occasion, Particulars(agency="heza")), language=language)
    lines = full.body.splitlines()[-5:]
    assert [line.startswith(label) for line, label in zip(lines, labels, strict=True)] == [True] * 5
    assert not any(unsettled in line for line in lines)
    assert "cv.dautu.1" in lines[1]
    assert [line.endswith(unsettled) for line in bare.body.splitlines()[-5:]] == [False, True, True, True, True]


@pytest.mark.parametrize("classed", ["not-taken", "conduct", "in-authority", "forwarded"])
async def test_what_becomes_of_feedback_is_said_in_words(classed: str) -> None:
    about = Particulars(agency="heza", code="PAKN-240502-0001", detail=classed, answer_by_at=local("2024-05-09 17:00"))
    text = await COMPOSE(delivery(Occasion.FEEDBACK_CLASSIFIED, about), language="vi")
    assert ("chậm nhất 17:00 ngày 09/05/2024" in text.body) is (classed == "forwarded")
    assert ("không đủ điều kiện tiếp nhận" in text.body) is (classed == "not-taken")


def test_after_the_first_officer_the_next_one_is_no_news() -> None:
    again = Occurrence(
        event_id="e", event="dossier.assigned", type="motcua.dossier.assigned.v1", dossier_id=DOSSIER,
        particulars=replace(ACCEPTED, officer="cv.dautu.2"),
    )  # fmt: skip
    assert messages(again, replace(ACCEPTED, officer="cv.dautu.1")) == ()
