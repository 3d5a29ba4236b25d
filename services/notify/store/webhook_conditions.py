"""Which deliveries a filter means."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from notify.application.webhooks.ports import WebhookFilter
from notify.store.tables import WEBHOOKS

_D, _E = WEBHOOKS.deliveries.c, WEBHOOKS.endpoints.c


def matching(chosen: WebhookFilter) -> list[ColumnElement[bool]]:
    """Conditions on ``webhook_deliveries``; all must hold."""
    conditions: list[ColumnElement[bool]] = []
    if chosen.owner:
        conditions.append(_D.endpoint_id.in_(select(_E.id).where(_E.owner == chosen.owner)))
    for column, wanted in (
        (_D.endpoint_id, chosen.endpoint_id),
        (_D.subject, chosen.subject),
        (_D.event_id, chosen.event_id),
    ):
        if wanted:
            conditions.append(column == wanted)
    if chosen.states:
        conditions.append(_D.state.in_(sorted(chosen.states)))
    if chosen.from_position is not None:
        conditions.append(_D.position >= chosen.from_position)
    if chosen.to_position is not None:
        conditions.append(_D.position <= chosen.to_position)
    if chosen.since is not None:
        conditions.append(_D.happened_at >= chosen.since)
    if chosen.until is not None:
        conditions.append(_D.happened_at <= chosen.until)
    return conditions
