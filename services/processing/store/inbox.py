"""Inboxes: a person's open steps by ranges of indexes, counted in one statement; only groups that have any are read.

What somebody holds is counted on an index of open steps alone, beside the few cases whose clock stands or that wait for
the applicant; ``inbox.group_of`` says the same for one step, and the tests compare both.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, case, false, func, literal_column, or_, select, union_all

from chassis.data.database import Database
from processing.application.ports import ListedTask
from processing.domain.inbox import WAITING, Bounds, Group, Owner, Urgency
from processing.domain.vocabulary import Role
from processing.store.listing import LISTED, WITH_CASE, listed
from processing.store.tables import IS_OPEN, STANDS, cases, tasks

_T, _C = tasks.c, cases.c
_PAUSED = _C.due_at.is_(None)
# Written out for the indexes, as IS_OPEN is.
_UNASSIGNED = _T.state == literal_column("'unassigned'")
_STANDING = select(_C.dossier_id, _C.state, _PAUSED.label("is_paused")).where(STANDS).subquery("standing")


class SqlInboxes:
    """Fulfils ``ports.Inboxes``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def revision(self, owner: Owner) -> str | None:
        parts = [_revision(_mine(owner)), _revision(_free(owner))]
        async with self._database.read() as connection:
            return await connection.scalar(select(func.coalesce(*parts)))

    async def page(self, owner: Owner, group: Group, size: int, *, paused: bool) -> list[ListedTask]:
        matches = and_(_belongs(owner, group), _PAUSED if paused else ~_PAUSED)
        query = LISTED.where(matches).order_by(_T.due_at, _T.id).limit(size)
        async with self._database.read() as connection:
            return [listed(row) for row in await connection.execute(query)]

    async def counts(self, owner: Owner, bounds: Bounds) -> dict[tuple[Group, Urgency], int]:
        async with self._database.read() as connection:
            found = (await connection.execute(union_all(_held(owner, bounds), _unheld(owner, bounds)))).all()
        counts: dict[tuple[Group, Urgency], int] = {}
        for row in found:
            place = Group(row.grouped), Urgency(row.urgency)
            counts[place] = counts.get(place, 0) + row.many
        return counts


def _held(owner: Owner, bounds: Bounds) -> Select[Any]:
    standing = _STANDING.c
    grouped = case(
        (_T.decides, _word(Group.TO_DECIDE)),
        (standing.state.in_([_word(state) for state in sorted(WAITING)]), _word(Group.WAITING)),
        else_=_word(Group.HELD),
    )
    rows = tasks.outerjoin(_STANDING, standing.dossier_id == _T.dossier_id)
    paused = func.coalesce(standing.is_paused, false())
    return _counted(select(grouped.label("grouped"), _urgency(paused, bounds)).select_from(rows).where(_mine(owner)))


def _unheld(owner: Owner, bounds: Bounds) -> Select[Any]:
    grouped = case((_T.decides, _word(Group.TO_DECIDE)), else_=_word(Group.TO_ASSIGN)).label("grouped")
    wanted = or_(and_(_T.decides, _T.role.in_(sorted(owner.decides_as))), and_(~_T.decides, _assignable(owner)))
    rows = select(grouped, _urgency(_PAUSED, bounds)).select_from(WITH_CASE).where(_free(owner), wanted)
    return _counted(rows)


def _counted(rows: Select[Any]) -> Select[Any]:
    inner = rows.subquery()
    columns = inner.c.grouped, inner.c.urgency
    return select(*columns, func.count().label("many")).group_by(*columns)


def _urgency(is_paused: ColumnElement[bool], bounds: Bounds) -> ColumnElement[str]:
    return case(
        (is_paused, _word(Urgency.PAUSED)),
        (_T.due_at < bounds.now, _word(Urgency.LATE)),
        (_T.due_at <= bounds.one_day_at, _word(Urgency.ONE_DAY)),
        (_T.due_at <= bounds.three_days_at, _word(Urgency.THREE_DAYS)),
        else_=_word(Urgency.LATER),
    ).label("urgency")


def _mine(owner: Owner) -> ColumnElement[bool]:
    return and_(IS_OPEN, _T.officer == owner.officer)


def _free(owner: Owner) -> ColumnElement[bool]:
    return and_(_UNASSIGNED, _T.department == owner.department, _T.agency == owner.agency)


def _belongs(owner: Owner, group: Group) -> ColumnElement[bool]:
    match group:
        case Group.HELD:
            return and_(_mine(owner), ~_T.decides, _C.state.not_in(sorted(WAITING)))
        case Group.WAITING:
            return and_(_mine(owner), ~_T.decides, _C.state.in_(sorted(WAITING)))
        case Group.TO_ASSIGN:
            return and_(_free(owner), ~_T.decides, _assignable(owner))
        case Group.TO_DECIDE:
            return and_(_T.decides, or_(_mine(owner), and_(_free(owner), _T.role.in_(sorted(owner.decides_as)))))


def _assignable(owner: Owner) -> ColumnElement[bool]:
    assigned = _T.role.in_(sorted(owner.assigns))
    if not owner.takes_for_others:
        return assigned
    return or_(assigned, and_(_T.role == Role.SPECIALIST.value, _C.department != _T.department))


def _revision(matches: ColumnElement[bool]) -> Any:
    return select(_C.law_revision).select_from(WITH_CASE).where(matches).limit(1).scalar_subquery()


def _word(word: str) -> ColumnElement[str]:
    return literal_column(f"'{word}'", Text)
