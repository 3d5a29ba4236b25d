"""The way of a result over gRPC: sent, brought back, handed over; put right when it is faulty."""

from __future__ import annotations

from typing import Any

from chassis.kernel.actor import Actor
from motcua.common.v1 import vocabulary_pb2
from motcua.intake.v1 import dossier_pb2, dossier_service_pb2, return_service_pb2, return_service_pb2_grpc
from service.intake.rpc import Rpc
from service.intake.test_returning import issued
from unit.intake.world import CONTROL, RECEPTIONIST, local


def returns(rpc: Rpc, actor: Actor) -> Any:
    return return_service_pb2_grpc.ReturnServiceStub(rpc.channel(actor))


async def test_a_result_is_sent_and_delivered_by_rpc(rpc: Rpc) -> None:
    path = await issued(rpc.counter, "post")
    dossier_id = path.rsplit("/", 1)[1]
    stub = returns(rpc, RECEPTIONIST)
    await stub.DispatchResult(return_service_pb2.DispatchResultRequest(dossier_id=dossier_id, tracking_number="EV1VN"))
    back = return_service_pb2.ConfirmDeliveryRequest(dossier_id=dossier_id, came_back=True)
    assert (await stub.ConfirmDelivery(back)).dossier.state == dossier_pb2.DOSSIER_STATE_RESULT_READY
    rpc.counter.clock.move_to(local("2026-04-20 10:00"))
    taken = dossier_service_pb2.RecordCollectionRequest(
        dossier_id=dossier_id,
        method=vocabulary_pb2.COLLECTION_METHOD_COUNTER,
        is_authorised=True,
        receiver=dossier_pb2.Receiver(name="Nguyễn Văn Mẫu", authority="GUQ 01"),
    )
    collected = (await rpc.dossiers(RECEPTIONIST).RecordCollection(taken)).dossier
    assert collected.state == dossier_pb2.DOSSIER_STATE_COLLECTED
    asked = return_service_pb2.GetReturnRequest(dossier_id=dossier_id)
    shown = await stub.GetReturn(asked)
    assert (shown.days_early, shown.attempts[0].tracking_number, shown.attempts[1].receiver.authority) == (
        10,
        "EV1VN",
        "GUQ 01",
    )
    assert not (await returns(rpc, CONTROL).GetReturn(asked)).attempts[1].HasField("receiver")


async def test_a_faulty_result_is_put_right_by_rpc(rpc: Rpc) -> None:
    dossier_id = (await issued(rpc.counter)).rsplit("/", 1)[1]
    stub = returns(rpc, RECEPTIONIST)
    request = return_service_pb2.RequestCorrectionRequest(
        dossier_id=dossier_id, reason="Sai ngày", found_by=return_service_pb2.FOUND_BY_AGENCY
    )
    (asked,) = (await stub.RequestCorrection(request)).corrections
    which = {"dossier_id": dossier_id, "correction_id": asked.id}
    await stub.RecordCorrectedResult(return_service_pb2.RecordCorrectedResultRequest(**which))
    await stub.ReturnCorrectedResult(return_service_pb2.ReturnCorrectedResultRequest(**which))
    listed = await stub.ListCorrections(return_service_pb2.ListCorrectionsRequest(dossier_id=dossier_id))
    assert (asked.fault, listed.corrections[0].state) == (
        return_service_pb2.FAULT_ERROR,
        return_service_pb2.CORRECTION_STATE_RETURNED,
    )
