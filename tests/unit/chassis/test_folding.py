"""Folding: Vietnamese is found with and without accents, however it was typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.kernel.folding import folded, words

# Every Vietnamese vowel with every tone, and đ.
VOWELS = "aăâeêioôơuưy"
# No tone, then grave, acute, hook above, tilde, dot below, as combining marks.
TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
PLAIN = {"ă": "a", "â": "a", "ê": "e", "ô": "o", "ơ": "o", "ư": "u"}


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Cấp giấy phép lao động", "cap giay phep lao dong"),
        ("ĐIỀU CHỈNH ĐẦU TƯ", "dieu chinh dau tu"),
        ("  Nguyễn\tVăn \n Mẫu ", "nguyen van mau"),
        ("Straße", "strasse"),
        ("", ""),
    ],
)
def test_marks_case_and_spare_blanks_go(text: str, plain: str) -> None:
    assert folded(text) == plain


def test_every_vowel_in_every_tone_folds_to_its_letter() -> None:
    for vowel in VOWELS:
        for tone in TONES:
            for written in (vowel + tone, (vowel + tone).upper()):
                assert folded(unicodedata.normalize("NFC", written)) == PLAIN.get(vowel, vowel)


@given(st.text())
def test_composed_decomposed_and_folded_text_fold_alike(text: str) -> None:
    once = folded(text)
    assert folded(unicodedata.normalize("NFC", text)) == once
    assert folded(unicodedata.normalize("NFD", text)) == once
    assert folded(once) == once


def test_words_are_what_stands_together() -> None:
    assert words("Cấp lại GCN ĐKĐT – đổi tên (nếu có)") == ("cap", "lai", "gcn", "dkdt", "doi", "ten", "neu", "co")
    assert words("1.014199.H24_x") == ("1", "014199", "h24", "x")
    assert words(" – ") == ()
