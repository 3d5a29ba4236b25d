"""What inspections found, the remedy and its deadline, the division's answers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from chassis.http.deps import ActorDep
from chassis.http.paging import PageDep
from chassis.http.text import Paragraph, RequestModel
from chassis.kernel.errors import invalid
from reporting.api.http.control.asking import ActOut, Answer, AskedDep, NoteIn, SaidIn, answered, listed
from reporting.application.control import ControlWork
from reporting.application.control.ports import Wanted
from reporting.domain.control.findings import (
    MOST_DAYS,
    MOST_EVIDENCE,
    Finding,
    FindingContent,
    FindingKind,
    FindingState,
    Severity,
)
from reporting.domain.control.inspections import Inspection
from reporting.protocol.control import read

OVERDUE = "overdue"
EvidenceId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$")]
WantedState = Annotated[
    list[str] | None,
    Query(description=f"any of {', '.join(FindingState)}, or {OVERDUE} alone: awaited past its deadline; default: any"),
]


class FindingIn(RequestModel):
    """Tồn tại, vướng mắc / what was found and what is demanded."""

    kind: FindingKind
    severity: Severity
    description: Paragraph = Field(examples=["Phiếu kiểm soát chưa được ký ở bước thẩm định."])
    evidence: list[EvidenceId] = Field(
        default=[], max_length=MOST_EVIDENCE, description="ids or codes of dossiers, no text about anybody"
    )
    remedy: Paragraph = Field(examples=["Ký bổ sung và rút kinh nghiệm trong phòng."])
    working_days: int = Field(ge=1, le=MOST_DAYS, description="to remedy it, by the agency's calendar")


class FindingReturnIn(SaidIn):
    """Trả lại / what is still missing, and perhaps more time for it."""

    working_days: int = Field(
        default=0, ge=0, le=MOST_DAYS, description="a new deadline from now; 0: the old one stays"
    )


class FindingOut(Answer):
    """A finding. ``answer``: the division's last one. ``is_overdue``: as of now."""

    id: str
    agency: str
    department: str = Field(description="whose remedy it is")
    inspection_id: str
    kind: FindingKind
    severity: Severity
    description: str
    evidence: list[str]
    remedy: str
    due_at: datetime
    answer: str
    state: FindingState
    is_overdue: bool = False
    version: int
    acts: list[ActOut]


class FindingPage(Answer):
    items: list[FindingOut]
    next_page_token: str | None
    total_size: int = Field(description="all that match, exactly")


def add_to(made: APIRouter, work: ControlWork) -> None:
    shape = _Shape(work)
    _reading(made, work, shape)
    _acting(made, work, shape)
    _judging(made, work, shape)


class _Shape:
    """Answers as of now."""

    def __init__(self, work: ControlWork) -> None:
        self._clock = work.acting.clock

    def out(self, finding: Finding) -> FindingOut:
        made = FindingOut.model_validate(finding, from_attributes=True)
        made.is_overdue = finding.is_late(self._clock.now())
        return made

    def answer(self, finding: Finding, status: int = 200) -> Response:
        return answered(self.out(finding), finding.version, status)

    def wanted(self, states: list[str] | None, department: str, parent: str = "") -> Wanted:
        """Raises Problem ``invalid-request`` for a state that there is not."""
        if states == [OVERDUE]:
            return Wanted(department=department, parent=parent, overdue_at=self._clock.now())
        known = frozenset(FindingState(state) for state in states or () if state in set(FindingState))
        if len(known) != len(set(states or ())):
            raise invalid("invalid-request", "Correct these fields: state.", state=f"see the list, or {OVERDUE} alone")
        return Wanted(department=department, parent=parent, states=known)


def _reading(made: APIRouter, work: ControlWork, shape: _Shape) -> None:
    @made.get("/v1/findings", response_model=FindingPage, summary="Tồn tại, vướng mắc · List findings")
    async def list_findings(
        actor: ActorDep,
        page: PageDep,
        state: WantedState = None,
        department: Annotated[str, Query(max_length=40)] = "",
    ) -> FindingPage:
        """Newest first. Heads see those of their own division. `state=overdue`: the remedy is awaited and late."""
        items, more = await listed(work, actor, Finding, shape.wanted(state, department), page)
        return FindingPage(items=[shape.out(finding) for finding in items], **more)

    @made.get(
        "/v1/inspections/{inspection_id}/findings",
        response_model=FindingPage,
        summary="Tồn tại của một cuộc kiểm tra · Findings of an inspection",
    )
    async def list_findings_of_inspection(inspection_id: str, actor: ActorDep, page: PageDep) -> FindingPage:
        """Newest first."""
        await work.looking.one(actor, Inspection, inspection_id)
        items, more = await listed(work, actor, Finding, Wanted(parent=inspection_id), page)
        return FindingPage(items=[shape.out(finding) for finding in items], **more)

    @made.get("/v1/findings/{finding_id}", response_model=FindingOut, summary="Một tồn tại · One finding")
    async def get_finding(finding_id: str, actor: ActorDep) -> Response:
        """With everything that was done and said."""
        return shape.answer(await work.looking.one(actor, Finding, finding_id))


def _acting(made: APIRouter, work: ControlWork, shape: _Shape) -> None:
    @made.post(
        "/v1/inspections/{inspection_id}/findings",
        status_code=201,
        response_model=FindingOut,
        summary="Ghi tồn tại · Record a finding",
    )
    async def record_finding(inspection_id: str, body: FindingIn, asked: AskedDep) -> Response:
        """By the control team while the inspection is open. The deadline is the close of office after so many working
        days from tomorrow on."""
        content = read(FindingContent, body.model_dump())
        return shape.answer(await work.findings.record(asked, inspection_id, content), 201)

    @made.post(
        "/v1/findings/{finding_id}/answer", status_code=201, response_model=FindingOut, summary="Giải trình · Answer"
    )
    async def answer_finding(finding_id: str, body: SaidIn, asked: AskedDep) -> Response:
        """By the head of the division: what was done about it."""
        return shape.answer(await work.findings.answer(asked, finding_id, body.text), 201)


def _judging(made: APIRouter, work: ControlWork, shape: _Shape) -> None:
    @made.post(
        "/v1/findings/{finding_id}/acceptance",
        status_code=201,
        response_model=FindingOut,
        summary="Chấp nhận kết quả khắc phục · Accept",
    )
    async def accept_finding_answer(finding_id: str, asked: AskedDep, body: NoteIn | None = None) -> Response:
        """By the control team: it is remedied."""
        return shape.answer(await work.findings.accept(asked, finding_id, body.text if body else ""), 201)

    @made.post(
        "/v1/findings/{finding_id}/return", status_code=201, response_model=FindingOut, summary="Trả lại · Return"
    )
    async def return_finding_answer(finding_id: str, body: FindingReturnIn, asked: AskedDep) -> Response:
        """By the control team: what is still missing."""
        back = await work.findings.send_back(asked, finding_id, body.text, body.working_days)
        return shape.answer(back, 201)

    @made.post(
        "/v1/findings/{finding_id}/withdrawal",
        status_code=201,
        response_model=FindingOut,
        summary="Rút tồn tại · Withdraw a finding",
    )
    async def withdraw_finding(finding_id: str, body: SaidIn, asked: AskedDep) -> Response:
        """By the control team: it was mistaken."""
        return shape.answer(await work.findings.withdraw(asked, finding_id, body.text), 201)
