"""motcua.intake.v1.FormService: the statutory forms, as the HTTP API gives them."""

from __future__ import annotations

from typing import Any

from chassis.kernel.errors import invalid
from chassis.rpc.server import current_actor
from intake.api.grpc.vocabulary import stamp
from intake.application import ListForms, PrintForm, UseCases
from intake.domain.forms.heading import FormKey
from intake.domain.forms.issued import IssuedForm
from motcua.intake.v1 import form_service_pb2 as pb
from motcua.intake.v1 import form_service_pb2_grpc


class FormServicer(form_service_pb2_grpc.FormServiceServicer):
    def __init__(self, use_cases: UseCases) -> None:
        self._forms = use_cases.forms

    async def ListForms(self, request: pb.ListFormsRequest, context: Any) -> pb.ListFormsResponse:  # noqa: N802
        forms = await self._forms.list(ListForms(actor=current_actor(), dossier_id=request.dossier_id))
        return pb.ListFormsResponse(forms=[_message(issued) for issued in forms])

    async def RenderForm(self, request: pb.RenderFormRequest, context: Any) -> pb.RenderFormResponse:  # noqa: N802
        query = PrintForm(
            actor=current_actor(),
            dossier_id=request.dossier_id,
            key=_key(request.form),
            request_id=request.request_id,
        )
        printed = await self._forms.print(query)
        return pb.RenderFormResponse(form=_message(printed.issued), pdf=printed.pdf)


def _key(text: str) -> FormKey:
    try:
        return FormKey(text)
    except ValueError:
        known = ", ".join(FormKey)
        raise invalid("invalid-request", f"form: name one of {known}.", form=f"one of {known}") from None


def _message(issued: IssuedForm) -> pb.Form:
    return pb.Form(
        key=issued.key.value,
        number=issued.form.number,
        name=issued.form.name,
        legal_ref=issued.form.legal_ref,
        dated_at=stamp(issued.dated),
        request_id=issued.request_id,
    )
