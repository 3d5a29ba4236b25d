"""Departments with their hands full: cases as processing's own code makes them, brought in by COPY.

One case of each procedure and day is opened by the domain; the others of that day are its copies under other ids, each
received at its own moment of the morning, which moves no deadline counted in days.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import asyncpg
import orjson
from sqlalchemy import Table

from chassis.data.columns import Json
from chassis.ids import UuidIds
from chassis.kernel.worktime import CalendarDay, DayKind, WorkCalendar, is_working_day
from load.stage import dsn_of
from processing.domain.calendars import calendar_to_dict
from processing.domain.case import Case
from processing.domain.law import Law
from processing.domain.opening import Acceptance, open_case
from processing.domain.steps import assign, complete
from processing.domain.timers import timers_of
from processing.store import rows
from processing.store.tables import calendars, cases, law_versions, ledger_entries, tasks, timers
from unit.processing.story import dossier, law

LIMITS = (
    ("5", "working_day"),
    ("10", "working_day"),
    ("15", "working_day"),
    ("20", "working_day"),
    ("14", "calendar_day"),
)
DEPARTMENTS = ("dau-tu", "lao-dong", "quy-hoach", "moi-truong", "xay-dung", "dat-dai", "tai-chinh", "thuong-mai")
OFFICERS = [f"cv.{department}.{number}" for number in range(1, 51) for department in DEPARTMENTS]
REVISION = "law-1"
_TABLES = (cases, tasks, ledger_entries, timers)
_IDS = UuidIds()


def laws() -> list[Law]:
    """Procedures of different length, one version each."""
    return [law(limit=limit, version=version) for version, limit in enumerate(LIMITS, 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """cases: of each open step; held: (task, officer) of those that somebody has, in no order."""

    cases: Mapping[str, str]
    held: tuple[tuple[str, str], ...]


async def fill_cases(database_url: str, count: int, *, now: datetime, days: int, done: float = 0.0) -> Filled:
    """``count`` cases accepted on the working days of the last ``days``, with ledgers and waiting timers; a part of
    them done long ago. Vacuumed and analysed."""
    draw = random.Random(7)
    models = list(_models(now, days))
    connection = await asyncpg.connect(dsn_of(database_url))
    made = 0
    owners: dict[str, str] = {}
    held: list[tuple[str, str]] = []
    try:
        await _laws(connection)
        while made < count:
            batch: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
            size = min(20_000, count - made)
            for _ in range(size):
                case_id, task = _copy(draw, draw.choice(models), batch, is_done=draw.random() < done)
                if task:
                    held.append(task)
                    owners[task[0]] = case_id
            made += size
            for table in _TABLES:
                columns = [column.name for column in table.c]
                await connection.copy_records_to_table(table.name, records=batch[table.name], columns=columns)
        await connection.execute("VACUUM (ANALYZE)")
    finally:
        await connection.close()
    return Filled(cases=owners, held=tuple(held))


def department_of(officer: str) -> str:
    return officer.split(".")[1]


def with_day_off(calendar: WorkCalendar, on: date) -> WorkCalendar:
    """The calendar after a storm."""
    storm = CalendarDay(on=on, kind=DayKind.OFF, reason="Bão", reason_en="Storm", legal_ref="Công điện mẫu")
    return replace(calendar, days=tuple(sorted((*calendar.days, storm), key=lambda day: day.on)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Model:
    """A case with the specialist, as rows by table."""

    case: Case
    rows: Mapping[str, Sequence[dict[str, Any]]]


def _models(now: datetime, days: int) -> Iterator[_Model]:
    for the_law in laws():
        for back in range(days):
            on = now.astimezone(the_law.calendar.tz).date() - timedelta(days=back)
            if is_working_day(the_law.calendar, on):
                yield _model(the_law, datetime.combine(on, time(8), the_law.calendar.tz))


def _model(the_law: Law, accepted_at: datetime) -> _Model:
    ref = dossier(version=the_law.version.version)
    acceptance = Acceptance(
        dossier=ref, received_at=accepted_at, accepted_at=accepted_at, accepted_by="cb.motcua.1", due_at=accepted_at
    )
    case = open_case(acceptance, the_law, now=accepted_at, ids=_IDS).case
    for officer in ("tp.dautu", OFFICERS[0]):
        case = assign(case, case.open_tasks[0].id, officer, accepted_at).case
        if officer == "tp.dautu":
            case = complete(case, the_law, case.open_tasks[0].id, accepted_at, _IDS).case
    waiting = [
        {"dossier_id": case.id, "kind": str(timer.kind), "about_at": timer.about_at, "fire_at": timer.fire_at}
        | {"fired_at": None, "is_superseded": False}
        for timer in timers_of(case, the_law)
    ]
    return _Model(
        case=case,
        rows={
            cases.name: [_plain(cases, rows.case_row(case))],
            tasks.name: [_plain(tasks, rows.task_row(case.dossier, at, task)) for at, task in enumerate(case.tasks)],
            ledger_entries.name: [rows.entry_row(case.id, at, entry) for at, entry in enumerate(case.entries)],
            timers.name: waiting,
        },
    )


def _copy(
    draw: random.Random, model: _Model, batch: dict[str, list[tuple[Any, ...]]], *, is_done: bool
) -> tuple[str, tuple[str, str] | None]:
    """Another case like it: its id, and its open step with who has it."""
    case_id, officer = _IDS.new(), draw.choice(OFFICERS)
    later = timedelta(seconds=draw.randrange(3 * 3600), microseconds=draw.randrange(1_000_000))
    own = {task["id"]: _IDS.new() for task in model.rows[tasks.name]}
    open_id = model.case.open_tasks[0].id
    for table in _TABLES:
        if table is timers and is_done:
            continue
        for row in model.rows[table.name]:
            changed = row | {"dossier_id": case_id}
            if row.get("department") == "dau-tu":
                changed |= {"department": department_of(officer)}
            if table is cases:
                changed |= {"accepted_at": row["accepted_at"] + later, "received_at": row["received_at"] + later}
                changed |= {"state": "result_issued", "due_at": row["due_at"]} if is_done else {}
            elif table is tasks:
                changed |= {"id": own[row["id"]]}
                if row["id"] == open_id:
                    changed |= {"officer": officer, "state": "completed" if is_done else row["state"]}
            elif table is ledger_entries:
                changed |= {"at": row["at"] + later, "recorded_at": row["recorded_at"] + later}
            else:
                kind, _, task_id = row["kind"].partition("/")
                changed |= {"kind": f"{kind}/{own[task_id]}" if task_id else kind}
            batch[table.name].append(tuple(changed[column.name] for column in table.c))
    return case_id, None if is_done else (own[open_id], officer)


async def _laws(connection: asyncpg.Connection[Any]) -> None:
    for each in laws():
        version = each.version
        await connection.execute(
            f"INSERT INTO {law_versions.name} (procedure_key, version, name, name_en, body)"
            " VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            *(version.key, version.version, version.name, version.name_en, orjson.dumps(version.to_dict()).decode()),
        )
        await keep_calendar(connection, REVISION, each.calendar)


async def keep_calendar(connection: asyncpg.Connection[Any], revision: str, calendar: WorkCalendar) -> None:
    """As processing keeps it when it hears of it."""
    await connection.execute(
        f"INSERT INTO {calendars.name} (law_revision, body) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        revision,
        orjson.dumps(calendar_to_dict(calendar)).decode(),
    )


def _plain(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """JSON as text, as COPY takes it."""
    documents = {column.name for column in table.c if isinstance(column.type, Json)}
    return {
        name: orjson.dumps(value).decode() if name in documents and value is not None else value
        for name, value in row.items()
    }
