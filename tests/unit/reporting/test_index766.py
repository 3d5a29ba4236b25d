"""Lines of the index of QĐ 766: what is counted, what is left out and told, and what has no value."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from reporting.domain.digital import Fee, ResultForm
from reporting.domain.forms.definition import Form
from reporting.domain.forms.index766 import filled
from reporting.domain.forms.index_rules import IndexRule, rules_on
from reporting.domain.forms.material import CatalogueEntry, Indicator, Material
from reporting.domain.index_counts import DigitalCounts, FeeCount, PapersCount, ResultCount, digital_counts
from reporting.domain.on_time import Period
from reporting.domain.origin import Count
from reporting.domain.report import Row, Sheet
from reporting.domain.tallies import Measure
from reporting.lawpack import definitions, form_book

LAST = date(2024, 6, 30)
PERIOD = Period(first=date(2024, 1, 1), last=LAST)
RULES = rules_on(form_book().index_rules, LAST)
POINTS = {"1.3": 4, "3.1": 6, "3.2": 4, "3.3": 2, "3.4": 10, "4.4": 2, "4.5": 2, "4.6": 6}


def indicator(key: str, full_at: int | None = 80) -> Indicator:
    return Indicator(
        key=key,
        group=key[0],
        name=key,
        max_points=POINTS[key],
        formula="một phần ÷ tất cả",
        full_at=full_at,
        mark="P",
        working_mark="P",
        valid_from=date(2022, 8, 1),
        valid_to=None,
    )


def procedure(key: str, **said: object) -> CatalogueEntry:
    plain: dict[str, object] = {"missing": (), "is_charged": False} | said
    return CatalogueEntry(
        key=key,
        version=1,
        code="",
        name=key,
        name_en="",
        field="Đầu tư",
        department="dau-tu",
        valid_from=date(2020, 1, 1),
        valid_to=None,
        **plain,  # type: ignore[arg-type]
    )


def index(*catalogue: CatalogueEntry, digital: DigitalCounts = DigitalCounts(), **said: object) -> Sheet:
    material = Material(
        form=Form(key="index-766", title="Bộ chỉ số", number="", valid_from=date(2022, 8, 1), valid_to=None),
        period=PERIOD,
        today=LAST,
        agency="heza",
        definition=definitions().named("qd766@1", LAST),
        catalogue=catalogue,
        digital=digital,
        indicators=[indicator(key) for key in POINTS],
        **({"index_rules": RULES} | said),  # type: ignore[arg-type]
    )
    return filled(material).sheets[0]


def line(sheet: Sheet, key: str) -> Row:
    return next(row for row in sheet.rows if row.key == key)


def counted(sheet: Sheet, key: str) -> tuple[object, object, object, object]:
    """Numerator, denominator, value and points."""
    values = line(sheet, key).values
    return values.get(5), values.get(6), values.get(7), values.get(9)


def papers(**counts: int) -> DigitalCounts:
    return DigitalCounts(
        papers=tuple(PapersCount(papers=label.replace("_", " "), count=count) for label, count in counts.items())
    )


def test_digitised_dossiers_are_those_all_of_whose_papers_to_be_scanned_are_there() -> None:
    sheet = index(digital=papers(every_fresh=5, every_reused=1, some_fresh=2, none_fresh=2, nothing_fresh=3, unsaid=7))
    assert counted(sheet, "3.2") == (6, 10, Decimal("0.6"), Decimal("3.00"))  # full points at 80 %
    told = str(line(sheet, "3.2").values[10])
    assert "7 hồ sơ tiếp nhận trước khi hệ thống đếm giấy tờ, không tính" in told
    assert "3 hồ sơ không có giấy tờ phải số hoá, không tính" in told


def test_a_dossier_re_uses_data_when_one_paper_need_not_be_handed_in_anew() -> None:
    sheet = index(digital=papers(every_reused=1, nothing_reused=1, none_fresh=6, unsaid=4))
    assert counted(sheet, "3.3") == (2, 8, Decimal("0.25"), Decimal("0.63"))


def test_what_no_event_has_said_gives_no_value_and_no_points() -> None:
    sheet = index(digital=papers(unsaid=9))
    assert counted(sheet, "3.2") == (None, None, None, None)
    assert "không có số liệu" in str(line(sheet, "3.2").values[10])
    assert line(sheet, "tong-cong").values[9] is None


def test_an_electronic_result_is_a_signed_file_or_one_that_was_handed_over_online() -> None:
    forms = {ResultForm.SIGNED: 3, ResultForm.ONLINE: 1, ResultForm.FILE: 2, ResultForm.NONE: 4}
    sheet = index(digital=DigitalCounts(results=tuple(ResultCount(result=f, count=n) for f, n in forms.items())))
    assert counted(sheet, "3.1") == (4, 10, Decimal("0.4"), Decimal("3.00"))
    assert "quy ước đếm: suy luận" in str(line(sheet, "3.1").values[11])


def test_dossiers_paid_online_are_counted_among_those_with_a_fee() -> None:
    stands = {
        Fee.ONLINE: 2,
        Fee.PARTLY_ONLINE: 1,
        Fee.OTHERWISE: 4,
        Fee.OWED: 3,
        Fee.FREE: 50,
        Fee.EXEMPT: 5,
        Fee.PAID: 6,
        Fee.UNSAID: 7,
    }
    sheet = index(digital=DigitalCounts(fees=tuple(FeeCount(fee=fee, count=count) for fee, count in stands.items())))
    assert counted(sheet, "4.6") == (3, 10, Decimal("0.3"), Decimal("2.25"))
    told = str(line(sheet, "4.6").values[10])
    for left_out in ("7 hồ sơ chưa xác định mức phí", "6 hồ sơ nộp phí trước", "5 hồ sơ được miễn"):
        assert f"{left_out}" in told


def test_procedures_with_a_fee_are_asked_whether_it_was_and_whether_it_can_be_paid_online() -> None:
    catalogue = [
        procedure("a", is_charged=True, payable="online"),
        procedure("b", is_charged=True, payable="not-online"),
        procedure("c", is_charged=True),
        procedure("d", payable="online"),
        procedure("e", missing=("fee",)),
    ]
    sheet = index(*catalogue, digital=DigitalCounts(paid_online=frozenset({"b", "c", "d", "gone"})))
    assert counted(sheet, "4.4") == (2, 3, Decimal("0.6667"), Decimal("1.67"))
    assert counted(sheet, "4.5") == (1, 2, Decimal("0.5"), Decimal("1.25"))
    assert "1 TTHC có phí, lệ phí chưa ghi, không tính" in str(line(sheet, "4.5").values[10])
    assert "1 TTHC chưa xác định mức phí, không tính" in str(line(sheet, "4.4").values[10])


def test_where_nobody_has_said_what_can_be_paid_online_the_line_says_where_to_write_it() -> None:
    sheet = index(procedure("a", is_charged=True))
    assert counted(sheet, "4.5") == (None, None, None, None)
    assert "fee.payable_online" in str(line(sheet, "4.5").values[10])


def test_a_procedure_is_published_whole_when_no_part_is_missing_that_the_rule_asks_for() -> None:
    catalogue = [
        procedure("a", missing=("form-files",)),
        procedure("b", missing=("fee",)),
        procedure("c", missing=("fee", "results")),
        procedure("d"),
        procedure("e", missing=None),
    ]
    sheet = index(*catalogue)
    assert counted(sheet, "1.3") == (2, 4, Decimal("0.5"), Decimal("2.50"))
    told = str(line(sheet, "1.3").values[10])
    assert "thiếu phí, lệ phí ở 2 TTHC, kết quả thực hiện ở 1 TTHC" in told
    assert "1 TTHC chưa đọc được nội dung, không tính" in told


def test_a_line_without_verified_content_has_no_value_and_says_why() -> None:
    sheet = index()
    assert counted(sheet, "3.4") == (None, None, None, None)
    assert "chưa kiểm chứng" in str(line(sheet, "3.4").values[10])


def test_without_a_rule_for_the_day_nothing_is_counted() -> None:
    sheet = index(digital=papers(every_fresh=5), index_rules={})
    assert counted(sheet, "3.2") == (None, None, None, None)
    assert rules_on(form_book().index_rules, date(2022, 7, 31)) == {}


def test_sums_say_of_how_many_points_they_speak() -> None:
    sheet = index(digital=papers(every_fresh=4, none_fresh=1))
    assert line(sheet, "tong-cong").values[10] == "2 trên 8 chỉ số có số liệu, tối đa 6 trên 36 điểm"
    group = next(row for row in sheet.rows if row.label == "3")
    assert group.values[10] == "2 trên 4 chỉ số có số liệu, tối đa 6 trên 22 điểm"


def test_numerator_and_denominator_open_to_what_they_count() -> None:
    counts = papers(every_fresh=4, none_fresh=1, unsaid=2)
    origins = line(index(digital=counts), "3.2").origins
    for column, many in ((5, 4), (6, 5)):
        origin = origins[column]
        assert isinstance(origin, Count)
        assert origin.of(counts.papers) == many


def test_tallies_become_counts_by_their_measure() -> None:
    found = digital_counts(
        [
            (Measure.PAPERS, "every fresh", 3),
            (Measure.FEE, "owed", 2),
            (Measure.RESULT_FORM, "none", 1),
            (Measure.PAID_ONLINE, "cap-gpld", 1),
            (Measure.PAID_ONLINE, "moved-away", 0),
        ]
    )
    assert found == DigitalCounts(
        papers=(PapersCount(papers="every fresh", count=3),),
        fees=(FeeCount(fee="owed", count=2),),
        results=(ResultCount(result="none", count=1),),
        paid_online=frozenset({"cap-gpld"}),
    )


@pytest.mark.parametrize("wrong", [{"good": ["x"], "judged": ["y"]}, {"good": []}, {"mark": "X"}])
def test_a_rule_that_is_not_whole_is_refused(wrong: dict[str, object]) -> None:
    row = {"key": "3.2", "good": ["x"], "judged": ["x"], "said": "", "mark": "I", "valid_from": LAST}
    with pytest.raises(ValueError, match="rule of line"):
        IndexRule.from_dict(row | wrong)
