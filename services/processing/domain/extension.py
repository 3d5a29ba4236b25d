"""Form 04: an apology and one new appointment. The date that lateness is judged by stays."""

from __future__ import annotations

from datetime import datetime

from chassis.kernel.errors import Kind, Problem
from chassis.kernel.worktime import Entry, EntryKind, Limit, Unit, back
from processing.domain.case import Apology, Case, Change
from processing.domain.clock import count, recount
from processing.domain.law import Law
from processing.domain.states import Action, after
from processing.domain.vocabulary import ClockCause

_ONE_DAY = Limit.of(1, Unit.WORKING_DAY)


def extend(case: Case, law: Law, new_due_at: datetime, at: datetime, *, officer: str = "", reason: str = "") -> Change:
    """The case with its one new appointment (ND61 art. 19(9)): a working day or more before the old one, once.

    Raises Problem ``extend-not-allowed``, ``already-extended``, ``extension-too-late``, and of the clock
    ``extension-not-later``, ``extension-outside-office-hours``.
    """
    after(case.state, Action.EXTEND)
    if count(case, law).extended:
        raise Problem(
            "already-extended", Kind.REFUSED, "The appointment was moved once already; it may not be moved again."
        )
    if case.due_at is None or at > back(law.calendar, case.due_at, _ONE_DAY):
        raise Problem(
            "extension-too-late",
            Kind.REFUSED,
            "The apology with a new date must go out one working day before the appointment at the latest.",
        )
    entry = Entry(
        kind=EntryKind.EXTENDED, at=at, recorded_at=at, reason="Xin lỗi và hẹn lại (mẫu 04)", new_due_at=new_due_at
    )
    apology = Apology(officer=officer, apologised_at=at, promised_at=case.due_at, new_due_at=new_due_at, reason=reason)
    return recount(case.next(entries=(*case.entries, entry), apology=apology), law, ClockCause.APOLOGY)
