"""Consultations on every kind of store, and as the service serves them over HTTP and gRPC."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from motcua.processing.v1 import consultation_pb2, consultation_service_pb2_grpc
from motcua.processing.v1 import consultation_service_pb2 as pb
from processing.application.changing import Seen
from processing.application.consultation_lists import ConsultationFilter
from processing.application.consultations import (
    AnswerConsultation,
    RemindConsultation,
    RequestConsultations,
    Wanted,
    WithdrawConsultation,
)
from processing.application.decide import Decide
from processing.domain.vocabulary import ClockEffect, ConsultationState, OnSilence, Opinion, Outcome
from service.processing.building import Building, standing
from service.processing.conftest import NewOffice
from service.processing.steps import CASE, act, open_case
from service.processing.stores import MIGRATIONS
from support.databases import NewDatabaseUrl
from support.stream import eventually, stored
from unit.processing.desk import Desk, by
from unit.processing.opinions import FINANCE_OFFICE, OTHER_OFFICE, consulting
from unit.processing.story import (
    APPLICANT,
    COLLEAGUE,
    DOSSIER_ID,
    HEAD,
    LEADER,
    OPERATOR,
    SPECIALIST,
    STRANGER,
    SYSTEM,
    at,
)

ASKED_AT = at("2026-03-03 09:00")
FIVE_DAYS = at("2026-03-10 17:00")
OTHER_ID = "01976f00-0000-7000-8000-000000000002"
EVERYTHING = frozenset(ConsultationState)


async def ask(desk: Desk, *bodies: str, actor: Actor = SPECIALIST, dossier_id: str = DOSSIER_ID, **how: Any) -> Seen:
    due_at: datetime | None = how.pop("due_at", None)
    command = RequestConsultations(
        asked=by(actor, **how),
        dossier_id=dossier_id,
        question="Có phù hợp quy hoạch không?",
        wanted=tuple(Wanted(consultee=body, due_at=due_at) for body in bodies),
        documents=("Đề xuất dự án",),
    )
    return await desk.ask.consultations.request(command)


async def reply(desk: Desk, consultation_id: str, actor: Actor = STRANGER, **how: Any) -> Any:
    command = AnswerConsultation(asked=by(actor, **how), consultation_id=consultation_id, opinion=Opinion.AGREE)
    return await desk.ask.consultations.answer(command)


async def at_specialist(office: NewOffice, **policy: Any) -> Any:
    made = await office(consulting(**policy))
    await made.desk.open()
    await made.desk.to_specialist()
    made.desk.clock.move_to(ASKED_AT)
    return made


async def test_what_is_read_is_what_was_written(office: NewOffice) -> None:
    desk = (await at_specialist(office)).desk
    written = await ask(desk, "lao-dong", "so-tai-chinh", "ubnd-thanh-pho")
    assert (await desk.case()).case == written.case
    labour, finance, _ = written.case.consultations
    desk.clock.move_to(at("2026-03-04 09:00"))
    answered = await reply(desk, labour.id)
    assert (await desk.case()).case == answered.case
    withdrawal = WithdrawConsultation(asked=by(HEAD), consultation_id=finance.id, reason="Không cần nữa")
    assert (await desk.ask.consultations.withdraw(withdrawal)).case == (await desk.case()).case
    # Another change of the case leaves them as they are.
    finished = await desk.finish(SPECIALIST)
    assert (await desk.case()).case.consultations == finished.case.consultations


async def test_each_command_and_each_timer_is_told_once(office: NewOffice) -> None:
    made = await at_specialist(office)
    desk = made.desk
    first = await ask(desk, "lao-dong", "so-tai-chinh", key="k-1")
    again = await ask(desk, "lao-dong", "so-tai-chinh", key="k-1")
    assert again.case == first.case
    labour, finance = first.case.consultations
    await desk.ask.consultations.remind(RemindConsultation(asked=by(HEAD), consultation_id=labour.id))
    await reply(desk, labour.id, key="k-2")
    await reply(desk, labour.id, key="k-2")
    for moment in ("2026-03-09 16:45", "2026-03-10 17:00", "2026-03-11 09:00"):
        desk.clock.move_to(at(moment))
        await desk.ask.fire_timers()
    told = [event.removeprefix("dossier.consultation-") for _, event in await made.told() if "consultation" in event]
    assert told == ["requested", "requested", "reminded", "answered", "reminded", "overdue"]
    late = (await desk.ask.consultations.get(FINANCE_OFFICE, finance.id)).consultation
    assert (late.is_open, late.escalated_at) == (True, FIVE_DAYS)
    seen = await reply(desk, finance.id, FINANCE_OFFICE)
    assert (seen.consultation.state, seen.consultation.is_late(seen.now)) == (ConsultationState.ANSWERED, True)


async def test_deemed_consent_is_given_by_the_timer_at_the_lawful_instant(office: NewOffice) -> None:
    made = await at_specialist(office, silence=OnSilence.DEEMED_CONSENT, effect=ClockEffect.PAUSE)
    await ask(made.desk, "lao-dong")
    assert (await made.desk.case()).case.due_at is None
    made.desk.clock.move_to(at("2026-03-12 10:00"))
    await made.desk.ask.fire_timers()
    case = (await made.desk.case()).case
    assert (case.consultations[0].state, case.consultations[0].closed_at) == (
        ConsultationState.DEEMED_CONSENT,
        FIVE_DAYS,
    )
    assert (case.entries[-1].at, case.entries[-1].recorded_at) == (FIVE_DAYS, at("2026-03-12 10:00"))


async def test_a_stopped_case_awaits_nobody_and_one_taken_up_again_does(office: NewOffice) -> None:
    desk = (await at_specialist(office, effect=ClockEffect.PAUSE)).desk
    asked = (await ask(desk, "lao-dong")).case.consultations[0]
    desk.clock.move_to(at("2026-03-04 09:00"))
    stopped = await desk.stop()
    assert (await listed(desk, STRANGER)) == []
    desk.clock.move_to(at("2026-03-05 09:00"))
    await reply(desk, asked.id)
    await desk.correct(len(stopped.case.entries) - 1)
    case = (await desk.case()).case
    assert [(e.kind.value, e.at) for e in case.entries if e.kind.value in ("paused", "resumed")] == [
        ("paused", ASKED_AT),
        ("resumed", at("2026-03-05 09:00")),
    ]
    assert case.due_at is not None


async def test_deciding_over_open_opinions_needs_a_reason_that_is_kept(office: NewOffice) -> None:
    desk = (await at_specialist(office, effect=ClockEffect.PAUSE)).desk
    await ask(desk, "lao-dong")
    await desk.finish(SPECIALIST)
    await desk.take(HEAD)
    await desk.finish(HEAD)
    with pytest.raises(Problem) as refusal:
        await desk.decide()
    assert refusal.value.slug == "consultations-open"
    command = Decide(
        asked=by(LEADER),
        dossier_id=DOSSIER_ID,
        outcome=Outcome.GRANTED,
        despite_consultations="Đã đủ căn cứ",
    )
    decided = await desk.ask.decide(command)
    closed = decided.case.consultations[0]
    assert (closed.state, closed.withdrawal_reason) == (ConsultationState.WITHDRAWN, "Đã đủ căn cứ")
    assert decided.case.due_at is not None


async def listed(desk: Desk, actor: Actor, **wanted: Any) -> list[tuple[str, str]]:
    found = await desk.ask.consultations.list(actor, ConsultationFilter(**wanted), None, 50)
    assert found.total == len(found.consultations)
    return [(row.dossier.dossier_id[-1], row.consultation.consultee.key) for row in found.consultations]


async def test_everybody_finds_what_they_may_see_nearest_deadline_first(office: NewOffice) -> None:
    desk = (await at_specialist(office)).desk
    await desk.open(OTHER_ID)
    await desk.to_specialist(OTHER_ID)
    await ask(desk, "lao-dong", "so-tai-chinh")
    await ask(desk, "lao-dong", dossier_id=OTHER_ID, due_at=at("2026-03-05 17:00"))
    mine = [("2", "lao-dong"), ("1", "lao-dong")]
    assert await listed(desk, STRANGER) == mine
    assert await listed(desk, FINANCE_OFFICE) == [("1", "so-tai-chinh")]
    assert await listed(desk, OTHER_OFFICE) == []
    assert (
        len(await listed(desk, SPECIALIST)) == len(await listed(desk, LEADER)) == len(await listed(desk, SYSTEM)) == 3
    )
    assert await listed(desk, LEADER, department="lao-dong") == mine
    assert await listed(desk, LEADER, consultee="so-tai-chinh") == [("1", "so-tai-chinh")]
    assert await listed(desk, LEADER, due_before=at("2026-03-06 08:00")) == [("2", "lao-dong")]
    assert await listed(desk, LEADER, states=frozenset({ConsultationState.ANSWERED})) == []
    assert len(await listed(desk, LEADER, states=EVERYTHING)) == 3


async def test_pages_follow_one_another(office: NewOffice) -> None:
    desk = (await at_specialist(office)).desk
    await ask(desk, "lao-dong", "so-tai-chinh", "bo-cong-an")
    keys, place = [], None
    while True:
        found = await desk.ask.consultations.list(LEADER, ConsultationFilter(), place, 1)
        keys += [row.consultation.consultee.key for row in found.consultations]
        assert found.total == 3
        if (place := found.following) is None:
            break
    assert sorted(keys) == ["bo-cong-an", "lao-dong", "so-tai-chinh"]


async def test_only_those_concerned_may_act(office: NewOffice) -> None:
    desk = (await at_specialist(office)).desk
    asked = (await ask(desk, "so-tai-chinh")).case.consultations[0]
    for actor, refusal in ((STRANGER, "case-unknown"), (LEADER, "consultation-not-allowed")):
        with pytest.raises(Problem) as refused:
            await ask(desk, "lao-dong", actor=actor)
        assert refused.value.slug == refusal
    for actor, refusal in (
        (OTHER_OFFICE, "consultation-unknown"),
        (STRANGER, "consultation-unknown"),
        (SPECIALIST, "answer-not-allowed"),
        (OPERATOR, "role-not-allowed"),
        (APPLICANT, "role-not-allowed"),
    ):
        with pytest.raises(Problem) as refused:
            await reply(desk, asked.id, actor)
        assert refused.value.slug == refusal
    for actor in (COLLEAGUE, LEADER, FINANCE_OFFICE):
        with pytest.raises(Problem) as refused:
            await desk.ask.consultations.remind(RemindConsultation(asked=by(actor), consultation_id=asked.id))
        assert refused.value.slug == "consultation-not-allowed"


@pytest.mark.parametrize("bodies", [(), ("nobody",), ("lao-dong", "lao-dong")])
async def test_bodies_that_cannot_be_asked_are_refused(office: NewOffice, bodies: tuple[str, ...]) -> None:
    desk = (await at_specialist(office)).desk
    with pytest.raises(Problem) as refusal:
        await ask(desk, *bodies)
    assert (refusal.value.kind, set(refusal.value.fields)) == (Kind.INVALID, {"consultees"})


async def test_while_intake_is_away_those_known_may_still_be_asked(office: NewOffice) -> None:
    made = await at_specialist(office)
    await ask(made.desk, "lao-dong")
    made.catalogue.is_away = True
    made.desk.clock.move_to(at("2026-03-03 10:00"))
    assert len((await ask(made.desk, "so-tai-chinh")).case.consultations) == 2


async def test_without_ever_having_heard_of_intake_nobody_is_asked(office: NewOffice) -> None:
    made = await at_specialist(office)
    made.catalogue.is_away = True
    with pytest.raises(Problem) as refusal:
        await ask(made.desk, "lao-dong")
    assert refusal.value.kind is Kind.UNAVAILABLE


@pytest.fixture
async def building(database_url: NewDatabaseUrl, nats_url: str, tmp_path: Path) -> AsyncIterator[Building]:
    async with standing(await database_url(MIGRATIONS), nats_url, tmp_path, consulting()) as built:
        await open_case(built)
        await act(built, HEAD, "assignment", {"officer": "tp.dautu"})
        await act(built, HEAD, "completion", {})
        await act(built, HEAD, "assignment", {"officer": "cv.dautu.1"})
        built.clock.jump(ASKED_AT)
        yield built


ASK = {
    "question": "Có phù hợp quy hoạch không?",
    "consultees": [{"consultee": "lao-dong"}, {"consultee": "ubnd-thanh-pho"}],
    "documents": ["Đề xuất dự án"],
}


async def test_over_http(building: Building) -> None:
    asked = await building.call(SPECIALIST, "POST", f"{CASE}/consultations", ASK, idempotency_key="k-1")
    assert (asked.status_code, asked.json()["total_size"]) == (201, 2)
    labour, _ = asked.json()["items"]
    assert (labour["consultee"]["department"], labour["due_at"], labour["state"]) == (
        "lao-dong",
        "2026-03-10T10:00:00Z",
        "open",
    )
    case = (await building.call(LEADER, "GET", CASE)).json()
    assert case["whereabouts"] == {
        "consultee": "ubnd-thanh-pho",
        "name": "Cơ quan ubnd-thanh-pho",
        "since": "2026-03-03T02:00:00Z",
        "returns_to": "mot-cua",
    }
    inbox = (await building.call(STRANGER, "GET", "/v1/consultations?department=lao-dong&state=open")).json()
    assert [item["id"] for item in inbox["items"]] == [labour["id"]]
    path = f"/v1/consultations/{labour['id']}"
    stale = await building.call(STRANGER, "POST", f"{path}/answer", {"opinion": "agree"}, if_match='"1"')
    assert (stale.status_code, stale.json()["type"].rsplit(":")[-1].rsplit("/")[-1]) == (412, "version-stale")
    wordless = await building.call(STRANGER, "POST", f"{path}/answer", {"opinion": "disagree"})
    assert (wordless.status_code, "reason-required" in wordless.text) == (422, True)
    said = {"opinion": "agree_with_conditions", "text": "Bổ sung nhà ở"}
    answered = await building.call(STRANGER, "POST", f"{path}/answer", said)
    assert (answered.status_code, answered.json()["state"], answered.json()["answered_by"]) == (
        201,
        "answered",
        "cv.laodong.1",
    )
    assert (await building.call(COLLEAGUE, "POST", f"{path}/reminder")).status_code == 403
    assert (await building.call(SPECIALIST, "POST", f"{path}/reminder")).status_code == 409
    other = f"/v1/consultations/{asked.json()['items'][1]['id']}"
    assert (await building.call(SPECIALIST, "POST", f"{other}/reminder")).status_code == 201
    withdrawn = await building.call(SPECIALIST, "POST", f"{other}/withdrawal", {"reason": "Không cần nữa"})
    assert withdrawn.json()["state"] == "withdrawn"
    assert (await building.call(STRANGER, "GET", other)).status_code == 404
    assert (await building.call(APPLICANT, "GET", "/v1/consultations")).status_code == 403
    assert (await building.call(None, "GET", "/v1/consultations")).status_code == 401


async def test_events_say_nothing_of_what_was_asked_or_answered(building: Building) -> None:
    items = (await building.call(SPECIALIST, "POST", f"{CASE}/consultations", ASK)).json()["items"]
    said = {"opinion": "disagree", "text": "Không phù hợp"}
    await building.call(STRANGER, "POST", f"/v1/consultations/{items[0]['id']}/answer", said)

    async def told() -> list[Any]:
        return [e for e in await stored(building.nats_url) if "consultation" in e.event["type"]]

    async def complete() -> bool:
        return len(await told()) == 3

    await eventually(complete)
    events = await told()
    assert [event.subject.rsplit(".")[-1] for event in events] == [
        "consultation-requested",
        "consultation-requested",
        "consultation-answered",
    ]
    everything = " ".join(str(event.event) for event in events)
    assert not [word for word in ("quy hoạch", "phù hợp", "Đề xuất", "DISAGREE") if word in everything]


async def test_over_grpc(building: Building) -> None:
    channel = building.channel(SPECIALIST)
    await channel.start()
    mine = consultation_service_pb2_grpc.ConsultationServiceStub(channel.channel)
    asks = [pb.ConsultationAsk(consultee="so-tai-chinh")]
    made = await mine.RequestConsultations(
        pb.RequestConsultationsRequest(dossier_id=DOSSIER_ID, question="Có vướng mắc gì không?", asks=asks)
    )
    (asked,) = made.consultations
    office = building.channel(FINANCE_OFFICE)
    await office.start()
    theirs = consultation_service_pb2_grpc.ConsultationServiceStub(office.channel)
    found = await theirs.ListConsultations(pb.ListConsultationsRequest())
    assert ([each.id for each in found.consultations], found.total_size) == ([asked.id], 1)
    answered = await theirs.AnswerConsultation(
        pb.AnswerConsultationRequest(consultation_id=asked.id, opinion=consultation_pb2.OPINION_AGREE)
    )
    assert answered.consultation.state == consultation_pb2.CONSULTATION_STATE_ANSWERED
    seen = await mine.GetConsultation(pb.GetConsultationRequest(consultation_id=asked.id))
    assert seen.consultation.answered_by == "api.so-tai-chinh"
    listed = await mine.ListCaseConsultations(pb.ListCaseConsultationsRequest(dossier_id=DOSSIER_ID))
    assert [each.opinion for each in listed.consultations] == [consultation_pb2.OPINION_AGREE]
    with pytest.raises(Problem) as refusal:
        await mine.RemindConsultation(pb.RemindConsultationRequest(consultation_id=asked.id))
    assert refusal.value.slug == "consultation-closed"
    with pytest.raises(Problem) as refusal:
        await mine.WithdrawConsultation(pb.WithdrawConsultationRequest(consultation_id="nobody", reason="x"))
    assert refusal.value.slug == "consultation-unknown"
    await channel.stop()
    await office.stop()
