"""Text that people type: trimmed, composed (NFC), without control characters, bounded. For request models."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_CONTROL_BUT_BREAKS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_EMAIL = re.compile(r"^[^\s@<>,;:\"'\\]{1,64}@(?:[^\s@.<>,;:\"'\\]{1,63}\.)+[^\s@.<>,;:\"'\\]{2,63}$")
_PHONE = re.compile(r"^\+?\d{8,15}$")


class RequestModel(BaseModel):
    """What a client sends: unknown fields are refused, so that a misspelt one is not lost."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


def _composed(value: Any) -> Any:
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def _one_line(value: str) -> str:
    if _CONTROL.search(value):
        raise ValueError("the text must be one line without control characters")
    return value


def _lines(value: str) -> str:
    value = value.replace("\r\n", "\n")
    if _CONTROL_BUT_BREAKS.search(value):
        raise ValueError("the text must not contain control characters")
    return value


def _email(value: str) -> str:
    if value and _EMAIL.match(value) is None:
        raise ValueError("this is not an e-mail address; write it like ten@vidu.vn")
    return value


def _phone(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    digits = re.sub(r"[ .\-()]", "", value)
    if digits and _PHONE.match(digits) is None:
        raise ValueError("this is not a telephone number; write 8 to 15 digits, with + before a country code")
    return digits


def _bounded(longest: int, *, shortest: int = 0) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=shortest, max_length=longest)


Line = Annotated[str, _bounded(200, shortest=1), BeforeValidator(_composed), AfterValidator(_one_line)]
"""1..200 characters on one line: a name, a title."""

LongLine = Annotated[str, _bounded(500, shortest=1), BeforeValidator(_composed), AfterValidator(_one_line)]
"""1..500 characters on one line: an address."""

OptionalLine = Annotated[str, _bounded(500), BeforeValidator(_composed), AfterValidator(_one_line)]
"""0..500 characters on one line; empty for nothing."""

Paragraph = Annotated[str, _bounded(4000, shortest=1), BeforeValidator(_composed), AfterValidator(_lines)]
"""1..4000 characters with line breaks: a reason."""

OptionalParagraph = Annotated[str, _bounded(4000), BeforeValidator(_composed), AfterValidator(_lines)]
"""0..4000 characters with line breaks; empty for nothing."""

Token = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
"""An organisation's or procedure's token as in subjects of events."""

Phone = Annotated[str, Field(max_length=16), BeforeValidator(_phone)]
"""Digits, perhaps after ``+``; spaces, dots and hyphens are taken out; empty for none."""

Email = Annotated[str, _bounded(254), AfterValidator(_email)]
"""An address that could be one; empty for none."""
