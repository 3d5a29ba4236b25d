"""The shipped pack of the Hải Phòng Economic Zone Authority says what the law said, when it said it."""

from __future__ import annotations

from datetime import date

import pytest

from chassis.kernel.worktime import DayKind, Limit
from intake.domain.lawpack import LawPack
from intake.domain.organisation import Mark
from intake.domain.procedures import Channel, ClockEffect, OnTimeout, ProcedureVersion, Role
from intake.lawpack import read
from unit.lawpack.small_pack import SHIPPED

OPEN = date(2027, 12, 31)


def test_the_pack_holds_38_procedures_of_which_at_least_30_existed_in_2024(heza: LawPack) -> None:
    assert len(heza.procedures) == 38
    assert sum(len(procedure.versions) for procedure in heza.procedures) == 92
    assert len(heza.versions_on(date(2024, 1, 15))) == 34
    assert len(heza.versions_on(date(2026, 7, 1))) == 37


# key, day, limit by channel, national code
TIMES = [
    ("cap-gcn-dkdt", date(2024, 4, 26), Limit.of(15, "calendar_day"), "1.009664"),
    ("cap-gcn-dkdt", date(2025, 9, 2), Limit.of(15, "calendar_day"), "1.009664"),
    ("cap-gcn-dkdt", date(2025, 9, 3), Limit.of(10, "calendar_day"), "1.009664"),
    ("cap-gcn-dkdt", date(2026, 4, 30), Limit.of(10, "calendar_day"), "1.009664"),
    ("cap-gcn-dkdt", date(2026, 5, 1), Limit.of(10, "working_day"), "1.009664"),
    ("cap-gpld", date(2024, 4, 26), Limit.of(5, "working_day"), "2.000205"),
    ("cap-gpld", date(2025, 8, 6), Limit.of(5, "working_day"), "2.000205"),
    ("cap-gpld", date(2025, 8, 7), Limit.of(10, "working_day"), "1.014199"),
    ("cap-gpxd", date(2026, 6, 30), Limit.of(20, "calendar_day"), None),
    ("cap-gpxd", date(2026, 7, 1), Limit.of(10, "working_day"), None),
    ("chap-thuan-chu-truong", date(2026, 5, 1), Limit.of(17, "working_day"), "1.009645"),
    ("dieu-chinh-gcn-ten", date(2026, 5, 1), Limit.of(3, "working_day"), "1.009647"),
    ("dieu-chinh-gcn-khac", date(2026, 5, 1), Limit.of(7, "working_day"), "1.009647"),
    ("dang-ky-noi-quy-lao-dong", date(2024, 1, 2), Limit.of(7, "working_day"), None),
]


@pytest.mark.parametrize(("key", "on", "limit", "code"), TIMES)
def test_a_limit_changes_on_the_day_the_law_does(
    heza: LawPack, key: str, on: date, limit: Limit, code: str | None
) -> None:
    version = heza.version_on(key, on)
    assert (version.limit_for(Channel.COUNTER), version.national_code) == (limit, code)


def test_a_certificate_of_origin_takes_six_hours_online_and_eight_on_paper(heza: LawPack) -> None:
    version = heza.version_on("1.000603", date(2026, 5, 4))
    assert version.procedure == "co-mau-ak"
    assert {channel: version.limit_for(channel) for channel in Channel} == {
        Channel.COUNTER: Limit.of(8, "working_hour"),
        Channel.POST: Limit.of(8, "working_hour"),
        Channel.ONLINE: Limit.of(6, "working_hour"),
    }


@pytest.mark.parametrize(
    ("on", "amount"),
    [
        (date(2026, 4, 14), 60_000),
        (date(2026, 4, 15), 30_000),
        (date(2027, 2, 28), 30_000),
        (date(2027, 3, 1), 60_000),
    ],
)
def test_the_fee_of_a_certificate_of_origin_is_halved_for_a_time(heza: LawPack, on: date, amount: int) -> None:
    assert heza.version_on("co-mau-ak", on).fee_for(Channel.ONLINE).amount_vnd == amount


def test_supplements_were_allowed_twice_until_july_2025_and_once_since(heza: LawPack) -> None:
    before = heza.version_on("cap-gpld", date(2025, 6, 30)).supplement
    after = heza.version_on("cap-gpld", date(2025, 7, 1)).supplement
    assert (before.max_requests, before.effect_on_clock) == (2, ClockEffect.RESTART)
    assert (after.max_requests, after.effect_on_clock) == (1, ClockEffect.RESTART)


