"""The list of roles: who is what where, since when, by which decision."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import Field, StringConstraints
from starlette.responses import Response

from chassis.http.deps import ActorDep
from chassis.http.paging import PageDep
from chassis.http.text import Paragraph, RequestModel
from chassis.sheets import MEDIA_TYPES, Format, Kind, SheetColumn, SheetTable, sheet_bytes
from processing.api.http import answers
from processing.api.http.mandates import after_of, id_token
from processing.api.http.requests import Account
from processing.api.http.tasks import AskedDep
from processing.application.staff_ports import RoleFilter
from processing.application.staffing import AssignRole, EndRole
from processing.application.use_cases import UseCases
from processing.domain.local_days import HO_CHI_MINH
from processing.domain.staffing import LONGEST_REF, RoleAssignment
from processing.domain.vocabulary import Role

_SHEET = SheetTable(
    title="Phân công vai trò",
    columns=(
        SheetColumn("Tài khoản"),
        SheetColumn("Vai trò"),
        SheetColumn("Phòng"),
        SheetColumn("Từ ngày", Kind.DATE),
        SheetColumn("Đến ngày", Kind.DATE),
        SheetColumn("Quyết định"),
    ),
    zone=HO_CHI_MINH,
)
_SHEETS: dict[int | str, dict[str, Any]] = {
    200: {"content": {MEDIA_TYPES["csv"].partition(";")[0]: {}, MEDIA_TYPES["xlsx"]: {}}}
}


class RoleAssignmentIn(RequestModel):
    """Phân công, biệt phái / somebody holds a role in a department. Both days are included."""

    account: Account = Field(examples=["cv.dautu.1"])
    role: Role
    department: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")] = Field(examples=["dau-tu"])
    valid_from: date
    valid_to: date | None = Field(default=None, description="null: until it is ended")
    decision_ref: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_REF)] = (
        Field(examples=["QĐ 45/QĐ-BQL ngày 02/03/2026"])
    )


class RoleEndIn(RequestModel):
    """Kết thúc / the last day brought forward."""

    valid_to: date
    reason: Paragraph = Field(examples=["Hết thời gian biệt phái."])


class RoleAssignmentOut(answers.Answer):
    """``ended_at``: when its end was brought forward."""

    id: str
    account: str
    role: Role
    department: str
    valid_from: date
    valid_to: date | None
    decision_ref: str
    recorded_by: str
    recorded_at: datetime
    ended_by: str | None
    ended_at: datetime | None


class RoleAssignmentPage(answers.Answer):
    items: list[RoleAssignmentOut]
    next_page_token: str | None = None
    total_size: int = Field(description="all that match, exactly")


class RoleQuery:
    """Which to list."""

    def __init__(
        self,
        department: Annotated[str, Query(max_length=40, description="token of the department")] = "",
        account: Annotated[str, Query(max_length=100, description="account id")] = "",
        on: Annotated[date | None, Query(description="those that hold on this local day")] = None,
    ) -> None:
        self.wanted = RoleFilter(department=department, account=account, on=on)

    def filters(self) -> dict[str, object]:
        """What a page token is bound to."""
        wanted = self.wanted
        return {"list": "roles", "department": wanted.department, "account": wanted.account, "on": wanted.on}


RoleQueryDep = Annotated[RoleQuery, Depends()]


def router(use_cases: UseCases) -> APIRouter:
    made = APIRouter(prefix="/v1/role-assignments", tags=["Vai trò · Roles"])
    _reads(made, use_cases)
    ask = use_cases.staff

    @made.post("", status_code=201, response_model=RoleAssignmentOut, summary="Phân công vai trò · Assign a role")
    async def assign_role(body: RoleAssignmentIn, asked: AskedDep) -> RoleAssignmentOut:
        """By an operator or a leader of the agency. Once a department has a list, its steps are given only to who holds
        the step's role there on that day; without one the tokens alone decide."""
        return _out(await ask.assign(AssignRole(asked=asked, **body.model_dump())))

    @made.post("/{assignment_id}/end", status_code=201, response_model=RoleAssignmentOut, summary="Kết thúc · End")
    async def end_role(assignment_id: str, body: RoleEndIn, asked: AskedDep) -> RoleAssignmentOut:
        """Its last day is brought forward; nothing is deleted, and what is past is not rewritten."""
        command = EndRole(asked=asked, assignment_id=assignment_id, valid_to=body.valid_to, reason=body.reason)
        return _out(await ask.end(command))

    return made


def _reads(made: APIRouter, use_cases: UseCases) -> None:
    ask = use_cases.staff

    @made.get("", response_model=RoleAssignmentPage, summary="Danh sách vai trò · List roles")
    async def list_roles(actor: ActorDep, page: PageDep, query: RoleQueryDep) -> RoleAssignmentPage:
        """Of your department; operators, leaders and the control team: of the agency. Oldest record first."""
        filters = query.filters()
        found = await ask.list(actor, query.wanted, after_of(page.after(filters)), page.page_size)
        return RoleAssignmentPage(
            items=[_out(assignment) for assignment in found.assignments],
            next_page_token=id_token(found.following, filters),
            total_size=found.total,
        )

    @made.get("/export", response_class=Response, responses=_SHEETS, summary="Kết xuất danh sách · The list as a sheet")
    async def export_roles(actor: ActorDep, query: RoleQueryDep, format: Format = Format.CSV) -> Response:  # noqa: A002
        """The same as a file, whole; with `on` as it was on that day."""
        every = await ask.list.every(actor, query.wanted)
        rows = [(a.account, a.role.value, a.department, a.valid_from, a.valid_to, a.decision_ref) for a in every]
        content = await asyncio.to_thread(sheet_bytes, format, _SHEET, rows)
        name = f"attachment; filename=role-assignments.{format.value}"
        return Response(content, media_type=MEDIA_TYPES[format.value], headers={"Content-Disposition": name})


def _out(assignment: RoleAssignment) -> RoleAssignmentOut:
    return RoleAssignmentOut(
        id=assignment.id,
        account=assignment.account,
        role=assignment.role,
        department=assignment.department,
        valid_from=assignment.valid_from,
        valid_to=assignment.valid_to,
        decision_ref=assignment.decision_ref,
        recorded_by=assignment.recorded_by,
        recorded_at=assignment.recorded_at,
        ended_by=assignment.ended_by or None,
        ended_at=assignment.ended_at,
    )
