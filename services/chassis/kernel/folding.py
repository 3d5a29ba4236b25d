"""Text as it is looked for: without accents, without case, so that "giay phep" finds "Giấy phép".

One folding for everybody: an index that is built with it is only found with it. Changing it means building those
indexes anew.
"""

from __future__ import annotations

import re
import unicodedata

# đ is a letter of its own to Unicode: no decomposition takes its stroke away.
_STROKES = str.maketrans({"đ": "d", "Đ": "d"})
_WORD = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """``text`` without marks and case, each run of white space one blank, none at the ends; đ and Đ are d.

    The same for composed and decomposed text, and for what is folded already.
    """
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
    return " ".join(plain.translate(_STROKES).casefold().split())


def words(text: str) -> tuple[str, ...]:
    """The letters and digits of ``folded(text)`` that stand together, in their order, repeated ones too.

    Whatever is neither parts two words: ``1.014199.H24`` gives ``1``, ``014199``, ``h24``.
    """
    return tuple(_WORD.findall(folded(text)))
