"""Absences and delegations: who stands in for whom, and by which paper."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field, StringConstraints

from chassis.http.deps import ActorDep
from chassis.http.paging import PageDep, encode_cursor
from chassis.http.text import Paragraph, RequestModel
from processing.api.http import answers
from processing.api.http.requests import Account
from processing.api.http.tasks import AskedDep
from processing.application.mandate_ports import MandateFilter
from processing.application.mandates import CancelAbsence, Delegate, RecordAbsence, RevokeDelegation
from processing.application.use_cases import UseCases
from processing.domain.absences import Absence, AbsenceKind
from processing.domain.delegations import LONGEST_NUMBER, Delegation
from processing.domain.mandates import Power

OptionalAccount = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]


class AbsenceIn(RequestModel):
    """Vắng mặt / somebody is away, and a colleague of the department stands in. Both days are included."""

    officer: OptionalAccount = Field(default="", description="account id; empty: you")
    from_on: date = Field(examples=["2026-12-01"])
    to_on: date = Field(examples=["2026-12-05"])
    substitute: Account = Field(examples=["cv.dautu.2"])
    kind: AbsenceKind


class EndIn(RequestModel):
    """Lý do / why it holds no longer."""

    reason: Paragraph = Field(examples=["Đi làm lại sớm hơn dự kiến."])


class AbsenceOut(answers.Answer):
    """An absence. ``cancelled_at``: from then on it does not hold."""

    id: str
    officer: str
    department: str
    from_on: date
    to_on: date
    substitute: str
    kind: AbsenceKind
    recorded_by: str
    recorded_at: datetime
    cancelled_by: str | None
    cancelled_at: datetime | None


class AbsencePage(answers.Answer):
    items: list[AbsenceOut]
    next_page_token: str | None = None
    total_size: int = Field(description="all that match, exactly")


class DelegationIn(RequestModel):
    """Uỷ quyền / powers of yours that somebody else may use too. Both days are included."""

    delegate: Account = Field(examples=["pp.dautu"])
    powers: list[Power] = Field(min_length=1, max_length=len(Power))
    from_on: date
    to_on: date
    document_number: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NUMBER)]
    document_on: date = Field(description="day of the written delegation")


class DelegationOut(answers.Answer):
    """A written delegation. ``revoked_at``: from then on it does not hold."""

    id: str
    delegator: str
    department: str
    delegate: str
    powers: list[Power]
    from_on: date
    to_on: date
    document_number: str
    document_on: date
    recorded_at: datetime
    revoked_by: str | None
    revoked_at: datetime | None


class DelegationPage(answers.Answer):
    items: list[DelegationOut]
    next_page_token: str | None = None
    total_size: int = Field(description="all that match, exactly")


class MandateQuery:
    """Which to list."""

    def __init__(
        self,
        department: Annotated[str, Query(max_length=40, description="token of the department")] = "",
        person: Annotated[str, Query(max_length=100, description="account id of either of the two")] = "",
        on: Annotated[date | None, Query(description="those that run on this local day")] = None,
    ) -> None:
        self.wanted = MandateFilter(department=department, person=person, on=on)

    def filters(self, listed: str) -> dict[str, object]:
        """What a page token is bound to."""
        return {
            "list": listed,
            "department": self.wanted.department,
            "person": self.wanted.person,
            "on": self.wanted.on,
        }


MandateQueryDep = Annotated[MandateQuery, Depends()]


def router(use_cases: UseCases) -> APIRouter:
    made = APIRouter()
    made.include_router(_absences(use_cases))
    made.include_router(_delegations(use_cases))
    return made


def _absences(use_cases: UseCases) -> APIRouter:
    made = APIRouter(prefix="/v1/absences", tags=["Vắng mặt, uỷ quyền · Absences, delegations"])
    ask = use_cases.mandates

    @made.post("", status_code=201, response_model=AbsenceOut, summary="Báo vắng mặt · Record an absence")
    async def record_absence(body: AbsenceIn, asked: AskedDep) -> AbsenceOut:
        """By the officer, or the head of the department. While it runs, the substitute has the officer's steps too,
        and nobody assigns new ones to the officer."""
        return _absence(await ask.record_absence(RecordAbsence(asked=asked, **body.model_dump())))

    @made.get("", response_model=AbsencePage, summary="Danh sách vắng mặt · List absences")
    async def list_absences(actor: ActorDep, page: PageDep, query: MandateQueryDep) -> AbsencePage:
        """Of your department; leaders and the control team: of the agency. Oldest record first."""
        filters = query.filters("absences")
        found = await ask.list_absences(actor, query.wanted, after_of(page.after(filters)), page.page_size)
        return AbsencePage(
            items=[_absence(absence) for absence in found.absences],
            next_page_token=id_token(found.following, filters),
            total_size=found.total,
        )

    @made.post(
        "/{absence_id}/cancellation", status_code=201, response_model=AbsenceOut, summary="Huỷ báo vắng mặt · Cancel"
    )
    async def cancel_absence(absence_id: str, body: EndIn, asked: AskedDep) -> AbsenceOut:
        """From now on it does not hold; what the substitute did meanwhile stays done."""
        return _absence(await ask.cancel_absence(CancelAbsence(asked=asked, absence_id=absence_id, reason=body.reason)))

    return made


def _delegations(use_cases: UseCases) -> APIRouter:
    made = APIRouter(prefix="/v1/delegations", tags=["Vắng mặt, uỷ quyền · Absences, delegations"])
    ask = use_cases.mandates

    @made.post("", status_code=201, response_model=DelegationOut, summary="Uỷ quyền · Delegate")
    async def delegate(body: DelegationIn, asked: AskedDep) -> DelegationOut:
        """By a department's head or a leader, of powers that are theirs, on a written delegation. What is done by it
        says who did it and on whose behalf; it lends nothing that the separation of duties forbids."""
        said = body.model_dump() | {"powers": frozenset(body.powers)}
        return _delegation(await ask.delegate(Delegate(asked=asked, **said)))

    @made.get("", response_model=DelegationPage, summary="Danh sách uỷ quyền · List delegations")
    async def list_delegations(actor: ActorDep, page: PageDep, query: MandateQueryDep) -> DelegationPage:
        """Of your department; leaders and the control team: of the agency. Oldest record first."""
        filters = query.filters("delegations")
        found = await ask.list_delegations(actor, query.wanted, after_of(page.after(filters)), page.page_size)
        return DelegationPage(
            items=[_delegation(delegation) for delegation in found.delegations],
            next_page_token=id_token(found.following, filters),
            total_size=found.total,
        )

    @made.post("/{delegation_id}/revocation", status_code=201, response_model=DelegationOut, summary="Thu hồi · Revoke")
    async def revoke_delegation(delegation_id: str, body: EndIn, asked: AskedDep) -> DelegationOut:
        """By who gave it, or a leader. From now on it does not hold; what was done by it stays done."""
        command = RevokeDelegation(asked=asked, delegation_id=delegation_id, reason=body.reason)
        return _delegation(await ask.revoke_delegation(command))

    return made


def after_of(position: list[str | int | None] | None) -> str:
    """The id after which a page goes on; empty: from the beginning."""
    return "" if position is None else str(position[0])


def id_token(following: str, filters: dict[str, object]) -> str | None:
    """The token for the next page."""
    return encode_cursor([following], filters) if following else None


def _absence(absence: Absence) -> AbsenceOut:
    return AbsenceOut(
        id=absence.id,
        officer=absence.officer,
        department=absence.department,
        from_on=absence.from_on,
        to_on=absence.to_on,
        substitute=absence.substitute,
        kind=absence.kind,
        recorded_by=absence.recorded_by,
        recorded_at=absence.recorded_at,
        cancelled_by=absence.cancelled_by or None,
        cancelled_at=absence.cancelled_at,
    )


def _delegation(delegation: Delegation) -> DelegationOut:
    return DelegationOut(
        id=delegation.id,
        delegator=delegation.delegator,
        department=delegation.department,
        delegate=delegation.delegate,
        powers=sorted(delegation.powers),
        from_on=delegation.from_on,
        to_on=delegation.to_on,
        document_number=delegation.document_number,
        document_on=delegation.document_on,
        recorded_at=delegation.recorded_at,
        revoked_by=delegation.revoked_by or None,
        revoked_at=delegation.revoked_at,
    )
