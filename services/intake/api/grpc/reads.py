"""motcua.intake.v1.PersonalDataService: who saw personal data."""

from __future__ import annotations

from typing import Any

from chassis.http.paging import decode_cursor, encode_cursor
from chassis.rpc.server import current_actor
from intake.api.grpc.catalogue import page_size
from intake.api.grpc.vocabulary import instant, stamp
from intake.application import ListReads, UseCases
from intake.domain.reads import ReadOfApplicant, WantedReads
from motcua.intake.v1 import personal_data_service_pb2 as pb
from motcua.intake.v1 import personal_data_service_pb2_grpc


class PersonalDataServicer(personal_data_service_pb2_grpc.PersonalDataServiceServicer):
    def __init__(self, use_cases: UseCases) -> None:
        self._reads = use_cases.reads

    async def ListPersonalDataReads(  # noqa: N802
        self, request: pb.ListPersonalDataReadsRequest, context: Any
    ) -> pb.ListPersonalDataReadsResponse:
        wanted = WantedReads(
            dossier_id=request.dossier_id or None,
            actor=request.actor or None,
            at_from=instant(getattr(request, "from"), "from") if request.HasField("from") else None,
            at_before=instant(request.to, "to") if request.HasField("to") else None,
        )
        filters = {name: getattr(wanted, name) for name in WantedReads.__slots__}
        after = decode_cursor(request.page_token, filters) if request.page_token else None
        query = ListReads(
            actor=current_actor(),
            wanted=wanted,
            before=int(str(after[0])) if after else None,
            size=page_size(request.page_size),
        )
        found = await self._reads(query)
        return pb.ListPersonalDataReadsResponse(
            reads=[_message(read) for read in found.reads],
            next_page_token="" if found.following is None else encode_cursor((found.following,), filters),
            total_size=found.total,
        )


def _message(read: ReadOfApplicant) -> pb.PersonalDataRead:
    return pb.PersonalDataRead(
        position=read.position,
        at=stamp(read.at),
        actor=read.actor,
        roles=read.roles,
        on_behalf_of=read.on_behalf_of,
        agency=read.agency,
        dossier_id=read.dossier_id,
        purpose=read.purpose,
        fields=read.fields,
    )
