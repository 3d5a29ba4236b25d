"""The applicant's data: every wrong field is named, none is quoted."""

from __future__ import annotations

import pytest

from chassis.kernel.errors import Kind, Problem
from intake.domain.applicant import Representative, check_applicant, tidy, tidy_phone
from intake.domain.procedures import Subject
from unit.intake.world import applicant, heza, local

PERMIT = heza().version_on("cap-gpld", local("2026-04-20 09:00").date())
INVESTMENT = heza().version_on("cap-gcn-dkdt", local("2026-04-20 09:00").date())


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (Subject.INDIVIDUAL, "031090001234"),
        (Subject.INDIVIDUAL, "031234567"),
        (Subject.ORGANISATION, "0201234567"),
        (Subject.ORGANISATION, "0201234567001"),
        (Subject.ORGANISATION, "0201234567-001"),
    ],
)
def test_identity_numbers_of_persons_and_enterprises_are_taken(kind: Subject, number: str) -> None:
    check_applicant(applicant(kind=kind, identity_number=number), INVESTMENT)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"identity_number": "031090001234"}, {"applicant.identity_number"}),
        ({"kind": Subject.INDIVIDUAL, "identity_number": "0201234567"}, {"applicant.identity_number"}),
        ({"identity_number": "٠٢٠١٢٣٤٥٦٧"}, {"applicant.identity_number"}),
        ({"name": ""}, {"applicant.name"}),
        ({"name": "x" * 201}, {"applicant.name"}),
        ({"name": "a\x07b"}, {"applicant.name"}),
        ({"address": ""}, {"applicant.address"}),
        ({"address": "x" * 501}, {"applicant.address"}),
        ({"phone": "12"}, {"applicant.phone"}),
        ({"phone": ""}, {"applicant.phone"}),
        ({"email": "not an address"}, {"applicant.email"}),
        ({"email": "a@" + "x" * 250 + ".vn"}, {"applicant.email"}),
        ({"language": "fr"}, {"applicant.language"}),
        ({"name": "", "phone": "1", "email": "@"}, {"applicant.name", "applicant.phone", "applicant.email"}),
    ],
)
def test_each_wrong_field_is_named(changes: dict[str, object], fields: set[str]) -> None:
    with pytest.raises(Problem) as refusal:
        check_applicant(applicant(**changes), INVESTMENT)
    assert (refusal.value.slug, refusal.value.kind) == ("invalid-request", Kind.INVALID)
    assert set(refusal.value.fields) == fields


def test_a_procedure_for_enterprises_refuses_a_person() -> None:
    with pytest.raises(Problem) as refusal:
        check_applicant(applicant(kind=Subject.INDIVIDUAL, identity_number="031090001234"), PERMIT)
    assert refusal.value.fields == {"applicant.kind": "cap-gpld is for: organisation"}


def test_a_representative_needs_a_name_a_personal_number_and_an_authority() -> None:
    deputy = Representative(name="", identity_number="0201234567", address="", phone="", email="", authority="")
    with pytest.raises(Problem) as refusal:
        check_applicant(applicant(representative=deputy), PERMIT)
    assert set(refusal.value.fields) == {
        "applicant.representative.name",
        "applicant.representative.identity_number",
        "applicant.representative.authority",
    }


def test_text_is_composed_and_phones_lose_their_ornaments() -> None:
    assert tidy("  Hải Phòng ") == "Hải Phòng"
    assert tidy_phone("+84 912.345-678") == "+84912345678"
