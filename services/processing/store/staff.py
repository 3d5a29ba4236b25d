"""The list of roles: read as of a day, added to, ended."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, insert, or_, select, text, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database
from processing.application.staff_ports import FoundRoles, RoleFilter
from processing.domain.rights import Scope
from processing.domain.staffing import Appointed, RoleAssignment
from processing.domain.vocabulary import Role
from processing.store.mandate_tables import role_assignments

_C = role_assignments.c


class SqlStaff:
    """Fulfils ``staff_ports.Staff`` on one open connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def appointed(self, agency: str, department: str, account: str, role: Role, day: date) -> Appointed:
        holds = and_(_C.account == account, _C.role == role.value, _holding(day))
        query = select(func.count(), func.count().filter(holds)).where(_C.agency == agency, _C.department == department)
        kept, held = (await self._connection.execute(query)).one()
        return Appointed(is_kept=kept > 0, holds_role=held > 0)

    async def lock(self, account: str) -> None:
        """On SQLite there is one writer."""
        if self._connection.dialect.name == "postgresql":
            await self._connection.execute(
                text("SELECT pg_advisory_xact_lock(hashtext('staff'), hashtext(:account))"), {"account": account}
            )

    async def overlapping(self, assignment: RoleAssignment) -> list[RoleAssignment]:
        query = select(role_assignments).where(
            *(_C[name] == getattr(assignment, name) for name in ("agency", "account", "department")),
            _C.role == assignment.role.value,
            or_(_C.valid_to.is_(None), _C.valid_to >= assignment.valid_from),
            true() if assignment.valid_to is None else _C.valid_from <= assignment.valid_to,
        )
        return [_assignment(row) for row in await self._connection.execute(query)]

    async def add(self, assignment: RoleAssignment) -> None:
        row = {name: getattr(assignment, name) for name in _AS_IT_IS} | {"role": assignment.role.value}
        await self._connection.execute(insert(role_assignments), row)

    async def assignment(self, assignment_id: str) -> RoleAssignment | None:
        query = select(role_assignments).where(_C.id == assignment_id).with_for_update()
        row = (await self._connection.execute(query)).one_or_none()
        return _assignment(row) if row else None

    async def save_end(self, assignment: RoleAssignment) -> None:
        ended = {name: getattr(assignment, name) for name in ("valid_to", "ended_by", "ended_at")}
        await self._connection.execute(update(role_assignments).where(_C.id == assignment.id).values(ended))


class SqlStaffReads:
    """Fulfils ``staff_ports.StaffReads``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, scope: Scope, wanted: RoleFilter, after: str, size: int) -> FoundRoles:
        matches = and_(true(), *_conditions(scope, wanted))
        query = select(role_assignments).where(matches, _C.id > after).order_by(_C.id).limit(size + 1)
        async with self._database.read() as connection:
            found = (await connection.execute(query)).all()
            total = await connection.scalar(select(func.count()).select_from(role_assignments).where(matches))
        following = str(found[size - 1].id) if len(found) > size else ""
        return FoundRoles(
            assignments=tuple(_assignment(row) for row in found[:size]), total=total or 0, following=following
        )


def _holding(day: date) -> ColumnElement[bool]:
    return and_(_C.valid_from <= day, or_(_C.valid_to.is_(None), _C.valid_to >= day))


def _conditions(scope: Scope, wanted: RoleFilter) -> list[ColumnElement[bool]]:
    conditions = [_C.agency == scope.agency] if scope.agency else []
    conditions += [_C.department == department for department in sorted({scope.department, wanted.department} - {""})]
    if wanted.account:
        conditions.append(_C.account == wanted.account)
    if wanted.on:
        conditions.append(_holding(wanted.on))
    return conditions


def _assignment(row: Row[Any]) -> RoleAssignment:
    return RoleAssignment(**{name: getattr(row, name) for name in _AS_IT_IS}, role=Role(row.role))


_AS_IT_IS = tuple(column.name for column in role_assignments.c if column.name != "role")
