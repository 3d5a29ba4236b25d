"""Tasks as lists have them: with their case, its procedure's name and what their time is told by; one statement."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, null, select

from processing.application.ports import ListedClock, ListedTask
from processing.domain.vocabulary import CaseState, Timeliness
from processing.store import rows
from processing.store.tables import cases, law_versions, ledger_entries, tasks

WITH_CASE = tasks.join(cases, cases.c.dossier_id == tasks.c.dossier_id)


def _of_case() -> list[ColumnElement[Any]]:
    """Columns of the case, under names of their own: both tables have a department, a state and a due instant."""
    own = ("code", "procedure_key", "procedure_code", "procedure_version", "channel")
    columns: list[ColumnElement[Any]] = [cases.c[name] for name in own]
    named = {"department": "case_department", "state": "case_state", "announced_due_at": "case_due_at"}
    columns += [cases.c[name].label(label) for name, label in named.items()]
    clock = ("law_revision", "original_due_at", "timeliness", "stopped_at", "version")
    return [*columns, *(cases.c[name] for name in clock), _paused_at()]


def _paused_at() -> ColumnElement[Any]:
    """Since when the clock stands; looked up for those rows only whose case has no due instant."""
    entry = ledger_entries.c
    latest = (
        select(func.max(entry.at))
        .where(entry.dossier_id == cases.c.dossier_id, entry.kind == "paused")
        .correlate(cases)
        .scalar_subquery()
    )
    return case((cases.c.due_at.is_(None), latest), else_=null()).label("paused_at")


# Built once; who asks adds conditions, order and limit.
LISTED = select(tasks, *_of_case(), law_versions.c.name, law_versions.c.name_en).select_from(
    WITH_CASE.join(
        law_versions,
        and_(
            law_versions.c.procedure_key == cases.c.procedure_key,
            law_versions.c.version == cases.c.procedure_version,
        ),
    )
)


def listed(row: rows.Row) -> ListedTask:
    """A row of ``LISTED``."""
    dossier = rows.dossier_of(row)
    return ListedTask(
        task=rows.task_of(row),
        dossier=rows.answering(dossier, row.case_department),
        procedure_name=row.name,
        procedure_name_en=row.name_en,
        case_state=CaseState(row.case_state),
        dossier_due_at=row.case_due_at,
        version=row.version,
        clock=ListedClock(
            law_revision=row.law_revision,
            original_due_at=row.original_due_at,
            paused_at=row.paused_at,
            timeliness=Timeliness(row.timeliness) if row.timeliness else None,
            stopped_at=row.stopped_at,
        ),
    )
