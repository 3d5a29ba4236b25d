"""A closed period: its figures and the dossiers behind them, frozen; and how the live ones differ since.

What was corrected after closing changes no snapshot. It appears as a delta, and a second closing of the same period
is a new revision with a reason (chỉnh lý, bổ sung, TT 01/2018/TT-VPCP Đ11(3)).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from reporting.domain.cells import Cell, cell_at, cells, counts_behind, tables
from reporting.domain.forms.settlement_by_unit import CELLS, SUMS, TOTAL
from reporting.domain.origin import Count, Facet, Source, taken
from reporting.domain.pieces import Piece
from reporting.domain.report import Level, Report, Value
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
        cells = [number for number, cell in CELLS.items() if taken(cell, self)]
        return tuple(sorted((*cells, *(total for total, parts in SUMS.items() if set(parts) & set(cells)))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """id: UUIDv7. number: ``BC-2024-0007``, without holes per agency and year of closing. revision: from 1.

    pieces: what else its cells count, by source; none in reports closed before other forms than II.06a opened.
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
    pieces: Mapping[Source, tuple[Piece, ...]] = field(default_factory=dict)


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


def behind(kept: Snapshot, count: Count) -> list[FrozenDossier | Piece]:
    """What the frozen cell counted, by id."""
    things = kept.dossiers if count.source is Source.SETTLED else kept.pieces.get(count.source, ())
    return [each for each in things if count.takes(each)]


def frozen_cell(kept: Snapshot, sheet: str, row: str, column: int) -> Cell:
    """Of a report closed before cells had origins: by the columns that II.06a always had. Raises KeyError."""
    cell = cell_at(kept.report, sheet, row, column)
    first = kept.report.sheets[0] if kept.report.sheets else None
    if first is None or any(each.origins for each in first.rows) or cell.sheet != first.key:
        return cell
    if not any(each.number == column and each.opens for each in first.columns):
        return cell
    found = next(each for each in first.rows if each.key == row)
    of = {} if found.level is not Level.ITEM or row == TOTAL else {"row": frozenset({row})}
    any_of = tuple({**of, **CELLS[part]} for part in SUMS.get(column, (column,)))
    return replace(cell, origin=Count(source=Source.SETTLED, any_of=any_of))


def agrees(report: Report, pieces: Mapping[Source, tuple[Piece, ...]]) -> bool:
    """Whether every figure is as many as the pieces behind it: not if something was heard between two readings."""
    groups = {
        source: [_Alike(facets=dict(facets), count=count) for facets, count in Counter(map(_facets, found)).items()]
        for source, found in pieces.items()
    }
    return all(
        count.source not in groups or count.of(groups[count.source]) == value
        for cell in cells(report)
        for count, value in counts_behind(cell)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Alike:
    facets: Mapping[str, Facet]
    count: int


def _facets(piece: Piece) -> tuple[tuple[str, Facet], ...]:
    return tuple(piece.facets.items())


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
        for name, sheet in tables(report)
        for row in sheet.rows
        for column, value in row.values.items()
    }
