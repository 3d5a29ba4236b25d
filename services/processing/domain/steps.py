"""Steps: named to one officer, done, sent back; and the step that decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from chassis.kernel.errors import Kind, Problem, invalid
from chassis.kernel.ids import Ids
from processing.domain.case import Case, Change, Decision, Holding, Task
from processing.domain.clock import task_seconds
from processing.domain.endings import issue
from processing.domain.facts import Assigned, Decided, StepCompleted, StepStarted
from processing.domain.law import Law
from processing.domain.opening import gone_on, opened
from processing.domain.states import Action, after
from processing.domain.vocabulary import Outcome, TaskState


def assign(case: Case, task_id: str, officer: str, at: datetime, *, named_by: str = "") -> Change:
    """The open step in the hands of one named officer, who begins at once; again: somebody else takes it over.

    named_by: account of who names the officer; empty: the officer.

    Raises Problem ``assign-not-allowed``, ``task-closed``; ``task-already-theirs`` if nothing would change.
    """
    after(case.state, Action.ASSIGN)
    task = _open(case, task_id)
    if task.officer == officer:
        raise Problem("task-already-theirs", Kind.REFUSED, f"{officer} has this step already.")
    started_at = task.started_at or at
    holdings = (*task.holdings, Holding(officer=officer, since=at, named_by=named_by or officer))
    held = replace(task, officer=officer, state=TaskState.ASSIGNED, started_at=started_at, held=holdings)
    assigned = Assigned(
        dossier=case.dossier,
        step_key=task.step_key,
        task_id=task.id,
        officer=officer,
        department=task.department,
        assigned_at=at,
        due_at=task.due_at,
    )
    if task.started_at is not None:
        return Change(case=case.with_task(held), facts=(assigned,))
    started = StepStarted(
        dossier=case.dossier,
        task_id=task.id,
        step_key=task.step_key,
        officer=officer,
        department=task.department,
        started_at=at,
        due_at=task.due_at,
    )
    return Change(case=case.with_task(held), facts=(assigned, started))


def complete(case: Case, law: Law, task_id: str, at: datetime, ids: Ids) -> Change:
    """The step done, and open whatever waited for it; after the last one the result is issued.

    Raises Problem ``complete-not-allowed``, ``task-closed``, ``task-unassigned``; ``decision-required`` for the step
    that decides, which is completed by deciding.
    """
    after(case.state, Action.COMPLETE)
    if _open(case, task_id).decides:
        raise Problem(
            "decision-required",
            Kind.REFUSED,
            "This step decides the case: complete it with POST /v1/cases/{dossier_id}/decision and an outcome.",
        )
    return _go_on(_done(case, law, task_id, at), law, task_id, at, ids)


def decide(case: Case, law: Law, *, officer: str, outcome: Outcome, reason: str, at: datetime, ids: Ids) -> Change:
    """The deciding step completed with an outcome; an unassigned one is thereby taken by who decides.

    Raises Problem ``decide-not-allowed``, ``not-at-decision``, ``reason-required`` for a refusal without one.
    """
    state = after(case.state, Action.DECIDE)
    task = case.deciding
    if task is None:
        at_steps = ", ".join(task.step_key for task in case.open_tasks) or "–"
        raise Problem(
            "not-at-decision",
            Kind.REFUSED,
            f"The case is at step {at_steps}: earlier steps come before the decision.",
        )
    if outcome is Outcome.REFUSED and not reason.strip():
        # Form 03, ND61 art. 19(8): a refusal is in writing and says why.
        raise invalid("reason-required", "A refusal needs a written reason.", reason="say why")
    taken = assign(case, task.id, officer, at) if not task.officer else Change(case=case)
    done = taken.then(_done(taken.case, law, task.id, at))
    decision = Decision(outcome=outcome, officer=officer, decided_at=at, reason=reason)
    decided = Decided(dossier=case.dossier, decided_at=at, outcome=outcome, officer=officer)
    change = done.then(Change(case=done.case.next(state=state, decision=decision), facts=(decided,)))
    return _go_on(change, law, task.id, at, ids)


def send_back(case: Case, law: Law, task_id: str, at: datetime, ids: Ids, *, to_step: str = "") -> Change:
    """The step back to the one before it, or to the earlier one named; whoever did that one has it again. What follows
    that one has to be done again, open steps among them are cancelled; parallel branches keep their work.

    Raises Problem ``return-not-allowed``, ``task-closed``, ``task-unassigned``, ``step-not-earlier``: the counter's
    step and, after the decision, those up to the deciding step cannot be returned to; ``step-ambiguous`` where several
    steps come directly before it.
    """
    after(case.state, Action.RETURN)
    task = _held(case, task_id)
    earlier = _earlier(case, law, task, to_step)
    seconds = task_seconds(case, law, task, at)
    left = case.with_task(replace(task, state=TaskState.RETURNED, completed_at=at, working_seconds=seconds))
    return reopened(left, law, earlier, at, ids)


def reopened(case: Case, law: Law, earlier: Task, at: datetime, ids: Ids) -> Change:
    """A step done once, open again in the hands of who did it; nothing that follows it stays open."""
    following = law.version.flow.below[earlier.place]
    void = [
        replace(task, state=TaskState.CANCELLED, completed_at=at) for task in case.open_tasks if task.place in following
    ]
    again = opened(case, law, law.version.steps[earlier.place], at, ids)
    case = case.with_tasks(void)
    return assign(case.next(tasks=(*case.tasks, again)), again.id, earlier.officer, at)


def _go_on(change: Change, law: Law, task_id: str, at: datetime, ids: Ids) -> Change:
    """Opens whatever waited for a completed step; issues the result when nothing is left before the counter's."""
    case = gone_on(change.case, law, change.case.task(task_id).officer, at, ids)
    change = replace(change, case=case)
    return change if case.open_tasks else change.then(issue(case, law, at))


