"""Reads calendar.yaml: days off, swaps, working Saturdays, office hours; counts against totals."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from chassis.kernel.errors import Problem
from chassis.kernel.worktime import CalendarDay, DayKind, OfficeHours, WorkCalendar
from intake.domain.canonical import from_plain
from intake.lawpack.finding import Path
from intake.lawpack.schema import Schemas
from intake.lawpack.source import Source

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SATURDAY = 5
_UNREAD = " (chưa kiểm chứng)"


def read_calendar(source: Source, schemas: Schemas, zone: str) -> WorkCalendar | None:
    """The working calendar; entries that were not read in their legal text say so in their reference."""
    if source.value is None or not schemas.check("calendar", source.value, source.add):
        return None
    years = source.value["years"]
    rows: list[tuple[Path, dict[str, Any]]] = [
        (("years", y, "days", d), row) for y, year in enumerate(years) for d, row in enumerate(year["days"])
    ]
    _check_days(source, years, rows)
    _check_swaps(source, rows)
    for index, year in enumerate(years):
        _check_counts(source, ("years", index), year)
    if source.findings:
        return None
    try:
        return WorkCalendar(
            zone=zone,
            hours=tuple(_hours(row) for row in source.value["office_hours"]),
            days=tuple(sorted((_day(row) for _, row in rows), key=lambda day: day.on)),
            decided_years=frozenset(year["year"] for year in years if year["decided"]),
            known_years=frozenset(year["year"] for year in years),
        )
    except (Problem, ValueError) as wrong:  # hours that overlap, run backwards or leave a day without any
        said = wrong.detail if isinstance(wrong, Problem) else str(wrong).removeprefix("$: ")
        source.add(("office_hours",), said, "correct the office hours")
        return None


def _check_days(source: Source, years: list[dict[str, Any]], rows: list[tuple[Path, dict[str, Any]]]) -> None:
    seen: dict[str, int] = {}
    for path, row in rows:
        on, here = date.fromisoformat(row["on"]), (*path, "on")
        year = years[int(path[1])]["year"]
        if on.year != year:
            source.add(here, f"{on} does not lie in {year}", f"move it to year {on.year}")
        if row["on"] in seen:
            source.add(here, f"{on} stands twice; first on line {seen[row['on']]}", "keep one of the two")
        seen.setdefault(row["on"], source.line(here))
        if row["kind"] == "work" and on.weekday() != _SATURDAY:
            source.add(here, f"{on} is a {_named(on)}, not a Saturday", "give the Saturday that is worked")
        if row["kind"] == "off" and on.weekday() >= _SATURDAY:
            source.add(here, f"{on} is a {_named(on)}, a day of rest already", "remove it, or give the weekday off")
        if row.get("scope") == "agency" and row["kind"] == "work":
            source.add((*path, "scope"), "an agency alone does not work on a day of rest", "leave scope out")
    _check_years(source, [year["year"] for year in years])


def _check_years(source: Source, years: list[int]) -> None:
    for index, (earlier, later) in enumerate(pairwise(years), 1):
        if later != earlier + 1:
            source.add(("years", index, "year"), f"{later} does not follow {earlier}", f"enter {earlier + 1} here")


def _check_swaps(source: Source, rows: list[tuple[Path, dict[str, Any]]]) -> None:
    by_day = {row["on"]: row for _, row in rows}
    for path, row in rows:
        partner, here = row.get("swapped_with"), (*path, "swapped_with")
        if partner is None:
            if row["kind"] == "work":
                source.add(here, "is missing: a working Saturday is worked for a day off", "name that day off")
            continue
        other = by_day.get(partner)
        if other is None or other["kind"] == row["kind"] or other.get("swapped_with") != row["on"]:
            wanted = "off" if row["kind"] == "work" else "work"
            fix = f"enter {partner} with kind: {wanted} and swapped_with: {row['on']}"
            source.add(here, f"{partner} is not entered as the other half of the swap", fix)
        elif other.get("known_from") != row.get("known_from"):
            said = f"{partner}, the other half of the swap, was known from another day"
            source.add((*path, "known_from"), said, "give both halves the day of the decision")


def _check_counts(source: Source, path: Path, year: dict[str, Any]) -> None:
    """Compares the working days that follow from the entries with the totals read in the source. The totals are the
    nation's: what one agency alone closes for is not in them."""
    national = (row for row in year["days"] if row.get("scope") != "agency")
    kinds = {date.fromisoformat(row["on"]): row["kind"] for row in national}
    for month, stated in enumerate(year["working_days_by_month"], 1):
        first = date(year["year"], month, 1)
        days = (first + timedelta(days=n) for n in range(monthrange(year["year"], month)[1]))
        counted = sum(kinds.get(day, "off" if day.weekday() >= _SATURDAY else "work") == "work" for day in days)
        if counted != stated:
            said = f"{year['year']}-{month:02} has {counted} working days by the entries below, not {stated}"
            source.add(
                (*path, "working_days_by_month", month - 1),
                said,
                "correct the days of the month, or the total",
            )


def _day(row: dict[str, Any]) -> CalendarDay:
    return CalendarDay(
        on=date.fromisoformat(row["on"]),
        kind=DayKind(row["kind"]),
        reason=row["reason"],
        reason_en=row["reason_en"],
        legal_ref=row["legal_ref"] + ("" if row["mark"] in "VP" else _UNREAD),
        known_from=date.fromisoformat(row["known_from"]) if row.get("known_from") else None,
    )


def _hours(row: dict[str, Any]) -> OfficeHours:
    """Office hours. Their end: first day without them in the pack, last day with them in the kernel."""
    end = row.get("valid_to")
    last = date.fromisoformat(end) - timedelta(days=1) if end else None
    plain = {
        "valid_from": row["valid_from"],
        "valid_to": last.isoformat() if last else None,
        "weekdays": [_WEEKDAYS.index(name) for name in row["weekdays"]],
        "sessions": row["sessions"],
        "rest_ref": row["rest_ref"] + ("" if row["mark"] in "VP" else _UNREAD),
        "known_from": row.get("known_from"),
    }
    return from_plain(OfficeHours, plain)


def _named(on: date) -> str:
    return _WEEKDAYS[on.weekday()].capitalize()
