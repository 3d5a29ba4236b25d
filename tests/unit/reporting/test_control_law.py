"""What a review takes from the catalogue: the limit in days, the fee if it is known, the papers that everybody
needs."""

from __future__ import annotations

from decimal import Decimal

import pytest

from motcua.common.v1 import types_pb2
from motcua.common.v1.vocabulary_pb2 import TIME_UNIT_CALENDAR_DAY, TIME_UNIT_WORKING_DAY, TIME_UNIT_WORKING_HOUR
from motcua.intake.v1 import procedures_pb2, published_pb2
from reporting.clients.control_law import procedure_of
from reporting.domain.control.reviews import Measures


def version(amount: str, unit: int, fee: published_pb2.ProcedureFee | None = None) -> procedures_pb2.ProcedureVersion:
    papers = [
        procedures_pb2.DocumentRequirement(key=key, required=key != "khac") for key in ("don", "ho-chieu", "khac")
    ]
    limit = types_pb2.Limit(amount=amount, unit=unit)  # type: ignore[arg-type]
    return procedures_pb2.ProcedureVersion(key="cap-gpld", version=3, documents=papers, limit=limit, fee=fee)


@pytest.mark.parametrize(
    ("amount", "unit", "days"),
    [
        ("5", TIME_UNIT_WORKING_DAY, Decimal(5)),
        ("0.25", TIME_UNIT_WORKING_DAY, Decimal("0.25")),
        ("4", TIME_UNIT_WORKING_HOUR, Decimal("0.5")),
        ("30", TIME_UNIT_CALENDAR_DAY, Decimal(30)),
    ],
)
def test_a_limit_is_told_in_days(amount: str, unit: int, days: Decimal) -> None:
    assert procedure_of(version(amount, unit)).measures == Measures(days=days, fees_vnd=None, documents=2)


def test_a_fee_is_known_only_where_the_catalogue_says_its_amount() -> None:
    unknown = published_pb2.ProcedureFee(note="theo nghị quyết của HĐND")
    free = published_pb2.ProcedureFee(amount_vnd=0)
    found = [procedure_of(version("5", TIME_UNIT_WORKING_DAY, fee)).measures.fees_vnd for fee in (unknown, free)]
    assert found == [None, 0]


def test_a_procedure_that_is_answered_at_once_takes_no_day() -> None:
    found = procedure_of(procedures_pb2.ProcedureVersion(key="chung-thuc", version=1, immediate=True))
    assert (found.version, found.measures) == (1, Measures(days=Decimal(0), fees_vnd=None, documents=0))
