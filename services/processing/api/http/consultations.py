"""Consultations: other bodies are asked for their opinions on a dossier, and answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime
from starlette.responses import Response

from chassis.http.deps import ActorDep, etag
from chassis.http.paging import PageDep
from processing.api.http.consultation_shapes import (
    ConsultationOut,
    ConsultationPage,
    ConsultationsIn,
    LinkOut,
    OpinionIn,
    WithdrawalIn,
    consultation_out,
    of_case,
)
from processing.api.http.tasks import AskedDep, created, place_of, token_of
from processing.application.consultation_lists import ConsultationFilter
from processing.application.consultations import (
    AnswerConsultation,
    RemindConsultation,
    RequestConsultations,
    SeenConsultation,
    Wanted,
    WithdrawConsultation,
)
from processing.application.use_cases import UseCases
from processing.domain.vocabulary import ConsultationState

_TAG = "Lấy ý kiến · Consultations"


class ConsultationQuery:
    """Which consultations to list."""

    def __init__(
        self,
        department: Annotated[str, Query(max_length=40, description="token of the consulted department")] = "",
        consultee: Annotated[str, Query(max_length=40, description="key of the consulted body")] = "",
        due_before: Annotated[AwareDatetime | None, Query()] = None,
        state: Annotated[list[ConsultationState] | None, Query(description="default: open")] = None,
    ) -> None:
        states = frozenset(state or (ConsultationState.OPEN,))
        self.wanted = ConsultationFilter(
            department=department, consultee=consultee, due_before=due_before, states=states
        )

    def filters(self) -> dict[str, object]:
        """What a page token is bound to."""
        wanted = self.wanted
        return {
            "list": "consultations",
            "department": wanted.department,
            "consultee": wanted.consultee,
            "due_before": wanted.due_before,
            "state": ",".join(sorted(wanted.states)),
        }


ConsultationQueryDep = Annotated[ConsultationQuery, Depends()]


def router(use_cases: UseCases, now: Callable[[], datetime]) -> APIRouter:
    """now: of the injected clock; lateness is told as of then."""
    made = APIRouter(tags=[_TAG])
    _of_a_case(made, use_cases)
    _reads(made, use_cases, now)
    _actions(made, use_cases)
    return made


def _of_a_case(made: APIRouter, use_cases: UseCases) -> None:
    @made.post(
        "/v1/cases/{dossier_id}/consultations",
        status_code=201,
        response_model=ConsultationPage,
        summary="Lấy ý kiến · Ask for opinions",
    )
    async def request_consultations(dossier_id: str, body: ConsultationsIn, asked: AskedDep) -> Response:
        """One or many bodies at once, each with its own deadline: the procedure's limit counted from now, or another
        instant, a later one with a reason. By who has a step of the case, or the head of its department."""
        wanted = tuple(
            Wanted(consultee=ask.consultee, due_at=ask.due_at, later_reason=ask.later_reason) for ask in body.consultees
        )
        command = RequestConsultations(
            asked=asked,
            dossier_id=dossier_id,
            question=body.question,
            wanted=wanted,
            documents=tuple(body.documents),
        )
        seen = await use_cases.consultations.request(command)
        items = of_case(seen.case, seen.now)
        return created(ConsultationPage(items=items, total_size=len(items)), seen.case.version)

    @made.get(
        "/v1/cases/{dossier_id}/consultations",
        response_model=ConsultationPage,
        summary="Các ý kiến đã lấy · Opinions asked for",
    )
    async def list_case_consultations(dossier_id: str, actor: ActorDep) -> ConsultationPage:
        """Everything that was asked on the case, in the order of asking."""
        seen = await use_cases.get_case(actor, dossier_id)
        items = of_case(seen.case, seen.now)
        return ConsultationPage(items=items, total_size=len(items))


def _reads(made: APIRouter, use_cases: UseCases, now: Callable[[], datetime]) -> None:
    @made.get("/v1/consultations", response_model=ConsultationPage, summary="Việc cho ý kiến · Consultations")
    async def list_consultations(actor: ActorDep, page: PageDep, query: ConsultationQueryDep) -> ConsultationPage:
        """Nearest deadline first: what one's department or agency was asked, and what is asked on its dossiers."""
        filters = query.filters()
        found = await use_cases.consultations.list(actor, query.wanted, place_of(page.after(filters)), page.page_size)
        return ConsultationPage(
            items=[consultation_out(row.consultation, row.dossier, row.version, now()) for row in found.consultations],
            next_page_token=token_of(found.following, filters),
            total_size=found.total,
        )

    @made.get("/v1/consultations/{consultation_id}", response_model=ConsultationOut, summary="Xem · Get a consultation")
    async def get_consultation(consultation_id: str, actor: ActorDep, response: Response) -> ConsultationOut:
        """404 for whoever neither asks, nor was asked, nor may see the case."""
        seen = await use_cases.consultations.get(actor, consultation_id)
        response.headers["ETag"] = etag(seen.case.version)
        return _out(seen)

    @made.get(
        "/v1/consultations/{consultation_id}/link", response_model=LinkOut, summary="Đường dẫn trả lời · Link to answer"
    )
    async def get_link(consultation_id: str, actor: ActorDep) -> LinkOut:
        """For a body without an account. Whoever has it can answer in the body's name, once; it ends with the
        consultation. By whoever may ask."""
        return LinkOut(address=await use_cases.consultations.link(actor, consultation_id))


def _actions(made: APIRouter, use_cases: UseCases) -> None:
    path = "/v1/consultations/{consultation_id}"

    @made.post(f"{path}/answer", status_code=201, response_model=ConsultationOut, summary="Cho ý kiến · Answer")
    async def answer_consultation(consultation_id: str, body: OpinionIn, asked: AskedDep) -> Response:
        """By an officer of the consulted department, or an account of the consulted agency. Once. A late answer is
        kept and marked; after a deemed consent it is kept as information."""
        command = AnswerConsultation(asked=asked, consultation_id=consultation_id, opinion=body.opinion, text=body.text)
        return _created(await use_cases.consultations.answer(command))

    @made.post(f"{path}/reminder", status_code=201, response_model=ConsultationOut, summary="Đôn đốc · Remind")
    async def remind_consultation(consultation_id: str, asked: AskedDep) -> Response:
        """The body is urged once more. By whoever may ask."""
        command = RemindConsultation(asked=asked, consultation_id=consultation_id)
        return _created(await use_cases.consultations.remind(command))

    @made.post(
        f"{path}/withdrawal", status_code=201, response_model=ConsultationOut, summary="Thôi lấy ý kiến · Withdraw"
    )
    async def withdraw_consultation(consultation_id: str, body: WithdrawalIn, asked: AskedDep) -> Response:
        """The opinion is no longer awaited, for a written reason. By whoever may ask."""
        command = WithdrawConsultation(asked=asked, consultation_id=consultation_id, reason=body.reason)
        return _created(await use_cases.consultations.withdraw(command))


def _out(seen: SeenConsultation) -> ConsultationOut:
    return consultation_out(seen.consultation, seen.case.dossier, seen.case.version, seen.now)


def _created(seen: SeenConsultation) -> Response:
    return created(_out(seen), seen.case.version)
