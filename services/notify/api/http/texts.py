"""``/v1/deliveries/{id}/text``: a message as it was sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from chassis.http.deps import ActorDep
from notify.application.texts import SentText, ShowSent

ShowSentText = Callable[[ShowSent], Awaitable[SentText]]


class SentTextBody(BaseModel):
    """The words of then, filled in with what intake knows of the person now."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "delivery_id": "01900000-0000-7000-8000-000000000001",
                    "template": "dossier-accepted",
                    "language": "vi",
                    "version": 1,
                    "digest": "0" * 64,
                    "subject": "Hồ sơ H24.15-240502-0001 đã được tiếp nhận",
                    "body": "Kính gửi Nguyễn Văn Mẫu,\n",
                }
            ]
        }
    )

    delivery_id: str
    template: str
    language: str
    version: int
    digest: str = Field(description="SHA-256 of the wording, hexadecimal")
    subject: str = Field(description="empty for SMS and Zalo")
    body: str


def router(show: ShowSentText) -> APIRouter:
    routes = APIRouter(tags=["deliveries"])

    @routes.get("/v1/deliveries/{delivery_id}/text", summary="Nội dung đã gửi · A message as it was sent")
    async def show_sent_text(actor: ActorDep, delivery_id: Annotated[str, Path(max_length=100)]) -> SentTextBody:
        """For the counter and the leaders of the agency; who looked is kept. The wording is the one of then, whatever
        has become of it; names are asked of intake now and kept nowhere. 404 `text-not-kept` for what was not sent."""
        shown = await show(ShowSent(actor=actor, delivery_id=delivery_id))
        return SentTextBody(
            delivery_id=shown.delivery.id,
            template=shown.kept.template,
            language=shown.kept.language,
            version=shown.kept.version,
            digest=shown.kept.digest,
            subject=shown.text.subject,
            body=shown.text.body,
        )

    return routes
