"""The receipt's due instant and its explanation against cases worked out on the table of working days.

``tests/golden/deadlines.yaml`` says how each was counted. Where it and the code disagree one of them is wrong: see
docs/adr/0003-how-time-is-counted.md, then correct that one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from chassis.kernel.worktime import (
    DayKind,
    Derivation,
    Entry,
    EntryKind,
    Limit,
    Line,
    LineKind,
    Unit,
    WorkCalendar,
    add,
    explain,
)
from intake.domain.appointment import appointment
from intake.domain.procedures import Channel, ProcedureVersion
from unit.intake.world import heza, local

Case = dict[str, Any]
GOLDEN = YAML(typ="safe").load((Path(__file__).parents[2] / "golden" / "deadlines.yaml").read_text())
SATURDAY = 5


def named(case: Case) -> str:
    return f"{case['procedure']} {case['received_at']}"


def days(texts: list[str]) -> set[date]:
    return {date.fromisoformat(text) for text in texts}


def accepted_at(case: Case) -> datetime:
    return local(str(case.get("accepted_at", case["received_at"])))


def version_of(case: Case) -> ProcedureVersion:
    """The version in force when the dossier was received, whatever is in force when it is accepted."""
    return heza().version_on(case["procedure"], local(case["received_at"]).date())


def explained(case: Case) -> Derivation:
    limit = version_of(case).limit_for(Channel(case["channel"]))
    started = Entry(kind=EntryKind.STARTED, at=accepted_at(case), recorded_at=accepted_at(case))
    return explain([started], limit, heza().calendar)


def span(line: Line) -> Iterator[date]:
    last = line.until or line.on
    return (line.on + timedelta(days=n) for n in range((last - line.on).days + 1))


def test_there_are_enough_cases_of_every_kind() -> None:
    cases = GOLDEN["appointments"]
    assert len(cases) >= 60
    assert {case["limit"].split()[1] for case in cases} == {unit.value for unit in Unit}
    assert {case["due_at"][:4] for case in cases} >= {"2024", "2025", "2026"}


@pytest.mark.parametrize("case", GOLDEN["appointments"], ids=named)
def test_the_receipt_says_what_was_worked_out(case: Case) -> None:
    version = version_of(case)
    amount, unit = case["limit"].split()
    made = appointment(version, Channel(case["channel"]), accepted_at(case), heza().calendar)
    assert (version.version, made.limit) == (case["version"], Limit.of(amount, unit))
    assert (made.clock_started_at, made.due_at) == (local(case["clock_start"]), local(case["due_at"]))
    assert made.is_provisional is case["is_provisional"]


@pytest.mark.parametrize("case", GOLDEN["appointments"], ids=named)
def test_the_explanation_names_every_day_that_was_worked_out(case: Case) -> None:
    told = explained(case)
    assert told.due_at == local(case["due_at"])
    skipped = {day: line for line in told.lines if line.kind is LineKind.SKIPPED for day in span(line)}
    within = {day for day in skipped if day > local(case["clock_start"]).date() and day.weekday() < SATURDAY}
    assert within == days(case["off"])
    assert all(skipped[day].legal_ref for day in within)
    if not case["limit"].endswith("calendar_day"):
        counted = [line for line in told.lines if line.kind is LineKind.COUNTED and line.on.weekday() == SATURDAY]
        assert {line.on for line in counted} == days(case["worked"])
        assert all(line.legal_ref for line in counted)
    kinds = {line.kind for line in told.lines}
    assert (LineKind.MOVED in kinds) is case["is_moved"]
    assert (LineKind.DEEMED in kinds) is (local(case["clock_start"]) != accepted_at(case))


@pytest.mark.parametrize("case", GOLDEN["steps"], ids=lambda case: f"{case['budget']} from {case['started_at']}")
def test_a_step_ends_when_it_was_worked_out(case: Case) -> None:
    ends_at = add(heza().calendar, local(case["started_at"]), Limit.of(case["budget"], Unit.WORKING_DAY))
    assert ends_at == local(case["due_at"])


def test_a_day_of_the_golden_table_is_what_the_pack_says() -> None:
    calendar: WorkCalendar = heza().calendar
    off = {day for case in GOLDEN["appointments"] for day in days(case["off"])}
    worked = {day for case in GOLDEN["appointments"] for day in days(case["worked"])}
    assert {calendar.exceptions[day].kind for day in off} == {DayKind.OFF}
    assert {calendar.exceptions[day].kind for day in worked} == {DayKind.WORK}
