"""Which event takes which messages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from chassis.messaging.envelope import OutgoingEvent, decode, encode
from motcua.events.v1 import reporting_pb2
from notify.domain.occasions import Audience, Channel, Message, Occasion, messages
from notify.domain.occurrence import Occurrence, Particulars
from notify.events.reading import read_event
from reporting.application.audit_conservation import REQUIRES_MESSAGE
from unit.notify.messages import ACCEPTED, DOSSIER


def occurrence(event: str, particulars: Particulars = ACCEPTED) -> Occurrence:
    return Occurrence(
        event_id="e1", event=event, type=f"motcua.{event}.v1", dossier_id=DOSSIER, particulars=particulars
    )


@pytest.mark.parametrize(
    ("event", "occasion"),
    [
        ("dossier.received", Occasion.RECEIVED),
        ("dossier.accepted", Occasion.ACCEPTED),
        ("dossier.refused", Occasion.REFUSED),
        ("dossier.supplement-requested", Occasion.SUPPLEMENT_REQUESTED),
        ("dossier.supplemented", Occasion.SUPPLEMENTED),
        ("dossier.resumed", Occasion.RESUMED),
        ("dossier.result-issued", Occasion.RESULT_ISSUED),
        ("dossier.stopped", Occasion.STOPPED),
        ("dossier.collected", Occasion.COLLECTED),
        ("dossier.assigned", Occasion.HANDLING),
        ("dossier.corrected", Occasion.CORRECTED),
    ],
)
def test_the_applicant_is_told_of_every_change_of_status_once(event: str, occasion: Occasion) -> None:
    assert messages(occurrence(event)) == (
        Message(occasion=occasion, audience=Audience.APPLICANT, channel=Channel.EMAIL),
    )


@pytest.mark.parametrize("event", ["dossier.due-soon", "dossier.overdue"])
def test_officer_and_head_are_told_of_deadlines(event: str) -> None:
    told = messages(occurrence(event, replace(ACCEPTED, officer="cv.dautu.1")))
    assert [(one.audience, one.channel, one.recipient) for one in told] == [
        (Audience.OFFICER, Channel.INBOX, "cv.dautu.1"),
        (Audience.DEPARTMENT_HEAD, Channel.INBOX, ""),
    ]


def test_who_has_a_step_is_told_of_its_deadline_and_the_head_only_if_nobody_has_it() -> None:
    step = "dossier.step-due-soon"
    (told,) = messages(occurrence(step, replace(ACCEPTED, officer="cv.dautu.1")))
    assert (told.audience, told.recipient) == (Audience.OFFICER, "cv.dautu.1")
    assert [one.audience for one in messages(occurrence(step))] == [Audience.DEPARTMENT_HEAD]


def test_the_head_alone_is_told_when_nobody_has_the_dossier() -> None:
    assert [one.audience for one in messages(occurrence("dossier.overdue"))] == [Audience.DEPARTMENT_HEAD]


@pytest.mark.parametrize("event", ["dossier.step-started", "dossier.paused", "dossier.decided", "dossier.rated"])
def test_what_changes_nothing_for_the_applicant_takes_no_message(event: str) -> None:
    assert messages(occurrence(event)) == ()


@pytest.mark.parametrize(
    ("cause", "told"), [("apology", 1), ("calendar", 1), ("correction", 1), ("supplement", 0), ("unmoved", 0)]
)
def test_a_moved_date_is_told_unless_another_message_tells_it(cause: str, told: int) -> None:
    assert len(messages(occurrence("dossier.due-date-changed", replace(ACCEPTED, detail=cause)))) == told


def test_a_withdrawal_is_told_by_the_stop_that_follows_it_or_at_once_before_acceptance() -> None:
    assert messages(occurrence("dossier.withdrawn")) == ()
    before = replace(ACCEPTED, code="")
    assert [one.occasion for one in messages(occurrence("dossier.withdrawn", before))] == [Occasion.WITHDRAWN]


def test_every_event_that_the_audit_expects_a_message_for_has_one() -> None:
    for events in REQUIRES_MESSAGE.values():
        for event in events:
            assert messages(occurrence(event)), event


def test_a_report_that_is_owed_is_told_to_whoever_owes_it_and_lateness_to_the_control_team_too() -> None:
    def told(department: str, left: int) -> list[Audience]:
        data = reporting_pb2.ObligationDue(
            obligation_id="heza.weekly.2024-W21", agency="heza", department=department, working_days_left=left
        )
        return [message.audience for message in _told("obligation.due", data.obligation_id, data)]

    assert told("dau-tu", 3) == [Audience.DEPARTMENT_HEAD]
    assert told("", 7) == [Audience.CONTROL_TEAM]
    assert told("dau-tu", 0) == [Audience.DEPARTMENT_HEAD, Audience.CONTROL_TEAM]


def test_what_an_inspection_found_is_told_to_the_division_and_its_lateness_to_the_control_team_too() -> None:
    def told(kind: str, left: int, *, department: str = "", person: str = "") -> list[tuple[Audience, str]]:
        data = reporting_pb2.ControlDue(
            piece_id="0190a000-0000-7000-8000-000000000009",
            agency="heza",
            department=department,
            kind=kind,
            person=person,
            working_days_left=left,
        )
        found = _told("control.due", data.piece_id, data)
        return [(message.audience, message.recipient) for message in found]

    head, control = (Audience.DEPARTMENT_HEAD, ""), (Audience.CONTROL_TEAM, "")
    assert told("remedy", 3, department="dau-tu") == [head]
    assert told("remedy", 0, department="dau-tu") == [head, control]
    assert told("inspection", 1, person="ksth.1") == [(Audience.OFFICER, "ksth.1")]
    assert told("inspection", 0, person="ksth.1") == [(Audience.OFFICER, "ksth.1"), control]
    assert told("plan-line", 7) == [control]


def _told(event: str, subject: str, data: Any) -> tuple[Message, ...]:
    data.due_at.FromJsonString("2024-05-27T10:00:00Z")
    outgoing = OutgoingEvent(type=event, agency="heza", department=data.department or "all", subject=subject, data=data)
    body = encode(
        outgoing,
        event_id="0190a000-0000-7000-8000-000000000001",
        service="reporting",
        time=datetime(2024, 5, 22, 1, tzinfo=UTC),
        sequence=1,
        traceparent="",
        correlation_id="c",
        causation_id="c",
    )
    occurrence = read_event(decode(body, nats_subject=outgoing.nats_subject()))
    assert occurrence is not None
    return messages(occurrence)
