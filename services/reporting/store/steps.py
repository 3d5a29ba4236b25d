"""Who has which step, and the ways of dossiers: kept event by event, in the transaction of the event."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.columns import instant_text
from reporting.domain.days import local_day
from reporting.domain.step_notes import StepKind, StepNote
from reporting.store.tables import FORECASTS, HELD_STEPS, STEP_DAYS, WALKS

_H, _W, _D = HELD_STEPS.c, WALKS.c, STEP_DAYS.c


class SqlStepBook:
    """Fulfils ``application.foresight.ports.StepBook``. The events of a dossier come in their order, one at a time."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._statements = _STATEMENTS[connection.dialect.name]

    async def note(self, note: StepNote) -> None:
        match note.kind:
            case StepKind.HELD:
                await self._held(note)
            case StepKind.DONE:
                await self._done(note)
            case StepKind.PAUSED | StepKind.RESUMED:
                await self._clock(note)
            case StepKind.ISSUED:
                await self._connection.execute(_FINISH, {"of_dossier": note.dossier_id, "finished_at": note.at})
                await self._let_go(note, *_OVER)
            case StepKind.STOPPED:
                await self._let_go(note, *_OVER, _NO_WALK)

    async def _held(self, note: StepNote) -> None:
        walk = await self._walk(note)
        # Work that was sent back: what came after the step is void, and nobody else tells.
        done_at = max((leg[4] for leg in walk.legs if leg[0] == note.step), default=None)
        if done_at is not None:
            void = {"of_dossier": note.dossier_id, "done_at": datetime.fromisoformat(done_at)}
            await self._connection.execute(_VOID, void)
        who = {
            "of_agency": note.agency,
            "of_unit": note.unit,
            "of_officer": note.officer,
            "of_dossier": note.dossier_id,
        }
        row = {
            "dossier_id": note.dossier_id,
            "task_id": note.task,
            "agency": note.agency,
            "unit": note.unit,
            "officer": note.officer,
            "procedure_key": note.procedure,
            "step": note.step,
            "since": note.at,
            "due_at": note.due_at,
            "load": int(await self._connection.scalar(_LOAD, who) or 0),
        }
        await self._connection.execute(self._statements["held"], row)

    async def _done(self, note: StepNote) -> None:
        walk = await self._walk(note)
        which = {"of_dossier": note.dossier_id, "of_task": note.task}
        load = int(await self._connection.scalar(_LET_GO, which) or 0)
        leg = [
            note.step,
            note.unit,
            note.officer,
            instant_text(note.began_at or note.at),
            instant_text(note.at),
            load,
        ]
        await self._connection.execute(_WALKED, {"of_dossier": note.dossier_id, "legs": [*walk.legs, leg]})
        await self._connection.execute(self._statements["day"], _day(note))

    async def _clock(self, note: StepNote) -> None:
        walk = await self._walk(note)
        pauses, at = list(walk.pauses), instant_text(note.at)
        if note.kind is StepKind.PAUSED:
            pauses.append([at, None])
        elif pauses and pauses[-1][1] is None:
            pauses[-1] = [pauses[-1][0], at]
        await self._connection.execute(_PAUSED, {"of_dossier": note.dossier_id, "pauses": pauses})
        if note.kind is StepKind.PAUSED:
            await self._let_go(note, _NO_FORECAST)

    async def _walk(self, note: StepNote) -> Any:
        found = (await self._connection.execute(_WALK, {"of_dossier": note.dossier_id})).one_or_none()
        if found is not None:
            return found
        row = {
            "dossier_id": note.dossier_id,
            "agency": note.agency,
            "department": note.department,
            "procedure_key": note.procedure,
            "legs": [],
            "pauses": [],
        }
        await self._connection.execute(self._statements["walk"], row)
        return (await self._connection.execute(_WALK, {"of_dossier": note.dossier_id})).one()

    async def _let_go(self, note: StepNote, *statements: Any) -> None:
        for statement in statements:
            await self._connection.execute(statement, {"of_dossier": note.dossier_id})


def _day(note: StepNote) -> dict[str, Any]:
    return {
        "agency": note.agency,
        "unit": note.unit,
        "officer": note.officer,
        "procedure_key": note.procedure,
        "step": note.step,
        "day": local_day(note.at),
        "done": 1,
        "late": int(note.due_at is not None and note.at > note.due_at),
        "working_seconds": note.working_seconds,
    }


_WALK = select(_W.legs, _W.pauses).where(_W.dossier_id == bindparam("of_dossier")).with_for_update()
_WALKED = update(WALKS).where(_W.dossier_id == bindparam("of_dossier")).values(legs=bindparam("legs"))
_PAUSED = update(WALKS).where(_W.dossier_id == bindparam("of_dossier")).values(pauses=bindparam("pauses"))
_FINISH = update(WALKS).where(_W.dossier_id == bindparam("of_dossier")).values(finished_at=bindparam("finished_at"))
_NO_WALK = delete(WALKS).where(_W.dossier_id == bindparam("of_dossier"))
_NO_FORECAST = delete(FORECASTS).where(FORECASTS.c.dossier_id == bindparam("of_dossier"))
_OVER = (delete(HELD_STEPS).where(_H.dossier_id == bindparam("of_dossier")), _NO_FORECAST)
_VOID = delete(HELD_STEPS).where(
    _H.dossier_id == bindparam("of_dossier"), _H.since >= bindparam("done_at", type_=_H.since.type)
)
_LET_GO = (
    delete(HELD_STEPS)
    .where(_H.dossier_id == bindparam("of_dossier"), _H.task_id == bindparam("of_task"))
    .returning(_H.load)
)
_LOAD = select(func.count()).where(
    _H.agency == bindparam("of_agency"),
    _H.unit == bindparam("of_unit"),
    _H.officer == bindparam("of_officer"),
    _H.dossier_id != bindparam("of_dossier"),
)


def _insert(table: Table, dialect: str) -> Any:
    return postgresql_insert(table) if dialect == "postgresql" else sqlite_insert(table)


def _held(dialect: str) -> Any:
    """Another officer takes it over: since when somebody has it stays."""
    statement = _insert(HELD_STEPS, dialect)
    return statement.on_conflict_do_update(
        index_elements=["dossier_id", "task_id"],
        set_={name: statement.excluded[name] for name in ("officer", "unit", "due_at", "load")},
    )


def _counted(dialect: str) -> Any:
    statement = _insert(STEP_DAYS, dialect)
    return statement.on_conflict_do_update(
        index_elements=[column.name for column in STEP_DAYS.primary_key],
        set_={name: _D[name] + statement.excluded[name] for name in ("done", "late", "working_seconds")},
    )


_STATEMENTS = {
    dialect: {
        "held": _held(dialect),
        "day": _counted(dialect),
        "walk": _insert(WALKS, dialect).on_conflict_do_nothing(),
    }
    for dialect in ("postgresql", "sqlite")
}
