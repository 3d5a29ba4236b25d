"""Compose: put a message into words, from what was known when it was ordered."""

from __future__ import annotations

from typing import Any

from notify.application.ports import Names, Templates, Text
from notify.domain.channels import SHORT
from notify.domain.control_pages import control_page
from notify.domain.dates import in_english, in_vietnamese
from notify.domain.delivery import Delivery
from notify.domain.kept_text import KeptText

# Shown where an element is not settled yet; an element is never left out (ND224/2025 art. 15(1)(g)).
_NOT_YET = {"vi": "chưa xác định", "en": "not settled yet"}


class Composer:
    """Renders any delivery; asks for names of organisations, never for those of persons unless handed in."""

    def __init__(self, templates: Templates, names: Names, *, site: str = "") -> None:
        """site: where the pages are reached from outside, without a stroke at the end; empty if nobody said."""
        self._site = site
        self._templates = templates
        self._names = names

    async def __call__(self, delivery: Delivery, *, language: str, addressee: str = "", link: str = "") -> Text:
        """addressee: how to greet; empty for messages inside the office. link: where a consulted body answers."""
        values = await self._values(delivery, language, addressee=addressee, link=link)
        return self._templates.render(delivery.occasion, language if language in _NOT_YET else "vi", values)

    async def as_sent(self, delivery: Delivery, text: KeptText, *, addressee: str, link: str) -> Text:
        """The same from a text of any time, for a person to see what was sent. link: of a short text or a consulted
        body."""
        if delivery.channel in SHORT:
            known = {"code": delivery.particulars.code, "link": link}
            return Text(subject="", body=self._templates.short_kept(text, known))
        values = await self._values(delivery, text.language, addressee=addressee, link=link)
        return self._templates.render_kept(text, values)

    async def _values(self, delivery: Delivery, language: str, *, addressee: str, link: str) -> dict[str, Any]:
        language = language if language in _NOT_YET else "vi"
        known = delivery.particulars
        written = in_vietnamese if language == "vi" else in_english
        instants = {
            name: written(at) if at is not None else _NOT_YET[language]
            for name, at in (
                ("received_at", known.received_at),
                ("accepted_at", known.accepted_at),
                ("happened_at", known.happened_at),
                ("due_at", known.due_at),
                ("answer_by_at", known.answer_by_at),
            )
        }
        return instants | {
            "addressee": addressee,
            "link": link,
            "code": known.code,
            "dossier_id": delivery.dossier_id,
            "agency": await self._names.agency(known.agency, language),
            "department": await self._department(known.department, language),
            "procedure": await self._names.procedure(known, language) if known.procedure_key else "",
            "officer": known.officer,
            "has_answer_deadline": known.answer_by_at is not None,
            "detail": known.detail,
            "case": f"{self._site}/viec/{delivery.dossier_id}",
            "endpoint": f"{self._site}/dang-ky/{delivery.dossier_id}",
            "report": f"{self._site}/bao-cao/nghia-vu/{delivery.dossier_id}",
            "control": f"{self._site}{control_page(known.code, delivery.dossier_id)}",
            "is_of_department": bool(known.department),
            "note": known.note_en if language == "en" and known.note_en else known.note,
            "is_early": known.is_early,
            "amount": f"{known.amount_vnd:,}".replace(",", "." if language == "vi" else ","),
        }

    def short(self, delivery: Delivery, *, language: str, link: str) -> str:
        """For telephones, which others read too: which dossier and where to look, no name and no reason."""
        known = {"code": delivery.particulars.code, "link": link}
        return self._templates.short(delivery.occasion, language, known)

    def text(self, delivery: Delivery, *, language: str) -> KeptText:
        return self._templates.text(delivery.occasion, language)

    async def _department(self, token: str, language: str) -> str:
        return await self._names.department(token, language) if token else _NOT_YET[language]
