"""motcua.intake.v1.ApplicantService: personal data, for services only, one dossier at a time, each call recorded."""

from __future__ import annotations

from typing import Any

from chassis.kernel.actor import Actor
from chassis.rpc.server import current_actor
from intake.api.grpc.shapes import DossierMessages, applicant_message
from intake.application import GetApplicant, UseCases
from intake.domain import rights
from intake.domain.procedures import Channel
from intake.domain.reads import CONTACT_FIELDS, Purpose
from motcua.intake.v1 import applicant_service_pb2 as pb
from motcua.intake.v1 import applicant_service_pb2_grpc


class ApplicantServicer(applicant_service_pb2_grpc.ApplicantServiceServicer):
    def __init__(self, use_cases: UseCases, messages: DossierMessages) -> None:
        self._applicant = use_cases.applicant
        self._messages = messages

    async def GetContact(self, request: pb.GetContactRequest, context: Any) -> pb.GetContactResponse:  # noqa: N802
        query = GetApplicant(
            actor=_service(), dossier_id=request.dossier_id, purpose=Purpose.CONTACT, fields=CONTACT_FIELDS
        )
        dossier, file = await self._applicant(query)
        applicant = file.applicant
        return pb.GetContactResponse(
            name=applicant.name,
            email=applicant.email,
            phone=applicant.phone,
            language=applicant.language,
            account=dossier.registered_by if dossier.channel is Channel.ONLINE else "",
        )

    async def GetApplicant(self, request: pb.GetApplicantRequest, context: Any) -> pb.GetApplicantResponse:  # noqa: N802
        dossier, file = await self._applicant(GetApplicant(actor=_service(), dossier_id=request.dossier_id))
        return pb.GetApplicantResponse(
            applicant=applicant_message(file.applicant),
            documents=self._messages.documents(dossier),
            request=file.request,
        )


def _service() -> Actor:
    """The calling service; raises RoleForbidden for people, who have the HTTP API and its object-level checks."""
    actor = current_actor()
    if not actor.has(rights.SYSTEM):
        raise rights.RoleForbidden("a service account")
    return actor
