"""What was typed into a form, and what is wrong with it: shown again together, so nothing typed is lost."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from starlette.datastructures import FormData, UploadFile

from chassis.web.forgery import FIELD

# Browsers send line ends as CR LF; no person types the other control characters.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """values: name → everything sent under it. errors: name of a field → a sentence in the visitor's language."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[str, tuple[UploadFile, ...]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, data: FormData) -> Self:
        """Texts composed (NFC), trimmed, without control characters; a file that was not chosen is left out."""
        values: dict[str, tuple[str, ...]] = {}
        files: dict[str, tuple[UploadFile, ...]] = {}
        for name, value in data.multi_items():
            if isinstance(value, UploadFile):
                if value.filename:
                    files[name] = (*files.get(name, ()), value)
            elif name != FIELD:
                values[name] = (*values.get(name, ()), _tidy(value))
        return cls(values=values, files=files)

    @classmethod
    def filled(cls, values: Mapping[str, str | Iterable[str]]) -> Self:
        """A form that shows what is known already."""
        return cls(values={k: (v,) if isinstance(v, str) else tuple(v) for k, v in values.items()})

    def text(self, name: str, default: str = "") -> str:
        """The last value of that name."""
        found = self.values.get(name)
        return found[-1] if found else default

    def all(self, name: str) -> tuple[str, ...]:
        return self.values.get(name, ())

    def count(self, name: str, default: int, *, most: int) -> int:
        """A whole number from 1; the default for what is none."""
        text = self.text(name)
        if not (text.isascii() and text.isdigit() and len(text) < 8):
            return default
        return min(int(text), most) or default

    def wrong(self, errors: Mapping[str, str]) -> Self:
        """The same form with what is wrong."""
        return replace(self, errors=dict(errors))


def _tidy(text: str) -> str:
    return _CONTROL.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n"))).strip()
