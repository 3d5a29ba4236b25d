"""ListTemplates: every text there is, and its versions."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from notify.application.access import may_see_wording
from notify.application.ports import Templates
from notify.domain.occasions import Occasion
from notify.domain.preference import LANGUAGES, OPTIONAL


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateInfo:
    """versions: by language. has_short: whether telephones get it. is_optional: whether one may unsubscribe."""

    key: str
    versions: dict[str, int]
    has_short: bool
    is_optional: bool


class ListTemplatesHandler:
    def __init__(self, templates: Templates) -> None:
        self._templates = templates

    async def __call__(self, actor: Actor) -> tuple[TemplateInfo, ...]:
        """By key. Raises Problem ``not-allowed``."""
        may_see_wording(actor)
        return tuple(self._info(occasion) for occasion in sorted(Occasion))

    def _info(self, occasion: Occasion) -> TemplateInfo:
        return TemplateInfo(
            key=occasion.value,
            versions={language: self._templates.version(occasion, language) for language in LANGUAGES},
            has_short=self._templates.has_short(occasion),
            is_optional=occasion in OPTIONAL,
        )
