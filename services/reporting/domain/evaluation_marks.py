"""What one dossier adds to the evaluation of units and officers (TT01/2018/TT-VPCP Đ12–15), as plain labels.

Labels say what happened, not what it is worth: points are given when somebody asks, by the rules of that day, so that
other rules need no rebuild. Like tallies they are kept by differences, and rebuilding them gives the same numbers.

    1  whole time against the permitted       early, on_time, late          unit that answers; officers who had it
    2  own time against the own budgets       shorter, equal, longer        departments, officers that have a budget;
       or of an opinion against its deadline                                departments that were consulted
    3  contacts with the counter              asked,filed,collected         as 1; counts, in person, of each kind
    4  agencies contacted                     none, counter                 as 1; once it is known how it was collected
    7  attitude                               early, on_time, late, complaint   as 1
    9  an online dossier late                 late                          unit that answers
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from reporting.domain.days import local_day
from reporting.domain.facts import DossierFacts
from reporting.domain.own_time import OwnTime
from reporting.domain.verdict import Outcome, Verdict


class Index(IntEnum):
    """The nine, by their numbers in TT01/2018/TT-VPCP."""

    WHOLE_TIME = 1
    OWN_TIME = 2
    CONTACTS = 3
    AGENCIES = 4
    AT_COUNTER = 5
    PUBLICATION = 6
    ATTITUDE = 7
    FEEDBACK = 8
    ONLINE = 9


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class MarkKey:
    """officer: account, empty for the unit itself. day: local, on which the dossier's result was issued."""

    agency: str
    department: str
    officer: str
    index: Index
    label: str
    day: date


def marks_of(facts: DossierFacts, verdict: Verdict | None) -> Counter[MarkKey]:
    """Everything this dossier adds, by key. Only a dossier with a result is evaluated; a synthetic one never is."""
    if facts.is_synthetic:
        return Counter()
    if facts.issued_at is None:
        return Counter(_late_online(facts, verdict))
    return Counter((*_of_the_dossier(facts), *_own_times(facts), *_late_online(facts, verdict)))


def timeliness(facts: DossierFacts) -> str:
    """As II.06a: early on a day before the due day, on time on it, late past the due instant; empty without one."""
    issued_at, due_at = facts.issued_at, facts.judged_due_at
    if issued_at is None or due_at is None:
        return ""
    if issued_at > due_at:
        return "late"
    return "on_time" if local_day(issued_at) == local_day(due_at) else "early"


def _of_the_dossier(facts: DossierFacts) -> Iterator[MarkKey]:
    """What is said of the dossier as a whole, of whoever answers for it and of every officer who had it."""
    for index, label in _labels(facts):
        yield _key(facts, facts.place.department, "", index, label)
        for department, officer in dict.fromkeys((time.department, time.officer) for time in _officers(facts)):
            yield _key(facts, department, officer, index, label)


def _labels(facts: DossierFacts) -> Iterator[tuple[Index, str]]:
    in_time = timeliness(facts)
    if in_time:
        yield Index.WHOLE_TIME, in_time
        yield Index.ATTITUDE, "complaint" if facts.complaint_founded else in_time
    filed, collected = facts.place.channel == "counter", facts.collected_by == "counter"
    yield Index.CONTACTS, f"{facts.asked_in_handling},{filed:d},{collected:d}"
    if filed or facts.collected_by:
        yield Index.AGENCIES, "counter" if filed or collected else "none"


def _own_times(facts: DossierFacts) -> Iterator[MarkKey]:
    for time in (*(facts.own.departments if facts.own else ()), *_officers(facts)):
        if time.against_budget:
            yield _key(facts, time.department, time.officer, Index.OWN_TIME, time.against_budget)
    for department, label in facts.opinions:
        yield _key(facts, department, "", Index.OWN_TIME, label)


def _late_online(facts: DossierFacts, verdict: Verdict | None) -> Iterator[MarkKey]:
    if verdict is not None and verdict.outcome is Outcome.MISSED and facts.place.channel == "online":
        place = facts.place
        yield MarkKey(
            agency=place.agency,
            department=place.department,
            officer="",
            index=Index.ONLINE,
            label="late",
            day=local_day(verdict.at),
        )


def _officers(facts: DossierFacts) -> tuple[OwnTime, ...]:
    return facts.own.officers if facts.own else ()


def _key(facts: DossierFacts, department: str, officer: str, index: Index, label: str) -> MarkKey:
    if facts.issued_at is None:
        raise AssertionError("only a dossier with a result is evaluated")
    return MarkKey(
        agency=facts.place.agency,
        department=department,
        officer=officer,
        index=index,
        label=label,
        day=local_day(facts.issued_at),
    )


def mark_differences(before: Counter[MarkKey], after: Counter[MarkKey]) -> list[tuple[MarkKey, int]]:
    """What must be added to the kept marks, never zero, in key order, so that writers lock rows in one order."""
    change = Counter(after)
    change.subtract(before)
    return sorted((key, value) for key, value in change.items() if value)
