"""The texts of messages."""

from __future__ import annotations

from chassis.ground import Offer
from notify.api.http import wording
from notify.application.wording import ListTemplatesHandler, PreviewTemplateHandler
from notify.wiring.stand import Stand


def offer(stand: Stand) -> Offer:
    return Offer(routers=[wording.router(questions(stand))])


def questions(stand: Stand) -> wording.WordingQuestions:
    return wording.WordingQuestions(
        list_templates=ListTemplatesHandler(stand.templates),
        preview=PreviewTemplateHandler(stand.templates, stand.compose, public_url=stand.ground.settings.public_url),
    )
