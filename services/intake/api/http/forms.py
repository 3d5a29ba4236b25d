"""The statutory forms of a dossier: which exist, and each as PDF."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field
from starlette.responses import Response

from chassis.http.deps import ActorDep
from intake.api.http.answers import Answer
from intake.api.http.shapes import Shape, answer
from intake.application import ListForms, Printed, PrintForm, UseCases
from intake.domain.forms.heading import FormKey
from intake.domain.forms.issued import IssuedForm

_FORM = Annotated[FormKey, Path(description="what the form is for", examples=["receipt"])]
_REQUEST = Annotated[str, Query(max_length=40, description="which supplement request; without it the latest")]


class FormOut(Answer):
    """A form that exists for a dossier, as the law of its date numbers and names it."""

    key: FormKey = Field(description="what it is for: numbers changed meaning on 15/9/2025")
    number: int = Field(description="Mẫu số", examples=[1])
    name: str = Field(examples=["Giấy tiếp nhận hồ sơ và hẹn trả kết quả"])
    legal_ref: str = Field(examples=["TT 03/2025/TT-VPCP Phụ lục I"])
    dated_at: datetime
    request_id: str | None = Field(description="of a supplement request")
    href: str = Field(description="where it is as PDF")


class FormList(Answer):
    items: list[FormOut] = Field(description="in the order in which they came to be")


class PdfResponse(Response):
    media_type = "application/pdf"


def router(use_cases: UseCases) -> APIRouter:
    made = APIRouter(prefix="/v1/dossiers/{dossier_id}/forms", tags=["Biểu mẫu · Forms"])

    @made.get("", response_model=FormList, summary="Các biểu mẫu của hồ sơ · The forms of a dossier")
    async def list_forms(dossier_id: str, actor: ActorDep) -> Response:
        """Those that exist now and that you may hold."""
        forms = await use_cases.forms.list(ListForms(actor=actor, dossier_id=dossier_id))
        return answer({"items": [_shape(dossier_id, issued) for issued in forms]})

    @made.get("/{form}.pdf", response_class=PdfResponse, summary="Một biểu mẫu · A form as PDF")
    async def print_form(dossier_id: str, form: _FORM, actor: ActorDep, request_id: _REQUEST = "") -> Response:
        """PDF/A, made anew from what is known; the same bytes as long as nothing changes. 409 `form-not-issued` says
        when the form comes to be. The receipt is for the applicant and the counter: it carries the tracking secret."""
        printed = await use_cases.forms.print(
            PrintForm(actor=actor, dossier_id=dossier_id, key=form, request_id=request_id)
        )
        return PdfResponse(printed.pdf, headers=_headers(printed))

    return made


def _shape(dossier_id: str, issued: IssuedForm) -> Shape:
    query = f"?request_id={issued.request_id}" if issued.request_id else ""
    return {
        "key": issued.key,
        "number": issued.form.number,
        "name": issued.form.name,
        "legal_ref": issued.form.legal_ref,
        "dated_at": issued.dated,
        "request_id": issued.request_id or None,
        "href": f"/v1/dossiers/{dossier_id}/forms/{issued.key.value}.pdf{query}",
    }


def _headers(printed: Printed) -> dict[str, str]:
    name = "-".join(filter(None, (printed.issued.key.value, printed.dossier.code)))
    return {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "private, no-store"}
