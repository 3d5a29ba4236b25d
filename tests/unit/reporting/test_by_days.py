"""The table by days, summed from tallies, says of any set of dossiers what each of them says for itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from reporting.domain.by_days import SpanSum, table_by_days
from reporting.domain.definitions import II06A_1, QD766_1, Against, Definition
from reporting.domain.facts import DossierFacts, facts_of
from reporting.domain.on_time import Period, Reading, Row
from reporting.domain.standing import Standing, placed
from reporting.domain.tallies import TallyKey, tallies_of
from reporting.domain.verdict import judge
from reporting.lawpack import definitions
from unit.reporting.golden import DUE, GOLDEN, accepted
from unit.reporting.story import DOSSIER, Story

BOOK = definitions()


def spans(tallies: Counter[TallyKey], period: Period) -> list[SpanSum]:
    """As the store sums them."""
    keys = {(key.agency, key.department, key.measure, key.label) for key in tallies}
    return [
        SpanSum(
            agency=key[0],
            department=key[1],
            measure=key[2],
            label=key[3],
            within=_sum(tallies, key, period.first, period.last),
            until=_sum(tallies, key, date.min, period.last),
        )
        for key in keys
    ]


def _sum(tallies: Counter[TallyKey], wanted: tuple[str, ...], first: date, last: date) -> int:
    return sum(
        value
        for key, value in tallies.items()
        if (key.agency, key.department, key.measure, key.label) == wanted and first <= key.day <= last
    )


def row_of(facts: Iterable[DossierFacts], definition: Definition, period: Period) -> Row:
    tallies: Counter[TallyKey] = Counter()
    for each in facts:
        tallies.update(tallies_of(each, judge(each)))
    return table_by_days(definition, period, [], spans(tallies, period), None).total


def reading_of(facts: Sequence[DossierFacts], definition: Definition, period: Period, against: Against) -> Reading:
    """Counted dossier by dossier."""
    found = [placed(each, definition, first=period.first, last=period.last, against=against) for each in facts]
    stands = Counter(one.standing for one in found if one is not None)
    return Reading(
        early=stands[Standing.EARLY],
        on_time=stands[Standing.ON_TIME],
        late=stands[Standing.LATE],
        open=stands[Standing.IN_TIME] + stands[Standing.OVERDUE],
        overdue=stands[Standing.OVERDUE],
    )


@given(
    names=st.lists(st.sampled_from(sorted(GOLDEN)), min_size=1, max_size=12),
    first=st.dates(date(2023, 12, 1), date(2024, 7, 1)),
    days=st.integers(0, 200),
    name=st.sampled_from([II06A_1, QD766_1]),
)
def test_the_table_is_the_sum_of_its_dossiers(names: list[str], first: date, days: int, name: str) -> None:
    period = Period(first=first, last=date.fromordinal(first.toordinal() + days))
    definition = BOOK.named(name, period.last)
    facts = [facts_of(DOSSIER, GOLDEN[one][0].told) for one in names]
    row = row_of(facts, definition, period)
    zero = Reading()
    assert (row.by_days or zero) == reading_of(facts, definition, period, Against.CURRENT)
    assert (row.by_original or zero) == reading_of(facts, definition, period, Against.ORIGINAL)


def test_an_apology_does_not_wash_out_lateness() -> None:
    told = accepted().moved("2024-05-10 09:00", "2024-05-24 17:00", original=DUE)
    facts = facts_of(DOSSIER, told.issued("2024-05-22 09:00", "2024-05-24 17:00", original=DUE).told)
    period = Period(first=date(2024, 5, 1), last=date(2024, 5, 31))
    row = row_of([facts], BOOK.named(II06A_1, period.last), period)
    assert (row.by_days, row.by_original) == (Reading(early=1), Reading(late=1))
    assert row.rate == Decimal("1.0000")


def test_the_index_counts_open_dossiers_in_time_as_good() -> None:
    may = Period(first=date(2024, 5, 1), last=date(2024, 5, 31))
    told = [
        accepted().issued("2024-05-13 09:00", DUE),
        accepted().issued("2024-05-20 09:00", DUE),
        accepted(),
        Story().accepted("2024-05-20 09:00", "2024-06-10 17:00"),
    ]
    facts = [facts_of(DOSSIER, one.told) for one in told]
    assert row_of(facts, BOOK.named(II06A_1, may.last), may).rate == Decimal("0.5000")
    assert row_of(facts, BOOK.named(QD766_1, may.last), may).rate == Decimal("0.5000")  # 1 early + 1 in time of 4
    assert row_of(facts[3:], BOOK.named(II06A_1, may.last), may).rate is None
    assert row_of(facts[3:], BOOK.named(QD766_1, may.last), may).rate == Decimal("1.0000")


def test_an_accepted_dossier_without_an_appointment_is_named_beside_the_figure() -> None:
    may = Period(first=date(2024, 5, 1), last=date(2024, 5, 31))
    facts = [facts_of(DOSSIER, Story().accepted("2024-05-02 09:00", "").issued("2024-05-10 09:00", "").told)]
    row = row_of(facts, BOOK.named(II06A_1, may.last), may)
    assert (row.undue, row.by_days) == (1, Reading(on_time=1))
