"""The clock while the applicant has to do something: it stands, and goes on from the instant it was done."""

from __future__ import annotations

from datetime import datetime

from chassis.kernel.worktime import Entry, EntryKind
from processing.domain.case import Case, Change
from processing.domain.clock import after_wait, recount
from processing.domain.facts import Fact, Paused, Resumed
from processing.domain.law import Law
from processing.domain.vocabulary import ClockCause


def stand_still(case: Case, law: Law, at: datetime, *, cause: ClockCause, reason: str) -> Change:
    """The case with its clock paused. reason: for the ledger, in Vietnamese."""
    entry = Entry(kind=EntryKind.PAUSED, at=at, recorded_at=at, reason=reason)
    paused = case.next(entries=(*case.entries, entry))
    fact = Paused(dossier=case.dossier, paused_at=at, cause=cause)
    return Change(case=recount(paused, law, cause).case, facts=(fact,))


def run_on(case: Case, law: Law, entry: Entry, *, since: datetime, cause: ClockCause) -> Change:
    """The case with its clock running again by an entry that resumes or restarts it. since: when it was paused."""
    restarted = entry.kind is EntryKind.RESTARTED
    change = recount(case.next(entries=(*case.entries, entry)), law, cause)
    running = after_wait(change.case, law, since, entry.at, restarted=restarted)
    resumed: Fact = Resumed(dossier=case.dossier, resumed_at=entry.at, cause=cause, restarted=restarted)
    return Change(case=running, facts=(resumed, *change.facts))
