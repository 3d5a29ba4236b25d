"""What the law fixes about reports on procedures: the forms with their columns, and the index by QĐ 766/QĐ-TTg.

Forms and thresholds moved with nearly every circular and yearly target: each row holds from one day to another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from intake.domain.organisation import Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportColumn:
    """number: as printed, from 1. rule: what is counted, in the words of the form or as a sum of columns."""

    number: int
    label: str
    rule: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportForm:
    """A statutory report form (biểu mẫu) as one legal version has it.

    key: what it reports, the same in every version. number: ``II.06a/VPCP/KSTT``. unit: đơn vị tính. columns: those
    that are known; complete: whether these are all.
    """

    key: str
    number: str
    title: str
    unit: str | None
    columns: tuple[ReportColumn, ...]
    complete: bool
    legal_ref: str
    valid_from: date
    valid_to: date | None
    mark: Mark
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexThreshold:
    """One indicator of the index of QĐ 766/QĐ-TTg while its points and threshold hold.

    key: ``2.1``. max_points: null: for information only. formula: in words. full_at_percent: the ratio that gives all
    points; null: none is known. working_mark: how formula and threshold are known; mark: how the points are.
    """

    key: str
    group: str
    name: str
    max_points: int | None
    formula: str | None
    full_at_percent: int | None
    legal_ref: str
    valid_from: date
    valid_to: date | None
    mark: Mark
    working_mark: Mark
    note: str | None
