"""Deliveries and particulars as rows, and back."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from chassis.data.columns import instant_text
from notify.domain.delivery import Delivery, DeliveryState, Priority, Receipt
from notify.domain.occasions import Audience, Channel, Occasion
from notify.domain.occurrence import Particulars

_INSTANTS = frozenset({"received_at", "accepted_at", "due_at", "happened_at", "answer_by_at"})


def particulars_json(known: Particulars) -> dict[str, Any]:
    """Only what is known; instants as text."""
    values = {field.name: getattr(known, field.name) for field in fields(known)}
    return {name: instant_text(value) if name in _INSTANTS else value for name, value in values.items() if value}


def particulars_of(document: dict[str, Any]) -> Particulars:
    values: dict[str, Any] = {
        name: datetime.fromisoformat(value) if name in _INSTANTS else value for name, value in document.items()
    }
    return Particulars(**values)


def delivery_row(delivery: Delivery) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "event_id": delivery.event_id,
        "event_type": delivery.event_type,
        "dossier_id": delivery.dossier_id,
        "agency": delivery.particulars.agency,
        "department": delivery.particulars.officer_department or delivery.particulars.department,
        "occasion": delivery.occasion.value,
        "audience": delivery.audience.value,
        "channel": delivery.channel.value,
        "recipient": delivery.recipient,
        "particulars": particulars_json(delivery.particulars),
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "failure": delivery.failure,
        "created_at": delivery.created_at,
        "next_attempt_at": delivery.next_attempt_at,
        "finished_at": delivery.finished_at,
        "priority": int(delivery.priority),
        "tried": [channel.value for channel in delivery.tried],
        "template_version": delivery.template_version,
        "text_digest": delivery.text_digest,
        "gateway": delivery.gateway,
        "receipt_id": delivery.receipt_id,
        "receipt": delivery.receipt.value,
        "receipt_at": delivery.receipt_at,
        "read_at": delivery.read_at,
    }


def delivery_of(row: Any) -> Delivery:
    return Delivery(
        id=row.id,
        event_id=row.event_id,
        event_type=row.event_type,
        dossier_id=row.dossier_id,
        occasion=Occasion(row.occasion),
        audience=Audience(row.audience),
        channel=Channel(row.channel),
        recipient=row.recipient,
        particulars=particulars_of(row.particulars),
        state=DeliveryState(row.state),
        attempts=row.attempts,
        failure=row.failure,
        created_at=row.created_at,
        next_attempt_at=row.next_attempt_at,
        finished_at=row.finished_at,
        priority=Priority(row.priority),
        tried=tuple(Channel(one) for one in row.tried),
        template_version=row.template_version,
        text_digest=row.text_digest,
        gateway=row.gateway,
        receipt_id=row.receipt_id,
        receipt=Receipt(row.receipt),
        receipt_at=row.receipt_at,
        read_at=row.read_at,
    )
