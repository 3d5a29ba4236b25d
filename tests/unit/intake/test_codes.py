"""The dossier code: unit, day of reception, serial."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.kernel.errors import Problem
from intake.domain.code_rules import numbered, read_code
from intake.domain.codes import DossierCode, is_code
from intake.domain.organisation import CodeRule, Mark
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
    assert DossierCode.parse(str(code)) == code


CENTRAL = CodeRule(
    valid_from=date(2026, 1, 25),
    valid_to=None,
    serial_digits=4,
    owner="07",
    legal_ref="TT 4/2025/TT-VPCP Đ23(2)",
    mark=Mark.READ,
)


@pytest.mark.parametrize(
    ("text", "unit", "on", "owner", "serial"),
    [
        ("000.00.15.H24-240115-0001", "000.00.15.H24", date(2024, 1, 15), "", 1),
        ("H24.15-251120-0001", "H24.15", date(2025, 11, 20), "", 1),
        (" h24.15-251120-12345 ", "H24.15", date(2025, 11, 20), "", 12_345),
        ("G05.12.01-260201-070042", "G05.12.01", date(2026, 2, 1), "07", 42),
        ("G05.12.01-260201-0710000", "G05.12.01", date(2026, 2, 1), "07", 10_000),
    ],
)
def test_every_structure_is_written_and_read_back(text: str, unit: str, on: date, owner: str, serial: int) -> None:
    code = DossierCode(unit=unit, received_on=on, owner=owner, serial=serial)
    assert DossierCode.parse(text, has_owner=bool(owner)) == code
    assert str(code) == text.strip().upper()


@pytest.mark.parametrize(
    "text", ["", "H24.15-260230-0001", "H24.15-260420-0000", "H24.15-260420-00001", "H24.15-260420-001", "H24.15"]
)
def test_what_no_counter_has_given_is_not_read(text: str) -> None:
    with pytest.raises(Problem, match="no dossier code"):
        DossierCode.parse(text)


def test_the_structure_is_that_of_the_codes_own_day() -> None:
    agency = replace(heza().agency, code_rules=(CENTRAL,))
    central = numbered(agency.code_rule_on(date(2026, 2, 1)), "G05.12", date(2026, 2, 1), 3)
    before = numbered(agency.code_rule_on(date(2026, 1, 24)), "G05.12", date(2026, 1, 24), 100_003)
    assert (str(central), str(before)) == ("G05.12-260201-070003", "G05.12-260124-100003")
    assert [read_code(agency, str(code)).serial for code in (central, before)] == [3, 100_003]


def test_a_serial_that_outgrew_its_digits_says_so() -> None:
    codes = [DossierCode(unit="H24.15", received_on=date(2026, 4, 26), serial=n) for n in (9_999, 10_000)]
    assert [code.is_wider for code in codes] == [False, True]
