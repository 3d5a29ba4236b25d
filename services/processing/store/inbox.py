"""Inboxes: each group is a range of an index of open steps, its counts are one statement for all groups."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, case, func, literal_column, or_, select, union_all

from chassis.data.database import Database
from processing.application.ports import ListedTask
from processing.domain.inbox import WAITING, Bounds, Group, Owner, Urgency
from processing.domain.vocabulary import Role
from processing.store.listing import LISTED, WITH_CASE, listed
from processing.store.tables import cases, tasks

_T, _C = tasks.c, cases.c
_STANDS = _C.due_at.is_(None)
# Written out for the partial indexes, as IS_OPEN is.
_UNASSIGNED = _T.state == literal_column("'unassigned'")
_ASSIGNED = _T.state == literal_column("'assigned'")


class SqlInboxes:
    """Fulfils ``ports.Inboxes``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, owner: Owner, group: Group, size: int) -> list[ListedTask]:
        query = LISTED.where(_belongs(owner, group)).order_by(_STANDS, _T.due_at, _T.id).limit(size)
        async with self._database.read() as connection:
            return [listed(row) for row in await connection.execute(query)]

    async def counts(self, owner: Owner, bounds: Bounds) -> dict[tuple[Group, Urgency], int]:
        counted = union_all(*(_counted(owner, group, bounds) for group in Group))
        async with self._database.read() as connection:
            found = (await connection.execute(counted)).all()
        return {(Group(row.grouped), Urgency(row.urgency)): row.many for row in found}


def _counted(owner: Owner, group: Group, bounds: Bounds) -> Select[Any]:
    urgency = case(
        (_STANDS, literal_column("'paused'")),
        (_T.due_at < bounds.now, literal_column("'late'")),
        (_T.due_at <= bounds.one_day_at, literal_column("'one_day'")),
        (_T.due_at <= bounds.three_days_at, literal_column("'three_days'")),
        else_=literal_column("'later'"),
    ).label("urgency")
    grouped = literal_column(f"'{group.value}'", Text).label("grouped")
    inner = select(urgency).select_from(WITH_CASE).where(_belongs(owner, group)).subquery()
    return select(grouped, inner.c.urgency, func.count().label("many")).group_by(inner.c.urgency)


def _belongs(owner: Owner, group: Group) -> ColumnElement[bool]:
    """The same as ``inbox.group_of``, for the database; the tests compare both."""
    mine = and_(_ASSIGNED, _T.officer == owner.officer)
    free = and_(_UNASSIGNED, _T.department == owner.department, _C.agency == owner.agency)
    match group:
        case Group.HELD:
            return and_(mine, ~_T.decides, _C.state.not_in(sorted(WAITING)))
        case Group.WAITING:
            return and_(mine, ~_T.decides, _C.state.in_(sorted(WAITING)))
        case Group.TO_ASSIGN:
            return and_(free, ~_T.decides, _assignable(owner))
        case Group.TO_DECIDE:
            return and_(_T.decides, or_(mine, and_(free, _T.role.in_(sorted(owner.decides_as)))))


def _assignable(owner: Owner) -> ColumnElement[bool]:
    assigned = _T.role.in_(sorted(owner.assigns))
    if not owner.takes_for_others:
        return assigned
    return or_(assigned, and_(_T.role == Role.SPECIALIST.value, _C.department != _T.department))
