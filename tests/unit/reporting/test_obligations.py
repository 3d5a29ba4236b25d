"""What is owed by when, and how far it may be taken by whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from chassis.kernel.errors import Problem
from chassis.kernel.worktime import CalendarDay, DayKind, OfficeHours, WorkCalendar
from reporting.domain.obligation import Obligation, Stage, State
from reporting.domain.obligation_rules import Due, Owed, owed, reminders
from reporting.domain.on_time import Period
from reporting.lawpack.duties import duties

HOURS = OfficeHours(
    valid_from=date(2020, 1, 1),
    valid_to=None,
    weekdays=frozenset(range(5)),
    sessions=((time(7, 30), time(11, 30)), (time(13), time(17))),
)
LIBERATION = tuple(
    CalendarDay(on=on, kind=DayKind.OFF, reason="Nghỉ lễ", reason_en="Holiday", legal_ref="BLLĐ Đ112")
    for on in (date(2024, 4, 29), date(2024, 4, 30), date(2024, 5, 1))
)
YEARS = frozenset({2023, 2024, 2025})
CALENDAR = WorkCalendar(
    zone="Asia/Ho_Chi_Minh", hours=(HOURS,), days=LIBERATION, decided_years=YEARS, known_years=YEARS
)


def due_in(first: date, last: date, *departments: str) -> dict[str, Owed]:
    found = list(owed(duties(), CALENDAR, departments, Period(first=first, last=last)))
    by_id = {each.id("heza"): each for each in found}
    assert len(by_id) == len(found)
    return by_id


def test_the_plan_s_half_year_and_year_are_due_before_the_fifth() -> None:
    july = due_in(date(2024, 7, 1), date(2024, 7, 10), "dau-tu")
    assert july["heza.half-year-result.2024-H1.dau-tu"].due_on == date(2024, 7, 4)
    assert july["heza.half-year.2024-H1"].due_on == date(2024, 7, 10)
    december = due_in(date(2024, 12, 1), date(2024, 12, 10), "dau-tu")
    year = december["heza.year-result.2024.dau-tu"]
    assert (year.due_on, year.days.last) == (date(2024, 12, 4), date(2024, 11, 30))
    assert not any(".2024-H2" in each for each in due_in(date(2024, 12, 1), date(2025, 1, 31), "dau-tu"))


def test_a_week_is_owed_by_each_department_and_once_by_the_control_team() -> None:
    week = due_in(date(2024, 5, 6), date(2024, 5, 7), "dau-tu", "lao-dong")
    assert {key: each.due_on for key, each in week.items()} == {
        "heza.weekly-result.2024-W18.dau-tu": date(2024, 5, 6),
        "heza.weekly-result.2024-W18.lao-dong": date(2024, 5, 6),
        "heza.weekly.2024-W18": date(2024, 5, 7),
    }


def test_a_deadline_on_a_day_off_moves_as_its_rule_says() -> None:
    sunday = date(2024, 4, 28)
    assert Due(days=1).day(sunday, CALENDAR) == date(2024, 5, 2)
    assert Due.from_dict({"days": 1, "day_off": "previous"}).day(sunday, CALENDAR) == date(2024, 4, 26)
    assert Due(working_days=3).day(date(2024, 4, 26), CALENDAR) == date(2024, 5, 6)


def test_the_cabinet_s_quarter_follows_its_cut_and_the_circular_in_force() -> None:
    march = due_in(date(2024, 3, 15), date(2024, 3, 25))
    quarter = march["heza.vpcp-quarter.2024-Q1"]
    assert (quarter.days.first, quarter.days.last, quarter.due_on) == (
        date(2023, 12, 15),
        date(2024, 3, 14),
        date(2024, 3, 19),
    )
    assert quarter.rule.mark == "M"


def test_a_year_that_nobody_has_entered_owes_nothing_yet() -> None:
    assert due_in(date(2026, 1, 1), date(2026, 3, 1), "dau-tu") == {}


def test_people_are_reminded_in_office_hours_and_when_it_is_late() -> None:
    due_at = datetime(2024, 5, 6, 10, tzinfo=UTC)
    assert reminders(CALENDAR, date(2024, 5, 6), due_at) == {
        1: datetime(2024, 5, 3, 1, tzinfo=UTC),
        3: datetime(2024, 4, 26, 1, tzinfo=UTC),
        7: datetime(2024, 4, 22, 1, tzinfo=UTC),
        0: datetime(2024, 5, 7, 1, tzinfo=UTC),
    }


DUE_AT = datetime(2024, 7, 4, 10, tzinfo=UTC)
ONE = Obligation(
    id="heza.half-year-result.2024-H1.dau-tu",
    agency="heza",
    department="dau-tu",
    rule="half-year-result",
    title="Kết quả 6 tháng",
    title_en="Half-year result",
    form="half-year",
    period="2024-H1",
    first=date(2024, 1, 1),
    last=date(2024, 6, 30),
    soon_on=date(2024, 6, 25),
    due_on=date(2024, 7, 4),
    due_at=DUE_AT,
    receiver="Tổ kiểm soát thủ tục hành chính",
    approval=("department_head", "control_team"),
    legal_ref="Kế hoạch năm 2024",
    mark="V",
)


def test_until_somebody_begins_the_day_says_how_it_stands() -> None:
    days = [(6, 24), (6, 25), (7, 3), (7, 4), (7, 5)]
    states = [ONE.state(datetime(2024, m, d, 2, tzinfo=UTC), date(2024, m, d)) for m, d in days]
    assert states == [State.NOT_DUE, State.DUE_SOON, State.DUE_SOON, State.DUE, State.LATE]


def test_it_goes_from_draft_by_each_approval_in_turn_to_its_receiver() -> None:
    drafted = ONE.drafted(snapshot="BC-7", for_approval=True)
    assert (drafted.stage, drafted.awaits) == (Stage.FOR_APPROVAL, "department_head")
    with pytest.raises(Problem, match="department_head"):
        drafted.approved_by("control_team")
    approved = drafted.approved_by("department_head").approved_by("control_team")
    assert (approved.stage, approved.awaits) == (Stage.APPROVED, "")
    sent = approved.submitted(DUE_AT + timedelta(hours=1), snapshot="")
    assert (sent.stage, sent.snapshot, sent.is_late(DUE_AT)) == (Stage.SUBMITTED, "BC-7", True)


def test_a_return_begins_the_approvals_again_and_what_has_ended_stays() -> None:
    back = ONE.drafted(snapshot="", for_approval=True).approved_by("department_head").returned()
    assert (back.stage, back.approved) == (Stage.DRAFTED, 0)
    waived = back.waived(DUE_AT + timedelta(days=3))
    assert not waived.is_late(DUE_AT + timedelta(days=9))
    acts: tuple[Callable[[], Obligation], ...] = (
        lambda: waived.waived(DUE_AT),
        lambda: waived.drafted(snapshot="", for_approval=True),
        lambda: ONE.submitted(DUE_AT, snapshot=""),
        ONE.returned,
    )
    for act in acts:
        with pytest.raises(Problem) as refused:
            act()
        assert refused.value.slug == "obligation-state"


def test_without_approvals_a_draft_is_approved_at_once() -> None:
    assert replace(ONE, approval=()).drafted(snapshot="", for_approval=True).stage is Stage.APPROVED
    assert ONE.drafted(snapshot="", for_approval=False).stage is Stage.DRAFTED
