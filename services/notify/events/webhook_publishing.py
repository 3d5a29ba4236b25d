"""Webhooks' facts → published events. Pure."""

from __future__ import annotations

from chassis.messaging.envelope import OutgoingEvent
from motcua.common.v1.vocabulary_pb2 import (
    ENDPOINT_DISABLED_REASON_FAILING,
    ENDPOINT_DISABLED_REASON_GONE,
    ENDPOINT_DISABLED_REASON_REQUEST,
)
from motcua.events.v1.delivery_pb2 import EndpointDisabled as EndpointDisabledEvent
from notify.domain.webhooks import DisabledFor, EndpointDisabled

_REASONS = {
    DisabledFor.REQUEST: ENDPOINT_DISABLED_REASON_REQUEST,
    DisabledFor.GONE: ENDPOINT_DISABLED_REASON_GONE,
    DisabledFor.FAILING: ENDPOINT_DISABLED_REASON_FAILING,
}
#: An endpoint belongs to no agency of ours.
ALL = "all"


def publish(fact: EndpointDisabled) -> OutgoingEvent:
    """``endpoint.disabled``, about the endpoint."""
    endpoint = fact.endpoint
    data = EndpointDisabledEvent(endpoint_id=endpoint.id, name=endpoint.name, subscriber=endpoint.owner)
    if endpoint.disabled_for is not None:
        data.reason = _REASONS[endpoint.disabled_for]
    if endpoint.disabled_at is not None:
        data.disabled_at.FromDatetime(endpoint.disabled_at)
    if endpoint.health.failing_since is not None:
        data.failing_since.FromDatetime(endpoint.health.failing_since)
    return OutgoingEvent(type="endpoint.disabled", agency=ALL, department=ALL, subject=endpoint.id, data=data)
