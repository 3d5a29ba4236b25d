"""Cases: what leads from acceptance to a result."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime
from starlette.responses import Response

from chassis.http.deps import ActorDep, etag
from chassis.http.paging import PageDep
from processing.api.http import answers, shapes
from processing.api.http.requests import (
    ApologyIn,
    CorrectionIn,
    DecisionIn,
    FinancialDutyIn,
    StopIn,
    SupplementRequestIn,
)
from processing.api.http.tasks import AskedDep, created, place_of, token_of
from processing.application.apologise_and_extend import ApologiseAndExtend
from processing.application.changing import Seen
from processing.application.correct_case import CorrectCase
from processing.application.decide import Decide
from processing.application.ports import CaseFilter
from processing.application.request_payment import RequestPayment
from processing.application.request_supplement import RequestSupplement
from processing.application.stop_case import StopCase
from processing.application.use_cases import UseCases
from processing.domain.vocabulary import CaseState


class PdfResponse(Response):
    media_type = "application/pdf"


def router(use_cases: UseCases) -> APIRouter:
    made = APIRouter(prefix="/v1/cases", tags=["Giải quyết hồ sơ · Cases"])
    _reads(made, use_cases)
    _handling(made, use_cases)
    _endings(made, use_cases)
    return made


def _reads(made: APIRouter, use_cases: UseCases) -> None:
    @made.get("", response_model=answers.CasePage, summary="Danh sách hồ sơ đang giải quyết · List cases")
    async def list_cases(
        actor: ActorDep,
        page: PageDep,
        department: Annotated[str, Query(max_length=40, description="that answers for the dossier")] = "",
        state: Annotated[list[CaseState] | None, Query(description="default: any")] = None,
        due_before: Annotated[AwareDatetime | None, Query()] = None,
    ) -> answers.CasePage:
        """Nearest due instant first, those that the caller may see."""
        wanted = CaseFilter(department=department, states=frozenset(state or ()), due_before=due_before)
        filters: dict[str, object] = {
            "list": "cases",
            "department": department,
            "due_before": due_before,
            "state": ",".join(sorted(set(state or ()))),
        }
        found = await use_cases.list_cases(actor, wanted, place_of(page.after(filters)), page.page_size)
        return answers.CasePage(
            items=[shapes.case_item(seen) for seen in found.cases],
            next_page_token=token_of(found.following, filters),
            total_size=found.total,
        )

    @made.get("/{dossier_id}", response_model=answers.CaseOut, summary="Xem hồ sơ · Get a case")
    async def get_case(dossier_id: str, actor: ActorDep, response: Response) -> answers.CaseOut:
        """With its steps, requests for papers and the clock's ledger. 404 for whoever may not see it."""
        seen = await use_cases.get_case(actor, dossier_id)
        response.headers["ETag"] = etag(seen.case.version)
        return shapes.case_out(seen)

    @made.get("/{dossier_id}/deadline", response_model=answers.DeadlineOut, summary="Hạn và cách tính · Deadline")
    async def get_deadline(dossier_id: str, actor: ActorDep) -> answers.DeadlineOut:
        """The due instant line by line: each day that counted, each that was skipped and by which decision."""
        return shapes.deadline_out(await use_cases.get_deadline(actor, dossier_id))

    @made.get(
        "/{dossier_id}/apology-draft",
        response_model=answers.ApologyDraftOut,
        summary="Dự thảo văn bản xin lỗi · Draft of form 04",
    )
    async def draft_apology(dossier_id: str, actor: ActorDep) -> answers.ApologyDraftOut:
        """For leaders, whoever a leader has lent the signature in writing, and the department's head. 409
        `apology-not-needed` where no appointment can be moved."""
        draft = await use_cases.draft_apology(actor, dossier_id)
        return answers.ApologyDraftOut(
            dossier_id=draft.dossier_id,
            promised_at=draft.promised_at,
            new_due_at=draft.new_due_at,
            reason=draft.reason,
            sign_by_at=draft.sign_by_at,
        )

    @made.get(
        "/{dossier_id}/apology-draft.pdf",
        response_class=PdfResponse,
        summary="Dự thảo văn bản xin lỗi, để in · Draft of form 04 as PDF",
    )
    async def print_apology_draft(dossier_id: str, actor: ActorDep) -> Response:
        """PDF/A in the layout of form 04, marked as a draft; for whoever may read it. Made anew each time. 503
        `neighbour-unavailable` while intake, which knows the applicant, is away."""
        named = {"Content-Disposition": 'inline; filename="apology-draft.pdf"', "Cache-Control": "private, no-store"}
        return PdfResponse(await use_cases.draft_apology.pdf(actor, dossier_id), headers=named)


