"""What the slices of a case add up to: by owner, and of each department against the budgets of its own steps.

A department's own time is what counts of it: the clock ran, nobody else was waited for, and no restart wiped it out.
It is judged once: ``missed`` as soon as it is more than all its budgets, ``met`` when the case was answered before
that. Of a case that ended without an answer nothing is said, unless it was missed already (ADR 0011, 0022).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chassis.kernel.worktime import NOMINAL_DAY_SECONDS, Limit, Unit
from processing.domain.attribution import Slice, slices
from processing.domain.case import Case
from processing.domain.law import Law
from processing.domain.owners import DepartmentShare, Owner, OwnerKind, OwnVerdict, Share
from processing.domain.vocabulary import StopCause, TaskState

_NOMINAL = {Unit.WORKING_DAY: NOMINAL_DAY_SECONDS, Unit.WORKING_HOUR: 3_600, Unit.CALENDAR_DAY: NOMINAL_DAY_SECONDS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Everything at once. elapsed_seconds: what the slices add up to; counted_seconds: those that count."""

    slices: tuple[Slice, ...]
    shares: tuple[Share, ...]
    departments: tuple[DepartmentShare, ...]

    @property
    def elapsed_seconds(self) -> int:
        return sum(each.working_seconds for each in self.slices)

    @property
    def counted_seconds(self) -> int:
        return sum(each.counted_seconds for each in self.shares)


def attribution(case: Case, law: Law, until: datetime) -> Attribution:
    """The case's time by its owners, up to its end or ``until``."""
    found = slices(case, law, until)
    totals = shares(case, found)
    return Attribution(slices=found, shares=totals, departments=departments(case, law, totals))


def shares(case: Case, found: Sequence[Slice]) -> tuple[Share, ...]:
    """One total for every owner, in the order in which they first had the dossier."""
    owners = dict.fromkeys(each.owner for each in found)
    return tuple(
        Share(
            owner=owner,
            working_seconds=sum(each.working_seconds for each in found if each.owner == owner),
            counted_seconds=sum(each.working_seconds for each in found if each.owner == owner and each.counts),
            budget_seconds=_finished_budget(case, owner),
        )
        for owner in owners
    )


def departments(case: Case, law: Law, totals: Sequence[Share]) -> tuple[DepartmentShare, ...]:
    """Every department that has a step between the counters, in the order of the procedure."""
    names = dict.fromkeys(step.department for step in law.version.handling)
    return tuple(_share(case, law, totals, name) for name in names)


def budget_seconds(limit: Limit) -> int:
    """A step's budget in nominal working seconds: a day is eight hours, however long the office is open."""
    return int(limit.amount * _NOMINAL[limit.unit])


def _finished_budget(case: Case, owner: Owner) -> int | None:
    """Of the steps that this officer has finished, each once however often it was done."""
    finished = {
        task.place: task.budget
        for task in case.tasks
        if task.state is TaskState.COMPLETED and (task.department, task.officer) == (owner.department, owner.officer)
    }
    known = [budget_seconds(budget) for budget in finished.values() if budget is not None]
    return sum(known) if known and owner.kind is OwnerKind.DEPARTMENT else None


def _share(case: Case, law: Law, totals: Sequence[Share], name: str) -> DepartmentShare:
    mine = (t for t in totals if t.owner.kind is OwnerKind.DEPARTMENT and t.owner.department == name)
    own, budget = sum(total.counted_seconds for total in mine), _budget(case, law, name)
    return DepartmentShare(department=name, own_seconds=own, budget_seconds=budget, verdict=_judged(case, own, budget))


def _budget(case: Case, law: Law, department: str) -> int | None:
    """Of every step once, however often it was done: once the result is there, of those that it came to."""
    steps = law.version.steps
    done = {task.place for task in case.tasks if task.state is not TaskState.SKIPPED}
    came_to = done if case.issued_at else range(len(steps))
    budgets = [
        step.budget
        for place, step in enumerate(steps)
        if place in came_to and step in law.version.handling and step.department == department
    ]
    known = [budget_seconds(budget) for budget in budgets if budget is not None]
    return sum(known) if known else None


def _judged(case: Case, own: int, budget: int | None) -> OwnVerdict | None:
    if budget is None:
        return None
    if own > budget:
        return OwnVerdict.MISSED
    is_answered = case.issued_at is not None or case.stop_cause is StopCause.AUTHORITY
    return OwnVerdict.MET if is_answered else None
