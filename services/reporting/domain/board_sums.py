"""Sums that boards are read from: by procedure, by step and by officer, each by day and by month.

A period is whole months and the days at its ends (``cut``), so a board costs as much as it shows, however many dossiers
there are and however long ago they began. Like tallies these sums are kept by differences, and counting them anew
gives the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from reporting.domain.days import local_day
from reporting.domain.facts import DossierFacts
from reporting.domain.on_time import Period
from reporting.domain.standing import days_of
from reporting.domain.tallies import NO_DAY, Measure, TallyKey, open_state
from reporting.domain.verdict import Outcome, Verdict

TENTH_SECONDS = 2_880
"""A tenth of a working day."""
MONTHLY = frozenset({Measure.RECEIVED, Measure.OUTCOME, Measure.OWN_OUTCOME, Measure.COMPLETED, Measure.RATING})
"""Tallies that are summed by month too, under their own names and labels."""


class Span(StrEnum):
    DAY = "day"
    MONTH = "month"
    NOW = "now"  # of the present, without a day


class BoardMeasure(StrEnum):
    """What is counted beside those tallies; after it the label and the day."""

    RECEIVED = "procedure-received"  # –; day of acceptance
    VERDICT = "procedure-verdict"  # –; late: missed; day of the verdict
    ENDED = "procedure-ended"  # ending; day it was finished
    ASKED = "procedure-asked"  # –; papers had been asked for; day it was finished
    SPENT = "procedure-spent"  # tenths of a working day that it took, rounded up; day it was finished
    OPEN = "procedure-open"  # state; now
    STEP = "step"  # step, of a procedure in the department that did it, of all officers and of each; day it was done
    PACE = "pace"  # officer, of all procedures; day a step was done
    TAKEN = "taken"  # officer; day a step came
    LET_GO = "let-go"  # officer; day it went: done, void, somebody else's, or the dossier ended


class BoardKey(NamedTuple):
    """A tuple, for there are dozens a dossier. officer: empty for everybody. procedure: empty for all. first: of the
    span."""

    agency: str
    officer: str
    measure: str
    span: str
    first: date
    department: str
    procedure: str
    label: str


Amount = tuple[int, int, int]
"""How many, how many of these were late, and seconds that they took."""
ONE: Amount = (1, 0, 0)
NONE: Amount = (0, 0, 0)
BoardSums = dict[BoardKey, Amount]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A period as whole months, by their first days, and the days that are left over."""

    months: tuple[Period, ...]
    days: tuple[Period, ...]


_FARTHEST = date(9998, 12, 31)  # there is a day after it


def cut(period: Period) -> Cut:
    begin, last = min(period.first, _FARTHEST), min(period.last, _FARTHEST)
    one = timedelta(days=1)
    first = begin if begin.day == 1 else _next_month(begin)
    beyond = _next_month(last) if (last + one).day == 1 else _month(last)
    if first >= beyond:
        return Cut(months=(), days=(Period(first=begin, last=last),))
    ends = [(begin, first - one), (beyond, last)]
    return Cut(
        months=(Period(first=first, last=beyond - one),),
        days=tuple(Period(first=one_end, last=other) for one_end, other in ends if one_end <= other),
    )


def board_sums_of(facts: DossierFacts, verdict: Verdict | None, tallies: Mapping[TallyKey, int]) -> BoardSums:
    """Everything this dossier adds, by key. tallies: what it adds to those. A synthetic one adds nothing."""
    sums: BoardSums = {}
    if facts.is_synthetic:
        return sums
    for key, value in tallies.items():
        if key.measure in MONTHLY:
            month = BoardKey(key.agency, "", key.measure, _MONTH, _month(key.day), key.department, "", str(key.label))
            add(sums, month, (value, 0, 0))
    place = facts.place
    agency, department, procedure = place.agency, place.department, place.procedure_key
    for measure, label, day, amount in _of_procedure(facts, verdict):
        _add_dated(sums, BoardKey(agency, "", measure, _DAY, day, department, procedure, label), amount)
    _add_steps(sums, facts)
    state = open_state(facts, verdict)
    if state is not None:
        add(sums, BoardKey(agency, "", _M.OPEN, Span.NOW, NO_DAY, department, procedure, state), ONE)
    return sums


