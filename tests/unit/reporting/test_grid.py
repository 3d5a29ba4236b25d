"""How a sheet is laid out, whatever it is drawn on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.domain.grid import Heading, addition, grid
from reporting.domain.report import Column, Format, Row, Sheet, Value
from reporting.domain.report_words import day_in_words, said
from unit.reporting.specimens import settlement

SHEET = settlement().sheets[0]


def test_headings_share_a_cell_with_their_neighbours_and_reach_down_where_nothing_is_below() -> None:
    laid = grid(SHEET)
    assert laid.depth == 3
    assert Heading(text="STT", row=0, column=0, rows=3) in laid.headings
    assert Heading(text="Số hồ sơ nhận giải quyết", row=0, column=2, columns=4) in laid.headings
    assert Heading(text="Trong kỳ", row=1, column=3, columns=2) in laid.headings
    assert Heading(text="Từ kỳ trước", row=1, column=5, rows=2) in laid.headings
    assert [field.printed_number for field in laid.fields] == [f"({n})" for n in range(1, 14)]


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=4), min_size=1, max_size=9))
def test_headings_cover_every_place_of_the_head_once(paths: list[list[str]]) -> None:
    columns = tuple(Column(number=3 + at, label=" – ".join(path)) for at, path in enumerate(paths))
    laid = grid(Sheet(key="s", title="S", columns=columns, rows=()))
    covered = [
        (row, column)
        for h in laid.headings
        for row in range(h.row, h.row + h.rows)
        for column in range(h.column, h.column + h.columns)
    ]
    assert sorted(covered) == [(row, column) for row in range(laid.depth) for column in range(len(paths) + 2)]


def test_only_items_are_numbered_and_a_form_without_columns_for_it_gets_unnumbered_ones() -> None:
    assert [line.cells[0] for line in grid(SHEET).lines] == [None, 1, 2, None, 3, 4, None]
    row = Row(key="a", label="A", values={1: 7})
    own = grid(Sheet(key="s", title="S", columns=(Column(number=1, label="Số"),), rows=(row,)))
    assert [field.printed_number for field in own.fields] == ["", "", "(1)"]
    assert own.lines[0].cells == (1, "A", 7)


def test_sums_go_down_in_subtotals_and_across_in_items() -> None:
    laid = grid(SHEET)
    city, total = addition(laid, 0, 3), addition(laid, 6, 2)
    assert city is not None
    assert (city.is_down, city.parts) == (True, ((1, 3), (2, 3)))
    assert total is not None
    assert [line for line, _ in total.parts] == [1, 2, 4, 5]
    across = addition(laid, 1, 2)
    assert across is not None
    assert (across.is_down, across.parts) == (False, ((1, 3), (1, 4), (1, 5)))
    assert addition(laid, 1, 3) is None


def test_a_figure_that_is_not_the_sum_is_never_replaced_by_one() -> None:
    rows = (*SHEET.rows[:-1], replace(SHEET.rows[-1], values={**SHEET.rows[-1].values, 3: 1}))
    assert addition(grid(replace(SHEET, rows=rows)), 6, 2) is None


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (1234567, Format.COUNT, "1.234.567"),
        (0, Format.COUNT, "0"),
        (None, Format.COUNT, "–"),
        (Decimal("0.9875"), Format.SHARE, "98,75 %"),
        (Decimal(1), Format.SHARE, "100,00 %"),
        (28_800_000, Format.MONEY, "28.800.000"),
        (Decimal("10.0"), Format.DAYS, "10"),
        (Decimal("3.25"), Format.DAYS, "3,25"),
        (Decimal("17.5"), Format.POINTS, "17,50"),
        ("Đạt", Format.TEXT, "Đạt"),
        (date(2024, 7, 5), Format.DAY, "05/07/2024"),
    ],
)
def test_values_are_said_as_in_vietnam(value: Value, form: Format, text: str) -> None:
    assert said(value, form) == text


def test_days_in_words_have_two_digits_where_one_could_be_forged() -> None:
    assert [day_in_words(date(2024, month, 5)) for month in (2, 7)] == [
        "ngày 05 tháng 02 năm 2024",
        "ngày 05 tháng 7 năm 2024",
    ]


def test_a_form_that_numbers_and_names_its_rows_itself_has_no_second_column_for_it() -> None:
    rows = tuple(
        replace(row, values={**row.values, 1: number, 2: row.label})
        for row, number in zip(SHEET.rows, ("I", "1", "2", "II", "1", "2", ""), strict=True)
    )
    laid = grid(replace(SHEET, rows=rows))
    assert [field.printed_number for field in laid.fields] == [f"({n})" for n in range(1, 14)]
    assert [line.cells[0] for line in laid.lines] == ["I", "1", "2", "II", "1", "2", ""]
    assert [line.cells[1] for line in laid.lines] == [row.label for row in rows]
