"""PreviewTemplate: a text with made-up values, as somebody would get it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from notify.application.access import may_see_wording
from notify.application.compose import Composer
from notify.application.ports import Templates
from notify.domain.channels import SHORT
from notify.domain.delivery import Delivery, DeliveryState
from notify.domain.occasions import Audience, Channel, Occasion
from notify.domain.occurrence import Particulars
from notify.domain.preference import LANGUAGES
from notify.domain.short_text import Measure, measure, without_marks

_CODE = "H24.15-240502-0001"
_SAMPLE = Particulars(
    code=_CODE,
    agency="heza",
    department="dau-tu",
    procedure_code="1.000000",
    officer="cv.mau.1",
    received_at=datetime(2024, 5, 2, 1, 45, tzinfo=UTC),
    accepted_at=datetime(2024, 5, 2, 2, 0, tzinfo=UTC),
    due_at=datetime(2024, 5, 14, 10, 0, tzinfo=UTC),
    happened_at=datetime(2024, 5, 6, 3, 0, tzinfo=UTC),
    answer_by_at=datetime(2024, 6, 5, 10, 0, tzinfo=UTC),
    amount_vnd=125_000_000,
)
_NAMES = {"vi": "Nguyễn Văn Mẫu", "en": "Nguyễn Văn Mẫu"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewTemplate:
    actor: Actor
    key: str
    language: str
    channel: Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """subject: empty for short texts. length, plain_length: of a short text as it is, and without marks."""

    key: str
    language: str
    channel: Channel
    version: int
    subject: str
    body: str
    length: Measure | None = None
    plain_length: Measure | None = None


class PreviewTemplateHandler:
    def __init__(self, templates: Templates, compose: Composer, *, public_url: str) -> None:
        self._templates = templates
        self._compose = compose
        self._link = f"{public_url or 'https://mot-cua.example'}/tra-cuu/{_CODE}"

    async def __call__(self, query: PreviewTemplate) -> Preview:
        """Raises Problem ``not-allowed``, ``template-unknown``, also for a short text where there is none."""
        may_see_wording(query.actor)
        is_short = query.channel in SHORT
        if query.key not in set(Occasion) or query.language not in LANGUAGES:
            raise _unknown()
        sample = _delivery(Occasion(query.key), query.channel)
        if is_short and not self._templates.has_short(sample.occasion):
            raise _unknown()
        if is_short:
            text = self._compose.short(sample, language=query.language, link=self._link)
            return self._preview(query, "", text, measure(text), measure(without_marks(text)))
        written = await self._compose(
            sample, language=query.language, addressee=_NAMES[query.language], link=self._link
        )
        return self._preview(query, written.subject, written.body)

    def _preview(
        self,
        query: PreviewTemplate,
        subject: str,
        body: str,
        length: Measure | None = None,
        plain_length: Measure | None = None,
    ) -> Preview:
        return Preview(
            key=query.key,
            language=query.language,
            channel=query.channel,
            version=self._templates.version(query.key, query.language),
            subject=subject,
            body=body,
            length=length,
            plain_length=plain_length,
        )


def _delivery(occasion: Occasion, channel: Channel) -> Delivery:
    return Delivery(
        id="",
        event_id="",
        event_type="",
        dossier_id=_CODE,
        occasion=occasion,
        audience=Audience.APPLICANT,
        channel=channel,
        recipient="",
        particulars=_SAMPLE,
        state=DeliveryState.PENDING,
        created_at=datetime(2024, 5, 6, 3, 0, tzinfo=UTC),
    )


def _unknown() -> Problem:
    return Problem("template-unknown", Kind.NOT_FOUND, "There is no such text in this language for this channel.")