def _handling(made: APIRouter, use_cases: UseCases) -> None:
    @made.post(
        "/{dossier_id}/supplement-requests",
        status_code=201,
        response_model=answers.CaseOut,
        summary="Yêu cầu bổ sung · Ask for papers (form 02)",
    )
    async def request_supplement(dossier_id: str, body: SupplementRequestIn, asked: AskedDep) -> Response:
        """By the specialist who has the case, everything at once, as often as the law allows (usually once). The clock
        pauses; the papers resume or restart it, as the procedure's policy says."""
        command = RequestSupplement(
            asked=asked, dossier_id=dossier_id, documents=tuple(body.documents), reason=body.reason
        )
        return _case(await use_cases.request_supplement(command))

    @made.post(
        "/{dossier_id}/financial-duties",
        status_code=201,
        response_model=answers.CaseOut,
        summary="Yêu cầu thực hiện nghĩa vụ tài chính · Ask for a payment",
    )
    async def request_payment(dossier_id: str, body: FinancialDutyIn, asked: AskedDep) -> Response:
        """By the specialist who has the case, before the decision. The notice keeps the first appointment; the clock
        stands, if the procedure's policy says so, until intake has the payment, and then gives the second one."""
        command = RequestPayment(
            asked=asked,
            dossier_id=dossier_id,
            kind=body.kind,
            amount_vnd=body.amount_vnd,
            reason=body.reason,
            pay_by_at=body.pay_by_at,
        )
        return _case(await use_cases.request_payment(command))

    @made.post("/{dossier_id}/decision", status_code=201, response_model=answers.CaseOut, summary="Quyết định · Decide")
    async def decide(dossier_id: str, body: DecisionIn, asked: AskedDep) -> Response:
        """Completes the deciding step. Not by whoever appraised the case; a refusal needs a reason (form 03), and
        so does deciding while opinions are awaited."""
        command = Decide(
            asked=asked,
            dossier_id=dossier_id,
            outcome=body.outcome,
            reason=body.reason,
            despite_consultations=body.despite_consultations,
        )
        return _case(await use_cases.decide(command))

    @made.post(
        "/{dossier_id}/apology",
        status_code=201,
        response_model=answers.CaseOut,
        summary="Xin lỗi và hẹn lại · Apologise and extend (form 04)",
    )
    async def apologise_and_extend(dossier_id: str, body: ApologyIn, asked: AskedDep) -> Response:
        """One new appointment, at least one working day before the old one, once. `original_due_at` stays, and
        lateness is judged by it."""
        command = ApologiseAndExtend(asked=asked, dossier_id=dossier_id, new_due_at=body.new_due_at, reason=body.reason)
        return _case(await use_cases.apologise_and_extend(command))


def _endings(made: APIRouter, use_cases: UseCases) -> None:
    @made.post("/{dossier_id}/stop", status_code=201, response_model=answers.CaseOut, summary="Dừng · Stop")
    async def stop_case(dossier_id: str, body: StopIn, asked: AskedDep) -> Response:
        """By the department's head or a leader, before a decision, with a written reason."""
        return _case(await use_cases.stop_case(StopCase(asked=asked, dossier_id=dossier_id, reason=body.reason)))

    @made.post(
        "/{dossier_id}/correction", status_code=201, response_model=answers.CaseOut, summary="Đính chính · Correct"
    )
    async def correct_case(dossier_id: str, body: CorrectionIn, asked: AskedDep) -> Response:
        """Undoes a decision whose result is not issued yet, an extension, or a stop; a `corrected` event points to the
        event that does not hold."""
        command = CorrectCase(asked=asked, dossier_id=dossier_id, reason=body.reason, entry=body.entry)
        return _case(await use_cases.correct_case(command))


def _case(seen: Seen) -> Response:
    return created(shapes.case_out(seen), seen.case.version)
