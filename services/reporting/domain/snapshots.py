"""A closed period: its figures and the dossiers behind them, frozen; and how the live ones differ since.

What was corrected after closing changes no snapshot. It appears as a delta, and a second closing of the same period
is a new revision with a reason (chỉnh lý, bổ sung, TT 01/2018/TT-VPCP Đ11(3)).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from reporting.domain.forms.settlement_by_unit import CELLS, SUMS, TOTAL
from reporting.domain.report import Level, Report, Sheet, Value
from reporting.domain.settlement import Received, SettledCount
from reporting.domain.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class FrozenDossier:
    """A dossier as it was counted. row: key of its row, empty where the form has none for it."""

    dossier_id: str
    code: str
    row: str
    department: str
    procedure_key: str
    received: Received
    standing: Standing
    is_late_by_original: bool = False
    lacks_due: bool = False

    @property
    def columns(self) -> tuple[int, ...]:
        """Columns of II.06a that count it, sums included."""
        cells = [number for number, cell in CELLS.items() if cell in (self.received, self.standing)]
        return tuple(sorted((*cells, *(total for total, parts in SUMS.items() if set(parts) & set(cells)))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """id: UUIDv7. number: ``BC-2024-0007``, without holes per agency and year of closing. revision: from 1.

    rule, profile: as asked for when it was closed. digest: of what is signed, hexadecimal. signature: Ed25519 over it,
    hexadecimal, by the key of that id.
    """

    id: str
    number: str
    agency: str
    form: str
    first: date
    last: date
    revision: int
    reason: str
    report: Report
    dossiers: tuple[FrozenDossier, ...]
    closed_by: str
    closed_at: datetime
    digest: str = ""
    key_id: str = ""
    signature: str = ""
    rule: str = ""
    profile: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellChange:
    """A cell whose live value is another. sheet: its key; of a section's table ``c/II.06a``."""

    sheet: str
    row: str
    column: int
    was: Value
    now: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierChange:
    """A dossier that is counted otherwise now. was, now: its columns, empty where it was or is not in the report."""

    dossier_id: str
    code: str
    was_row: str
    was: tuple[int, ...]
    now_row: str
    now: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    cells: tuple[CellChange, ...]
    dossiers: tuple[DossierChange, ...]


def counts_of(dossiers: Iterable[FrozenDossier], agency: str) -> tuple[SettledCount, ...]:
    """What the form is filled in from, so that figures and dossiers cannot differ."""
    total: Counter[tuple[str, str, Received, Standing]] = Counter()
    late: Counter[tuple[str, str, Received, Standing]] = Counter()
    lacking: Counter[tuple[str, str, Received, Standing]] = Counter()
    for each in dossiers:
        key = (each.department, each.procedure_key, each.received, each.standing)
        total[key] += 1
        late[key] += each.is_late_by_original
        lacking[key] += each.lacks_due
    return tuple(
        SettledCount(
            agency=agency,
            department=key[0],
            procedure_key=key[1],
            received=key[2],
            standing=key[3],
            count=count,
            late_by_original=late[key],
            lacking_due=lacking[key],
        )
        for key, count in sorted(total.items())
    )


def in_cell(dossiers: Sequence[FrozenDossier], report: Report, row: str, column: int) -> list[FrozenDossier]:
    """Those that the frozen cell counted, by id; raises KeyError for a cell that does not open."""
    sheet = report.sheets[0] if report.sheets else None
    if sheet is None or not any(each.number == column and each.opens for each in sheet.columns):
        raise KeyError(column)
    found = next((each for each in sheet.rows if each.key == row), None)
    if found is None:
        raise KeyError(row)
    whole = found.level is not Level.ITEM or row == TOTAL
    return [each for each in dossiers if column in each.columns and (whole or each.row == row)]


def delta(was: Report, now: Report, frozen: Iterable[FrozenDossier], live: Iterable[FrozenDossier]) -> Delta:
    """Which cells differ, and by which dossiers."""
    before, after = {each.dossier_id: each for each in frozen}, {each.dossier_id: each for each in live}
    changes = (_moved(before.get(key), after.get(key)) for key in sorted(before.keys() | after.keys()))
    return Delta(cells=tuple(_cells(was, now)), dossiers=tuple(change for change in changes if change is not None))


def _moved(was: FrozenDossier | None, now: FrozenDossier | None) -> DossierChange | None:
    named = now or was
    before, after = (was.columns if was else ()), (now.columns if now else ())
    rows = (was.row if was else "", now.row if now else "")
    if named is None or (before == after and rows[0] == rows[1]):
        return None
    return DossierChange(
        dossier_id=named.dossier_id, code=named.code, was_row=rows[0], was=before, now_row=rows[1], now=after
    )


def _cells(was: Report, now: Report) -> Iterable[CellChange]:
    """Texts are the form's words, not figures; a row that is only on one side has no value on the other."""
    before, after = _values(was), _values(now)
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        if old != new and not isinstance(old or new, str):
            sheet, row, column = key
            yield CellChange(sheet=sheet, row=row, column=column, was=old, now=new)


def _values(report: Report) -> dict[tuple[str, str, int], Value]:
    return {
        (name, row.key, column): value
        for name, sheet in _sheets(report)
        for row in sheet.rows
        for column, value in row.values.items()
    }


def _sheets(report: Report) -> Iterable[tuple[str, Sheet]]:
    yield from ((sheet.key, sheet) for sheet in report.sheets)
    yield from ((f"{each.number}/{each.sheet.key}", each.sheet) for each in report.sections if each.sheet)
