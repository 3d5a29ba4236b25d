"""``on_time@1``: was the promise kept? Each dossier is told once; docs/adr/0011 gives the reasons.

The verdict falls at the earlier of the result and the missed deadline:

    result at or before the due instant (to the second)         met, at the instant of the result
    deadline passed without a result (the overdue event)        missed, at the instant of the deadline
    result after the due instant                                 missed, at the instant of the deadline
    stopped by the authority                                     judged like a result: it is an answer
    withdrawn, or stopped because the applicant let the own
    deadline pass, before the due instant; refused at intake     none: there was no promise left to keep

The due instant is the one without extension: an apology and a new date (ND61 art. 19(9)) never wash out
lateness. It does move with pauses and restarts, which the law itself grants. What comes after a verdict
does not change it, except that a ``corrected`` event takes back the event it names, and with it a verdict
that rested on that event.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reporting.domain.facts import DossierFacts, EndCause


class Outcome(StrEnum):
    MET = "met"
    MISSED = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The outcome and the instant (aware, UTC) at which it fell; its local day decides the period it
    counts in."""

    outcome: Outcome
    at: datetime


def judge(facts: DossierFacts) -> Verdict | None:
    """The verdict that ``on_time@1`` gives on these facts, or None while (or for ever if) there is none."""
    due = facts.judged_due_at
    if facts.accepted_at is None or due is None:
        return None
    answered_at = facts.issued_at
    left_at: datetime | None = None
    if answered_at is None and facts.ended_at is not None:
        if facts.ended_cause is EndCause.AUTHORITY:
            answered_at = facts.ended_at
        else:
            left_at = facts.ended_at
    passed_at = _deadline_passed_at(facts.overdue_since, due, answered_at)
    if left_at is not None and (passed_at is None or left_at <= passed_at):
        return None
    if passed_at is not None:
        return Verdict(outcome=Outcome.MISSED, at=passed_at)
    if answered_at is not None:
        return Verdict(outcome=Outcome.MET, at=answered_at)
    return None


def _deadline_passed_at(overdue_since: datetime | None, due: datetime, answered_at: datetime | None) -> datetime | None:
    """When the deadline passed without an answer, if it did. On the second is in time."""
    if overdue_since is not None and (answered_at is None or overdue_since < answered_at):
        return min(overdue_since, due)
    if answered_at is not None and answered_at > due:
        return due
    return None
