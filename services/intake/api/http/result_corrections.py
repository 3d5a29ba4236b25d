"""Faulty results put right, at the agency's cost (NĐ 61/2018 Đ21): the dossier keeps its state, clock and verdict."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from chassis.http.deps import ActorDep, etag
from chassis.http.text import Paragraph, RequestModel
from intake.api.http.actions import ChangeDep
from intake.api.http.answers import Answer
from intake.api.http.shapes import Shape, answer
from intake.application import UseCases
from intake.application.returning import AdvanceCorrection, Corrections, ListCorrections, RequestCorrection
from intake.domain.returning.corrections import CorrectionState, Fault, FoundBy, ResultCorrection


class ResultCorrectionIn(RequestModel):
    """Đính chính kết quả / what is wrong, and who found it."""

    reason: Annotated[Paragraph, Field(max_length=2000)] = Field(examples=["Sai ngày cấp hộ chiếu trên giấy phép."])
    found_by: FoundBy
    fault: Fault = Field(default=Fault.ERROR, description="error in the result; papers lost or damaged")


class ResultCorrectionOut(Answer):
    id: str
    state: CorrectionState
    fault: Fault
    found_by: FoundBy
    reason: str | None = Field(description="null for those who may not see personal data")
    requested_at: datetime
    requested_by: str
    due_at: datetime | None = Field(description="by when the agency puts it right; null where nothing is fixed")
    is_overdue: bool
    result_issued_at: datetime | None = Field(description="of the result that was wrong")
    ready_at: datetime | None = Field(description="what was put right is at the counter")
    returned_at: datetime | None = Field(description="the applicant has it")


class ResultCorrectionsOut(Answer):
    """Oldest first. A correction costs the applicant nothing."""

    dossier_id: str
    items: list[ResultCorrectionOut]
    dossier_version: int = Field(description="send it as If-Match to change what you saw and nothing else")


def router(use_cases: UseCases) -> APIRouter:
    made = APIRouter(prefix="/v1/dossiers/{dossier_id}/result-corrections", tags=["Trả kết quả · Return of results"])

    @made.get("", response_model=ResultCorrectionsOut, summary="Các lần đính chính · Corrections of the result")
    async def list_result_corrections(dossier_id: str, actor: ActorDep) -> Response:
        """Each with its own due instant, which is the agency's and no statutory time limit."""
        query = ListCorrections(actor=actor, dossier_id=dossier_id)
        found = await use_cases.returning.corrections(query)
        return answer(corrections_shape(found), headers={"ETag": etag(found.dossier.version)})

    @made.post("", status_code=201, response_model=ResultCorrectionsOut, summary="Yêu cầu đính chính · Ask for one")
    async def request_result_correction(body: ResultCorrectionIn, change: ChangeDep) -> Response:
        """By the counter, whoever found the fault. Nothing is paid, no time limit starts again, and what was judged on
        time or late stays so. One at a time."""
        command = RequestCorrection(change=change, reason=body.reason, found_by=body.found_by, fault=body.fault)
        return _created(await use_cases.returning.request_correction(command))

    @made.post(
        "/{correction_id}/arrival",
        status_code=201,
        response_model=ResultCorrectionsOut,
        summary="Đã có bản đính chính · The corrected result is at the counter",
    )
    async def record_corrected_result(correction_id: str, change: ChangeDep) -> Response:
        """What was wrong has been put right."""
        command = AdvanceCorrection(change=change, correction_id=correction_id)
        return _created(await use_cases.returning.record_corrected(command))

    @made.post(
        "/{correction_id}/return",
        status_code=201,
        response_model=ResultCorrectionsOut,
        summary="Trả bản đính chính · Hand the corrected result over",
    )
    async def return_corrected_result(correction_id: str, change: ChangeDep) -> Response:
        """The applicant has it; the correction is closed."""
        command = AdvanceCorrection(change=change, correction_id=correction_id)
        return _created(await use_cases.returning.return_corrected(command))

    return made


def corrections_shape(found: Corrections) -> Shape:
    return {
        "dossier_id": found.dossier.id,
        "items": [_correction(each, found) for each in found.corrections],
        "dossier_version": found.dossier.version,
    }


def _correction(correction: ResultCorrection, found: Corrections) -> Shape:
    return {
        "id": correction.id,
        "state": correction.state,
        "fault": correction.fault,
        "found_by": correction.found_by,
        "reason": correction.reason if found.shows_words else None,
        "requested_at": correction.requested_at,
        "requested_by": correction.requested_by,
        "due_at": correction.due_at,
        "is_overdue": correction.is_overdue(found.now),
        "result_issued_at": correction.result_issued_at,
        "ready_at": correction.ready_at,
        "returned_at": correction.returned_at,
    }


def _created(found: Corrections) -> Response:
    location = f"/v1/dossiers/{found.dossier.id}/result-corrections"
    return answer(
        corrections_shape(found), status=201, headers={"Location": location, "ETag": etag(found.dossier.version)}
    )