def test_investment_pauses_the_clock_and_construction_refuses_after_two_working_days(heza: LawPack) -> None:
    investment = heza.version_on("cap-gcn-dkdt", date(2026, 5, 4)).supplement
    construction = heza.version_on("cap-gpxd", date(2026, 7, 1)).supplement
    assert (investment.effect_on_clock, investment.on_timeout) == (ClockEffect.PAUSE, OnTimeout.STOP)
    assert construction.applicant_deadline == Limit.of(2, "working_day")
    assert construction.on_timeout is OnTimeout.REFUSE


def _versions(heza: LawPack) -> list[ProcedureVersion]:
    return [version for procedure in heza.procedures for version in procedure.versions]


def test_every_version_begins_and_ends_at_the_counter_and_one_step_decides(heza: LawPack) -> None:
    for version in _versions(heza):
        first, last = version.steps[0], version.steps[-1]
        assert (first.department, first.role, first.budget is None) == ("mot-cua", Role.RECEPTIONIST, False)
        assert (last.department, last.role) == ("mot-cua", Role.RECEPTIONIST)
        assert sum(step.decides for step in version.steps) == 1


def test_no_old_limit_from_memory_passes_for_law(heza: LawPack) -> None:
    remembered = [version for version in _versions(heza) if version.marks.limit is Mark.MEMORY]
    assert remembered
    assert all(version.comment for version in remembered)


def test_a_code_published_for_two_cases_names_the_case_of_each(heza: LawPack) -> None:
    shared = [version for version in _versions(heza) if version.national_code == "1.009647"]
    assert {(version.procedure, version.variant) for version in shared} == {
        ("dieu-chinh-gcn-ten", "Đổi tên dự án, nhà đầu tư, địa chỉ"),
        ("dieu-chinh-gcn-khac", "Nội dung khác"),
    }


def test_the_calendar_knows_2027_but_says_it_is_not_decided(heza: LawPack) -> None:
    assert heza.calendar.known_years == {2024, 2025, 2026, 2027}
    assert heza.calendar.decided_years == {2024, 2025, 2026}


def test_every_working_saturday_and_the_days_off_of_april_2024_are_known(heza: LawPack) -> None:
    worked = [day.on for day in heza.calendar.days if day.kind is DayKind.WORK]
    assert worked == [date(2024, 5, 4), date(2025, 4, 26), date(2026, 1, 10), date(2026, 8, 22)]
    april = [day.on.day for day in heza.calendar.days if (day.on.year, day.on.month) == (2024, 4)]
    assert april == [18, 29, 30]
    assert all(day.legal_ref and day.reason and day.reason_en for day in heza.calendar.days)


def test_an_entry_whose_decision_was_not_read_says_so(heza: LawPack) -> None:
    (swap,) = (day for day in heza.calendar.days if day.on == date(2024, 4, 29))
    assert swap.legal_ref.endswith("(chưa kiểm chứng)")


@pytest.mark.parametrize(
    ("on", "code"), [(date(2024, 1, 15), "000.00.15.H24"), (date(2025, 9, 15), "H24.15"), (OPEN, "H24.15")]
)
def test_the_agency_code_turns_round_in_september_2025(heza: LawPack, on: date, code: str) -> None:
    assert heza.agency.code_on(on).value == code


def test_form_five_means_another_form_since_september_2025(heza: LawPack) -> None:
    assert heza.form_on("control-sheet", date(2025, 9, 14)).number == 5
    assert heza.form_on("control-sheet", date(2025, 9, 15)).number == 6
    assert heza.form_on("stop-notice", date(2025, 9, 15)).number == 5


def test_the_nine_departments_are_known_by_their_tokens(heza: LawPack) -> None:
    assert [department.token for department in heza.departments_on(date(2024, 1, 15))] == [
        "mot-cua",
        "van-phong",
        "dau-tu",
        "doanh-nghiep",
        "lao-dong",
        "quy-hoach-xay-dung",
        "tai-nguyen-moi-truong",
        "ke-hoach-tong-hop",
        "lanh-dao",
    ]


def test_reading_the_same_files_gives_the_same_digest(heza: LawPack) -> None:
    assert read(SHIPPED).digest == heza.digest
    assert len(heza.digest) == 64
