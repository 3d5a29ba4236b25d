"""The dossier code: unit, day of reception, serial."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.codes import DossierCode, is_code
from unit.intake.world import heza


def test_a_code_reads_unit_day_serial() -> None:
    assert str(DossierCode(unit="H24.15", received_on=date(2026, 4, 26), serial=1)) == "H24.15-260426-0001"


def test_the_ten_thousandth_dossier_of_a_day_gets_a_fifth_digit() -> None:
    assert str(DossierCode(unit="H24.15", received_on=date(2026, 4, 26), serial=9_999)).endswith("-9999")
    assert str(DossierCode(unit="H24.15", received_on=date(2026, 4, 26), serial=10_000)).endswith("-10000")


def test_serials_count_from_one() -> None:
    with pytest.raises(ValueError, match="from 1"):
        DossierCode(unit="H24.15", received_on=date(2026, 4, 26), serial=0)


def test_the_unit_code_changes_on_its_day() -> None:
    assert heza().agency.code_on(date(2025, 9, 14)).value == "000.00.15.H24"
    assert heza().agency.code_on(date(2025, 9, 15)).value == "H24.15"


@pytest.mark.parametrize("text", ["", "H24.15", "h24.15-260426-0001", "H24.15-2604-0001", "H24.15-260426-1", "d-1"])
def test_other_text_is_no_code(text: str) -> None:
    assert not is_code(text)


@given(
    st.sampled_from(["H24.15", "000.00.15.H24", "H05"]),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.integers(1, 9_999_999),
)
def test_every_code_is_recognised_and_distinct(unit: str, on: date, serial: int) -> None:
    code = DossierCode(unit=unit, received_on=on, serial=serial)
    assert is_code(str(code))
    assert str(code) != str(DossierCode(unit=unit, received_on=on, serial=serial + 1))
