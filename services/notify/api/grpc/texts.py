"""TextService."""

from __future__ import annotations

from typing import Any

from chassis.rpc.server import current_actor
from motcua.notify.v1 import text_service_pb2 as pb
from motcua.notify.v1.text_service_pb2_grpc import TextServiceServicer
from notify.api.grpc.channels import channel_of
from notify.application.texts import ShowSent, ShowSentHandler
from notify.application.wording import PreviewTemplate
from notify.application.wording.use_cases import WordingQuestions
from notify.domain.occasions import Channel
from notify.domain.short_text import Measure


class TextServicer(TextServiceServicer):
    def __init__(self, ask: WordingQuestions, show: ShowSentHandler) -> None:
        self._ask, self._show = ask, show

    async def ListTemplates(  # noqa: N802
        self, request: pb.ListTemplatesRequest, context: Any
    ) -> pb.ListTemplatesResponse:
        del request, context
        found = await self._ask.list_templates(current_actor())
        return pb.ListTemplatesResponse(
            templates=[
                pb.Template(key=one.key, versions=one.versions, has_short=one.has_short, is_optional=one.is_optional)
                for one in found
            ]
        )

    async def PreviewTemplate(  # noqa: N802
        self, request: pb.PreviewTemplateRequest, context: Any
    ) -> pb.PreviewTemplateResponse:
        del context
        channel = channel_of(request.channel) if request.channel else Channel.EMAIL
        seen = await self._ask.preview(
            PreviewTemplate(actor=current_actor(), key=request.key, language=request.language or "vi", channel=channel)
        )
        return pb.PreviewTemplateResponse(
            version=seen.version,
            subject=seen.subject,
            body=seen.body,
            length=_length(seen.length),
            plain_length=_length(seen.plain_length),
        )

    async def GetSentText(self, request: pb.GetSentTextRequest, context: Any) -> pb.GetSentTextResponse:  # noqa: N802
        del context
        shown = await self._show(ShowSent(actor=current_actor(), delivery_id=request.delivery_id))
        return pb.GetSentTextResponse(
            template=shown.kept.template,
            language=shown.kept.language,
            version=shown.kept.version,
            digest=shown.kept.digest,
            subject=shown.text.subject,
            body=shown.text.body,
        )


def _length(measured: Measure | None) -> pb.TextLength | None:
    if measured is None:
        return None
    return pb.TextLength(alphabet=measured.alphabet, units=measured.units, segments=measured.segments)
