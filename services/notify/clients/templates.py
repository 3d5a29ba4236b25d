"""Message texts from ``notify/templates``, rendered in a sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import DictLoader, StrictUndefined, Template
from jinja2.sandbox import SandboxedEnvironment

from notify.application.ports import Text

FOLDER = Path(__file__).parent.parent / "templates"
LANGUAGES = ("vi", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compiled:
    version: int
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
        bodies = {name: text.partition("\n\n")[2] if _is_message(name) else text for name, text in texts.items()}
        environment = SandboxedEnvironment(
            loader=DictLoader(bodies), undefined=StrictUndefined, keep_trailing_newline=False, autoescape=False
        )
        self._compiled = {name: _compiled(environment, name, text) for name, text in texts.items() if _is_message(name)}

    def render(self, template: str, language: str, values: Mapping[str, Any]) -> Text:
        compiled = self._of(template, language)
        subject = " ".join(compiled.subject.render(values).split())
        return Text(subject=subject, body=compiled.body.render(values).strip() + "\n")

    def short(self, template: str, language: str, values: Mapping[str, Any]) -> str:
        compiled = self._of(template, language)
        if compiled.short is None:
            raise KeyError(template)
        return " ".join(compiled.short.render(values).split())

    def has_short(self, template: str) -> bool:
        return self._of(template, "vi").short is not None

    def version(self, template: str, language: str) -> int:
        return self._of(template, language).version

    def _of(self, template: str, language: str) -> _Compiled:
        return self._compiled.get(f"{language}/{template}.txt") or self._compiled[f"vi/{template}.txt"]


def _is_message(name: str) -> bool:
    return not name.rpartition("/")[2].startswith("_")


def _compiled(environment: SandboxedEnvironment, name: str, text: str) -> _Compiled:
    head = dict(line.split(": ", 1) for line in text.partition("\n\n")[0].splitlines())
    return _Compiled(
        version=int(head["version"]),
        subject=environment.from_string(head["subject"]),
        body=environment.get_template(name),
        short=environment.from_string(head["short"]) if "short" in head else None,
    )
