"""The rules of control work: states, deadlines that pass, costs, reductions, who may do what."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Problem
from reporting.application.control import access
from reporting.application.control.ports import Wanted
from reporting.domain.control import findings, initiatives, proposals, reviews
from reporting.domain.control.activities import Activity, ActivityContent, ActivityKind, Channel, struck, tallied
from reporting.domain.control.acts import Act
from reporting.domain.control.findings import Finding, FindingContent, FindingKind, FindingState, Severity
from reporting.domain.control.initiatives import Initiative
from reporting.domain.control.inspections import Inspection, InspectionContent
from reporting.domain.control.plans import Ground, Plan, PlanContent, PlanKind, PlanLine
from reporting.domain.control.proposals import Proposal, ProposalKind, ProposalState, Recommendation
from reporting.domain.control.reviews import Answer, Assessment, Measures, Question, Review, ReviewState
from reporting.domain.control.suggestions import DivisionFigures, Reason, suggested
from reporting.lawpack.control import control_rules
from unit.reporting.labour import labour

NOW = datetime(2024, 6, 3, 3, 0, tzinfo=UTC)
DAY = date(2024, 6, 3)


def act(name: str, by: str = "ksth.1", text: str = "Đã xem") -> Act:
    return Act(name=name, by=by, at=NOW, text=text)


def finding(state: FindingState = FindingState.OPEN) -> Finding:
    return Finding(
        id="f-1",
        agency="heza",
        department="dau-tu",
        inspection_id="i-1",
        kind=FindingKind.SHORTCOMING,
        severity=Severity.MAJOR,
        description="Chưa cập nhật phiếu kiểm soát",
        evidence=("H24.15-240502-0001",),
        remedy="Cập nhật đủ phiếu",
        due_at=NOW + timedelta(days=7),
        state=state,
        acts=(act("record-finding"),),
    )


def proposal(before: int = 100, after: int = 60) -> Proposal:
    return Proposal(
        id="p-1",
        agency="heza",
        department="dau-tu",
        procedure="cap-gpld",
        procedure_name="Cấp giấy phép lao động",
        review_id="",
        kind=ProposalKind.CUT,
        content="Bỏ một thành phần hồ sơ",
        reason="Cơ quan đã có dữ liệu",
        recommendation=Recommendation(document="Nghị định mẫu", body="Bộ mẫu"),
        before_vnd=before,
        after_vnd=after,
        drafted_on=DAY,
        acts=(act("draft-proposal"),),
    )


def review() -> Review:
    return Review(
        id="r-1",
        agency="heza",
        department="dau-tu",
        procedure="cap-gpld",
        procedure_version=1,
        procedure_name="Cấp giấy phép lao động",
        ground=Ground.OWN_CHOICE,
        reviewer="ksth.1",
        opened_on=DAY,
        present=Measures(days=Decimal(10), fees_vnd=600_000, documents=5),
        acts=(act("open-review"),),
    )


def slug(problem: pytest.ExceptionInfo[Problem]) -> str:
    return problem.value.slug


def test_a_finding_is_answered_returned_answered_again_and_accepted() -> None:
    answered = findings.answered(finding(), act("answer-finding", "tp.dautu", "Đã sửa"))
    returned = findings.judged(answered, act("return-answer"), NOW + timedelta(days=9))
    again = findings.answered(returned, act("answer-finding", "tp.dautu", "Đã sửa đủ"))
    accepted = findings.judged(again, act("accept-answer"))
    assert (returned.state, returned.due_at) == (FindingState.RETURNED, NOW + timedelta(days=9))
    assert (accepted.state, accepted.answer, len(accepted.acts)) == (FindingState.ACCEPTED, "Đã sửa đủ", 5)
    with pytest.raises(Problem) as late:
        findings.judged(accepted, act("withdraw-finding"))
    assert slug(late) == "act-not-possible"


def test_only_a_remedy_that_is_awaited_is_overdue() -> None:
    later = NOW + timedelta(days=8)
    overdue = {state for state in FindingState if finding(state).is_late(later)}
    assert overdue == {FindingState.OPEN, FindingState.RETURNED}
    assert not finding().is_late(finding().due_at)


def test_evidence_is_named_by_dossiers_and_never_told() -> None:
    with pytest.raises(Problem) as wrong:
        FindingContent(
            kind=FindingKind.OBSTACLE,
            severity=Severity.MINOR,
            description="Mô tả",
            evidence=("Ông Nguyễn Văn Mẫu",),
            remedy="Khắc phục",
            working_days=0,
        )
    assert set(wrong.value.fields) == {"evidence", "working_days"}


def test_a_plan_of_reviews_says_of_each_procedure_why_it_was_chosen() -> None:
    line = PlanLine(department="dau-tu", topic="Thời hạn", person="ksth.1", from_on=DAY, to_on=DAY)
    with pytest.raises(Problem) as wrong:
        PlanContent(kind=PlanKind.REVIEW, year=2025, title="Kế hoạch rà soát", lines=(line,))
    assert set(wrong.value.fields) == {"lines[0].procedure", "lines[0].ground", "lines[0].from_on"}
    chosen = replace(line, procedure="cap-gpld", ground=Ground.FEEDBACK)
    assert PlanContent(kind=PlanKind.REVIEW, year=2024, title="Kế hoạch rà soát", lines=(chosen,)).lines == (chosen,)


def test_three_reductions_are_measured_against_the_procedure_as_it_is() -> None:
    assessment = Assessment(
        proposed=Measures(days=Decimal(7), fees_vnd=600_000, documents=3),
        cost=labour(10, 10),
        proposed_cost=labour(7, 10),
    )
    held = reviews.assessed(review(), assessment, act("assess-procedure"))
    assert [(each.name, each.before, each.after, each.percent) for each in held.reductions] == [
        ("time", Decimal(10), Decimal(7), Decimal("30.00")),
        ("cost", Decimal(32_000_000), Decimal(22_400_000), Decimal("30.00")),
        ("documents", Decimal(5), Decimal(3), Decimal("40.00")),
    ]
    assert review().reductions == ()


def test_a_review_is_completed_when_all_four_questions_are_answered() -> None:
    with pytest.raises(Problem) as early:
        reviews.ended(review(), act("complete-review"))
    assert "legality" in early.value.fields["answers"]
    answers = tuple(Answer(question=question, passed=True) for question in Question)
    held = reviews.assessed(review(), Assessment(answers=answers), act("assess-procedure"))
    assert reviews.ended(held, act("complete-review")).state is ReviewState.COMPLETED


def test_a_proposal_is_carried_out_by_a_legal_act_only_once_it_was_accepted() -> None:
    submitted = proposals.moved(proposal(), act("submit-proposal"))
    with pytest.raises(Problem) as early:
        proposals.carried_out(submitted, "12/QĐ-UBND", DAY, act("carry-out-proposal"))
    assert slug(early) == "act-not-possible"
    agreed = proposals.moved(submitted, act("partly-accept-proposal", "ld.ban.1"))
    with pytest.raises(Problem) as unnamed:
        proposals.carried_out(agreed, " ", DAY, act("carry-out-proposal"))
    assert set(unnamed.value.fields) == {"legal_act"}
    done = proposals.carried_out(agreed, "12/QĐ-UBND", DAY, act("carry-out-proposal"))
    row = proposals.review_row(done)
    assert (row.kind, row.saved_vnd, row.percent, row.is_done) == (ProposalKind.CUT, 40, Decimal("40.00"), True)


def test_targets_and_incomes_hold_from_their_day_on() -> None:
    rules = control_rules()
    assert rules.target_on(date(2025, 3, 25)) is None
    target = rules.target_on(date(2025, 3, 26))
    assert target is not None
    assert (target.value, target.mark) == (Decimal(30), "P")
    assert proposal().meets(target.value) is True
    assert proposal(before=0).meets(target.value) is None
    assert (rules.income_on(DAY).value, rules.plan_due_on(2024)) == (Decimal(40_000), date(2024, 1, 30))


def test_an_initiative_tells_its_effect_once_it_is_applied() -> None:
    idea = Initiative(
        id="n-1",
        agency="heza",
        department="dau-tu",
        by="cv.dautu.1",
        title="Mẫu điền sẵn",
        content="Điền sẵn tờ khai",
        proposed_on=DAY,
        acts=(act("propose-initiative", "cv.dautu.1"),),
    )
    assessed = initiatives.moved(idea, act("assess-initiative"))
    applied = initiatives.moved(assessed, act("apply-initiative", text="Giảm nửa giờ mỗi hồ sơ"))
    assert (assessed.effect, applied.effect) == ("", "Giảm nửa giờ mỗi hồ sơ")
    assert initiatives.moved(applied, act("recognise-initiative", "ld.ban.1")).effect == applied.effect


def test_of_commendation_and_discipline_only_the_number_is_noted() -> None:
    with pytest.raises(Problem) as told:
        ActivityContent(kind=ActivityKind.DISCIPLINE, on=DAY, title="Cảnh cáo ai đó", people=1)
    assert set(told.value.fields) == {"title"}
    with pytest.raises(Problem) as where:
        ActivityContent(kind=ActivityKind.COMMUNICATION, on=DAY, title="Bài viết", link="http://mau.example.vn")
    assert set(where.value.fields) == {"channel", "link"}


def test_what_was_struck_out_is_not_counted() -> None:
    content = ActivityContent(
        kind=ActivityKind.COMMUNICATION, on=DAY, title="Bài viết", channel=Channel.PORTAL, people=30
    )
    entry = Activity(
        id="a-1",
        agency="heza",
        department="",
        kind=content.kind,
        on=content.on,
        title=content.title,
        channel=content.channel,
        audience="",
        people=content.people,
        link="",
        acts=(act("record-activity"),),
    )
    counted = tallied([entry, struck(entry, act("strike-activity"))])
    assert [(each.kind, each.entries, each.people) for each in counted][:2] == [
        (ActivityKind.COMMUNICATION, 1, 30),
        (ActivityKind.TRAINING, 0, 0),
    ]


def test_suggestions_name_the_worst_with_their_numbers_and_nobody_without_fault() -> None:
    found = suggested(
        [
            DivisionFigures(department="dau-tu", received=20, met=8, missed=2, supplements=1),
            DivisionFigures(department="moi-truong", received=20, met=5, missed=5, supplements=9, complaints=1),
            DivisionFigures(department="quy-hoach", received=1, missed=1),
            DivisionFigures(department="lao-dong", received=9, met=9),
        ]
    )
    assert [(each.reason, each.department, each.part, each.whole, each.share) for each in found] == [
        (Reason.ON_TIME, "moi-truong", 5, 10, Decimal("0.5000")),
        (Reason.ON_TIME, "dau-tu", 2, 10, Decimal("0.2000")),
        (Reason.SUPPLEMENTS, "moi-truong", 9, 20, Decimal("0.4500")),
        (Reason.SUPPLEMENTS, "dau-tu", 1, 20, Decimal("0.0500")),
        (Reason.COMPLAINTS, "moi-truong", 1, 10, Decimal("0.1000")),
    ]


def actor(subject: str, *roles: str, department: str = "", agency: str = "heza") -> Actor:
    return Actor(subject=subject, roles=frozenset(roles), agency=agency, department=department)


CONTROL, LEADER = actor("ksth.1", "control_team"), actor("ld.ban.1", "leader")
HEAD, OTHER_HEAD = (actor(f"tp.{key}", "department_head", department=key) for key in ("dau-tu", "moi-truong"))
SPECIALIST = actor("cv.dautu.1", "specialist", department="dau-tu")
STRANGER = actor("ksth.9", "control_team", agency="khac")


def test_a_head_sees_what_concerns_the_own_division_and_nothing_else() -> None:
    assert [access.sees(who, finding()) for who in (CONTROL, LEADER, HEAD, OTHER_HEAD, STRANGER)] == [
        True,
        True,
        True,
        False,
        False,
    ]
    with pytest.raises(Problem) as other:
        access.visible(HEAD, Finding, Wanted(department="moi-truong"))
    assert slug(other) == "not-allowed"


@pytest.mark.parametrize("role", ["applicant", "receptionist", "specialist", "operator", "subscriber", ""])
def test_whoever_has_no_part_in_it_sees_nothing(role: str) -> None:
    for kind in (Plan, Inspection, Finding, Review, Proposal, Activity):
        with pytest.raises(Problem) as refused:
            access.visible(actor("x.1", role, department="dau-tu"), kind, Wanted())
        assert slug(refused) == "not-allowed"


def test_an_account_without_agency_sees_nothing_whatever_its_role() -> None:
    for role, department in (("control_team", ""), ("leader", ""), ("department_head", "dau-tu")):
        with pytest.raises(Problem):
            access.visible(actor("x.1", role, agency="", department=department), Finding, Wanted())


def test_specialists_see_only_their_own_ideas() -> None:
    wanted = access.visible(SPECIALIST, Initiative, Wanted(department="dau-tu"))
    assert (wanted.department, wanted.own) == ("", "cv.dautu.1")


def test_nobody_approves_what_is_their_own() -> None:
    both = actor("ksth.1", "leader", "control_team")
    for who, allowed in ((LEADER, True), (both, False), (CONTROL, False), (HEAD, False)):
        if allowed:
            access.of_leader(who, proposal())
        else:
            with pytest.raises(Problem):
                access.of_leader(who, proposal())


def test_heads_answer_and_propose_for_their_own_division_only() -> None:
    access.of_head(HEAD, finding())
    access.of_reviewers(HEAD, review())
    for who in (OTHER_HEAD, CONTROL, LEADER, SPECIALIST):
        with pytest.raises(Problem):
            access.of_head(who, finding())
    with pytest.raises(Problem):
        access.of_reviewers(OTHER_HEAD, review())


def test_an_inspection_names_each_of_its_team_once_by_account() -> None:
    with pytest.raises(Problem) as wrong:
        InspectionContent(department="dau-tu", scope="Hồ sơ quý II", team=("ksth.1", "ksth.1"), from_on=DAY, to_on=DAY)
    assert set(wrong.value.fields) == {"team"}


def test_a_decision_ends_a_proposal_that_is_not_agreed_to() -> None:
    submitted = proposals.moved(proposal(), act("submit-proposal"))
    rejected = proposals.moved(submitted, act("reject-proposal", "ld.ban.1"))
    assert rejected.state is ProposalState.REJECTED
    with pytest.raises(Problem):
        proposals.moved(rejected, act("lapse-proposal"))
