"""Any workflow, in any order."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from chassis.kernel.errors import Problem
from processing.domain.case import Task
from processing.domain.facts import Decided, ResultIssued
from processing.domain.law import Step
from processing.domain.opening import open_case
from processing.domain.steps import assign, complete, decide, send_back
from processing.domain.vocabulary import CaseState, Channel, Outcome, TaskState
from unit.processing.parallel import MONDAY, Parallel
from unit.processing.story import ACCEPTED_AT, acceptance
from unit.processing.workflows import OFFICERS, workflows


@given(workflows(), st.sampled_from(Channel), st.sampled_from(Outcome), st.data())
def test_any_workflow_in_any_order_ends_in_one_decision_and_one_result(
    steps: tuple[Step, ...], channel: Channel, outcome: Outcome, data: st.DataObject
) -> None:
    journey, returns = Parallel(steps), data.draw(st.integers(0, 4))
    receipt = acceptance()
    receipt = replace(receipt, dossier=replace(receipt.dossier, channel=channel))
    opened = open_case(receipt, journey.law, now=ACCEPTED_AT, ids=journey.ids)
    journey.case, journey.facts = opened.case, list(opened.facts)
    while tasks := journey.case.open_tasks:
        _check_order(journey)
        task = data.draw(st.sampled_from(tasks))
        if task.decides:
            assert tasks == (task,)
            officer = OFFICERS[task.role]
            journey.go(
                decide(
                    journey.case,
                    journey.law,
                    officer=officer,
                    outcome=outcome,
                    reason="Lý do",
                    at=MONDAY,
                    ids=journey.ids,
                )
            )
            continue
        if not task.officer:
            journey.go(assign(journey.case, task.id, OFFICERS[task.role], MONDAY))
        if returns and data.draw(st.booleans()):
            returns -= 1
            _try_to_return(journey, task, data)
        else:
            journey.go(complete(journey.case, journey.law, task.id, MONDAY, journey.ids))
    assert journey.case.state is CaseState.RESULT_ISSUED
    assert [sum(isinstance(fact, kind) for fact in journey.facts) for kind in (Decided, ResultIssued)] == [1, 1]
    flow = journey.law.version.flow
    assert flow.settled(journey.case.past) == set(flow.places)


def _check_order(journey: Parallel) -> None:
    places = [task.place for task in journey.case.open_tasks]
    flow = journey.law.version.flow
    assert len(places) == len(set(places))
    settled = flow.settled(journey.case.past)
    assert all(flow.before[place] <= settled for place in places)


def _try_to_return(journey: Parallel, task: Task, data: st.DataObject) -> None:
    earlier = sorted({t.step_key for t in journey.case.tasks if t.state is TaskState.COMPLETED})
    to_step = data.draw(st.sampled_from(["", *earlier]))
    with suppress(Problem):
        journey.go(send_back(journey.case, journey.law, task.id, MONDAY, journey.ids, to_step=to_step))
