"""Control work kept on SQLite and PostgreSQL alike: acts, their journal, what is read of them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Problem
from reporting.application.control.ports import Wanted
from reporting.domain.control.activities import ActivityContent, ActivityKind, Channel
from reporting.domain.control.findings import Finding, FindingState
from reporting.domain.control.initiatives import Initiative, InitiativeContent
from reporting.domain.control.inspections import Inspection, InspectionContent
from reporting.domain.control.plans import Ground, Plan, PlanContent, PlanKind, PlanLine, PlanState
from reporting.domain.control.proposals import Proposal, ProposalKind
from reporting.domain.control.reviews import Assessment, Measures, ReviewContent
from reporting.domain.control.suggestions import Reason
from service.reporting.control_office import (
    CONTROL,
    FINDING,
    HEAD,
    INSPECTION,
    LEADER,
    OTHER,
    PROPOSAL,
    TODAY,
    YEAR,
    Office,
    asked,
    office_on,
)
from support.databases import NewDatabase


@pytest.fixture
async def office(database: NewDatabase) -> Office:
    return office_on(await database("reporting.store.migrations"))


async def test_a_finding_goes_its_way_and_every_act_is_in_the_journal(office: Office) -> None:
    findings = office.work.findings
    found = await office.finding()
    assert found.due_at == datetime(2024, 6, 10, 10, 0, tzinfo=UTC)  # five working days: Monday, 17:00 local
    answered = await findings.answer(HEAD, found.id, "Đã ký")
    returned = await findings.send_back(CONTROL, found.id, "Còn hai phiếu", 2)
    await findings.answer(HEAD, found.id, "Đã ký đủ")
    accepted = await findings.accept(CONTROL, found.id)
    assert (answered.version, returned.due_at.day, accepted.state, accepted.version) == (
        2,
        5,
        FindingState.ACCEPTED,
        5,
    )
    assert await office.work.looking.one(LEADER.actor, Finding, found.id) == accepted
    assert await office.journal(found.id) == [
        ("record-finding", "ksth.1", ""),
        ("answer-finding", "tp.dautu", "Đã ký"),
        ("return-answer", "ksth.1", "Còn hai phiếu"),
        ("answer-finding", "tp.dautu", "Đã ký đủ"),
        ("accept-answer", "ksth.1", ""),
    ]


async def test_overdue_remedies_are_listed_for_whom_they_concern(office: Office) -> None:
    found = await office.finding()
    office.clock.move_to(found.due_at + timedelta(seconds=1))
    overdue = Wanted(overdue_at=office.clock.now())
    seen = [await office.work.looking.page(who.actor, Finding, overdue, "", 10) for who in (CONTROL, HEAD, OTHER)]
    assert [page.total for page in seen] == [1, 1, 0]
    await office.work.findings.answer(HEAD, found.id, "Đã làm")
    assert (await office.work.looking.page(CONTROL.actor, Finding, overdue, "", 10)).items == ()


async def test_the_nearest_deadline_comes_first(office: Office) -> None:
    inspection = await office.work.inspections.open(CONTROL, INSPECTION)
    for days in (9, 2, 5):
        await office.work.findings.record(CONTROL, inspection.id, replace(FINDING, working_days=days))
    soonest = await office.work.looking.soonest(HEAD.actor, Finding, Wanted(), 2)
    assert [finding.due_at.day for finding in soonest] == [5, 10]


async def test_others_are_told_that_there_is_no_such_finding(office: Office) -> None:
    found = await office.finding()
    elsewhere = Actor(subject="ksth.9", roles=frozenset({"control_team"}), agency="khac")
    for actor in (OTHER.actor, elsewhere):
        with pytest.raises(Problem) as refused:
            await office.work.looking.one(actor, Finding, found.id)
        assert refused.value.slug == "control-piece-unknown"
    with pytest.raises(Problem) as forbidden:
        await office.work.findings.answer(CONTROL, found.id, "Tự trả lời")
    assert forbidden.value.slug == "not-allowed"


async def test_the_same_request_twice_does_it_once_and_a_stale_one_does_nothing(office: Office) -> None:
    once = asked("ksth.1", "control_team", key="k-1")
    first = await office.work.inspections.open(once, INSPECTION)
    assert await office.work.inspections.open(once, INSPECTION) == first
    assert (await office.work.looking.page(CONTROL.actor, Inspection, Wanted(), "", 10)).total == 1
    ended = await office.work.inspections.conclude(asked("ksth.1", "control_team", key="k-2"), first.id, "Đạt")
    again = await office.work.inspections.conclude(asked("ksth.1", "control_team", key="k-2"), first.id, "Đạt")
    assert again == ended
    with pytest.raises(Problem) as stale:
        await office.work.inspections.cancel(asked("ksth.1", "control_team", version=1), first.id, "Thôi")
    assert stale.value.slug == "version-stale"


async def test_one_request_that_is_sent_five_times_at_once_begins_one_thing(office: Office) -> None:
    once = asked("ksth.1", "control_team", key="k-9")
    opened = await asyncio.gather(*(office.work.inspections.open(once, INSPECTION) for _ in range(5)))
    assert len({inspection.id for inspection in opened}) == 1
    assert (await office.work.looking.page(CONTROL.actor, Inspection, Wanted(), "", 10)).total == 1


async def test_two_who_judge_at_once_do_not_both_prevail(office: Office) -> None:
    found = await office.finding()
    await office.work.findings.answer(HEAD, found.id, "Đã ký")
    judge = office.work.findings
    deeds = (judge.accept(CONTROL, found.id), judge.send_back(CONTROL, found.id, "Còn thiếu"))
    outcomes = await asyncio.gather(*deeds, return_exceptions=True)
    refused = [each for each in outcomes if isinstance(each, Problem)]
    assert [each.slug for each in refused] == ["act-not-possible"]
    assert len(await office.journal(found.id)) == 3


async def test_a_plan_is_approved_by_a_leader_and_its_lines_are_done_one_by_one(office: Office) -> None:
    line = PlanLine(department="dau-tu", topic="Đúng hạn", person="ksth.1", from_on=TODAY, to_on=TODAY)
    content = PlanContent(kind=PlanKind.INSPECTION, year=2024, title="Kế hoạch kiểm tra 2024", lines=(line, line))
    plan = await office.work.plans.draft(CONTROL, content)
    await office.work.plans.submit(CONTROL, plan.id)
    await office.work.plans.send_back(LEADER, plan.id, "Thêm phòng")
    amended = await office.work.plans.amend(CONTROL, plan.id, content)
    assert (amended.state, amended.submitted_on is not None) == (PlanState.DRAFTED, True)
    await office.work.plans.submit(CONTROL, plan.id)
    assert (await office.work.plans.approve(LEADER, plan.id)).state is PlanState.APPROVED
    planned = InspectionContent(
        department="dau-tu",
        scope="Đúng hạn",
        team=("ksth.1",),
        from_on=TODAY,
        to_on=TODAY,
        plan_id=plan.id,
        plan_line=1,
    )
    inspection = await office.work.inspections.open(CONTROL, planned)
    reads = office.work.looking.reads
    assert await reads.begun_lines(plan.id) == {1: False}
    await office.work.inspections.conclude(CONTROL, inspection.id, "Đạt")
    assert await reads.begun_lines(plan.id) == {1: True}
    assert (await office.work.looking.page(HEAD.actor, Plan, Wanted(kind="inspection"), "", 10)).total == 1


async def test_a_review_begins_with_the_procedure_as_it_is_and_ends_in_rows_for_the_forms(office: Office) -> None:
    content = ReviewContent(procedure="cap-gpld", ground=Ground.OWN_CHOICE, reviewer="tp.dautu")
    review = await office.work.reviews.open(HEAD, content)
    assert (review.procedure_version, review.present.days, review.present.fees_vnd) == (2, Decimal(10), None)
    with pytest.raises(Problem):
        await office.work.reviews.open(OTHER, content)
    proposed = Assessment(proposed=Measures(days=Decimal("7.5"), fees_vnd=None, documents=4))
    held = await office.work.reviews.assess(HEAD, review.id, proposed)
    assert [each.percent for each in held.reductions] == [Decimal("25.00"), Decimal("20.00")]
    proposals = office.work.proposals
    drafted = await proposals.draft(HEAD, PROPOSAL)
    await proposals.submit(CONTROL, drafted.id)
    await proposals.decide(LEADER, drafted.id, "accept")
    await proposals.carry_out(CONTROL, drafted.id, "12/QĐ-UBND", date(2025, 2, 1))
    rows = await office.work.counted.review_rows("heza", *YEAR)
    assert [(row.procedure, row.kind, row.saved_vnd, row.percent, row.is_done) for row in rows] == [
        ("cap-gpld", ProposalKind.CUT, 10_000_000, Decimal("31.25"), True)
    ]
    assert await office.work.counted.review_rows("heza", date(2025, 1, 1), date(2025, 12, 31)) == rows
    assert await office.work.counted.review_rows("khac", *YEAR) == ()
    assert (await office.work.looking.page(OTHER.actor, Proposal, Wanted(), "", 10)).total == 0


async def test_counts_tell_of_the_period_what_was_done_in_it(office: Office) -> None:
    await office.finding()
    idea = await office.work.initiatives.propose(
        asked("cv.dautu.1", "specialist", "dau-tu"), InitiativeContent(title="Mẫu sẵn", content="Điền sẵn")
    )
    await office.work.initiatives.move(CONTROL, idea.id, "assess", "Khả thi")
    await office.work.initiatives.move(CONTROL, idea.id, "apply", "Bớt nửa giờ")
    news = ActivityContent(
        kind=ActivityKind.COMMUNICATION, on=TODAY, title="Bài viết", channel=Channel.PORTAL, people=120
    )
    wrong = await office.work.activities.record(CONTROL, news)
    await office.work.activities.record(CONTROL, news)
    await office.work.activities.strike(CONTROL, wrong.id, "Ghi hai lần")
    counts = await office.work.counts(LEADER.actor, *YEAR)
    assert (counts.findings_recorded, counts.findings_open, counts.findings_overdue) == (1, 1, 0)
    assert (counts.initiatives_proposed, counts.initiatives_applied, counts.initiatives_recognised) == (1, 1, 0)
    assert next((each.kind, each.entries, each.people) for each in counts.activities) == (
        ActivityKind.COMMUNICATION,
        1,
        120,
    )
    with pytest.raises(Problem):
        await office.work.counts(HEAD.actor, *YEAR)


async def test_suggestions_come_from_the_tallies_of_the_period(office: Office) -> None:
    day = TODAY if office.database.dialect == "postgresql" else TODAY.isoformat()
    async with office.database.write() as writing:
        for measure, label, value in (("outcome", "met", 6), ("outcome", "missed", 4), ("received", "online", 20)):
            await writing.connection.execute(
                text("INSERT INTO tallies VALUES (:m, 'heza', 'dau-tu', :day, :l, :v)"),
                {"m": measure, "l": label, "v": value, "day": day},
            )
        await writing.commit()
    found = await office.work.inspections.suggest(LEADER.actor, *YEAR)
    assert [(each.reason, each.department, each.part, each.whole) for each in found] == [
        (Reason.ON_TIME, "dau-tu", 4, 10)
    ]
    assert await office.work.inspections.suggest(LEADER.actor, date(2023, 1, 1), date(2023, 12, 31)) == ()


async def test_pages_of_a_list_hold_each_piece_once_newest_first(office: Office) -> None:
    made = [
        await office.work.initiatives.propose(HEAD, InitiativeContent(title=f"Ý {n}", content="…")) for n in range(5)
    ]
    looking, ids, after = office.work.looking, [], ""
    for _ in range(3):
        page = await looking.page(HEAD.actor, Initiative, Wanted(), after, 2)
        ids += [each.id for each in page.items]
        after = page.following
    every = [each.id async for each in looking.every(HEAD.actor, Initiative, Wanted())]
    assert every == ids
    assert (ids, page.total, after) == ([each.id for each in reversed(made)], 5, "")
