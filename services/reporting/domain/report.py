"""What a report is, whatever its form: tables with rules, a narrative, and all that one must know to trust a figure.

Pages, JSON, spreadsheets and letters are made from this alone, so none of them can show another figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from reporting.domain.origin import Origin

Value = int | Decimal | str | date | None
"""Of a cell: a count, a share or a sum of money, a text. None: there is no value, which is not 0."""


class Format(StrEnum):
    """How the values of a column are written."""

    COUNT = "count"
    SHARE = "share"  # a Decimal from 0 to 1, shown in percent
    MONEY = "money"  # whole đồng
    DAYS = "days"  # working days of eight hours
    POINTS = "points"
    TEXT = "text"
    DAY = "day"


class Level(StrEnum):
    """What a row is. A subtotal adds up the items of its group, the total all items of the table."""

    ITEM = "item"
    SUBTOTAL = "subtotal"
    TOTAL = "total"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """number: as printed on the form, ``(3)``. label: path of its headings, joined by `` – ``, as printed.

    sum_of: numbers of the columns that this one adds up, ``(4, 5, 6)``: an invariant of every row, and a formula in the
    spreadsheet. adds_up: whether rows are summed in subtotals and the total (not so for shares and texts).
    opens: of a report that was closed before rows had origins: whether its cells open.
    """

    number: int
    label: str
    label_en: str = ""
    format: Format = Format.COUNT
    sum_of: tuple[int, ...] = ()
    adds_up: bool = True
    opens: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """key: stable name of the row in addresses, ``dau-tu``. values: column number → value; a column left out has none.
    group: key of the subtotal that the row belongs to, empty for none. origins: column number → what its value was
    counted from; see ``cells.origin_of`` for columns left out."""

    key: str
    label: str
    label_en: str = ""
    level: Level = Level.ITEM
    group: str = ""
    values: Mapping[int, Value] = field(default_factory=dict)
    origins: Mapping[int, Origin] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table. notes: what is unverified or was chosen (a policy, a definition), each a sentence for its foot."""

    key: str
    title: str
    title_en: str = ""
    unit: str = ""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure in a text: paragraph, start and length say where it stands, counted from 0."""

    paragraph: int
    start: int
    length: int
    value: Value
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading of a narrative report with its text, paragraphs in order. number: as printed, ``3.2``. figures: of its
    text, in order."""

    number: str
    title: str
    paragraphs: tuple[str, ...] = ()
    sheet: Sheet | None = None
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report over a period, live or from a snapshot.

    form: key of the form, ``settlement-by-unit``; number: as printed, ``II.06a/VPCP/KSTT``, empty for internal ones.
    legal_ref: the act that asks for it. law_version: of the law pack and form set it was made by.
    definitions: ids of the definitions in force, ``on_time@1``. first, last: local days, both included.
    as_of: instant of the newest event counted, None before the first; aware, UTC.
    unverified: what of the form or its figures is not verified, each a sentence: shown wherever the report is.
    snapshot: its number, empty for a live one. revision: of the snapshot, from 1; 0 for a live one.
    """

    form: str
    number: str = ""
    title: str
    title_en: str = ""
    agency: str
    agency_name: str
    receiver: str = ""
    legal_ref: str = ""
    law_version: str = ""
    definitions: tuple[str, ...] = ()
    first: date
    last: date
    as_of: datetime | None
    sheets: tuple[Sheet, ...] = ()
    sections: tuple[Section, ...] = ()
    unverified: tuple[str, ...] = ()
    snapshot: str = ""
    revision: int = 0
    signed_by: str = ""
    closed_at: datetime | None = None
