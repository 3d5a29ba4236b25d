"""``/hop-thu/mau-tin``: the texts of messages and how they look, for operators and the control team."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from chassis.web.chrome import Chrome
from chassis.web.visitor import Visitor, VisitorDep
from notify.application.wording import PreviewTemplate
from notify.application.wording.use_cases import WordingQuestions
from notify.domain.occasions import Channel
from notify.domain.preference import LANGUAGES
from notify.web.people import HOME

PAGE = f"{HOME}/mau-tin"


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingPages:
    chrome: Chrome
    ask: WordingQuestions

    async def show(self, looking: Visitor, key: str, language: str, channel: str) -> Response:
        actor = looking.signed_in
        listed = await self.ask.list_templates(actor)
        known = {one.key: one for one in listed}
        language = language if language in LANGUAGES else looking.language
        chosen = known.get(key)
        seen = None
        if chosen is not None:
            is_short = channel == Channel.SMS and chosen.has_short
            query = PreviewTemplate(
                actor=actor, key=key, language=language, channel=Channel.SMS if is_short else Channel.EMAIL
            )
            seen = await self.ask.preview(query)
        return self.chrome.page("wording.html", looking, listed=listed, seen=seen, chosen=chosen)


def add_to(made: APIRouter, pages: WordingPages) -> None:
    @made.get(PAGE)
    async def wording(looking: VisitorDep, mau: str = "", ngon_ngu: str = "", kenh: str = "") -> Response:
        return await pages.show(looking, mau, ngon_ngu, kenh)
