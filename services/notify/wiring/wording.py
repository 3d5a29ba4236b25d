"""The texts of messages."""

from __future__ import annotations

from chassis.ground import Offer
from notify.api.http import wording
from notify.application.wording import ListTemplatesHandler, PreviewTemplateHandler
from notify.application.wording.use_cases import WordingQuestions
from notify.web import people
from notify.web import wording as pages
from notify.wiring.stand import Stand


def offer(stand: Stand) -> Offer:
    ask = questions(stand)
    look = people.chrome(stand.ground.settings.environment)
    made = look.router()
    pages.add_to(made, pages.WordingPages(chrome=look, ask=ask))
    return Offer(routers=[wording.router(ask), made])


def questions(stand: Stand) -> WordingQuestions:
    return WordingQuestions(
        list_templates=ListTemplatesHandler(stand.templates),
        preview=PreviewTemplateHandler(stand.templates, stand.compose, public_url=stand.ground.settings.public_url),
    )
