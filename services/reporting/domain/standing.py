"""How a dossier stands by a definition that compares days: what forms count, per dossier. Pure.

    finished on a day before the due day                    early
    finished on the due day                                 on time
    finished on a later day                                 late
    not finished, the due day not over                      in time; so too while the clock stands since before it was
    not finished, the due day over                          overdue

Days are local. What was not finished at the end of the day that is asked for is open then, whatever came later. An
accepted dossier without a due date is an error of the data: it stands as the definition's policy says, and is a finding
(``lacks_due_date``) wherever it is counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from reporting.domain.days import local_day
from reporting.domain.definitions import Against, Basis, Definition, Ending, Treatment
from reporting.domain.facts import DossierFacts, EndCause
from reporting.domain.verdict import Outcome, judge


class Standing(StrEnum):
    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    IN_TIME = "in_time"
    OVERDUE = "overdue"

    @property
    def is_open(self) -> bool:
        return self in (Standing.IN_TIME, Standing.OVERDUE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The local days of a dossier; None where there is none. original_due_on: without any extension."""

    accepted_on: date | None
    finished_on: date | None
    due_on: date | None
    original_due_on: date | None
    ending: Ending | None

    def due(self, against: Against) -> date | None:
        return self.due_on if against is Against.CURRENT else self.original_due_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A dossier in a period. is_carried_over: accepted before it and still open when it began."""

    is_carried_over: bool
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Spell:
    """Days at whose end a dossier was open and overdue: from ``first``, before ``until``; None: to this day."""

    first: date
    until: date | None

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.until is None or day < self.until)


def days_of(facts: DossierFacts) -> Days:
    ended, accepted_on = ending(facts), _day(facts.accepted_at)
    return Days(
        accepted_on=accepted_on,
        # Nothing is finished before it was accepted, whatever two clocks say: else it would be open on no day.
        finished_on=max(local_day(ended[1]), accepted_on) if ended and accepted_on else None,
        due_on=_day(facts.due_at),
        original_due_on=_day(facts.judged_due_at),
        ending=ended[0] if ended else None,
    )


def ending(facts: DossierFacts) -> tuple[Ending, datetime] | None:
    """How and when an accepted dossier was done with; None while it is open or was never accepted."""
    if facts.accepted_at is None:
        return None
    if facts.issued_at is not None:
        return (Ending.REFUSED if facts.outcome == "refused" else Ending.GRANTED), facts.issued_at
    if facts.ended_at is not None and facts.ended_cause is not None:
        return _CAUSES[facts.ended_cause], facts.ended_at
    return None


def overdue_spells(facts: DossierFacts, against: Against) -> tuple[Spell, ...]:
    """In order, apart from one another. A promise that moves later does not change what was overdue before; while the
    clock stands the due day does not come, so that it is over only if it was when the clock stopped."""
    found: list[Spell] = []
    finished_on = days_of(facts).finished_on
    for here, following in zip(facts.appointments, (*facts.appointments[1:], None), strict=False):
        due_on = here.due_on if against is Against.CURRENT else here.original_due_on
        if due_on is None or (here.paused_on is not None and due_on >= here.paused_on):
            continue
        first = max(here.since, due_on + timedelta(days=1))
        ends = [day for day in (finished_on, following.since if following else None) if day is not None]
        until = min(ends) if ends else None
        if until is not None and first >= until:
            continue
        if found and found[-1].until is not None and first <= found[-1].until:
            first = found.pop().first
        found.append(Spell(first=first, until=until))
    return tuple(found)


def lacks_due_date(facts: DossierFacts) -> bool:
    """Whether it was accepted without an appointment: an error, for the form 01 always has one."""
    return facts.accepted_at is not None and facts.due_at is None


def classify(
    facts: DossierFacts, definition: Definition, *, on: date, against: Against = Against.CURRENT
) -> Standing | None:
    """How it stood at the end of a local day, or None: not accepted by then, or left out by the definition's policy.

    By ``verdict`` a dossier is on time or late from the day of its verdict on; None if it ended without one.
    ``own-time`` judges departments, not dossiers: always None.
    """
    accepted_on = _day(facts.accepted_at)
    if facts.is_synthetic or accepted_on is None or accepted_on > on:
        return None
    match definition.basis:
        case Basis.DAYS:
            return _by_days(facts, definition, on, against)
        case Basis.VERDICT:
            return _by_verdict(facts, on)
        case Basis.OWN_TIME:
            return None


def placed(
    facts: DossierFacts, definition: Definition, *, first: date, last: date, against: Against = Against.CURRENT
) -> Placed | None:
    """Where it belongs in a period of local days, both included; None if it does not.

    Every dossier that is placed was received in the period or carried over, and is finished in it or open at its end:
    received = finished + open, on whatever set of dossiers.
    """
    standing = classify(facts, definition, on=last, against=against)
    days = days_of(facts)
    if standing is None or days.accepted_on is None:
        return None
    if days.finished_on is not None and days.finished_on < first:
        return None
    return Placed(is_carried_over=days.accepted_on < first, standing=standing)


def against_due(finished_on: date, due_on: date | None) -> Standing | None:
    """Early, on time or late, by days; None without a due day."""
    if due_on is None:
        return None
    if finished_on == due_on:
        return Standing.ON_TIME
    return Standing.EARLY if finished_on < due_on else Standing.LATE


def _by_days(facts: DossierFacts, definition: Definition, on: date, against: Against) -> Standing | None:
    days = days_of(facts)
    if days.finished_on is None or days.ending is None or days.finished_on > on:
        return (
            Standing.OVERDUE if any(spell.covers(on) for spell in overdue_spells(facts, against)) else Standing.IN_TIME
        )
    return treated(definition, days.ending, against_due(days.finished_on, days.due(against)))


def treated(definition: Definition, ended: Ending, by_days: Standing | None) -> Standing | None:
    """What a definition's policy makes of a finished dossier. by_days: None for one without a due date."""
    treatment = definition.treats(ended)
    if treatment is Treatment.BY_DUE and by_days is None:
        treatment = definition.without_due_date.treatment
    match treatment:
        case Treatment.BY_DUE:
            return by_days
        case Treatment.ON_TIME:
            return Standing.ON_TIME
        case Treatment.LEFT_OUT:
            return None


def _by_verdict(facts: DossierFacts, on: date) -> Standing | None:
    verdict, finished_on = judge(facts), days_of(facts).finished_on
    is_open = finished_on is None or finished_on > on
    if verdict is not None and local_day(verdict.at) <= on:
        if verdict.outcome is Outcome.MET:
            return Standing.ON_TIME
        return Standing.OVERDUE if is_open else Standing.LATE
    return Standing.IN_TIME if is_open else None


def _day(at: datetime | None) -> date | None:
    return None if at is None else local_day(at)


_CAUSES = {
    EndCause.WITHDRAWN: Ending.WITHDRAWN,
    EndCause.APPLICANT_DEADLINE_PASSED: Ending.APPLICANT_DEADLINE,
    EndCause.AUTHORITY: Ending.AUTHORITY,
}
