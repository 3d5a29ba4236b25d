"""motcua.processing.v1.RoleService: the same use cases as HTTP."""

from __future__ import annotations

from typing import Any

from chassis.kernel.errors import invalid
from chassis.rpc.server import current_actor
from motcua.processing.v1 import role_service_pb2 as pb
from motcua.processing.v1 import role_service_pb2_grpc
from processing.api.grpc.mandates import day, id_page, id_token
from processing.api.grpc.messages import created
from processing.application.staff_ports import RoleFilter
from processing.application.staffing import AssignRole, EndRole
from processing.application.use_cases import UseCases
from processing.domain.staffing import RoleAssignment
from processing.domain.vocabulary import Role
from processing.protocol import stamp


class RoleServicer(role_service_pb2_grpc.RoleServiceServicer):
    def __init__(self, use_cases: UseCases) -> None:
        self._ask = use_cases.staff

    async def AssignRole(self, request: pb.AssignRoleRequest, context: Any) -> pb.AssignRoleResponse:  # noqa: N802
        command = AssignRole(
            asked=created("AssignRole", request),
            account=request.account,
            role=_role(request.role),
            department=request.department,
            valid_from=day(request.valid_from, "valid_from"),
            valid_to=day(request.valid_to, "valid_to") if request.valid_to else None,
            decision_ref=request.decision_ref,
        )
        return pb.AssignRoleResponse(assignment=_message(await self._ask.assign(command)))

    async def EndRole(self, request: pb.EndRoleRequest, context: Any) -> pb.EndRoleResponse:  # noqa: N802
        command = EndRole(
            asked=created("EndRole", request),
            assignment_id=request.assignment_id,
            valid_to=day(request.valid_to, "valid_to"),
            reason=request.reason,
        )
        return pb.EndRoleResponse(assignment=_message(await self._ask.end(command)))

    async def ListRoles(self, request: pb.ListRolesRequest, context: Any) -> pb.ListRolesResponse:  # noqa: N802
        on = day(request.on, "on") if request.on else None
        wanted = RoleFilter(department=request.department, account=request.account, on=on)
        filters: dict[str, object] = {
            "list": "roles",
            "department": wanted.department,
            "account": wanted.account,
            "on": on,
        }
        after, size = id_page(request, filters)
        found = await self._ask.list(current_actor(), wanted, after, size)
        return pb.ListRolesResponse(
            assignments=[_message(assignment) for assignment in found.assignments],
            next_page_token=id_token(found.following, filters),
            total_size=found.total,
        )


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError:
        raise invalid("invalid-request", "Correct these fields: role.", role="not a known value") from None


def _message(assignment: RoleAssignment) -> pb.RoleAssignment:
    return pb.RoleAssignment(
        id=assignment.id,
        account=assignment.account,
        role=assignment.role.value,
        department=assignment.department,
        valid_from=assignment.valid_from.isoformat(),
        valid_to=assignment.valid_to.isoformat() if assignment.valid_to else "",
        decision_ref=assignment.decision_ref,
        recorded_by=assignment.recorded_by,
        recorded_at=stamp(assignment.recorded_at),
        ended_at=stamp(assignment.ended_at) if assignment.ended_at else None,
        ended_by=assignment.ended_by,
    )
