"""List roles, page by page, as of a day or of all time."""

from __future__ import annotations

from chassis.kernel.actor import Actor
from processing.application.ports import Reading
from processing.application.staff_ports import FoundRoles, RoleFilter
from processing.domain.staffing import RoleAssignment, reach

EXPORT_PAGE = 1_000


class ListRolesHandler:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    async def __call__(self, actor: Actor, wanted: RoleFilter, after: str, size: int) -> FoundRoles:
        """Of one's department; operators, leaders and the control team: of the agency. Problem ``role-not-allowed``."""
        return await self._reading.staff.find(reach(actor), wanted, after, size)

    async def every(self, actor: Actor, wanted: RoleFilter) -> list[RoleAssignment]:
        """All of them at once, for a sheet: an agency has some hundreds."""
        found = await self(actor, wanted, "", EXPORT_PAGE)
        every = list(found.assignments)
        while found.following:
            found = await self(actor, wanted, found.following, EXPORT_PAGE)
            every += found.assignments
        return every
