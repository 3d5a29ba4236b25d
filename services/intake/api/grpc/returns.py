"""motcua.intake.v1.ReturnService: everything the HTTP API can do about the way of a result."""

from __future__ import annotations

from typing import Any

from chassis.rpc.server import current_actor
from intake.api.grpc.dossiers import change_of
from intake.api.grpc.shapes import DossierMessages
from intake.api.grpc.vocabulary import from_wire, from_wire_or_none, instant, on_wire, stamp
from intake.application import UseCases
from intake.application.returning import (
    AdvanceCorrection,
    ConfirmDelivery,
    Corrections,
    DispatchResult,
    GetReturn,
    ListCorrections,
    RequestCorrection,
)
from intake.domain.returning.attempts import NOT_NOTED, ReceivedBy, ReturnAttempt
from intake.domain.returning.corrections import Fault, FoundBy
from motcua.common.v1 import vocabulary_pb2
from motcua.intake.v1 import dossier_pb2, return_service_pb2_grpc
from motcua.intake.v1 import return_service_pb2 as pb


class ReturnServicer(return_service_pb2_grpc.ReturnServiceServicer):
    def __init__(self, use_cases: UseCases, messages: DossierMessages) -> None:
        self._ask = use_cases.returning
        self._messages = messages

    async def GetReturn(self, request: pb.GetReturnRequest, context: Any) -> pb.GetReturnResponse:  # noqa: N802
        returned = await self._ask.get(GetReturn(actor=current_actor(), dossier_id=request.dossier_id))
        return pb.GetReturnResponse(
            dossier=self._messages.item(returned.dossier),
            days_early=returned.days_early,
            attempts=[_attempt(attempt) for attempt in returned.attempts],
        )

    async def DispatchResult(self, request: pb.DispatchResultRequest, context: Any) -> pb.DispatchResultResponse:  # noqa: N802
        command = DispatchResult(
            change=change_of("DispatchResult", request),
            tracking_number=request.tracking_number,
            sent_at=instant(request.sent_at, "sent_at") if request.HasField("sent_at") else None,
            originals_returned=request.originals_returned,
        )
        return pb.DispatchResultResponse(dossier=self._messages.whole(await self._ask.dispatch(command)))

    async def ConfirmDelivery(  # noqa: N802
        self, request: pb.ConfirmDeliveryRequest, context: Any
    ) -> pb.ConfirmDeliveryResponse:
        command = ConfirmDelivery(
            change=change_of("ConfirmDelivery", request),
            came_back=request.came_back,
            at=instant(request.at, "at") if request.HasField("at") else None,
        )
        return pb.ConfirmDeliveryResponse(dossier=self._messages.whole(await self._ask.confirm(command)))

    async def ListCorrections(  # noqa: N802
        self, request: pb.ListCorrectionsRequest, context: Any
    ) -> pb.ListCorrectionsResponse:
        query = ListCorrections(actor=current_actor(), dossier_id=request.dossier_id)
        return pb.ListCorrectionsResponse(corrections=_corrections(await self._ask.corrections(query)))

    async def RequestCorrection(  # noqa: N802
        self, request: pb.RequestCorrectionRequest, context: Any
    ) -> pb.RequestCorrectionResponse:
        command = RequestCorrection(
            change=change_of("RequestCorrection", request),
            reason=request.reason,
            found_by=from_wire(pb.FoundBy, "FOUND_BY", FoundBy, request.found_by, "found_by"),
            fault=from_wire_or_none(pb.Fault, "FAULT", Fault, request.fault) or Fault.ERROR,
        )
        return pb.RequestCorrectionResponse(corrections=_corrections(await self._ask.request_correction(command)))

    async def RecordCorrectedResult(  # noqa: N802
        self, request: pb.RecordCorrectedResultRequest, context: Any
    ) -> pb.RecordCorrectedResultResponse:
        command = AdvanceCorrection(
            change=change_of("RecordCorrectedResult", request), correction_id=request.correction_id
        )
        return pb.RecordCorrectedResultResponse(corrections=_corrections(await self._ask.record_corrected(command)))

    async def ReturnCorrectedResult(  # noqa: N802
        self, request: pb.ReturnCorrectedResultRequest, context: Any
    ) -> pb.ReturnCorrectedResultResponse:
        command = AdvanceCorrection(
            change=change_of("ReturnCorrectedResult", request), correction_id=request.correction_id
        )
        return pb.ReturnCorrectedResultResponse(corrections=_corrections(await self._ask.return_corrected(command)))


def _corrections(found: Corrections) -> list[pb.ResultCorrection]:
    return [
        pb.ResultCorrection(
            id=each.id,
            state=on_wire(pb.CorrectionState, "CORRECTION_STATE", each.state),
            fault=on_wire(pb.Fault, "FAULT", each.fault),
            found_by=on_wire(pb.FoundBy, "FOUND_BY", each.found_by),
            reason=each.reason if found.shows_words else "",
            requested_at=stamp(each.requested_at),
            due_at=stamp(each.due_at),
            is_overdue=each.is_overdue(found.now),
            result_issued_at=stamp(each.result_issued_at),
            ready_at=stamp(each.ready_at),
            returned_at=stamp(each.returned_at),
        )
        for each in found.corrections
    ]


def _attempt(attempt: ReturnAttempt) -> pb.ReturnAttempt:
    receiver = attempt.receiver
    return pb.ReturnAttempt(
        id=attempt.id,
        method=on_wire(vocabulary_pb2.CollectionMethod, "COLLECTION_METHOD", attempt.method),
        sent_at=stamp(attempt.sent_at),
        tracking_number=attempt.tracking_number,
        handed_over_at=stamp(attempt.handed_over_at),
        came_back_at=stamp(attempt.came_back_at),
        is_authorised=attempt.received_by is ReceivedBy.AUTHORISED,
        receiver=None
        if receiver == NOT_NOTED
        else dossier_pb2.Receiver(
            name=receiver.name, identity_number=receiver.identity_number, authority=receiver.authority
        ),
        originals_returned=attempt.originals_returned,
        recorded_at=stamp(attempt.recorded_at),
        recorded_by=attempt.recorded_by,
    )
