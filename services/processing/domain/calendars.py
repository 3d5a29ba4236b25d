"""A working calendar as plain data and back, for keeping."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from chassis.kernel.worktime import CalendarDay, DayKind, OfficeHours, WorkCalendar


def calendar_to_dict(calendar: WorkCalendar) -> dict[str, Any]:
    """JSON-able; dates and times in ISO 8601."""
    return {
        "zone": calendar.zone,
        "hours": [_hours_to_dict(row) for row in calendar.hours],
        "days": [_day_to_dict(day) for day in calendar.days],
        "decided_years": sorted(calendar.decided_years),
        "known_years": sorted(calendar.known_years),
    }


def calendar_from_dict(data: Mapping[str, Any]) -> WorkCalendar:
    """Reads what ``calendar_to_dict`` wrote; raises Problem ``calendar-invalid``."""
    return WorkCalendar(
        zone=data["zone"],
        hours=tuple(_hours_from_dict(row) for row in data["hours"]),
        days=tuple(_day_from_dict(day) for day in data["days"]),
        decided_years=frozenset(data["decided_years"]),
        known_years=frozenset(data["known_years"]),
    )


def _hours_to_dict(row: OfficeHours) -> dict[str, Any]:
    return {
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
        "weekdays": sorted(row.weekdays),
        "sessions": [[opens.isoformat(), closes.isoformat()] for opens, closes in row.sessions],
        "rest_ref": row.rest_ref,
    }


def _hours_from_dict(data: Mapping[str, Any]) -> OfficeHours:
    return OfficeHours(
        valid_from=date.fromisoformat(data["valid_from"]),
        valid_to=date.fromisoformat(data["valid_to"]) if data["valid_to"] else None,
        weekdays=frozenset(data["weekdays"]),
        sessions=tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in data["sessions"]),
        rest_ref=data["rest_ref"],
    )


def _day_to_dict(day: CalendarDay) -> dict[str, Any]:
    return {
        "on": day.on.isoformat(),
        "kind": day.kind.value,
        "reason": day.reason,
        "reason_en": day.reason_en,
        "legal_ref": day.legal_ref,
    }


def _day_from_dict(data: Mapping[str, Any]) -> CalendarDay:
    return CalendarDay(
        on=date.fromisoformat(data["on"]),
        kind=DayKind(data["kind"]),
        reason=data["reason"],
        reason_en=data["reason_en"],
        legal_ref=data["legal_ref"],
    )
