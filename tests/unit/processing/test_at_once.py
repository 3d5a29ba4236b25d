"""A case that the counter answered while the applicant waited."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chassis.kernel.ids import SerialIds
from processing.domain.at_once import answered_at_once
from processing.domain.facts import Decided, ResultIssued
from processing.domain.opening import open_case
from processing.domain.timers import timers_of
from processing.domain.vocabulary import CaseState, Outcome, TaskState, Timeliness
from unit.processing.story import acceptance, at, law


@pytest.mark.parametrize("moment", ["2026-03-02 08:00", "2026-03-02 16:59", "2026-03-02 19:30", "2026-03-07 10:00"])
def test_the_receptionist_stands_for_every_step_and_the_result_is_issued(moment: str) -> None:
    """Also after hours and on a day off, when the clock would start only later."""
    now, ids, the_law = at(moment), SerialIds(), law()
    receipt = replace(acceptance(accepted_at=now), is_immediate=True)
    opened = open_case(receipt, the_law, now=now, ids=ids)
    change = answered_at_once(opened, the_law, officer="cb.motcua.1", at=now, ids=ids)
    case = change.case
    assert (case.state, case.issued_at, case.current) == (CaseState.RESULT_ISSUED, now, None)
    assert {(task.state, task.officer) for task in case.tasks} == {(TaskState.COMPLETED, "cb.motcua.1")}
    assert case.decision is not None
    assert (case.decision.outcome, case.decision.officer) == (Outcome.GRANTED, "cb.motcua.1")
    assert (case.working_seconds, case.timeliness, timers_of(case, the_law)) == (0, Timeliness.EARLY, ())
    assert [type(fact) for fact in change.facts if isinstance(fact, Decided | ResultIssued)] == [Decided, ResultIssued]
