"""What one dossier adds to each figure. Figures are sums of these, kept up to date by differences.

A figure therefore costs as much as there are departments and days, however many dossiers there are, and
rebuilding all tallies from the facts gives the same numbers (a property test says so).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from reporting.domain.days import local_day
from reporting.domain.definitions import Against
from reporting.domain.digital import Digital, Scanned
from reporting.domain.facts import DossierFacts, EndCause
from reporting.domain.standing import against_due, days_of, lacks_due_date, overdue_spells
from reporting.domain.verdict import Outcome, Verdict

# For figures that have no day: the current state.
NO_DAY = date(1970, 1, 1)
WORKING_DAY_SECONDS = 8 * 3600
BUCKET_DAYS = (0.5, 1, 2, 3, 5, 7, 10, 15, 20, 30, 60)


class Measure(StrEnum):
    """What is counted; in brackets the label and the day."""

    RECEIVED = "received"  # channel; day of acceptance: "tiếp nhận" is form 01, portal states 1 and 3 do not count
    OUTCOME = "outcome"  # met, missed; day of the verdict
    COMPLETED = "completed"  # granted, refused, returned, withdrawn, stopped; day
    OPEN = "open"  # running, paused, overdue; local day it is due
    STAGE = "stage"  # stage; no day
    SUPPLEMENT = "supplement"  # –; day asked
    RATING = "rating"  # 1 to 5; day rated
    WORKING = "working"  # upper bound of the bucket in seconds; day issued
    WORKING_SUM = "working-sum"  # –; day issued; seconds
    LEAD = "lead"  # same buckets, elapsed time from acceptance to result
    LEAD_SUM = "lead-sum"
    OWN_OUTCOME = "own-outcome"  # met, missed by its own budgets; of the department whose time it was; day it ended
    CLOSED = "closed"  # "ending current original", how it stood against either due day; day it was finished
    OVERDUE_FROM = "overdue-from"  # current, original; first day at whose end it was open and overdue by that promise
    OVERDUE_UNTIL = "overdue-until"  # the same; first day at whose end it no longer was: finished, or promised anew
    UNDUE = "undue"  # –; day of acceptance, of dossiers without a due date
    PAPERS = "papers"  # "scanned reused", see papers_label; day of acceptance
    FEE = "fee"  # how the procedure's own fee stands; day of acceptance
    PAID_ONLINE = "paid-online"  # key of the procedure; day its fee was settled, at least in part online
    RESULT_FORM = "result-form"  # signed, online, file, none; day issued


class OpenState(StrEnum):
    """How an open dossier stands to its deadline. One each, so that they add up; overdue before paused."""

    RUNNING = "running"
    PAUSED = "paused"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class TallyKey:
    agency: str
    department: str
    measure: Measure
    label: str
    day: date


class _Add(Protocol):
    def __call__(self, measure: Measure, label: str, day: date, value: int = 1) -> None: ...


def open_state(facts: DossierFacts, verdict: Verdict | None) -> OpenState | None:
    """None unless the dossier is open."""
    if not facts.is_open:
        return None
    if verdict is not None and verdict.outcome is Outcome.MISSED:
        return OpenState.OVERDUE
    return OpenState.PAUSED if facts.paused_at is not None else OpenState.RUNNING


def completion(facts: DossierFacts) -> tuple[str, datetime] | None:
    """How and when a dossier was done with: label of ``dossier_completed_total`` and instant."""
    if facts.issued_at is not None:
        return facts.outcome or "granted", facts.issued_at
    if facts.ended_at is not None:
        return ("withdrawn" if facts.ended_cause is EndCause.WITHDRAWN else "stopped"), facts.ended_at
    if facts.refused_at is not None:
        return "returned", facts.refused_at
    return None


def bucket(seconds: int) -> str:
    """The smallest bound (in seconds) that holds the duration, ``+Inf`` above all."""
    bounds = (int(days * WORKING_DAY_SECONDS) for days in BUCKET_DAYS)
    return next((str(bound) for bound in bounds if seconds <= bound), "+Inf")


def tallies_of(facts: DossierFacts, verdict: Verdict | None) -> Counter[TallyKey]:
    """Everything this dossier adds, by key. A synthetic one adds nothing."""
    tallies: Counter[TallyKey] = Counter()
    if facts.is_synthetic:
        return tallies

    def add(measure: Measure, label: str, day: date, value: int = 1) -> None:
        place = facts.place
        tallies[TallyKey(agency=place.agency, department=place.department, measure=measure, label=label, day=day)] += (
            value
        )

    if facts.accepted_at is not None:
        add(Measure.RECEIVED, facts.place.channel, local_day(facts.accepted_at))
    add(Measure.STAGE, facts.stage, NO_DAY)
    if verdict is not None:
        add(Measure.OUTCOME, verdict.outcome, local_day(verdict.at))
    state = open_state(facts, verdict)
    if state is not None and facts.due_at is not None:
        add(Measure.OPEN, state, local_day(facts.due_at))
    if done := completion(facts):
        add(Measure.COMPLETED, done[0], local_day(done[1]))
    for asked_at in facts.supplements_asked_at:
        add(Measure.SUPPLEMENT, "", local_day(asked_at))
    if facts.rated_at is not None and facts.rating is not None:
        add(Measure.RATING, str(facts.rating), local_day(facts.rated_at))
    _add_durations(facts, add)
    _add_days(facts, add)
    _add_digital(facts, add)
    tallies.update(_own(facts))
    return tallies


def _own(facts: DossierFacts) -> Counter[TallyKey]:
    """Every department that had a part in the dossier, by its own time."""
    ended_at = facts.issued_at or facts.ended_at
    if facts.own is None or ended_at is None:
        return Counter()
    return Counter(
        TallyKey(
            agency=facts.place.agency,
            department=time.department,
            measure=Measure.OWN_OUTCOME,
            label=time.verdict,
            day=local_day(ended_at),
        )
        for time in facts.own.departments
        if time.verdict
    )


def _add_durations(facts: DossierFacts, add: _Add) -> None:
    if facts.issued_at is None:
        return
    day = local_day(facts.issued_at)
    if facts.working_seconds is not None:
        add(Measure.WORKING, bucket(facts.working_seconds), day)
        add(Measure.WORKING_SUM, "", day, facts.working_seconds)
    if facts.accepted_at is not None:
        lead = int((facts.issued_at - facts.accepted_at).total_seconds())
        add(Measure.LEAD, bucket(lead), day)
        add(Measure.LEAD_SUM, "", day, lead)


def _add_days(facts: DossierFacts, add: _Add) -> None:
    """What definitions by days are summed from. Labels say what happened, so that another policy needs no rebuild.

    Nothing here depends on today: overdue at the end of a day is OVERDUE_FROM less OVERDUE_UNTIL up to that day.
    """
    days = days_of(facts)
    if days.accepted_on is None:
        return
    if lacks_due_date(facts):
        add(Measure.UNDUE, "", days.accepted_on)
    stands: list[str] = []
    for against in Against:
        due_on = days.due(against)
        if days.finished_on is not None:
            stands.append(against_due(days.finished_on, due_on) or "undue")
        for spell in overdue_spells(facts, against):
            add(Measure.OVERDUE_FROM, against, spell.first)
            if spell.until is not None:
                add(Measure.OVERDUE_UNTIL, against, spell.until)
    if days.finished_on is not None and days.ending is not None:
        add(Measure.CLOSED, " ".join((days.ending, *stands)), days.finished_on)


def papers_label(digital: Digital) -> str:
    """``every reused``, ``some fresh`` …: how many papers are there electronically, and whether any was taken over."""
    if digital.is_reused is None:
        return Scanned.UNSAID
    return f"{digital.scanned} {'reused' if digital.is_reused else 'fresh'}"


def _add_digital(facts: DossierFacts, add: _Add) -> None:
    digital = facts.digital
    if facts.accepted_at is not None:
        day = local_day(facts.accepted_at)
        add(Measure.PAPERS, papers_label(digital), day)
        add(Measure.FEE, digital.fee, day)
    if digital.paid_online_at is not None:
        add(Measure.PAID_ONLINE, facts.place.procedure_key, local_day(digital.paid_online_at))
    if facts.issued_at is not None:
        add(Measure.RESULT_FORM, digital.result, local_day(facts.issued_at))


def differences(before: Counter[TallyKey], after: Counter[TallyKey]) -> list[tuple[TallyKey, int]]:
    """What must be added to the kept tallies, never zero, in key order (so that writers lock rows in one
    order)."""
    change = Counter(after)
    change.subtract(before)
    return sorted((key, value) for key, value in change.items() if value)
