"""Contacts from intake: of applicants, and of who sent feedback; asked at the moment of sending."""

from __future__ import annotations

from chassis.rpc.client import RpcChannel
from motcua.intake.v1.applicant_service_pb2 import GetContactRequest
from motcua.intake.v1.applicant_service_pb2_grpc import ApplicantServiceStub
from motcua.intake.v1.contact_service_pb2 import GetFeedbackContactRequest
from motcua.intake.v1.contact_service_pb2_grpc import ContactServiceStub
from notify.application.ports import Contact


class GrpcContacts:
    """Fulfils ``application.ports.Contacts``."""

    def __init__(self, channel: RpcChannel) -> None:
        self._applicants = ApplicantServiceStub(channel.channel)

    async def of(self, dossier_id: str) -> Contact:
        found = await self._applicants.GetContact(GetContactRequest(dossier_id=dossier_id))
        return Contact(
            name=found.name,
            email=found.email,
            language=found.language or "vi",
            phone=found.phone,
            account=found.account,
        )


class GrpcFeedbackContacts:
    """Fulfils ``application.ports.Contacts`` for who sent feedback: asked by the feedback's id."""

    def __init__(self, channel: RpcChannel) -> None:
        self._contacts = ContactServiceStub(channel.channel)

    async def of(self, feedback_id: str) -> Contact:
        found = await self._contacts.GetFeedbackContact(GetFeedbackContactRequest(feedback_id=feedback_id))
        return Contact(name=found.name, email=found.email, language="vi", phone=found.phone)
