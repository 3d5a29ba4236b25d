"""Biểu II.06a: thirteen columns whose sums hold on every row, for any history and any period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.domain.days import local_day
from reporting.domain.definitions import II06A_1
from reporting.domain.facts import DossierFacts, facts_of
from reporting.domain.forms.counting import where
from reporting.domain.forms.definition import Form
from reporting.domain.forms.material import CatalogueEntry, Material
from reporting.domain.forms.settlement_by_unit import (
    NO_FIELD,
    SUMS,
    TOTAL,
    settlement_sheet,
)
from reporting.domain.on_time import Period
from reporting.domain.origin import Count, Source
from reporting.domain.report import Level, Row, Sheet
from reporting.domain.settlement import Received, SettledCount, cells_of
from reporting.lawpack import definitions, form_book
from unit.reporting.histories import year
from unit.reporting.story import Story

DEFINITION = definitions().named(II06A_1, date(2024, 12, 31))
BOOK = form_book()
FORM = Form(key="settlement-by-unit", title="II.06a", number="II.06a/VPCP/KSTT")


def entry(key: str, field: str, department: str) -> CatalogueEntry:
    return CatalogueEntry(
        key=key,
        version=1,
        code="",
        name=key,
        name_en="",
        field=field,
        department=department,
        valid_from=date(2020, 1, 1),
        valid_to=None,
    )


CATALOGUE = (
    entry("cap-gcn-dkdt", "Đầu tư tại Việt Nam", "dau-tu"),
    entry("dieu-chinh-gcn", "Đầu tư tại Việt Nam", "dau-tu"),
    entry("cap-gpld", "Việc làm", "lao-dong"),
    entry("cap-gpxd", "Hoạt động xây dựng", "quy-hoach-xay-dung"),
)


def counts(dossiers: Iterable[DossierFacts], period: Period) -> list[SettledCount]:
    """What the store counts, by the pure rule."""
    found: Counter[tuple[str, str, str, str]] = Counter()
    for facts in dossiers:
        if cells := cells_of(facts, period, DEFINITION):
            found[facts.place.department, facts.place.procedure_key, *cells] += 1
    return [
        SettledCount(
            agency="heza",
            department=department,
            procedure_key=procedure,
            received=received,  # type: ignore[arg-type]
            standing=standing,  # type: ignore[arg-type]
            count=count,
        )
        for (department, procedure, received, standing), count in found.items()
    ]


def material(settlement: Iterable[SettledCount], period: Period) -> Material:
    return Material(
        form=FORM,
        period=period,
        today=date(2025, 6, 1),
        agency="heza",
        definition=DEFINITION,
        levels=BOOK.levels,
        catalogue=CATALOGUE,
        settlement=list(settlement),
    )


def sheet(dossiers: Iterable[DossierFacts], first: str, last: str) -> Sheet:
    period = Period(first=date.fromisoformat(first), last=date.fromisoformat(last))
    return settlement_sheet(material(counts(dossiers, period), period))


def facts(story: Story) -> DossierFacts:
    return facts_of(story.dossier_id, story.told)


def row(of: Sheet, key: str) -> Row:
    return next(each for each in of.rows if each.key == key)


def figures(of: Row) -> list[object]:
    return [of.values[number] for number in range(3, 14)]


YEAR = [facts(story) for story in year(7, 300)]
DAYS = st.dates(min_value=date(2023, 10, 1), max_value=date(2025, 2, 1))


@settings(max_examples=60)
@given(first=DAYS, length=st.integers(min_value=0, max_value=400))
def test_the_sums_of_the_form_hold_on_every_row(first: date, length: int) -> None:
    table = sheet(YEAR, first.isoformat(), (first + timedelta(days=length)).isoformat())
    for each in table.rows:
        values = {number: int(str(each.values[number])) for number in range(3, 14)}
        assert all(values[number] == sum(values[part] for part in parts) for number, parts in SUMS.items())
        assert values[3] == values[7] + values[11]
    items = [each for each in table.rows if each.level is Level.ITEM]
    for total in (each for each in table.rows if each.level is not Level.ITEM):
        added = [sum(int(str(item.values[number])) for item in items) for number in range(3, 14)]
        assert figures(total) == added


@settings(max_examples=30)
@given(day=DAYS)
def test_what_is_open_at_the_end_of_a_period_is_carried_into_the_next(day: date) -> None:
    before = sheet(YEAR, "2023-01-01", day.isoformat())
    after = sheet(YEAR, (day + timedelta(days=1)).isoformat(), "2025-12-31")
    # A dossier that the policy leaves out would be in neither; by ii06a@1 none is.
    assert row(before, TOTAL).values[11] == row(after, TOTAL).values[6]


@settings(max_examples=30)
@given(day=DAYS)
def test_what_happens_after_a_period_does_not_change_its_report(day: date) -> None:
    stories = [story for story in year(7, 300) if not any(item.undoes for item in story.told)]
    then = [facts_of(story.dossier_id, [item for item in story.told if local_day(item.at) <= day]) for story in stories]
    now = [facts(story) for story in stories]
    assert sheet(then, "2023-10-01", day.isoformat()) == sheet(now, "2023-10-01", day.isoformat())


def test_thirteen_columns_a_row_a_field_a_level_and_a_total() -> None:
    stories = [
        Story().accepted("2024-05-02 09:00", "2024-05-14 17:00").issued("2024-05-13 16:00", "2024-05-14 17:00"),
        Story(dossier_id="late").accepted("2024-05-02 09:00", "2024-05-14 17:00"),
    ]
    table = sheet([facts(story) for story in stories], "2024-05-03", "2024-05-31")
    assert [column.number for column in table.columns] == list(range(1, 14))
    assert [(each.key, each.level, each.values[1]) for each in table.rows] == [
        ("cap-tinh", Level.SUBTOTAL, "I"),
        ("dau-tu-tai-viet-nam", Level.ITEM, "1"),
        ("hoat-dong-xay-dung", Level.ITEM, "2"),
        ("viec-lam", Level.ITEM, "3"),
        (TOTAL, Level.TOTAL, ""),
    ]
    assert figures(row(table, "dau-tu-tai-viet-nam")) == [2, 0, 0, 2, 1, 1, 0, 0, 1, 0, 1]
    assert figures(row(table, "viec-lam")) == [0] * 11


def test_a_procedure_that_no_catalogue_names_has_a_row_that_says_so() -> None:
    unknown = Story().accepted("2024-05-02 09:00", "2024-05-14 17:00")
    period = Period(first=date(2024, 5, 1), last=date(2024, 5, 31))
    made = material(counts([facts(unknown)], period), period)
    nameless = replace(made, catalogue=())
    assert row(settlement_sheet(nameless), NO_FIELD).values[3] == 1
    assert row(settlement_sheet(nameless), NO_FIELD).origins[4] == Count(
        source=Source.SETTLED, any_of=(where(procedure_key=["cap-gcn-dkdt"], received=Received.ONLINE),)
    )


def test_a_dossier_without_appointment_is_counted_as_the_policy_says_and_told() -> None:
    period = Period(first=date(2024, 5, 1), last=date(2024, 5, 31))
    undue = facts(Story().accepted("2024-05-02 09:00", "").issued("2024-05-10 09:00", ""))
    settled = [replace(each, lacking_due=each.count) for each in counts([undue], period)]
    table = settlement_sheet(material(settled, period))
    assert row(table, TOTAL).values[9] == 1
    assert any("không có ngày hẹn trả" in note for note in table.notes)