def _done(case: Case, law: Law, task_id: str, at: datetime) -> Change:
    task = _held(case, task_id)
    seconds = task_seconds(case, law, task, at)
    done = replace(task, state=TaskState.COMPLETED, completed_at=at, working_seconds=seconds)
    completed = StepCompleted(
        dossier=case.dossier,
        task_id=task.id,
        step_key=task.step_key,
        officer=task.officer,
        department=task.department,
        started_at=task.started_at or at,
        due_at=task.due_at,
        completed_at=at,
        working_seconds=seconds,
    )
    return Change(case=case.with_task(done), facts=(completed,))


def _open(case: Case, task_id: str) -> Task:
    task = case.task(task_id)
    if not task.is_open:
        raise Problem("task-closed", Kind.REFUSED, f"This step is {task.state.value} already; the case has moved on.")
    return task


def _held(case: Case, task_id: str) -> Task:
    task = _open(case, task_id)
    if not task.officer:
        # Every step has one accountable named person.
        raise Problem("task-unassigned", Kind.REFUSED, "Nobody has this step yet: assign it to an officer first.")
    return task


def _earlier(case: Case, law: Law, task: Task, to_step: str) -> Task:
    """The latest completed task of the step to return to."""
    flow = law.version.flow
    places = flow.above[task.place]
    if case.decision:
        places &= flow.below[next(t.place for t in case.tasks if t.decides)]
    done = [t for t in case.tasks if t.state is TaskState.COMPLETED and t.place in places]
    if to_step:
        done = [t for t in done if t.step_key == to_step]
    if not done:
        raise Problem(
            "step-not-earlier",
            Kind.REFUSED,
            "There is no earlier step of the department to return to; a decision is undone by a correction.",
            fields={"to_step": "must be an earlier step that was completed"} if to_step else None,
        )
    nearest = flow.nearest(t.place for t in done)
    if len(nearest) > 1:
        keys = ", ".join(law.version.steps[place].key for place in nearest)
        raise Problem(
            "step-ambiguous",
            Kind.REFUSED,
            f"Several steps come directly before this one: name one of {keys} in to_step.",
            fields={"to_step": f"one of {keys}"},
        )
    return max((t for t in done if t.place in nearest), key=case.tasks.index)
