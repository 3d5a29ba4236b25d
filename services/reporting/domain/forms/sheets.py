"""Shorthands for the forms' tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from reporting.domain.forms.counting import Counted, of_row
from reporting.domain.forms.definition import Form
from reporting.domain.report import Column, Format, Level, Row, Value

TOTAL = "tong-cong"
NO_DATA = "không có số liệu"


@dataclass(frozen=True, slots=True, kw_only=True)
class Col:
    """A column as the code knows it; the law pack's label replaces ``vi`` where it has one."""

    vi: str
    en: str
    format: Format = Format.COUNT
    sum_of: tuple[int, ...] = ()
    adds_up: bool = True


def text(vi: str, en: str) -> Col:
    return Col(vi=vi, en=en, format=Format.TEXT, adds_up=False)


def columns(spec: Sequence[Col], form: Form | None = None) -> tuple[Column, ...]:
    """Numbered from 1 in their order."""
    return tuple(
        Column(
            number=number,
            label=form.label(number, each.vi) if form else each.vi,
            label_en=each.en,
            format=each.format,
            sum_of=each.sum_of,
            adds_up=each.adds_up,
        )
        for number, each in enumerate(spec, 1)
    )


def with_total(rows: Iterable[Row], spec: Sequence[Col]) -> tuple[Row, ...]:
    """The rows with the sum of all; a column in which nothing has a value has no total either."""
    items = tuple(rows)
    values: dict[int, Value] = {1: "", 2: "Tổng cộng"}
    for number, each in enumerate(spec, 1):
        known = [row.values[number] for row in items if isinstance(row.values.get(number), int)]
        if each.adds_up:
            values[number] = sum(value for value in known if isinstance(value, int)) if known or not items else None
    return (*items, Row(key=TOTAL, label="Tổng cộng", label_en="Total", level=Level.TOTAL, values=values))


def numbered(rows: Iterable[tuple[Row, Mapping[int, Counted]]]) -> tuple[Row, ...]:
    """With their number in (1) and their label in (2)."""
    return tuple(
        of_row(replace(row, values={1: str(number), 2: row.label}), found)
        for number, (row, found) in enumerate(rows, 1)
    )
