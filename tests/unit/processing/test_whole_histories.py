"""Random histories on random workflows: parallel steps, guards, returns, waits, decisions undone. All that must hold at
every moment of a case holds; what the table forbids never happens.
"""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from processing.domain.case import Case, Change, Task
from processing.domain.facts import Decided, StepCompleted
from processing.domain.law import Step
from processing.domain.states import Action, ActionNotAllowed, after
from processing.domain.steps import assign, complete, decide, send_back
from processing.domain.vocabulary import CaseState, ClockEffect, OnTimeout, Outcome, TaskState
from unit.processing.journeys import Journey
from unit.processing.story import law
from unit.processing.test_attribution_histories import Attributed
from unit.processing.workflows import OFFICERS, workflows


def reachable(state: CaseState) -> set[CaseState]:
    """Where one action leads, by the table alone."""
    found = {state}
    for action in Action:
        try:
            found.add(after(state, action))
        except ActionNotAllowed:
            continue
    return found


# One change is at most two actions: the last step done issues the result, a stop undone waits again.
ONE = {state: reachable(state) for state in CaseState}
TWO = {state: {far for near in ONE[state] for far in ONE[near]} for state in CaseState}


class Watched(Journey):
    """A change that leads where the table does not is a hole in the table."""

    def go(self, change: Change) -> Case:
        assert change.case.state in TWO[self.case.state], (self.case.state, change.case.state)
        return super().go(change)


class Whole(Attributed):
    """Whichever step is open is worked at, in any order."""

    @initialize(
        steps=workflows(),
        effect=st.sampled_from(ClockEffect),
        most=st.integers(1, 2),
        timeout=st.sampled_from(OnTimeout),
    )
    def a_workflow(self, steps: tuple[Step, ...], effect: ClockEffect, most: int, timeout: OnTimeout) -> None:
        self.journey = Watched(law(steps=steps, effect=effect, most=most, deadline="5", on_timeout=timeout))

    @rule()
    @precondition(lambda _: False)
    def another_law(self) -> None:
        """The workflow stays the one that was drawn."""

    @rule(which=st.integers(0, 5))
    def another_is_named(self, which: int) -> None:
        if task := self.one_of(which):
            self.attempt(lambda: assign(self.journey.case, task.id, OFFICERS[task.role], self.now))

    @rule(which=st.integers(0, 5))
    def another_step_is_done(self, which: int) -> None:
        j = self.journey
        if task := self.one_of(which):
            self.attempt(lambda: complete(j.case, j.law, task.id, self.now, j.ids))

    @rule(which=st.integers(0, 5))
    def another_step_is_sent_back(self, which: int) -> None:
        j = self.journey
        if task := self.one_of(which):
            self.attempt(lambda: send_back(j.case, j.law, task.id, self.now, j.ids))

    @rule(outcome=st.sampled_from(Outcome), times=st.integers(1, 15), order=st.randoms(use_true_random=False))
    def everybody_works(self, outcome: Outcome, times: int, order: object) -> None:
        """As on most days, and to the end if it is long enough."""
        for _ in range(times):
            if (task := self.one_of(order.randrange(6))) is None:  # type: ignore[attr-defined]
                return
            self.attempt(lambda task=task: self.worked(task, outcome))

    def worked(self, task: Task, outcome: Outcome) -> Change:
        j, officer = self.journey, OFFICERS[task.role]
        if task.decides:
            return decide(j.case, j.law, officer=officer, outcome=outcome, reason="Lý do", at=self.now, ids=j.ids)
        if not task.officer:
            return assign(j.case, task.id, officer, self.now)
        return complete(j.case, j.law, task.id, self.now, j.ids)

    def one_of(self, which: int) -> Task | None:
        tasks = self.journey.case.open_tasks
        return tasks[which % len(tasks)] if tasks else None

    @invariant()
    def a_case_at_work_has_one_open_step_and_an_ended_one_none(self) -> None:
        """Here: at least one, and no step twice."""
        case = self.journey.case
        places = [task.place for task in case.open_tasks]
        is_ended = case.state in (CaseState.RESULT_ISSUED, CaseState.STOPPED)
        assert (not places) if is_ended else places
        assert len(places) == len(set(places))

    @invariant()
    def no_step_is_open_before_those_it_follows(self) -> None:
        case, flow = self.journey.case, self.journey.law.version.flow
        for task in case.open_tasks:
            for earlier in flow.before[task.place]:
                turns = [t for t in case.tasks if t.place == earlier]
                assert turns, (task.step_key, earlier)
                assert turns[-1].state in (TaskState.COMPLETED, TaskState.SKIPPED)

    @invariant()
    def nothing_is_told_without_a_named_person(self) -> None:
        for fact in self.journey.facts:
            if isinstance(fact, (StepCompleted, Decided)):
                assert fact.officer


TestWholeHistories = Whole.TestCase
TestWholeHistories.settings = settings(max_examples=60, stateful_step_count=40)
