"""Absences and delegations: who acts for whom on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Executable,
    Row,
    Table,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    text,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database
from processing.application.mandate_ports import FoundAbsences, FoundDelegations, MandateFilter
from processing.domain.absences import Absence, AbsenceKind
from processing.domain.delegations import Delegation
from processing.domain.local_days import local_day
from processing.domain.mandates import Power, Standing
from processing.domain.rights import Scope
from processing.domain.vocabulary import Role
from processing.store.mandate_tables import absences, delegations

_A, _D = absences.c, delegations.c
_ON: BindParameter[date] = bindparam("day", type_=Date)


def _running(table: Table, ended: str) -> ColumnElement[bool]:
    return and_(table.c.from_on <= _ON, table.c.to_on >= _ON, table.c[ended].is_(None))


_STOOD_IN = select(absences).where(_A.substitute == bindparam("officer"), _running(absences, "cancelled_at"))
_DELEGATED = select(delegations).where(_D.delegate == bindparam("officer"), _running(delegations, "revoked_at"))
_ABSENT = select(absences).where(_A.officer == bindparam("officer"), _running(absences, "cancelled_at"))
_OVERLAPPING = (
    select(absences)
    .where(
        or_(_A.officer == bindparam("officer"), _A.officer == bindparam("substitute")),
        _A.from_on <= bindparam("to_on"),
        _A.to_on >= bindparam("from_on"),
        _A.cancelled_at.is_(None),
    )
    .order_by(_A.officer != bindparam("officer"), _A.from_on)
)


def _one(table: Table) -> Executable:
    return select(table).where(table.c.id == bindparam("wanted")).with_for_update()


_ONE_ABSENCE, _ONE_DELEGATION = _one(absences), _one(delegations)


class SqlMandates:
    """Fulfils ``mandates.ports.MandateBook`` on one open connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def standing(self, officer: str, now: datetime) -> Standing:
        which = {"officer": officer, "day": local_day(now)}
        away = [_absence(row) for row in await self._connection.execute(_STOOD_IN, which)]
        lent = [_delegation(row) for row in await self._connection.execute(_DELEGATED, which)]
        mandates = [absence.mandate for absence in away] + [delegation.mandate for delegation in lent]
        return Standing(at=now, mandates=tuple(sorted(mandates, key=lambda mandate: mandate.id)))

    async def lock(self, officer: str) -> None:
        """On SQLite there is one writer."""
        if self._connection.dialect.name == "postgresql":
            await self._connection.execute(
                text("SELECT pg_advisory_xact_lock(hashtext('mandates'), hashtext(:officer))"), {"officer": officer}
            )

    async def absence_on(self, officer: str, day: date) -> Absence | None:
        which = {"officer": officer, "day": day}
        row = (await self._connection.execute(_ABSENT, which)).first()
        return _absence(row) if row else None

    async def overlapping(self, absence: Absence) -> list[Absence]:
        which = {name: getattr(absence, name) for name in ("officer", "substitute", "from_on", "to_on")}
        return [_absence(row) for row in await self._connection.execute(_OVERLAPPING, which)]

    async def add_absence(self, absence: Absence) -> None:
        await self._connection.execute(insert(absences), _absence_row(absence))

    async def absence(self, absence_id: str) -> Absence | None:
        row = (await self._connection.execute(_ONE_ABSENCE, {"wanted": absence_id})).one_or_none()
        return _absence(row) if row else None

    async def save_absence(self, absence: Absence) -> None:
        ended = {"cancelled_by": absence.cancelled_by, "cancelled_at": absence.cancelled_at}
        await self._connection.execute(update(absences).where(_A.id == absence.id).values(ended))

    async def add_delegation(self, delegation: Delegation) -> None:
        await self._connection.execute(insert(delegations), _delegation_row(delegation))

    async def delegation(self, delegation_id: str) -> Delegation | None:
        row = (await self._connection.execute(_ONE_DELEGATION, {"wanted": delegation_id})).one_or_none()
        return _delegation(row) if row else None

    async def save_delegation(self, delegation: Delegation) -> None:
        ended = {"revoked_by": delegation.revoked_by, "revoked_at": delegation.revoked_at}
        await self._connection.execute(update(delegations).where(_D.id == delegation.id).values(ended))


