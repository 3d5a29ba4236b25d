"""``/v1/message-templates``: the texts of messages and how they look."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from chassis.http.deps import ActorDep
from notify.application.wording import PreviewTemplate
from notify.application.wording.use_cases import WordingQuestions
from notify.domain.occasions import Channel
from notify.domain.short_text import Measure


class TemplateBody(BaseModel):
    """Mẫu tin / a text of messages."""

    key: str = Field(examples=["dossier-accepted"])
    versions: dict[str, int] = Field(description="by language", examples=[{"vi": 1, "en": 1}])
    has_short: bool = Field(description="whether it goes to telephones")
    is_optional: bool = Field(description="whether one may unsubscribe from it")


class TemplateList(BaseModel):
    items: list[TemplateBody]


class LengthBody(BaseModel):
    """How a text message is counted and billed."""

    alphabet: str = Field(description="GSM-7 or UCS-2")
    units: int
    segments: int


class PreviewBody(BaseModel):
    """A text with made-up values."""

    key: str
    language: str
    channel: str
    version: int
    subject: str = Field(description="empty for short texts")
    body: str
    length: LengthBody | None = Field(description="of a short text as it is written")
    plain_length: LengthBody | None = Field(description="of a short text without Vietnamese marks")


def router(ask: WordingQuestions) -> APIRouter:
    routes = APIRouter(prefix="/v1/message-templates", tags=["message templates"])

    @routes.get("", summary="Các mẫu tin · The texts of messages, by key")
    async def list_templates(actor: ActorDep) -> TemplateList:
        """For operators and the control team."""
        found = await ask.list_templates(actor)
        return TemplateList(
            items=[
                TemplateBody(key=one.key, versions=one.versions, has_short=one.has_short, is_optional=one.is_optional)
                for one in found
            ]
        )

    @routes.get("/{key}/preview", summary="Xem thử mẫu tin · How a text looks")
    async def preview_template(
        actor: ActorDep,
        key: Annotated[str, Path(max_length=60)],
        language: Literal["vi", "en"] = "vi",
        channel: Literal["email", "zalo", "sms", "inbox"] = "email",
    ) -> PreviewBody:
        """With made-up values. 404 also for a short text where there is none."""
        query = PreviewTemplate(actor=actor, key=key, language=language, channel=Channel(channel))
        seen = await ask.preview(query)
        return PreviewBody(
            key=seen.key,
            language=seen.language,
            channel=seen.channel.value,
            version=seen.version,
            subject=seen.subject,
            body=seen.body,
            length=_length(seen.length),
            plain_length=_length(seen.plain_length),
        )

    return routes


def _length(measured: Measure | None) -> LengthBody | None:
    if measured is None:
        return None
    return LengthBody(alphabet=measured.alphabet, units=measured.units, segments=measured.segments)
