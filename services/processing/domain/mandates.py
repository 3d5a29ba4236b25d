"""Who acts for whom: a substitute while an officer is absent, a delegate under a written delegation (uỷ quyền).

A mandate lends what its principal may do, never more: every right is checked for the principal. It lends nothing that
the separation of duties forbids to who really acts, and is not handed on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from processing.domain import rights
from processing.domain.case import Case, Change, Task
from processing.domain.facts import Fact
from processing.domain.steps import assign


class Power(StrEnum):
    """What can be done for somebody else. STEP: the steps that the principal has; an absence lends just that."""

    STEP = "step"
    ASSIGN = "assign"
    DECIDE = "decide"
    APOLOGISE = "apologise"
    STOP = "stop"
    CORRECT = "correct"


POWER_OF = {
    "complete-task": Power.STEP,
    "return-task": Power.STEP,
    "request-supplement": Power.STEP,
    "request-payment": Power.STEP,
    "request-consultations": Power.STEP,
    "attach-result": Power.STEP,
    "sign-result": Power.DECIDE,
    "assign-task": Power.ASSIGN,
    "decide": Power.DECIDE,
    "apologise-and-extend": Power.APOLOGISE,
    "stop-case": Power.STOP,
    "correct-case": Power.CORRECT,
}
"""By the command's name in the journal. What is not here nobody does for somebody else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """id: of the absence or delegation. principal: for whom, with the roles that were theirs when it was recorded.
    within: department of who acts; empty: any of the agency."""

    id: str
    principal: Actor
    powers: frozenset[Power]
    within: str = ""

    def is_for(self, actor: Actor) -> bool:
        """Whether the actor, who is named in it, still is where it counts."""
        return actor.agency == self.principal.agency and self.within in ("", actor.department)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """For whom somebody may act at an instant."""

    at: datetime
    mandates: tuple[Mandate, ...] = ()

    def of(self, actor: Actor) -> tuple[Mandate, ...]:
        return tuple(mandate for mandate in self.mandates if mandate.is_for(actor))


Right = Callable[[Actor, Case], None]


def lent(actor: Actor, mandates: Iterable[Mandate], case: Case, *, name: str, right: Right) -> Mandate | None:
    """The first mandate under which the actor may do it, None if there is none.

    Raises Problem ``separation-of-duties``, and what the right raises of the command itself.
    """
    power = POWER_OF.get(name)
    for mandate in mandates:
        if power in mandate.powers and _allows(mandate.principal, case, right):
            for task in _tasks(mandate.principal, case, power):
                rights.check_separation(case, task, actor.subject)
            return mandate
    return None


def seen_for(mandates: Iterable[Mandate], case: Case) -> bool:
    """Whether somebody for whom one acts sees the case."""
    return any(_allows(mandate.principal, case, rights.check_seen) for mandate in mandates)


def taken_over(case: Case, principal: Actor, officer: str, *, name: str, task_id: str, at: datetime) -> Change:
    """The steps that are about to be done, in the hands of who really does them: a step has one accountable person, and
    it is who did it."""
    facts: list[Fact] = []
    for task in _tasks(principal, case, POWER_OF[name]):
        if task.officer == principal.subject and task_id in ("", task.id):
            change = assign(case, task.id, officer, at)
            case, facts = change.case, [*facts, *change.facts]
    return Change(case=case, facts=tuple(facts))


def _tasks(principal: Actor, case: Case, power: Power) -> tuple[Task, ...]:
    """What is done under the power is done in these steps."""
    match power:
        case Power.STEP:
            return tuple(task for task in case.open_tasks if task.officer == principal.subject)
        case Power.DECIDE:
            return (case.deciding,) if case.deciding else ()
        case _:
            return ()


def _allows(principal: Actor, case: Case, right: Right) -> bool:
    try:
        rights.check_seen(principal, case)
        right(principal, case)
    except Problem as problem:
        if problem.kind in (Kind.FORBIDDEN, Kind.NOT_FOUND):
            return False
        raise
    return True