def _add_steps(sums: BoardSums, facts: DossierFacts) -> None:
    agency, procedure = facts.place.agency, facts.place.procedure_key
    for done in facts.steps.done:
        day, amount = local_day(done.done_at), (1, int(done.is_late), done.working_seconds)
        _add_dated(sums, BoardKey(agency, "", _M.STEP, _DAY, day, done.unit, procedure, done.step), amount)
        if done.officer:
            _add_dated(
                sums, BoardKey(agency, done.officer, _M.STEP, _DAY, day, done.unit, procedure, done.step), amount
            )
        _add_dated(sums, BoardKey(agency, "", _M.PACE, _DAY, day, done.unit, "", done.officer), amount)
    for stay in facts.steps.stays:
        _add_dated(sums, BoardKey(agency, "", _M.TAKEN, _DAY, stay.since, stay.unit, "", stay.officer), ONE)
        if stay.until is not None:
            _add_dated(sums, BoardKey(agency, "", _M.LET_GO, _DAY, stay.until, stay.unit, "", stay.officer), ONE)


def _add_dated(sums: BoardSums, key: BoardKey, amount: Amount) -> None:
    """By the day that the key has, and by its month."""
    add(sums, key, amount)
    agency, officer, measure, _, day, department, procedure, label = key
    add(sums, BoardKey(agency, officer, measure, _MONTH, _month(day), department, procedure, label), amount)


def add(sums: BoardSums, key: BoardKey, amount: Amount, sign: int = 1) -> None:
    old = sums.get(key)
    if old is None and sign == 1:
        sums[key] = amount
        return
    total, late, seconds = old or NONE
    sums[key] = (total + sign * amount[0], late + sign * amount[1], seconds + sign * amount[2])


def board_differences(before: BoardSums, after: BoardSums) -> list[tuple[BoardKey, Amount]]:
    """What must be added to the kept sums, never nothing, in key order (so that writers lock rows in one order)."""
    change: BoardSums = dict(after)
    for key, amount in before.items():
        add(change, key, amount, -1)
    return sorted((key, amount) for key, amount in change.items() if amount != NONE)


def spent_seconds(spent: Mapping[int, int], share: int) -> int | None:
    """Within which so many of a hundred were done, nearest rank, to a tenth of a day. spent: tenths → how many."""
    rank = -(-sum(spent.values()) * share // 100)
    for tenths, count in sorted(spent.items()):
        rank -= count
        if rank <= 0:
            return tenths * TENTH_SECONDS
    return None


def by_bounds(spent: Mapping[int, int], bounds: Iterable[int]) -> dict[int, int]:
    """How many took up to each bound in days and longer than the one before; 0: longer than all."""
    found: Counter[int] = Counter()
    ordered = sorted(bounds)
    for tenths, count in spent.items():
        found[next((bound for bound in ordered if tenths <= 10 * bound), 0)] += count
    return dict(found)


def _of_procedure(facts: DossierFacts, verdict: Verdict | None) -> Iterator[tuple[str, str, date, Amount]]:
    days = days_of(facts)
    if days.accepted_on is not None:
        yield BoardMeasure.RECEIVED, "", days.accepted_on, ONE
    if verdict is not None:
        missed = int(verdict.outcome is Outcome.MISSED)
        yield BoardMeasure.VERDICT, "", local_day(verdict.at), (1, missed, 0)
    if days.finished_on is None or days.ending is None:
        return
    yield BoardMeasure.ENDED, days.ending.value, days.finished_on, ONE
    if facts.supplements_asked_at:
        yield BoardMeasure.ASKED, "", days.finished_on, ONE
    if facts.working_seconds is not None:
        yield BoardMeasure.SPENT, str(-(-facts.working_seconds // TENTH_SECONDS)), days.finished_on, ONE


_M, _DAY, _MONTH = BoardMeasure, Span.DAY, Span.MONTH


@lru_cache(maxsize=4096)
def _month(day: date) -> date:
    return day.replace(day=1)


def _next_month(day: date) -> date:
    return (_month(day) + timedelta(days=32)).replace(day=1)
