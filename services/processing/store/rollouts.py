"""Rollouts of calendars in SQL. There are a few a year; the one that matters is the latest of its agency."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from processing.domain.recounting import Moves, Tally
from processing.domain.rollouts import SETTLE, Rollout
from processing.store.rows import Row
from processing.store.tables import calendar_rollouts

_C = calendar_rollouts.c
_LATEST = _C.position.desc()
_ROLLOUT = select(calendar_rollouts)


class SqlRollouts:
    """Fulfils ``ports.Rollouts`` on one open connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, rollout: Rollout) -> None:
        overtaken = update(calendar_rollouts).where(_C.agency == rollout.agency, _C.settled_at.is_(None))
        await self._connection.execute(overtaken.values(settled_at=rollout.heard_at))
        await self._connection.execute(insert(calendar_rollouts).values(rollout_row(rollout)))

    async def latest(self, agency: str) -> Rollout | None:
        found = await self._connection.execute(_ROLLOUT.where(_C.agency == agency).order_by(_LATEST).limit(1))
        row = found.one_or_none()
        return None if row is None else rollout_of(row)

    async def claim(self, now: datetime) -> Rollout | None:
        query = _ROLLOUT.where(waiting(now)).order_by(_LATEST).limit(1).with_for_update(skip_locked=True)
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else rollout_of(row)

    async def save(self, rollout: Rollout) -> None:
        changed = update(calendar_rollouts).where(_C.id == rollout.id).values(rollout_row(rollout))
        await self._connection.execute(changed)


async def rollout(connection: AsyncConnection, revision: str) -> Rollout | None:
    """The latest rollout of a revision."""
    found = await connection.execute(_ROLLOUT.where(_C.law_revision == revision).order_by(_LATEST).limit(1))
    row = found.one_or_none()
    return None if row is None else rollout_of(row)


def waiting(now: datetime) -> ColumnElement[bool]:
    """Not finished, or finished and due for its second look."""
    return and_(_C.settled_at.is_(None), or_(_C.finished_at.is_(None), _C.finished_at <= now - SETTLE))


def rollout_row(rollout: Rollout) -> dict[str, Any]:
    tally = rollout.tally
    return {
        "id": rollout.id,
        "agency": rollout.agency,
        "law_revision": rollout.law_revision,
        "changed_at": rollout.changed_at,
        "heard_at": rollout.heard_at,
        "place": rollout.place,
        "tally": {
            "departments": {
                name: {field: getattr(moves, field) for field in Moves.__slots__}
                for name, moves in tally.departments.items()
            },
            "shifts": [
                [department, old.isoformat(), new.isoformat(), count]
                for (department, old, new), count in tally.shifts.items()
            ],
        },
        "finished_at": rollout.finished_at,
        "settled_at": rollout.settled_at,
    }


def rollout_of(row: Row) -> Rollout:
    return Rollout(
        id=row.id,
        agency=row.agency,
        law_revision=row.law_revision,
        changed_at=row.changed_at,
        heard_at=row.heard_at,
        place=row.place,
        tally=Tally(
            departments={name: Moves(**plain) for name, plain in row.tally["departments"].items()},
            shifts={
                (department, date.fromisoformat(old), date.fromisoformat(new)): count
                for department, old, new, count in row.tally["shifts"]
            },
        ),
        finished_at=row.finished_at,
        settled_at=row.settled_at,
    )
