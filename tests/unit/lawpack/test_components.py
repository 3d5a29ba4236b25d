"""Every procedure of the shipped pack can be published: it has all components, and says how each is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from chassis.kernel.worktime import Limit
from intake.domain.components import Competence
from intake.domain.lawpack import LawPack
from intake.domain.organisation import Mark
from intake.domain.procedures import Channel, OnlineLevel, ProcedureVersion
from intake.domain.published import as_published

DAYS = [date(2024, 1, 15), date(2025, 8, 7), date(2026, 7, 1)]


@pytest.mark.parametrize("on", DAYS)
def test_every_procedure_has_the_twelve_components_on_any_day(heza: LawPack, on: date) -> None:
    for version in heza.versions_on(on):
        shown = as_published(version, heza)
        assert shown.name, version.procedure
        assert shown.sequence, version.procedure
        assert shown.channels, version.procedure
        assert all(offer.place for offer in shown.channels), version.procedure
        assert shown.documents, version.procedure
        assert shown.sets >= 1, version.procedure
        assert shown.limit.amount > 0, version.procedure
        assert shown.subjects, version.procedure
        assert shown.competence is not None, version.procedure
        assert shown.templates, version.procedure
        assert shown.results, version.procedure
        assert shown.fee.amount_vnd is not None or shown.fee.note, version.procedure
        assert shown.legal_basis, version.procedure


def test_a_procedure_that_is_online_in_part_says_why_not_wholly(heza: LawPack) -> None:
    partial = [v for v in _versions(heza) if v.online_level is OnlineLevel.PARTIAL]
    assert len(partial) > 40
    assert all(version.online_level_reasons for version in partial)


def test_a_sequence_that_is_not_written_is_told_from_the_steps_and_is_an_inference(heza: LawPack) -> None:
    shown = as_published(heza.version_on("cap-gpld", date(2026, 1, 5)), heza)
    assert shown.sequence[0] == "Bước 1: Tiếp nhận, số hoá, chuyển phòng chuyên môn (Bộ phận Một cửa)."
    assert shown.sequence[4] == "Bước 5: Lãnh đạo Ban ký duyệt (Lãnh đạo Ban)."
    assert shown.marks.sequence is Mark.INFERENCE
    assert shown.competence == Competence(
        performing="Phòng Quản lý Lao động", deciding="Ban Quản lý Khu kinh tế Hải Phòng", mark=Mark.INFERENCE
    )


def test_what_the_pack_writes_stays_as_it_is(heza: LawPack) -> None:
    version = heza.version_on("gia-han-du-an", date(2026, 5, 4))
    shown = as_published(version, heza)
    assert (shown.sequence, shown.marks) == (version.sequence, version.marks)
    assert version.marks.sequence is Mark.READ
    delegated = as_published(heza.version_on("cap-gpxd", date(2026, 7, 1)), heza).competence
    assert delegated is not None
    assert delegated.delegated is not None
    assert "QĐ 184/2025/QĐ-UBND" in delegated.delegated


def test_a_refusal_of_a_work_permit_has_a_time_of_its_own(heza: LawPack) -> None:
    (case,) = heza.version_on("1.014199", date(2026, 1, 5)).limit_cases
    assert (case.limit, case.mark) == (Limit.of(3, "working_day"), Mark.READ)
    assert heza.version_on("cap-gpld", date(2024, 4, 26)).limit_cases == ()


def test_a_fee_says_what_it_is_charged_for(heza: LawPack) -> None:
    fee = heza.version_on("co-mau-ak", date(2026, 5, 4)).fee_for(Channel.ONLINE)
    assert (fee.amount_vnd, fee.unit, fee.kind) == (30_000, "bộ C/O", "fee")


def test_each_document_that_is_written_on_a_form_names_a_form_that_is_there(heza: LawPack) -> None:
    for version in _versions(heza):
        known = {template.key for template in version.templates}
        named = {document.template for document in version.documents if document.template}
        assert named <= known
        assert named, version.procedure


def test_a_pack_kept_from_before_the_components_reads_as_it_was(heza: LawPack) -> None:
    plain = heza.to_dict()
    for name in ("publication_duties", "publications", "report_forms", "index_thresholds"):
        del plain[name]
    later = ("sequence", "limit_cases", "competence", "templates", "online_level_reasons")
    for procedure in plain["procedures"]:
        for version in procedure["versions"]:
            for name in later:
                version.pop(name, None)
    kept = LawPack.from_dict(plain)
    assert kept.to_dict() == plain
    assert kept.publications == ()
    assert kept.version_on("cap-gpld", date(2026, 1, 5)).templates == ()


def test_a_department_is_named_as_it_was_when_the_version_began(heza: LawPack) -> None:
    version = heza.version_on("cap-gpld", date(2024, 4, 26))
    others = tuple(d for d in heza.departments if d.token != "lao-dong")
    (old,) = (d for d in heza.departments if d.token == "lao-dong")
    renamed = replace(old, name="Phòng Việc làm mẫu", valid_from=date(2025, 7, 1))
    pack = replace(heza, departments=(*others, replace(old, valid_to=date(2025, 7, 1)), renamed))
    before = as_published(version, pack).competence
    after = as_published(pack.version_on("cap-gpld", date(2026, 1, 5)), pack).competence
    assert before is not None
    assert after is not None
    assert (before.performing, after.performing) == ("Phòng Quản lý Lao động", "Phòng Việc làm mẫu")


@pytest.mark.parametrize(
    ("number", "on", "key"),
    [
        (5, date(2025, 9, 14), "control-sheet"),
        (5, date(2025, 9, 15), "stop-notice"),
        (6, date(2025, 9, 14), "register"),
        (6, date(2025, 9, 15), "control-sheet"),
        (7, date(2025, 9, 15), "register"),
    ],
)
def test_a_form_number_means_what_the_law_of_the_day_says(heza: LawPack, number: int, on: date, key: str) -> None:
    assert heza.form_numbered(number, on).key == key


def test_there_are_six_forms_before_and_seven_since_september_2025(heza: LawPack) -> None:
    assert [form.number for form in heza.forms_on(date(2025, 9, 14))] == [1, 2, 3, 4, 5, 6]
    assert [form.number for form in heza.forms_on(date(2025, 9, 15))] == [1, 2, 3, 4, 5, 6, 7]


def test_the_report_forms_of_2020_end_when_their_circular_does(heza: LawPack) -> None:
    held = {form.key: form for form in heza.report_forms_on(date(2024, 6, 30))}
    assert {form.number.partition("/")[0] for form in held.values()} >= {"II.03", "II.04", "II.05a", "II.06a"}
    settled = held["settlement-by-unit"]
    assert ([column.number for column in settled.columns], settled.complete) == (list(range(1, 14)), True)
    assert all(form.mark is Mark.MEMORY for form in held.values() if form.number[:5] in ("II.03", "II.04", "II.05"))
    assert heza.report_forms_on(date(2026, 2, 15)) == ()


def test_the_index_has_a_hundred_points(heza: LawPack) -> None:
    rows = heza.thresholds_on(date(2024, 6, 30))
    assert sum(row.max_points or 0 for row in rows) == 100
    assert next(row for row in rows if row.key == "4.3").full_at_percent == 50
    assert heza.thresholds_on(date(2022, 7, 31)) == ()


def _versions(pack: LawPack) -> list[ProcedureVersion]:
    return [version for procedure in pack.procedures for version in procedure.versions]
