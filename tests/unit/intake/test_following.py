"""Processing's events, as they arrive, applied once and in order; facts of intake, as others see them."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message

from chassis.kernel.errors import Problem
from chassis.kernel.worktime import Limit
from chassis.messaging.envelope import Envelope, OutgoingEvent, decode, encode
from chassis.messaging.inbox import GapAhead
from intake.domain import facts
from intake.domain.facts import Stage
from intake.domain.fees.accounts import PayableKind
from intake.domain.procedures import Channel, ClockEffect
from intake.domain.states import State
from intake.events.consumers import FollowingConsumer
from intake.events.publishing import published
from motcua.common.v1 import vocabulary_pb2
from motcua.events.v1 import dossier_pb2, handling_pb2
from unit.intake.conftest import Office
from unit.intake.world import APPLICANT, accepted, heza, local

AT = local("2026-04-24 15:00")


def event(event_type: str, subject: str, sequence: int, data: Message) -> Envelope:
    outgoing = OutgoingEvent(type=event_type, agency="heza", department="lao-dong", subject=subject, data=data)
    return decode(
        encode(outgoing, event_id=f"e-{subject}-{sequence}", service="processing", time=AT, sequence=sequence)
    )


def stamped(message: Any, **instants: Any) -> Any:
    for name, at in instants.items():
        getattr(message, name).FromDatetime(at)
    return message


async def test_a_dossier_follows_the_department_from_assignment_to_result(office: Office) -> None:
    dossier = (await office.accepted(APPLICANT)).dossier
    consumer = FollowingConsumer(office.ask.follow)
    due = local("2026-05-07 17:00")
    await consumer(
        event(
            "dossier.assigned",
            dossier.id,
            1,
            handling_pb2.DossierAssigned(officer="cv.laodong.1", step_key="tham-dinh"),
        )
    )
    assert office.stored(dossier.id).state is State.IN_PROGRESS
    asked = dossier_pb2.DossierSupplementRequested(request_id="r-1")
    await consumer(event("dossier.supplement-requested", dossier.id, 2, stamped(asked, requested_at=AT)))
    await consumer(event("dossier.paused", dossier.id, 3, stamped(handling_pb2.DossierPaused(), paused_at=AT)))
    assert office.stored(dossier.id).state is State.AWAITING_SUPPLEMENT
    await consumer(event("dossier.resumed", dossier.id, 4, stamped(handling_pb2.DossierResumed(), resumed_at=AT)))
    moved = stamped(handling_pb2.DossierDueDateChanged(), due_at=due, original_due_at=due, previous_due_at=AT)
    await consumer(event("dossier.due-date-changed", dossier.id, 5, moved))
    await consumer(event("dossier.due-soon", dossier.id, 6, stamped(handling_pb2.DossierDueSoon(), due_at=due)))
    granted = vocabulary_pb2.DECISION_OUTCOME_GRANTED
    decided = stamped(handling_pb2.DossierDecided(outcome=granted), decided_at=AT)
    await consumer(event("dossier.decided", dossier.id, 7, decided))
    issued = handling_pb2.DossierResultIssued(outcome=granted)
    stamped(issued, issued_at=AT, decided_at=AT, due_at=due, original_due_at=due)
    await consumer(event("dossier.result-issued", dossier.id, 8, issued))
    ready = office.stored(dossier.id)
    assert (ready.state, ready.outcome, ready.result_issued_at, ready.officer) == (
        State.RESULT_READY,
        "granted",
        AT,
        "cv.laodong.1",
    )


async def test_an_event_that_comes_twice_counts_once_and_one_too_early_waits(office: Office) -> None:
    dossier = (await office.accepted(APPLICANT)).dossier
    consumer = FollowingConsumer(office.ask.follow)
    assigned = event("dossier.assigned", dossier.id, 1, handling_pb2.DossierAssigned(officer="cv.laodong.1"))
    await consumer(assigned)
    await consumer(assigned)
    assert office.stored(dossier.id).version == 3
    with pytest.raises(GapAhead):
        await consumer(event("dossier.paused", dossier.id, 3, stamped(handling_pb2.DossierPaused(), paused_at=AT)))


async def test_an_event_about_an_unknown_dossier_is_refused_for_good(office: Office) -> None:
    consumer = FollowingConsumer(office.ask.follow)
    with pytest.raises(Problem) as refusal:
        await consumer(event("dossier.assigned", "nobody", 1, handling_pb2.DossierAssigned(officer="x")))
    assert refusal.value.slug == "dossier-unknown"


REF = accepted().ref
PAPERS = facts.PaperCounts(total=6, electronic=4, exempt=1, reused=2)
FACTS: list[tuple[facts.Fact, str, str, str]] = [
    (facts.DossierReceived(dossier=REF, received_at=AT, papers=PAPERS), "dossier.received", "lao-dong", "d-1"),
    (
        facts.DossierAccepted(
            dossier=REF,
            received_at=AT,
            accepted_at=AT,
            clock_started_at=AT,
            due_at=AT,
            due_is_provisional=True,
            limit=Limit.of("0.25", "working_day"),
            law_revision="r",
            officer="cb.motcua.1",
        ),
        "dossier.accepted",
        "lao-dong",
        "d-1",
    ),
    (facts.DossierRefused(dossier=REF, refused_at=AT, stage=Stage.INTAKE), "dossier.refused", "lao-dong", "d-1"),
    (
        facts.SupplementRequested(
            dossier=REF,
            request_id="r-1",
            stage=Stage.INTAKE,
            requested_at=AT,
            applicant_deadline_at=None,
            clock_effect=ClockEffect.NONE,
        ),
        "dossier.supplement-requested",
        "lao-dong",
        "d-1",
    ),
    (
        facts.DossierSupplemented(
            dossier=REF, request_id="r-1", supplemented_at=AT, stage=Stage.APPRAISAL, papers=PAPERS
        ),
        "dossier.supplemented",
        "lao-dong",
        "d-1",
    ),
    (facts.DossierWithdrawn(dossier=REF, withdrawn_at=AT), "dossier.withdrawn", "lao-dong", "d-1"),
    (facts.DossierCollected(dossier=REF, collected_at=AT, method=Channel.POST), "dossier.collected", "lao-dong", "d-1"),
    (facts.DossierRated(dossier=REF, rated_at=AT, rating=4), "dossier.rated", "lao-dong", "d-1"),
    (facts.PapersScanned(dossier=REF, scanned_at=AT, papers=PAPERS), "dossier.papers-scanned", "lao-dong", "d-1"),
    (
        facts.FeeAssessed(dossier=REF, payable="procedure", kind=PayableKind.FEE, amount_vnd=450_000, assessed_at=AT),
        "dossier.fee-assessed",
        "lao-dong",
        "d-1",
    ),
    (
        facts.CalendarChanged(agency="heza", law_revision="r", known_years=(2026, 2027)),
        "calendar.changed",
        "all",
        "heza",
    ),
    (
        facts.DepartmentChanged(agency="heza", department="dau-tu", law_revision="r"),
        "department.changed",
        "dau-tu",
        "dau-tu",
    ),
]


@pytest.mark.parametrize(("fact", "event_type", "department", "subject"), FACTS)
def test_every_fact_has_its_event(fact: facts.Fact, event_type: str, department: str, subject: str) -> None:
    said = published(fact)
    assert (said.type, said.agency, said.department, said.subject) == (event_type, "heza", department, subject)
    assert said.nats_subject() == f"motcua.v1.heza.{department}.{event_type}"


def test_an_acceptance_says_exactly_this() -> None:
    assert MessageToDict(published(FACTS[1][0]).data) == {
        "dossier": {
            "dossierId": "d-1",
            "code": "H24.15-260420-0001",
            "agency": "heza",
            "department": "lao-dong",
            "procedureKey": "cap-gpld",
            "procedureCode": "1.014199",
            "procedureVersion": 3,
            "channel": "CHANNEL_COUNTER",
        },
        "receivedAt": "2026-04-24T08:00:00Z",
        "acceptedAt": "2026-04-24T08:00:00Z",
        "clockStartedAt": "2026-04-24T08:00:00Z",
        "dueAt": "2026-04-24T08:00:00Z",
        "dueIsProvisional": True,
        "limit": {"amount": "0.25", "unit": "TIME_UNIT_WORKING_DAY"},
        "lawRevision": "r",
        "officer": "cb.motcua.1",
    }


def test_a_published_procedure_says_from_when_and_for_whom() -> None:
    version = heza().version("cap-gpld", 1)
    fact = facts.ProcedurePublished(
        agency="heza",
        key=version.procedure,
        code=version.national_code or "",
        version=1,
        department=version.department,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        law_revision="r",
        is_online=True,
    )
    assert MessageToDict(published(fact).data) == {
        "isImmediate": False,
        "isAtCounter": True,
        "isOnline": True,
        "key": "cap-gpld",
        "code": "2.000205",
        "version": 1,
        "department": "lao-dong",
        "validFrom": "2021-02-15",
        "validTo": "2025-07-01",
        "lawRevision": "r",
    }
