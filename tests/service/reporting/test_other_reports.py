"""The other forms, from what was heard and is known: every figure by hand, and what has no source says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from chassis.data.database import Database
from reporting.application.reports.get_report import GetReport
from reporting.domain.forms.filling import FILLINGS
from reporting.domain.forms.material import Indicator, Publication
from reporting.domain.notices import FeedbackNote
from reporting.domain.report import Report, Row, Sheet
from reporting.store.law import SqlLawWork
from reporting.store.unit_of_work import SqlUnitOfWork
from service.reporting.telling import local
from service.reporting.test_report_store import BOOK, CLOCK, FACTS, FIELDS, II06A, LEADER, Desk, entry, fill, published
from support.databases import NewDatabase

KEYS = ("one-stop-by-field", "one-stop-by-level", "feedback-by-unit", "publication", "simplification")
YEAR = {"first": date(2024, 1, 1), "last": date(2024, 12, 31)}


def note(number: int, kind: str, received: str, answered: str = "", **said: str) -> FeedbackNote:
    return FeedbackNote(
        feedback_id=f"f-{number}",
        agency="heza",
        handler="dau-tu",
        kind=kind,
        received_at=local(received),
        answer_due_at=local("2024-06-30 17:00"),
        answered_at=local(answered) if answered else None,
        is_ours=said.get("ours", "yes") == "yes",
        published_at=local(said["published"]) if "published" in said else None,
        satisfaction=said.get("satisfaction", ""),
    )


FEEDBACK = [
    note(1, "conduct", "2023-12-20 09:00", "2024-02-01 09:00", published="2024-02-02 09:00", satisfaction="satisfied"),
    note(2, "regulation", "2024-03-01 09:00", "2024-07-05 09:00", satisfaction="dissatisfied"),
    note(3, "proposal", "2024-05-01 09:00", "2024-06-01 09:00", satisfaction="neutral"),
    note(4, "conduct", "2024-12-01 09:00"),
    note(5, "conduct", "2024-12-01 09:00", ours="no"),
    note(6, "conduct", "2023-05-01 09:00", "2023-05-09 09:00"),
    note(7, "regulation", "2025-01-05 09:00"),
]
INDICATORS = [
    Indicator(
        key=key,
        group=group,
        name=key,
        max_points=points,
        formula="",
        full_at=full,
        mark="P",
        working_mark="I",
        valid_from=date(2022, 8, 1),
        valid_to=None,
    )
    for key, group, points, full in (
        ("1.1", "Công khai", 4, 100),
        ("1.4", "Công khai", 6, 100),
        ("2.1", "Tiến độ", 20, 100),
        ("3.1", "Số hoá", 6, None),
        ("3.2", "Số hoá", 4, 80),
        ("4.1", "Trực tuyến", 2, 80),
        ("4.6", "Trực tuyến", 6, 30),
        ("5.1", "Hài lòng", 6, 100),
        ("5.2", "Hài lòng", 6, 90),
    )
]
PUBLICATIONS = [
    Publication(
        key="moi",
        kind="new",
        number="12/QĐ-UBND",
        signed_on=date(2024, 4, 1),
        effective_on=date(2024, 4, 10),
        law="NĐ 1",
        procedures=("a", "b"),
        states={"publish": "met", "national-database": "met", "one-stop": "met", "portal": "met"},
    ),
    Publication(
        key="sua",
        kind="amended",
        number="13/QĐ-UBND",
        signed_on=date(2024, 5, 1),
        effective_on=date(2024, 5, 3),
        law="NĐ 2",
        procedures=("c",),
        states={"publish": "missed", "national-database": "missed", "one-stop": "met", "portal": "met"},
    ),
]


@pytest.fixture
async def desk(database: NewDatabase) -> Desk:
    store = await database("reporting.store.migrations")
    await fill(store, FACTS[:60])
    await know(store)
    return Desk(store)


async def know(store: Database) -> None:
    async with SqlUnitOfWork(store, CLOCK).begin() as tx:
        for key in FIELDS:
            await tx.evaluations.publish(published(key))
        for each in FEEDBACK:
            await tx.evaluations.note(each)
        await tx.commit()
    forms = [
        replace(II06A, key=key, number=f"II/{key}", complete=False, mark="M", note="Ghi theo trí nhớ.") for key in KEYS
    ]
    async with SqlLawWork(store).begin() as law:
        await law.name(
            "heza", [replace(entry(key, field), is_online=key != "cap-gpld") for key, field in FIELDS.items()]
        )
        await law.shelve(
            "heza", forms=[II06A, *forms], indicators=INDICATORS, publications=PUBLICATIONS, at=CLOCK.now()
        )
        await law.commit()


async def made(desk: Desk, form: str) -> Report:
    return await desk.report(GetReport(actor=LEADER, form=form, **YEAR))  # type: ignore[arg-type]


def figures(sheet: Sheet, key: str, first: int = 3) -> list[object]:
    found = row(sheet, key)
    return [found.values.get(column.number) for column in sheet.columns if column.number >= first]


def row(sheet: Sheet, key: str) -> Row:
    return next(each for each in sheet.rows if each.key == key)


async def test_feedback_is_counted_by_kind_and_by_what_became_of_it(desk: Desk) -> None:
    report = await made(desk, "feedback-by-unit")
    assert figures(report.sheets[0], "dau-tu") == [4, 1, 3, 2, 1, None, 3, 1, 1]
    assert figures(report.sheets[0], "tong-cong") == [4, 1, 3, 2, 1, None, 3, 1, 1]
    assert any("chưa kiểm chứng" in each for each in report.unverified)


async def test_one_stop_counts_the_procedures_in_force_and_leaves_open_what_is_not_known(desk: Desk) -> None:
    by_field = (await made(desk, "one-stop-by-field")).sheets[0]
    assert figures(by_field, "dau-tu-tai-viet-nam") == [2, 2, None, 0]
    assert figures(by_field, "tong-cong") == [3, 3, None, 0]
    by_level = (await made(desk, "one-stop-by-level")).sheets[0]
    assert figures(by_level, BOOK.levels[0].key, 2) == [3, 3, None, 0]


async def test_publication_counts_decisions_and_what_was_disclosed_in_time(desk: Desk) -> None:
    sheet = (await made(desk, "publication")).sheets[0]
    assert figures(sheet, "heza") == [2, 2, 3, 2, 1, 0, 2, 1]


async def test_without_proposals_the_review_form_says_there_are_none(desk: Desk) -> None:
    sheet = (await made(desk, "simplification")).sheets[0]
    assert [each.key for each in sheet.rows] == ["tong-cong"]
    assert sheet.notes == ("Trong kỳ không có phương án đơn giản hoá.",)


async def test_the_index_gives_points_only_where_there_is_something_to_count(desk: Desk) -> None:
    sheet = (await made(desk, "index-766")).sheets[0]
    assert figures(sheet, "1.1", 5)[:5] == [1, 2, Decimal("0.5"), Decimal(1), Decimal("2.00")]
    assert row(sheet, "1.4").values[9] is None
    assert "không có số liệu" in str(row(sheet, "1.4").values[10])
    assert row(sheet, "4.1").values[9] == Decimal("1.67")  # two thirds of the procedures, full points at 80 %
    assert row(sheet, "5.1").values[7] == Decimal("0.5")  # two in time; one answered late, one open and late
    assert row(sheet, "5.2").values[7] == Decimal(0)  # of three answered one dissatisfied, two overdue
    assert "suy luận" in str(row(sheet, "2.1").values[11])
    scored = [each.values[9] for each in sheet.rows if each.key[1:2] == "." and each.values[9] is not None]
    assert row(sheet, "tong-cong").values[9] == sum(scored)  # type: ignore[arg-type]


async def test_the_index_counts_open_in_time_as_good(desk: Desk) -> None:
    settled = (await made(desk, II06A.key)).sheets[0]
    totals = row(settled, "tong-cong").values
    measured = row((await made(desk, "index-766")).sheets[0], "2.1").values
    assert measured[5] == sum(int(str(totals[number])) for number in (8, 9, 12))
    assert measured[6] == totals[3]


@pytest.mark.parametrize("form", sorted(FILLINGS))
async def test_every_form_is_filled_in_and_tells_what_it_rests_on(desk: Desk, form: str) -> None:
    report = await made(desk, form)
    assert report.agency_name == "Ban Quản lý Khu kinh tế Hải Phòng"
    assert report.sheets or report.sections
    for sheet in (*report.sheets, *(section.sheet for section in report.sections if section.sheet)):
        for each in sheet.rows:
            for column in sheet.columns:
                if column.sum_of and each.values.get(column.number) is not None:
                    parts = [each.values.get(part) for part in column.sum_of]
                    assert each.values[column.number] == sum(part for part in parts if isinstance(part, int))
    numbers = [section.number for section in report.sections]
    assert len(numbers) == len(set(numbers))


async def test_the_narrative_has_the_headings_of_the_decree_and_of_the_circular(desk: Desk) -> None:
    report = await made(desk, "narrative")
    assert [each.number for each in report.sections] == ["a", "b", "c", "d", "đ", "e", "g", "h", "1", "2", "3"]
    told = {each.number: " ".join(each.paragraphs) for each in report.sections}
    assert "Công bố 2 TTHC mới, 1 sửa đổi" in told["b"]
    assert "Tiếp nhận 4 phản ánh, kiến nghị (kỳ trước 1, mới 3)" in told["e"]
