"""Evaluations from events to rows: SQLite and PostgreSQL alike, and whoever may see which."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from chassis.kernel.actor import Actor
from chassis.kernel.clock import FrozenClock
from chassis.kernel.errors import Problem
from chassis.messaging.envelope import Envelope
from motcua.common.v1 import feedback_pb2 as f
from motcua.common.v1.vocabulary_pb2 import COLLECTION_METHOD_COUNTER, SUPPLEMENT_STAGE_APPRAISAL
from motcua.events.v1 import catalogue_pb2, dossier_pb2, feedback_pb2
from reporting.application import GetEvaluations, GetEvaluationsHandler, RecordEventHandler
from reporting.application.get_evaluations import Of
from reporting.domain.evaluation import Evaluation
from reporting.domain.evaluation_marks import Index
from reporting.events.reading import read_event
from reporting.lawpack import evaluation_editions
from reporting.store.evaluations import SqlEvaluationReads
from reporting.store.unit_of_work import SqlUnitOfWork
from service.reporting.telling import Teller, local
from support.databases import NewDatabase

CLOCK = FrozenClock(datetime(2024, 6, 1, 3, 0, tzinfo=UTC))
START, DUE = "2024-05-02 09:00", "2024-05-14 17:00"
DAY = 28_800
OWN = (("dau-tu", "cv.dautu.1", DAY, 2 * DAY), ("lanh-dao", "ld.ban.1", 2 * DAY, DAY))


def actor(subject: str, role: str, department: str = "dau-tu") -> Actor:
    return Actor(subject=subject, roles=frozenset({role}), agency="heza", department=department)


LEADER, HEAD = actor("ld.ban.1", "leader", "lanh-dao"), actor("tp.dautu", "department_head")
OFFICER, COLLEAGUE = actor("cv.dautu.1", "specialist"), actor("cv.dautu.2", "specialist")


class Evaluating:
    def __init__(self, database: object) -> None:
        self.uow = SqlUnitOfWork(database, CLOCK)  # type: ignore[arg-type]
        self.record = RecordEventHandler(self.uow, read_event, changed=lambda: None, names_wanted=lambda: None)
        self.ask = GetEvaluationsHandler(SqlEvaluationReads(database), evaluation_editions(), CLOCK)  # type: ignore[arg-type]
        self.database = database

    async def hear(self, events: Iterable[Envelope]) -> None:
        for event in events:
            await self.record(event)

    async def rows(self, of: Of, who: Actor = LEADER, last: str = "2024-05-31") -> dict[str, Evaluation]:
        found = await self.ask(GetEvaluations(actor=who, of=of, first=date(2024, 5, 1), last=date.fromisoformat(last)))
        return {row.officer or row.department: row for row in found.rows}


@pytest.fixture
async def evaluating(database: NewDatabase) -> Evaluating:
    return Evaluating(await database("reporting.store.migrations"))


def values(row: Evaluation) -> dict[int, str]:
    return {int(score.index): str(score.value) for score in row.scores if score.value is not None}


def dossier(dossier_id: str, issued: str = "2024-05-10 09:00") -> Teller:
    return Teller(dossier_id).accepted(START, DUE).issued(issued, DUE, *OWN)


def collected(teller: Teller, at: str) -> Teller:
    message = dossier_pb2.DossierCollected(method=COLLECTION_METHOD_COUNTER)
    message.collected_at.FromDatetime(local(at))
    return teller.tell("intake", "dossier.collected", message, at)


def asked(teller: Teller, at: str) -> Teller:
    message = dossier_pb2.DossierSupplementRequested(request_id="r-1", stage=SUPPLEMENT_STAGE_APPRAISAL)
    message.requested_at.FromDatetime(local(at))
    return teller.tell("processing", "dossier.supplement-requested", message, at)


def feedback(feedback_id: str, answered: str, *, about: str = "", founded: bool = False) -> list[Envelope]:
    """Due on 20 May at the close of office."""
    ref = f.FeedbackRef(feedback_id=feedback_id, agency="heza", handler="dau-tu", dossier_id=about)
    teller = Teller(feedback_id)
    received = feedback_pb2.FeedbackReceived(feedback=ref)
    received.answer_due_at.FromDatetime(local("2024-05-20 17:00"))
    received.received_at.FromDatetime(local(START))
    told = feedback_pb2.FeedbackAnswered(feedback=ref, is_founded=founded)
    told.answer_due_at.FromDatetime(local("2024-05-20 17:00"))
    told.answered_at.FromDatetime(local(answered))
    teller.tell("intake", "feedback.received", received, START).tell("intake", "feedback.answered", told, answered)
    return teller.told


def procedure(key: str, *, immediate: bool, online: bool) -> list[Envelope]:
    message = catalogue_pb2.ProcedurePublished(
        key=key,
        version=1,
        department="dau-tu",
        valid_from="2024-01-01",
        is_immediate=immediate,
        is_at_counter=True,
        is_online=online,
        is_posted=True,
        is_electronic=key != "b",
    )
    return Teller(key).tell("intake", "procedure.published", message, START).told


async def test_units_and_officers_are_scored_by_what_was_told(evaluating: Evaluating) -> None:
    late = asked(Teller("d-2").accepted(START, DUE), "2024-05-06 09:00").issued("2024-05-15 09:00", DUE, *OWN)
    await evaluating.hear([*collected(dossier("d-1"), "2024-05-11 09:00").told, *late.told])
    units = await evaluating.rows(Of.UNITS)
    # One early and one late; own time shorter twice; one request for papers; collected at the counter once.
    assert values(units["dau-tu"]) == {1: "1.0", 2: "2.0", 3: "1.5", 4: "1.0", 7: "1.0", 8: "2.0"}
    assert values(units["lanh-dao"]) == {2: "0.0", 8: "2.0"}
    officers = await evaluating.rows(Of.OFFICERS)
    assert values(officers["cv.dautu.1"]) == {1: "1.0", 2: "2.0", 3: "1.5", 4: "1.0", 7: "1.0"}
    assert values(officers["ld.ban.1"])[2] == "0.0"
    assert (officers["cv.dautu.1"].band, units["dau-tu"].band) != (None, None)
    assert await evaluating.rows(Of.OFFICERS, last="2024-05-09") == {}


async def test_repeated_and_reordered_events_change_nothing(evaluating: Evaluating) -> None:
    events = collected(dossier("d-1"), "2024-05-11 09:00").told
    by_source = sorted(events, key=lambda event: event.service, reverse=True)
    await evaluating.hear([*by_source, *events])
    assert (await evaluating.rows(Of.UNITS))["dau-tu"].scores[0].counted == 1


async def test_a_corrected_result_is_taken_out_again(evaluating: Evaluating) -> None:
    teller = dossier("d-1")
    await evaluating.hear([*teller.told, teller.corrected("2024-05-11 09:00", teller.told[-1].id).told[-1]])
    assert await evaluating.rows(Of.OFFICERS) == {}
    async with evaluating.database.read() as connection:  # type: ignore[attr-defined]
        assert (await connection.scalar(text("select sum(value) from evaluation_marks"))) == 0


async def test_a_founded_complaint_counts_against_its_dossier_whenever_it_is_heard(evaluating: Evaluating) -> None:
    complaint = feedback("fb-1", "2024-05-16 09:00", about="d-1", founded=True)
    await evaluating.hear([*complaint, *dossier("d-1").told, *dossier("d-2").told, *complaint])
    assert values((await evaluating.rows(Of.UNITS))["dau-tu"])[7] == "1.0"
    assert values((await evaluating.rows(Of.OFFICERS))["cv.dautu.1"])[7] == "1.0"


async def test_feedback_is_counted_when_its_answer_was_due(evaluating: Evaluating) -> None:
    await evaluating.hear([*feedback("fb-1", "2024-05-20 17:00"), *feedback("fb-2", "2024-05-20 17:01")])
    row = (await evaluating.rows(Of.UNITS))["dau-tu"]
    assert [(s.counted, str(s.value)) for s in row.scores if s.index is Index.FEEDBACK] == [(2, "0.0")]


async def test_procedures_say_what_is_done_at_the_counter_and_online(evaluating: Evaluating) -> None:
    await evaluating.hear(
        [*procedure("a", immediate=True, online=True), *procedure("b", immediate=False, online=False)]
    )
    await evaluating.hear(dossier("d-1").told)  # filed online, in time
    found = values((await evaluating.rows(Of.UNITS))["dau-tu"])
    assert (found[5], found[6], found[9]) == ("2.0", "1.0", "2.0")


async def test_an_online_dossier_that_is_late_spoils_the_online_index(evaluating: Evaluating) -> None:
    await evaluating.hear([*procedure("a", immediate=False, online=True)])
    await evaluating.hear(Teller("d-1").accepted(START, DUE).overdue(DUE).told)
    assert values((await evaluating.rows(Of.UNITS))["dau-tu"])[9] == "0.0"


async def test_a_period_may_be_as_long_as_the_calendar(evaluating: Evaluating) -> None:
    await evaluating.hear([*feedback("fb-1", "2024-05-20 17:00"), *dossier("d-1").told])
    ever = GetEvaluations(actor=LEADER, of=Of.UNITS, first=date.min, last=date.max)
    assert {row.department for row in (await evaluating.ask(ever)).rows} == {"dau-tu", "lanh-dao"}


async def test_everybody_sees_as_far_as_they_answer_for(evaluating: Evaluating) -> None:
    await evaluating.hear(dossier("d-1").told)
    assert set(await evaluating.rows(Of.OFFICERS, LEADER)) == {"cv.dautu.1", "ld.ban.1"}
    assert set(await evaluating.rows(Of.OFFICERS, HEAD)) == {"cv.dautu.1"}
    assert set(await evaluating.rows(Of.OFFICERS, OFFICER)) == {"cv.dautu.1"}
    assert await evaluating.rows(Of.OFFICERS, COLLEAGUE) == {}
    assert set(await evaluating.rows(Of.UNITS, HEAD)) == {"dau-tu"}
    other = Actor(subject="ld.2", roles=frozenset({"leader"}), agency="khac", department="lanh-dao")
    assert await evaluating.rows(Of.UNITS, other) == {}
    applicant = Actor(subject="dn.mau.1", roles=frozenset({"applicant"}))
    for who, of in ((OFFICER, Of.UNITS), (applicant, Of.OFFICERS), (applicant, Of.UNITS)):
        with pytest.raises(Problem) as refused:
            await evaluating.rows(of, who)
        assert refused.value.slug == "not-allowed"
