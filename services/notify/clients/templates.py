"""Message texts from ``notify/templates``, rendered in a sandbox."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import SandboxedEnvironment

from notify.application.ports import Text
from notify.domain.kept_text import KeptText

FOLDER = Path(__file__).parent.parent / "templates"
LANGUAGES = ("vi", "en")
_PART = re.compile(r'{% include "([^"]+)" %}')


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compiled:
    text: KeptText
    subject: Template
    body: Template
    short: Template | None


class JinjaTemplates:
    """Fulfils ``application.ports.Templates``. Everything is read and compiled at once, so a broken text
    stops the start and not a message. Plain text: nothing is escaped, and what is not known to a template
    is an error."""

    def __init__(self, folder: Path = FOLDER) -> None:
        texts = {
            path.relative_to(folder).as_posix(): path.read_text("utf-8")
            for language in LANGUAGES
            for path in sorted((folder / language).glob("*.txt"))
        }
        self._environment = SandboxedEnvironment(
            undefined=StrictUndefined, keep_trailing_newline=False, autoescape=False
        )
        whole = {name: _with_parts(text, texts) for name, text in texts.items() if _is_message(name)}
        self._compiled = {name: self._compile(_text(name, source)) for name, source in whole.items()}
        self._by_digest = {each.text.digest: each.text for each in self._compiled.values()}

    def render(self, template: str, language: str, values: Mapping[str, Any]) -> Text:
        return _rendered(self._of(template, language), values)

    def short(self, template: str, language: str, values: Mapping[str, Any]) -> str:
        return _shortened(self._of(template, language), values)

    def render_kept(self, text: KeptText, values: Mapping[str, Any]) -> Text:
        return _rendered(self._compile(text), values)

    def short_kept(self, text: KeptText, values: Mapping[str, Any]) -> str:
        return _shortened(self._compile(text), values)

    def has_short(self, template: str) -> bool:
        return self._of(template, "vi").short is not None

    def version(self, template: str, language: str) -> int:
        return self._of(template, language).text.version

    def text(self, template: str, language: str) -> KeptText:
        return self._of(template, language).text

    def of_digest(self, digest: str) -> KeptText | None:
        return self._by_digest.get(digest)

    def _compile(self, text: KeptText) -> _Compiled:
        head, _, body = text.source.partition("\n\n")
        said = _said(head)
        return _Compiled(
            text=text,
            subject=self._environment.from_string(said["subject"]),
            body=self._environment.from_string(body),
            short=self._environment.from_string(said["short"]) if "short" in said else None,
        )

    def _of(self, template: str, language: str) -> _Compiled:
        return self._compiled.get(f"{language}/{template}.txt") or self._compiled[f"vi/{template}.txt"]


def _is_message(name: str) -> bool:
    return not name.rpartition("/")[2].startswith("_")


def _with_parts(text: str, texts: Mapping[str, str]) -> str:
    """Whole in itself, so that it can be kept: what it includes is written out."""
    return _PART.sub(lambda part: texts[part[1]].rstrip("\n"), text)


def _text(name: str, source: str) -> KeptText:
    language, _, file = name.partition("/")
    version = int(_said(source.partition("\n\n")[0])["version"])
    return KeptText(template=file.removesuffix(".txt"), language=language, version=version, source=source)


def _said(head: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in head.splitlines())


def _rendered(compiled: _Compiled, values: Mapping[str, Any]) -> Text:
    subject = " ".join(compiled.subject.render(values).split())
    return Text(subject=subject, body=compiled.body.render(values).strip() + "\n")


def _shortened(compiled: _Compiled, values: Mapping[str, Any]) -> str:
    if compiled.short is None:
        raise KeyError(compiled.text.template)
    return " ".join(compiled.short.render(values).split())
