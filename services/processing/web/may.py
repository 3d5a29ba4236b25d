"""Which forms a page offers. Being offered one gives no right: the use case asks again when it is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Problem
from chassis.kernel.worktime import EntryKind
from processing.application.changing import Seen
from processing.domain import consultation_rights, rights
from processing.domain.case import Case, Task
from processing.domain.corrections import last_stop, mistaken
from processing.domain.states import Action, after
from processing.domain.vocabulary import CaseState, Role, SupplementStage, TaskState


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskMay:
    """What the visitor may do with one open step. back_to: steps that it can be sent back to."""

    task: Task
    assign: bool
    take: bool
    complete: bool
    decide: bool
    back_to: tuple[tuple[str, str, str], ...]

    @property
    def is_something(self) -> bool:
        return self.assign or self.take or self.complete or self.decide


@dataclass(frozen=True, slots=True, kw_only=True)
class May:
    """What the visitor may do with the case now. undo_entry: index of the ledger's entry that a correction would undo.
    consult: ask for opinions, urge, withdraw."""

    tasks: tuple[TaskMay, ...]
    ask_papers: bool
    ask_payment: bool
    apologise: bool
    stop: bool
    undo_decision: bool
    undo_entry: int | None
    consult: bool

    @property
    def is_something(self) -> bool:
        rare = (self.ask_papers, self.ask_payment, self.apologise, self.stop, self.undo_decision)
        return any(rare) or self.consult or self.undo_entry is not None or any(each.is_something for each in self.tasks)


def may(actor: Actor, seen: Seen) -> May:
    """By the rights and the table of states, as they will be asked again."""
    case = seen.case
    own = next((task for task in case.open_tasks if task.officer == actor.subject), None)
    policy = seen.law.version.supplement
    has_requests_left = policy.stage is SupplementStage.APPRAISAL and len(case.supplements) < policy.max_requests
    entry = _undoable(case)
    return May(
        tasks=tuple(_task(actor, case, task) for task in case.open_tasks),
        ask_papers=has_requests_left
        and _is_free(case, Action.REQUEST_SUPPLEMENT, lambda: rights.check_ask_for_papers(actor, own)),
        ask_payment=_is_free(case, Action.REQUEST_PAYMENT, lambda: rights.check_demand_payment(actor, own)),
        apologise=may_be_extended(case) and _holds(lambda: rights.check_extend(actor, case)),
        stop=_is_free(case, Action.STOP, lambda: rights.check_stop(actor, case)),
        undo_decision=_is_free(case, Action.UNDO_DECISION, lambda: rights.check_correct(actor, case, decision=True)),
        undo_entry=entry
        if entry is not None and _holds(lambda: rights.check_correct(actor, case, decision=False))
        else None,
        consult=_is_free(case, Action.COMPLETE, lambda: consultation_rights.check_ask(actor, case)),
    )


def may_be_extended(case: Case) -> bool:
    """Whether somebody may apologise and set a new date: once, while the clock runs."""
    is_extended = any(entry.kind is EntryKind.EXTENDED for entry in case.entries)
    return case.due_at is not None and not is_extended and _is_possible(case, Action.EXTEND)


def _task(actor: Actor, case: Case, task: Task) -> TaskMay:
    assigning = _is_possible(case, Action.ASSIGN)
    is_head = actor.has(Role.DEPARTMENT_HEAD) and task.role is Role.SPECIALIST
    mine = task.officer == actor.subject
    return TaskMay(
        task=task,
        assign=assigning and is_head and actor.department == task.department and actor.agency == case.dossier.agency,
        take=assigning and not task.officer and _holds(lambda: rights.check_assign(actor, case, task, actor.subject)),
        complete=mine and not task.decides and _is_free(case, Action.COMPLETE, lambda: rights.check_held(actor, task)),
        decide=task.decides and _is_free(case, Action.DECIDE, lambda: rights.check_decide(actor, case, task)),
        back_to=_earlier(case, task) if mine and _is_possible(case, Action.RETURN) else (),
    )


def _earlier(case: Case, task: Task) -> tuple[tuple[str, str, str], ...]:
    """(key, name, name in English) of the steps that were done before this one, latest first."""
    done = [
        t
        for t in case.tasks
        if t.state is TaskState.COMPLETED and t.role is not Role.RECEPTIONIST and t.place < task.place
    ]
    if case.decision is not None:
        done = [t for t in done if not t.decides and t.opened_at > case.decision.decided_at]
    named = {t.step_key: (t.step_key, t.step_name, t.step_name_en) for t in done}
    return tuple(reversed(named.values()))


def _undoable(case: Case) -> int | None:
    if case.state is CaseState.STOPPED:
        index = last_stop(case)
    else:
        extended = [i for i, entry in enumerate(case.entries) if entry.kind is EntryKind.EXTENDED]
        undone = {entry.undoes for entry in case.entries}
        index = max((i for i in extended if i not in undone), default=-1)
    try:
        mistaken(case, index)
    except Problem:
        return None
    return index


def _is_free(case: Case, action: Action, right: Callable[[], None]) -> bool:
    return _is_possible(case, action) and _holds(right)


def _is_possible(case: Case, action: Action) -> bool:
    return _holds(lambda: after(case.state, action))


def _holds(check: Callable[[], object]) -> bool:
    try:
        check()
    except Problem:
        return False
    return True
