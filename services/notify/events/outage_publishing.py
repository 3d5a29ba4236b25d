"""Facts of planned interruptions → published events. Pure."""

from __future__ import annotations

from chassis.messaging.envelope import OutgoingEvent
from motcua.events.v1 import outage_pb2 as pb
from notify.domain.outage import Outage, OutageAnnounced, OutageCancelled, OutageChanged, OutageFact
from notify.events.webhook_publishing import ALL


def publish(fact: OutageFact) -> OutgoingEvent:
    """``outage.…``, about the interruption; for all agencies under ``all``."""
    outage = fact.outage
    match fact:
        case OutageAnnounced():
            return _event("outage.announced", outage, _span(pb.OutageAnnounced(), outage))
        case OutageChanged():
            return _event("outage.changed", outage, _span(pb.OutageChanged(), outage))
        case OutageCancelled():
            data = pb.OutageCancelled(outage_id=outage.id, agency=outage.agency)
            if outage.cancelled_at is not None:
                data.cancelled_at.FromDatetime(outage.cancelled_at)
            return _event("outage.cancelled", outage, data)


def _span(data: pb.OutageAnnounced | pb.OutageChanged, outage: Outage) -> pb.OutageAnnounced | pb.OutageChanged:
    data.outage_id, data.agency, data.is_emergency = outage.id, outage.agency, outage.is_emergency
    data.from_at.FromDatetime(outage.from_at)
    data.to_at.FromDatetime(outage.to_at)
    return data


def _event(
    type_: str, outage: Outage, data: pb.OutageAnnounced | pb.OutageChanged | pb.OutageCancelled
) -> OutgoingEvent:
    return OutgoingEvent(type=type_, agency=outage.agency or ALL, department=ALL, subject=outage.id, data=data)
