"""Where a consulted body is reached, from processing, asked at the moment of sending."""

from __future__ import annotations

from chassis.rpc.client import RpcChannel
from motcua.processing.v1.consultation_service_pb2 import GetConsultationMailRequest
from motcua.processing.v1.consultation_service_pb2_grpc import ConsultationServiceStub
from notify.application.ports import Contact


class GrpcConsulted:
    """Fulfils ``application.ports.Contacts`` for consulted bodies: asked by the consultation's id."""

    def __init__(self, channel: RpcChannel) -> None:
        self._consultations = ConsultationServiceStub(channel.channel)

    async def of(self, consultation_id: str) -> Contact:
        found = await self._consultations.GetConsultationMail(
            GetConsultationMailRequest(consultation_id=consultation_id)
        )
        return Contact(name=found.consultee_name, email=found.mailbox, language="vi", link=found.link)
