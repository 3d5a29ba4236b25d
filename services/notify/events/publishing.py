"""Fact → published event. Pure."""

from __future__ import annotations

from chassis.messaging.envelope import OutgoingEvent
from motcua.common.v1.types_pb2 import DossierRef
from motcua.common.v1.vocabulary_pb2 import DeliveryChannel
from motcua.events.v1.delivery_pb2 import DeliveryFailed
from notify.domain.delivery import DeliveryGivenUp
from notify.domain.occasions import Channel
from notify.domain.outage import OutageFact
from notify.events import outage_publishing

_CHANNELS = {channel: DeliveryChannel.Value(f"DELIVERY_CHANNEL_{channel.name}") for channel in Channel}


def publish(fact: DeliveryGivenUp | OutageFact) -> OutgoingEvent:
    return _given_up(fact) if isinstance(fact, DeliveryGivenUp) else outage_publishing.publish(fact)


def _given_up(fact: DeliveryGivenUp) -> OutgoingEvent:
    """``delivery.failed``, about the dossier, as the event that caused the message named it."""
    delivery, known = fact.delivery, fact.delivery.particulars
    data = DeliveryFailed(
        dossier=DossierRef(
            dossier_id=delivery.dossier_id,
            code=known.code,
            agency=known.agency,
            department=known.department,
            procedure_key=known.procedure_key,
            procedure_code=known.procedure_code,
            procedure_version=known.procedure_version,
        ),
        delivery_id=delivery.id,
        template=delivery.occasion.value,
        channel=_CHANNELS[delivery.channel],
        attempts=delivery.attempts,
        failure=delivery.failure,
    )
    if delivery.finished_at is not None:
        data.failed_at.FromDatetime(delivery.finished_at)
    return OutgoingEvent(
        type="delivery.failed",
        agency=known.agency,
        department=known.department,
        subject=delivery.dossier_id,
        data=data,
    )
