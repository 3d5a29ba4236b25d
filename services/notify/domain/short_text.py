"""How a text message is counted and billed: GSM 03.38 alphabet or UCS-2, in segments. Pure."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€\f")
_STROKES = str.maketrans({"đ": "d", "Đ": "D"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """alphabet: ``GSM-7`` or ``UCS-2``. units: septets or UTF-16 units. segments: messages that are billed."""

    alphabet: str
    units: int
    segments: int


def measure(text: str) -> Measure:
    """160 septets or 70 units go into one message; of several, each gives seven (three units) to their numbering."""
    if all(letter in _GSM or letter in _GSM_TWICE for letter in text):
        units = sum(2 if letter in _GSM_TWICE else 1 for letter in text)
        return Measure(alphabet="GSM-7", units=units, segments=_segments(units, 160, 153))
    units = len(text.encode("utf-16-be")) // 2
    return Measure(alphabet="UCS-2", units=units, segments=_segments(units, 70, 67))


def without_marks(text: str) -> str:
    """``Hồ sơ đã nhận`` → ``Ho so da nhan``: what many gateways want, and what fits one message."""
    decomposed = unicodedata.normalize("NFD", text.translate(_STROKES))
    return "".join(letter for letter in decomposed if unicodedata.category(letter) != "Mn")


def _segments(units: int, alone: int, joined: int) -> int:
    return 1 if units <= alone else -(-units // joined)