class SqlMandateReads:
    """Fulfils ``mandates.ports.MandateReads``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def standing(self, officer: str, now: datetime) -> Standing:
        async with self._database.read() as connection:
            return await SqlMandates(connection).standing(officer, now)

    async def absences(self, scope: Scope, wanted: MandateFilter, after: str, size: int) -> FoundAbsences:
        found, total = await self._page(_ABSENCES, _conditions(_ABSENCES, scope, wanted), wanted, after, size)
        return FoundAbsences(
            absences=tuple(_absence(row) for row in found[:size]), total=total, following=_following(found, size)
        )

    async def delegations(self, scope: Scope, wanted: MandateFilter, after: str, size: int) -> FoundDelegations:
        found, total = await self._page(_DELEGATIONS, _conditions(_DELEGATIONS, scope, wanted), wanted, after, size)
        return FoundDelegations(
            delegations=tuple(_delegation(row) for row in found[:size]), total=total, following=_following(found, size)
        )

    async def _page(
        self, listed: _Listed, matches: ColumnElement[bool], wanted: MandateFilter, after: str, size: int
    ) -> tuple[list[Row[Any]], int]:
        table = listed.table
        which: dict[str, date | None] = {"day": wanted.on} if wanted.on else {}
        query = select(table).where(matches, table.c.id > after).order_by(table.c.id).limit(size + 1)
        async with self._database.read() as connection:
            found = list((await connection.execute(query, which)).all())
            total = await connection.scalar(select(func.count()).select_from(table).where(matches), which)
        return found, total or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listed:
    """people: columns of the two persons. ended: column of the instant from which it does not hold."""

    table: Table
    people: tuple[ColumnElement[str], ColumnElement[str]]
    ended: str


_ABSENCES = _Listed(table=absences, people=(_A.officer, _A.substitute), ended="cancelled_at")
_DELEGATIONS = _Listed(table=delegations, people=(_D.delegator, _D.delegate), ended="revoked_at")


def _conditions(listed: _Listed, scope: Scope, wanted: MandateFilter) -> ColumnElement[bool]:
    c = listed.table.c
    conditions = [c.agency == scope.agency] if scope.agency else []
    conditions += [c.department == department for department in sorted({scope.department, wanted.department} - {""})]
    if wanted.person:
        conditions.append(or_(*(column == wanted.person for column in listed.people)))
    if wanted.on:
        conditions.append(_running(listed.table, listed.ended))
    return and_(true(), *conditions)


def _following(found: list[Row[Any]], size: int) -> str:
    return str(found[size - 1].id) if len(found) > size else ""


def _absence(row: Row[Any]) -> Absence:
    return Absence(
        **{name: getattr(row, name) for name in _ABSENCE_AS_IT_IS},
        roles=frozenset(Role(role) for role in row.roles),
        kind=AbsenceKind(row.kind),
    )


def _absence_row(absence: Absence) -> dict[str, Any]:
    row = {name: getattr(absence, name) for name in _ABSENCE_AS_IT_IS}
    return row | {"roles": sorted(absence.roles), "kind": absence.kind.value}


def _delegation(row: Row[Any]) -> Delegation:
    return Delegation(
        **{name: getattr(row, name) for name in _DELEGATION_AS_IT_IS},
        roles=frozenset(Role(role) for role in row.roles),
        powers=frozenset(Power(power) for power in row.powers),
    )


def _delegation_row(delegation: Delegation) -> dict[str, Any]:
    row = {name: getattr(delegation, name) for name in _DELEGATION_AS_IT_IS}
    return row | {"roles": sorted(delegation.roles), "powers": sorted(delegation.powers)}


_ABSENCE_AS_IT_IS = tuple(column.name for column in absences.c if column.name not in ("roles", "kind"))
_DELEGATION_AS_IT_IS = tuple(column.name for column in delegations.c if column.name not in ("roles", "powers"))
