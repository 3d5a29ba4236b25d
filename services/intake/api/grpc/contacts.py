"""motcua.intake.v1.ContactService: for services only, one person at a time, each call logged."""

from __future__ import annotations

from typing import Any

from chassis.rpc.server import current_actor
from chassis.telemetry import logs
from intake.application import UseCases
from motcua.intake.v1 import contact_service_pb2 as pb
from motcua.intake.v1 import contact_service_pb2_grpc

_log = logs.get(__name__)


class ContactServicer(contact_service_pb2_grpc.ContactServiceServicer):
    def __init__(self, use_cases: UseCases) -> None:
        self._contact = use_cases.feedback.contact

    async def GetFeedbackContact(  # noqa: N802
        self, request: pb.GetFeedbackContactRequest, context: Any
    ) -> pb.GetFeedbackContactResponse:
        del context
        actor = current_actor()
        sender = await self._contact(actor, request.feedback_id)
        _log.info("feedback contact handed out", feedback=request.feedback_id, to=actor.subject)
        return pb.GetFeedbackContactResponse(name=sender.name, email=sender.email, phone=sender.phone)
