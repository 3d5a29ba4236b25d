"""Short texts: nothing sensitive in any of them, and how they are counted."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.application import Composer
from notify.domain.delivery import Delivery
from notify.domain.occasions import TO_APPLICANT, TO_FEEDBACK_SENDER, Occasion
from notify.domain.short_text import Measure, measure, without_marks
from unit.notify.messages import ACCEPTED, TEMPLATES, KnownNames, delivery

COMPOSE = Composer(TEMPLATES, KnownNames())
TO_TELEPHONES = sorted({*TO_APPLICANT.values(), *TO_FEEDBACK_SENDER.values()})
LINK = "https://dvc.haiphong.example/tra-cuu/H24.15-240502-0001"


def short(one: Delivery, language: str) -> str:
    return COMPOSE.short(one, language=language, link=LINK)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("occasion", TO_TELEPHONES)
def test_a_short_text_says_which_dossier_and_where_to_look_and_no_more(occasion: Occasion, language: str) -> None:
    text = short(delivery(occasion), language)
    assert text.endswith(LINK)
    assert "{" not in text


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("occasion", TO_TELEPHONES)
def test_a_short_text_names_no_reason_no_procedure_and_no_person(occasion: Occasion, language: str) -> None:
    text = short(delivery(occasion), language).casefold()
    told = ["từ chối", "refus", "dừng", "stopp", "rút", "withdr", "lý do", "reason", "kính gửi", "dear", "đồng", "vnd"]
    assert [word for word in told if word in text] == []
    assert "giấy chứng nhận" not in text


@pytest.mark.parametrize("occasion", TO_TELEPHONES)
def test_without_marks_a_short_text_fits_one_message(occasion: Occasion) -> None:
    counted = measure(without_marks(short(delivery(occasion), "vi")))
    assert (counted.alphabet, counted.segments) == ("GSM-7", 1)


def test_before_there_is_a_code_the_text_leaves_it_out() -> None:
    bare = delivery(Occasion.RECEIVED, ACCEPTED)
    assert "H24" not in short(bare, "vi").partition(" Xem: ")[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Measure(alphabet="GSM-7", units=0, segments=1)),
        ("a" * 160, Measure(alphabet="GSM-7", units=160, segments=1)),
        ("a" * 161, Measure(alphabet="GSM-7", units=161, segments=2)),
        ("a" * 307, Measure(alphabet="GSM-7", units=307, segments=3)),
        ("€" * 80, Measure(alphabet="GSM-7", units=160, segments=1)),
        ("ồ" * 70, Measure(alphabet="UCS-2", units=70, segments=1)),
        ("ồ" * 71, Measure(alphabet="UCS-2", units=71, segments=2)),
        ("😀" * 36, Measure(alphabet="UCS-2", units=72, segments=2)),
    ],
)
def test_segments_are_counted_as_they_are_billed(text: str, expected: Measure) -> None:
    assert measure(text) == expected


def test_marks_are_taken_off_and_letters_stay() -> None:
    assert without_marks("Đã nhận hồ sơ của Ông/Bà") == "Da nhan ho so cua Ong/Ba"


@given(st.text(alphabet=string.printable + "ăâđêôơưạảấầẩẫậÁĐỸ", max_size=400))
def test_a_longer_text_never_costs_less(text: str) -> None:
    assert measure(text).segments <= measure(text + "ồ").segments
