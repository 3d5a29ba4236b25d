"""A dossier is filed under a procedure that exists, on a day it is in force, through a channel it offers."""

from __future__ import annotations

from datetime import date

import pytest

from chassis.kernel.errors import Kind, Problem
from intake.domain.lawpack import LawPack
from intake.domain.procedures import Channel
from intake.lawpack import read
from unit.lawpack.small_pack import SCHEMAS, SmallPack


@pytest.fixture
def small(pack: SmallPack) -> LawPack:
    pack.change("procedures/sample.yaml", "\n  - version: 2\n    valid_from: 2025-07-01\n", _ENDING)
    return read(pack.folder, schemas=SCHEMAS)


_ENDING = "\n  - version: 2\n    valid_from: 2025-07-01\n    valid_to: 2026-01-01\n"


@pytest.mark.parametrize("name", ["sample", "1.000001", "1.000002", "1.000001.H24", "1.000001.000.00.00.H24"])
def test_a_procedure_is_found_by_its_key_and_by_every_code_it_ever_had(small: LawPack, name: str) -> None:
    assert small.procedure(name).key == "sample"


@pytest.mark.parametrize(
    ("on", "version"),
    [
        (date(2024, 1, 1), 1),
        (date(2025, 6, 30), 1),
        (date(2025, 7, 1), 2),
        (date(2025, 12, 31), 2),
    ],
)
def test_the_version_of_a_day_is_the_one_in_force(small: LawPack, on: date, version: int) -> None:
    assert small.version_on("sample", on).version == version
    assert small.version("sample", version) == small.version_on("sample", on)


@pytest.mark.parametrize("name", ["no-such", "1.999999", "1.00000", "", "x" * 5000])
def test_an_unknown_procedure_is_not_found_in_an_address_and_invalid_in_a_body(small: LawPack, name: str) -> None:
    with pytest.raises(Problem) as address:
        small.procedure(name)
    with pytest.raises(Problem) as body:
        small.version_on(name, date(2024, 1, 1), path="procedure.code")
    assert (address.value.slug, address.value.kind) == ("procedure-unknown", Kind.NOT_FOUND)
    assert (body.value.slug, body.value.kind) == ("procedure-unknown", Kind.INVALID)
    assert body.value.fields == {"procedure.code": "unknown procedure"}
    assert len(body.value.detail) < 250


def test_a_version_that_never_was_is_not_found(small: LawPack) -> None:
    with pytest.raises(Problem) as refused:
        small.version("sample", 3)
    assert (refused.value.slug, refused.value.kind) == ("procedure-unknown", Kind.NOT_FOUND)


def test_before_its_first_day_a_procedure_says_when_it_takes_effect(small: LawPack) -> None:
    with pytest.raises(Problem) as refused:
        small.version_on("sample", date(2023, 12, 31), path="procedure")
    assert (refused.value.slug, refused.value.kind) == ("procedure-not-in-force", Kind.INVALID)
    assert refused.value.detail == (
        "On 2023-12-31 procedure sample is not in force: it takes effect on 2024-01-01. "
        "File it from then on, or choose the procedure that applied on 2023-12-31."
    )


def test_after_its_last_day_a_procedure_says_when_it_ended(small: LawPack) -> None:
    with pytest.raises(Problem) as refused:
        small.version_on("sample", date(2026, 1, 1))
    assert (refused.value.slug, refused.value.kind) == ("procedure-not-in-force", Kind.REFUSED)
    assert refused.value.detail == (
        "On 2026-01-01 procedure sample is not in force: it was in force from 2024-01-01 until 2026-01-01, "
        "no longer on that day. Choose what replaced it."
    )


def test_a_channel_that_is_not_offered_is_refused_with_those_that_are(small: LawPack) -> None:
    version = small.version("sample", 1)
    for ask in (version.limit_for, version.fee_for):
        with pytest.raises(Problem) as refused:
            ask(Channel.POST)
        assert (refused.value.slug, refused.value.kind) == ("channel-not-offered", Kind.INVALID)
        assert refused.value.fields == {"channel": "must be one of counter, online"}


def test_a_code_of_several_cases_is_refused_with_their_keys(heza: LawPack) -> None:
    with pytest.raises(Problem) as refused:
        heza.procedure("1.009647")
    assert (refused.value.slug, refused.value.kind) == ("procedure-code-ambiguous", Kind.INVALID)
    assert refused.value.fields == {"procedure": "use one of dieu-chinh-gcn-khac, dieu-chinh-gcn-ten"}


def test_an_agency_without_an_identifier_on_a_day_is_refused(heza: LawPack) -> None:
    with pytest.raises(Problem) as refused:
        heza.agency.code_on(date(2018, 11, 22))
    assert (refused.value.slug, refused.value.kind) == ("agency-code-unknown", Kind.REFUSED)


def test_a_form_that_a_legal_version_lacks_is_not_found(heza: LawPack) -> None:
    with pytest.raises(Problem) as refused:
        heza.form_on("stop-notice", date(2025, 9, 14))
    assert (refused.value.slug, refused.value.kind) == ("form-unknown", Kind.NOT_FOUND)
