"""The on-time table by a definition that compares days (II.06a, QĐ 766): sums in, one row per department out. Pure.

    finished in the period      what was closed in it, each ending as the definition's policy treats it
    open at its end             accepted by then, less closed by then
    overdue at its end          what became overdue by then, less what no longer was

Nothing depends on today, so that a past period gives the same figures whenever it is asked, but for later corrections.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from reporting.domain.definitions import Against, Definition, Ending
from reporting.domain.departments import Department
from reporting.domain.on_time import Period, Reading, Row, Table, in_order
from reporting.domain.standing import Standing, treated
from reporting.domain.tallies import Measure, OpenState


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanSum:
    """A tally summed over the days of the period, and over all days up to its end."""

    agency: str
    department: str
    measure: Measure
    label: str
    within: int
    until: int


def table_by_days(
    definition: Definition,
    period: Period,
    departments: Sequence[Department],
    sums: Iterable[SpanSum],
    as_of: datetime | None,
) -> Table:
    """A row for every department, known by name or only by its dossiers."""
    start = Row(agency="", department="", name="", counts_open=definition.counts_open)
    rows = {
        (one.agency, one.key): replace(start, agency=one.agency, department=one.key, name=one.name, name_en=one.name_en)
        for one in departments
    }
    readings: dict[tuple[tuple[str, str], Against], Reading] = {}
    for item in sums:
        key = (item.agency, item.department)
        row = rows.get(key) or replace(start, agency=item.agency, department=item.department, name=item.department)
        rows[key] = _with(row, item)
        for against in Against:
            found = readings.get((key, against), Reading())
            readings[key, against] = found + _adds(definition, item, against)
    return in_order(definition, period, [_judged(row, readings) for row in rows.values()], as_of)


def _with(row: Row, item: SpanSum) -> Row:
    match item.measure, item.label:
        case Measure.RECEIVED, _:
            return replace(row, received=row.received + item.within)
        case Measure.UNDUE, _:
            return replace(row, undue=row.undue + item.within)
        case Measure.OPEN, OpenState.PAUSED:
            return replace(row, paused=row.paused + item.until)
    return row


def _adds(definition: Definition, item: SpanSum, against: Against) -> Reading:
    match item.measure:
        case Measure.RECEIVED:
            return Reading(open=item.until)
        case Measure.OVERDUE_FROM if item.label == against:
            return Reading(overdue=item.until)
        case Measure.OVERDUE_UNTIL if item.label == against:
            return Reading(overdue=-item.until)
        case Measure.CLOSED:
            ending, current, original = item.label.split(" ")
            stood = current if against is Against.CURRENT else original
            by_days = None if stood == "undue" else Standing(stood)
            left = Reading(open=-item.until)
            standing = treated(definition, Ending(ending), by_days)
            return left if standing is None else left + Reading(**{standing.value: item.within})
    return Reading()


def _judged(row: Row, readings: dict[tuple[tuple[str, str], Against], Reading]) -> Row:
    key = (row.agency, row.department)
    current = readings.get((key, Against.CURRENT), Reading())
    return replace(
        row,
        met=current.early + current.on_time,
        missed=current.late,
        open=current.open,
        open_overdue=current.overdue,
        by_days=current,
        by_original=readings.get((key, Against.ORIGINAL), Reading()),
    )
