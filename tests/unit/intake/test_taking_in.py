"""Where a dossier is taken in: sites and counters, forwarding, numbers of other systems, online reception."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from intake.application import AcceptDossier, RequestSupplement, SubmitSupplement, WithdrawDossier
from intake.application.external_refs import AddExternalRef
from intake.application.record_forwarding import RecordForwarding
from intake.domain.dossier import Dossier
from intake.domain.facts import DossierAccepted, ForwardingLate
from intake.domain.forwarding.moving import Leg
from intake.domain.forwarding.record import Origin
from intake.domain.online_reception import reception_due
from intake.domain.procedures import Channel
from intake.domain.references import ExternalRef
from unit.intake.conftest import Office
from unit.intake.towns import three_sites
from unit.intake.world import APPLICANT, ELSEWHERE, RECEPTIONIST, SPECIALIST, SYSTEM, change, given, heza, local

PAPER = ExternalRef(system="fia.mpi.gov.vn", number="GBN-2026-0001", url="https://fia.vidu.vn/GBN-2026-0001")


@pytest.fixture
def town(office: Office) -> Office:
    office.law.enact(three_sites())
    return office


async def code_of(office: Office, **filed: object) -> str:
    dossier = await office.registered(RECEPTIONIST, **filed)
    return (await office.ask.accept(AcceptDossier(change=change(dossier.id)))).dossier.code


async def refused(work: object, slug: str) -> Problem:
    with pytest.raises(Problem) as caught:
        await work  # type: ignore[misc]
    assert caught.value.slug == slug
    return caught.value


async def test_numbers_run_per_unit_and_day(town: Office) -> None:
    assert [await code_of(town, site=site) for site in ("", "dinh-vu", "tru-so", "dinh-vu", "phuong")] == [
        "H24.15-260420-0001",
        "H24.15.02-260420-0001",
        "H24.15-260420-0002",
        "H24.15.02-260420-0002",
        "H24.15-260420-0003",
    ]
    town.clock.move_to(local("2026-04-21 00:00"))
    assert await code_of(town, site="dinh-vu") == "H24.15.02-260421-0001"


async def test_whoever_names_no_site_is_at_the_default_one(town: Office) -> None:
    online, at_counter = await town.registered(APPLICANT), await town.registered(RECEPTIONIST, counter="quay-2")
    assert [(d.site, d.counter, d.forwarding) for d in (online, at_counter)] == [
        ("tru-so", "", None),
        ("tru-so", "quay-2", None),
    ]


@pytest.mark.parametrize(
    ("place", "slug", "field"),
    [
        ({"site": "nowhere"}, "site-unknown", "site"),
        ({"counter": "quay-9"}, "invalid-request", "counter"),
        ({"site": "dinh-vu", "counter": "quay-2"}, "invalid-request", "counter"),
        ({"origin": Origin(agency="", site="")}, "invalid-request", "origin.agency"),
    ],
)
async def test_a_place_that_is_not_there_is_named(
    town: Office, place: dict[str, object], slug: str, field: str
) -> None:
    problem = await refused(town.registered(RECEPTIONIST, **place), slug)
    assert (problem.kind, set(problem.fields)) == (Kind.INVALID, {field})


@pytest.mark.parametrize(
    "said", [{"counter": "quay-1"}, {"external_refs": (PAPER,)}, {"origin": Origin(agency="x", site="")}]
)
async def test_an_applicant_does_not_say_who_took_the_dossier_in_before(town: Office, said: dict[str, object]) -> None:
    await refused(town.registered(APPLICANT, **said), "role-forbidden")


# Papers that were taken in elsewhere


async def test_papers_of_a_ward_are_sent_on_within_a_working_day_and_arrive(town: Office) -> None:
    dossier = await town.registered(RECEPTIONIST, site="phuong")
    way = dossier.forwarding
    assert way is not None
    assert (way.origin, way.to_site, way.due_at) == (
        Origin(agency="heza", site="phuong"),
        "tru-so",
        local("2026-04-21 17:00"),
    )
    town.clock.move_to(local("2026-04-20 16:00"))
    await town.ask.forward(RecordForwarding(change=change(dossier.id), leg=Leg.SENT))
    town.clock.move_to(local("2026-04-21 08:00"))
    moved = await town.ask.forward(
        RecordForwarding(change=change(dossier.id), leg=Leg.ARRIVED, at=local("2026-04-21 07:45"))
    )
    assert moved.forwarding is not None
    assert (moved.forwarding.sent_at, moved.forwarding.arrived_at, moved.forwarding.arrived_by) == (
        local("2026-04-20 16:00"),
        local("2026-04-21 07:45"),
        RECEPTIONIST.subject,
    )
    town.clock.move_to(local("2026-05-20 16:00"))
    assert (await town.ask.fire_timers()).count == 0


async def test_what_is_electronic_passes_at_once(town: Office) -> None:
    dossier = await town.registered(APPLICANT, site="phuong")
    assert dossier.forwarding is not None
    assert dossier.forwarding.due_at == dossier.forwarding.arrived_at == dossier.received_at


async def test_papers_that_lie_where_they_were_taken_in_are_told_of_once(town: Office) -> None:
    dossier = await town.registered(RECEPTIONIST, origin=Origin(agency="Trung tâm Mẫu", site=""))
    town.clock.move_to(local("2026-04-21 17:01"))
    assert ((await town.ask.fire_timers()).count, (await town.ask.fire_timers()).count) == (1, 0)
    assert town.last_fact == ForwardingLate(
        dossier=dossier.ref, forward_due_at=local("2026-04-21 17:00"), to_site="tru-so"
    )


async def test_nobody_waits_for_the_papers_of_a_withdrawn_dossier(town: Office) -> None:
    dossier = await town.registered(RECEPTIONIST, site="phuong")
    await town.ask.withdraw(WithdrawDossier(change=change(dossier.id)))
    town.clock.move_to(local("2026-05-20 16:00"))
    assert (await town.ask.fire_timers()).count == 0


async def test_the_department_waits_for_papers_that_are_on_their_way(town: Office) -> None:
    dossier = await town.registered(RECEPTIONIST, site="phuong")
    accepted = (await town.ask.accept(AcceptDossier(change=change(dossier.id)))).dossier
    assert accepted.transfer_due_at == local("2026-04-22 07:30")  # the papers are due at the close of Tuesday


async def test_a_leg_is_recorded_once_and_in_order(town: Office) -> None:
    dossier, near = await town.registered(RECEPTIONIST, site="phuong"), await town.registered(RECEPTIONIST)

    async def leg(of: Dossier, which: Leg, actor: Actor = RECEPTIONIST, at: datetime | None = None) -> Dossier:
        return await town.ask.forward(RecordForwarding(change=change(of.id, actor), leg=which, at=at))

    await refused(leg(near, Leg.SENT), "forwarding-not-allowed")
    await refused(leg(dossier, Leg.ARRIVED), "forwarding-not-allowed")
    await refused(leg(dossier, Leg.SENT, at=local("2026-04-20 09:01")), "invalid-request")
    await refused(leg(dossier, Leg.SENT, at=local("2026-04-20 08:59")), "invalid-request")
    await refused(leg(dossier, Leg.SENT, SPECIALIST), "role-forbidden")
    await refused(leg(dossier, Leg.SENT, ELSEWHERE), "dossier-unknown")
    await leg(dossier, Leg.SENT)
    await refused(leg(dossier, Leg.SENT), "forwarding-not-allowed")
    await leg(dossier, Leg.ARRIVED)
    await refused(leg(dossier, Leg.ARRIVED), "forwarding-not-allowed")


# Numbers of other systems


async def test_the_clock_starts_when_the_other_system_received_the_dossier(office: Office) -> None:
    there = ExternalRef(system=PAPER.system, number=PAPER.number, received_at=local("2026-04-17 16:00").astimezone(UTC))
    ours = (await office.accepted(RECEPTIONIST)).dossier
    theirs = (await office.accepted(RECEPTIONIST, external_refs=(there,))).dossier
    fact = office.last_fact
    assert isinstance(fact, DossierAccepted)
    assert theirs.received_at == theirs.clock_started_at == fact.clock_started_at == local("2026-04-17 16:00")
    assert (theirs.accepted_at, theirs.code) == (local("2026-04-20 09:00"), "H24.15-260420-0002")
    assert (theirs.due_at, ours.due_at) == (local("2026-05-06 17:00"), local("2026-05-07 17:00"))


@pytest.mark.parametrize(
    ("ref", "slug", "field"),
    [
        (ExternalRef(system="a", number="1", received_at=local("2026-04-20 09:01")), "invalid-request", "received_at"),
        (ExternalRef(system="a", number="1", received_at=local("2019-01-07 09:00")), "procedure-not-in-force", ""),
        (ExternalRef(system="", number="1"), "invalid-request", "system"),
        (ExternalRef(system="a", number="<1>"), "invalid-request", "number"),
        (ExternalRef(system="a", number="1", url="javascript:alert(1)"), "invalid-request", "url"),
    ],
)
async def test_a_number_that_cannot_be_is_named(office: Office, ref: ExternalRef, slug: str, field: str) -> None:
    problem = await refused(office.registered(RECEPTIONIST, external_refs=(ref,)), slug)
    assert set(problem.fields) == ({f"external_refs[0].{field}"} if field else {"procedure"})


async def test_a_number_is_registered_once_and_who_may_see_it_is_told_where(office: Office) -> None:
    first = await office.registered(RECEPTIONIST, external_refs=(PAPER,))
    problem = await refused(office.registered(RECEPTIONIST, external_refs=(PAPER,)), "external-ref-taken")
    assert problem.fields["dossier"] == first.id
    assert len(office.unit_of_work.stored.dossiers) == 1
    await office.registered(RECEPTIONIST, external_refs=(ExternalRef(system=PAPER.system, number="GBN-2"),))


async def test_a_number_that_becomes_known_later_moves_no_clock(office: Office) -> None:
    dossier = (await office.accepted(RECEPTIONIST)).dossier
    named = await office.ask.add_external_ref(AddExternalRef(change=change(dossier.id), ref=PAPER))
    assert (named.external_refs, named.due_at, named.version) == ((PAPER,), dossier.due_at, dossier.version + 1)
    late = ExternalRef(system="b", number="1", received_at=local("2026-04-17 16:00"))
    await refused(office.ask.add_external_ref(AddExternalRef(change=change(dossier.id), ref=late)), "invalid-request")
    await refused(office.ask.add_external_ref(AddExternalRef(change=change(dossier.id), ref=PAPER)), "invalid-request")
    other = await office.registered(RECEPTIONIST)
    await refused(office.ask.add_external_ref(AddExternalRef(change=change(other.id), ref=PAPER)), "external-ref-taken")
    own = AddExternalRef(change=change(dossier.id, APPLICANT), ref=ExternalRef(system="c", number="1"))
    await refused(office.ask.add_external_ref(own), "dossier-unknown")


async def test_a_system_may_register_what_it_has_received(office: Office) -> None:
    there = ExternalRef(system="a", number="1", received_at=local("2026-04-17 16:00").astimezone(UTC))
    dossier = await office.registered(SYSTEM, channel=Channel.ONLINE, external_refs=(there,))
    assert dossier.received_at == there.received_at


# Until when the counter answers


@pytest.mark.parametrize(
    ("received_at", "due_at"),
    [
        ("2026-04-20 08:00", "2026-04-20 17:00"),
        ("2026-04-20 12:15", "2026-04-20 17:00"),  # at noon: the afternoon session of the same day
        ("2026-04-20 20:00", "2026-04-21 17:00"),  # after hours: the next session's day
        ("2026-04-25 10:00", "2026-04-28 17:00"),  # a Saturday before a Monday off
    ],
)
def test_what_comes_online_is_answered_within_the_working_day(received_at: str, due_at: str) -> None:
    counted = reception_due(heza().calendar, Channel.ONLINE, local(received_at))
    assert counted == local(due_at)
    assert reception_due(heza().calendar, Channel.COUNTER, local(received_at)) is None


@pytest.mark.parametrize(("day", "allowed"), [("2025-06-30 09:00", 2), ("2025-07-01 09:00", 1)])
async def test_how_often_the_counter_asks_is_the_law_of_the_day(office: Office, day: str, allowed: int) -> None:
    office.clock.move_to(local(day))
    dossier = await office.registered(RECEPTIONIST)

    async def ask() -> None:
        await office.ask.request_supplement(
            RequestSupplement(change=change(dossier.id), documents=("anh",), reason="Mờ")
        )

    for _ in range(allowed):
        await ask()
        await office.ask.submit_supplement(SubmitSupplement(change=change(dossier.id), documents=given("anh")))
    problem = await refused(ask(), "supplement-already-requested")
    assert ("twice" in problem.detail or "2 times" in problem.detail) == (allowed == 2)
