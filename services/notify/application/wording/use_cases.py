"""The texts of messages, for routes and pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from chassis.kernel.actor import Actor
from notify.application.wording.list_templates import TemplateInfo
from notify.application.wording.preview_template import Preview, PreviewTemplate


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingQuestions:
    """The use cases behind these routes and the page."""

    list_templates: Callable[[Actor], Awaitable[tuple[TemplateInfo, ...]]]
    preview: Callable[[PreviewTemplate], Awaitable[Preview]]
