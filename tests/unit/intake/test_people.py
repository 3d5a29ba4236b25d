"""What of an applicant can be found, and how little lists show."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.kernel.errors import Problem
from chassis.kernel.folding import folded
from intake.domain.applicant import Representative
from intake.domain.people import (
    Face,
    PersonSearch,
    kept_terms,
    masked,
    name_words,
    plain_phone,
    understood,
    wanted_terms,
)
from intake.domain.procedures import Subject
from unit.intake.world import applicant

HUYEN = Representative(
    name="Đỗ Thị Huyền", identity_number="031090001234", address="", phone="+84 988 111 222", email="", authority=""
)


def finds(search: PersonSearch, **of: object) -> bool:
    return wanted_terms(search) <= kept_terms(applicant(**of))


@pytest.mark.parametrize(
    ("typed", "name", "found"),
    [
        ("nguyen van an", "Nguyễn Văn An", True),
        ("NGUYỄN văn AN", "Nguyễn Văn An", True),
        ("an nguyen", "Nguyễn Văn An", True),
        ("nguyen v", "Nguyễn Văn An", False),  # one letter is a word, not a beginning
        ("nguyen va", "Nguyễn Văn An", True),
        ("guyen", "Nguyễn Văn An", False),
        ("nguy van", "Nguyễn Văn An", False),  # only the last word may be a beginning
        ("nguyen van a", "Nguyễn Văn A", True),
        ("do thi hue", "Đỗ Thị Huệ", True),
        ("mau hai phong", "Công ty TNHH Mẫu Hải Phòng", True),
        ("cong ty tnhh mau", "Công ty TNHH Mẫu Hải Phòng", True),
        ("công ty cổ phần mẫu", "Công ty TNHH Mẫu Hải Phòng", True),  # which form it has is not looked at
        ("phan van", "Phan Văn Bình", True),
        ("phan", "Công ty Cổ phần Thép", False),
        ("dien-tu", "Công ty TNHH Điện Tử ABC", True),
    ],
)
def test_words_are_found_without_accents_all_of_them_the_last_as_a_beginning(
    typed: str, name: str, found: bool
) -> None:
    assert finds(PersonSearch(name=typed), name=name) is found


@pytest.mark.parametrize(
    ("search", "found"),
    [
        (PersonSearch(phone="0912 345 678"), True),
        (PersonSearch(phone="+84912345678"), True),
        (PersonSearch(phone="091234567"), False),
        (PersonSearch(identity_number="0201234567"), True),
        (PersonSearch(identity_number="0912345678"), False),
        (PersonSearch(number="0912.345.678"), True),
        (PersonSearch(number="0201234567"), True),
        (PersonSearch(number="0988111222"), True),
        (PersonSearch(identity_number="031090001234"), True),
        (PersonSearch(name="mau", phone="0912345678"), True),
        (PersonSearch(name="khac", phone="0912345678"), False),
        (PersonSearch(name="huyen"), False),  # the representative has numbers, the name is the applicant's
    ],
)
def test_numbers_are_found_whole_also_those_of_the_representative(search: PersonSearch, found: bool) -> None:
    assert finds(search, representative=HUYEN) is found


@pytest.mark.parametrize("name", ["", "  ", "công ty TNHH", "Cty".replace("Cty", "Công ty cổ phần"), "•"])
def test_a_search_that_would_find_everybody_is_refused(name: str) -> None:
    with pytest.raises(Problem) as refused:
        wanted_terms(PersonSearch(name=name))
    assert (refused.value.slug, set(refused.value.fields)) == ("search-too-wide", {"name"})


@pytest.mark.parametrize(
    ("typed", "code", "person"),
    [
        ("h24.15-2604", "H24.15-2604", None),
        ("H24.15-260420-0001", "H24.15-260420-0001", None),
        ("000.00.15.H24-260420-0001", "000.00.15.H24-260420-0001", None),
        ("0912 345 678", "", PersonSearch(number="0912 345 678")),
        ("+84912345678", "", PersonSearch(number="+84912345678")),
        ("0201234567-001", "", PersonSearch(number="0201234567-001")),
        ("nguyễn văn an", "", PersonSearch(name="nguyễn văn an")),
        ("mau", "", PersonSearch(name="mau")),
    ],
)
def test_what_is_typed_into_one_box_is_a_code_or_a_person(typed: str, code: str, person: PersonSearch | None) -> None:
    assert understood(typed) == (code, person)


def test_lists_show_initials_and_the_ends_of_numbers() -> None:
    company = Face(
        kind=Subject.ORGANISATION,
        name="Công ty TNHH Mẫu Hải Phòng",
        identity_number="0201234567",
        phone="0912345678",
    )
    assert masked(company) == Face(
        kind=Subject.ORGANISATION,
        name="Công ty TNHH M… H… P…",
        identity_number="020•••••67",
        phone="09•••••678",
    )
    person = Face(kind=Subject.INDIVIDUAL, name="Nguyễn Văn An", identity_number="031090001234", phone="12345678")
    assert masked(person) == Face(
        kind=Subject.INDIVIDUAL, name="N… V… A…", identity_number="031•••••••34", phone="••••••••"
    )


def test_a_person_whose_name_begins_like_a_legal_form_is_masked_whole() -> None:
    face = Face(kind=Subject.INDIVIDUAL, name="Cổ Phan Tư", identity_number="031090001234", phone="0912345678")
    assert masked(face).name == "C… P… T…"


@given(st.text(max_size=60))
def test_a_name_typed_on_a_mac_has_the_same_words(name: str) -> None:
    assert name_words(unicodedata.normalize("NFD", name)) == name_words(unicodedata.normalize("NFC", name))


@given(st.text(alphabet="0123456789 .-", max_size=12))
def test_a_phone_number_is_the_same_with_zero_and_with_country_code(rest: str) -> None:
    assert plain_phone("0" + rest) == plain_phone("+84" + rest)


def test_folding_knows_the_letter_that_is_not_an_accent() -> None:
    assert folded("ĐÀO Đức – Straße") == "dao duc – strasse"
