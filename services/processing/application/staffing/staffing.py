"""The use cases about the list of roles, as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from processing.application.ports import Reading, UnitOfWork
from processing.application.staffing.assign_role import AssignRoleHandler, EndRoleHandler
from processing.application.staffing.list_roles import ListRolesHandler


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffUseCases:
    """See ``application.staffing`` for what each is."""

    assign: AssignRoleHandler
    end: EndRoleHandler
    list: ListRolesHandler

    @classmethod
    def on(cls, unit_of_work: UnitOfWork, reading: Reading, clock: Clock, ids: Ids) -> Self:
        return cls(
            assign=AssignRoleHandler(unit_of_work, clock, ids),
            end=EndRoleHandler(unit_of_work, clock),
            list=ListRolesHandler(reading),
        )
