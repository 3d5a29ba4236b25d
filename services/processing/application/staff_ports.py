"""What the list of roles needs from the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from processing.domain.rights import Scope
from processing.domain.staffing import Appointed, RoleAssignment
from processing.domain.vocabulary import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleFilter:
    """Which to list; empty: whatever. on: that hold on that local day."""

    department: str = ""
    account: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRoles:
    """One page, oldest record first. total: all that match, exactly. following: id to go on after; empty: the end."""

    assignments: tuple[RoleAssignment, ...]
    total: int
    following: str


class Staff(Protocol):
    """The list of roles, inside a transaction."""

    async def appointed(self, agency: str, department: str, account: str, role: Role, day: date) -> Appointed:
        """One statement."""
        ...

    async def lock(self, account: str) -> None:
        """Others who write down something of the same account wait until this transaction ends."""
        ...

    async def overlapping(self, assignment: RoleAssignment) -> list[RoleAssignment]:
        """The same role of the same account in the same department, in these days."""
        ...

    async def add(self, assignment: RoleAssignment) -> None: ...

    async def assignment(self, assignment_id: str) -> RoleAssignment | None:
        """Locked until the transaction ends."""
        ...

    async def save_end(self, assignment: RoleAssignment) -> None:
        """Stores a new last day and who set it."""
        ...


class StaffReads(Protocol):
    """What is committed."""

    async def find(self, scope: Scope, wanted: RoleFilter, after: str, size: int) -> FoundRoles: ...
