"""What notify answers with. No contact data, no names of persons."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from notify.application.ports import Text
from notify.domain.delivery import Delivery, DeliveryState


class DeliveryBody(BaseModel):
    """One message to one person by one channel."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "01900000-0000-7000-8000-000000000001",
                    "dossier_id": "01900000-0000-7000-8000-0000000000aa",
                    "code": "H24.15-240502-0001",
                    "event_id": "01900000-0000-7000-8000-0000000000bb",
                    "event_type": "motcua.dossier.accepted.v1",
                    "template": "dossier-accepted",
                    "recipient": "applicant",
                    "channel": "email",
                    "tried": [],
                    "priority": "single",
                    "status": "sent",
                    "attempts": 1,
                    "failure": "",
                    "created_at": "2024-05-02T02:00:00Z",
                    "finished_at": "2024-05-02T02:00:01Z",
                    "next_attempt_at": None,
                    "template_version": 1,
                    "gateway": "",
                    "receipt": "",
                    "receipt_at": None,
                }
            ]
        }
    )

    id: str
    dossier_id: str
    code: str = Field(description="mã hồ sơ; empty before acceptance")
    event_id: str = Field(description="the event that caused the message")
    event_type: str
    template: str
    recipient: str = Field(
        description="applicant, officer, department_head, consulted_body, consulted_head, counter_head, "
        "feedback_sender, control_team or leader"
    )
    channel: str = Field(description="email, zalo, sms or inbox")
    tried: list[str] = Field(description="channels that failed before this one")
    priority: str = Field(description="single, or bulk: one of very many alike")
    status: str = Field(description="pending, sent, recorded or failed")
    attempts: int
    failure: str = Field(description="slug of the last fault, or why it was only recorded")
    created_at: datetime
    finished_at: datetime | None
    next_attempt_at: datetime | None = Field(description="real time; null if it will not be tried")
    template_version: int = Field(description="of the wording that was sent; 0: not sent")
    gateway: str = Field(description="which provider took it; empty: a mail server, or nobody")
    receipt: str = Field(description="what the provider reported: delivered, read, failed; empty: nothing")
    receipt_at: datetime | None


class InboxMessage(BaseModel):
    """A message to an officer, in words."""

    id: str
    dossier_id: str
    code: str
    occasion: str = Field(description="key of its text, due-soon say")
    recipient: str = Field(description="officer, department_head, consulted_head, counter_head, leader or control_team")
    subject: str
    body: str
    due_at: datetime | None
    created_at: datetime
    read_at: datetime | None = Field(description="null: unread")


def delivery_body(delivery: Delivery) -> DeliveryBody:
    pending = delivery.state is DeliveryState.PENDING
    return DeliveryBody(
        id=delivery.id,
        dossier_id=delivery.dossier_id,
        code=delivery.particulars.code,
        event_id=delivery.event_id,
        event_type=delivery.event_type,
        template=delivery.occasion.value,
        recipient=delivery.audience.value,
        channel=delivery.channel.value,
        status=delivery.state.value,
        attempts=delivery.attempts,
        failure=delivery.failure,
        created_at=delivery.created_at,
        finished_at=delivery.finished_at,
        next_attempt_at=delivery.next_attempt_at if pending else None,
        tried=[channel.value for channel in delivery.tried],
        priority=delivery.priority.name.lower(),
        template_version=delivery.template_version,
        gateway=delivery.gateway,
        receipt=delivery.receipt.value,
        receipt_at=delivery.receipt_at,
    )


def inbox_message(delivery: Delivery, text: Text) -> InboxMessage:
    return InboxMessage(
        id=delivery.id,
        dossier_id=delivery.dossier_id,
        code=delivery.particulars.code,
        occasion=delivery.occasion.value,
        recipient=delivery.audience.value,
        subject=text.subject,
        body=text.body,
        due_at=delivery.particulars.due_at,
        created_at=delivery.created_at,
        read_at=delivery.read_at,
    )
