"""The list of roles in memory."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from processing.application.staff_ports import FoundRoles, RoleFilter
from processing.domain.rights import Scope
from processing.domain.staffing import Appointed, RoleAssignment
from processing.domain.vocabulary import Role


class Shelved(Protocol):
    roles: dict[str, RoleAssignment]


class InMemoryStaff:
    def __init__(self, shelf: Shelved) -> None:
        self._shelf = shelf

    async def appointed(self, agency: str, department: str, account: str, role: Role, day: date) -> Appointed:
        kept = [r for r in self._shelf.roles.values() if (r.agency, r.department) == (agency, department)]
        held = any((r.account, r.role) == (account, role) and r.holds_on(day) for r in kept)
        return Appointed(is_kept=bool(kept), holds_role=held)

    async def lock(self, account: str) -> None:
        """There is one writer."""

    async def overlapping(self, assignment: RoleAssignment) -> list[RoleAssignment]:
        return [
            other
            for other in self._shelf.roles.values()
            if (other.agency, other.account, other.department, other.role)
            == (assignment.agency, assignment.account, assignment.department, assignment.role)
            and (other.valid_to is None or other.valid_to >= assignment.valid_from)
            and (assignment.valid_to is None or other.valid_from <= assignment.valid_to)
        ]

    async def add(self, assignment: RoleAssignment) -> None:
        self._shelf.roles[assignment.id] = assignment

    async def assignment(self, assignment_id: str) -> RoleAssignment | None:
        return self._shelf.roles.get(assignment_id)

    async def save_end(self, assignment: RoleAssignment) -> None:
        self._shelf.roles[assignment.id] = assignment

    async def find(self, scope: Scope, wanted: RoleFilter, after: str, size: int) -> FoundRoles:
        matching = [
            r
            for r in sorted(self._shelf.roles.values(), key=lambda r: r.id)
            if scope.agency in ("", r.agency)
            and all(asked in ("", r.department) for asked in (scope.department, wanted.department))
            and wanted.account in ("", r.account)
            and (wanted.on is None or r.holds_on(wanted.on))
        ]
        rest = [r for r in matching if r.id > after]
        following = rest[size - 1].id if len(rest) > size else ""
        return FoundRoles(assignments=tuple(rest[:size]), total=len(matching), following=following)
