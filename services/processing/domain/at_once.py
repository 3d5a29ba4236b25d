"""A case that the counter answered while the applicant waited (giải quyết ngay, ND61 art. 17(4))."""

from __future__ import annotations

from datetime import datetime

from chassis.kernel.ids import Ids
from processing.domain.case import Change
from processing.domain.law import Law
from processing.domain.steps import assign, complete, decide
from processing.domain.vocabulary import Outcome


def answered_at_once(opened: Change, law: Law, *, officer: str, at: datetime, ids: Ids) -> Change:
    """Every step done by the receptionist in the moment of the acceptance, the decision too; the result is issued.

    The case thus has what any other has: named steps, a decision, a clock that started and stopped, a verdict.
    """
    change = opened
    while (task := change.case.current) is not None:
        if task.decides:
            decided = decide(change.case, law, officer=officer, outcome=Outcome.GRANTED, reason="", at=at, ids=ids)
            change = change.then(decided)
            continue
        change = change.then(assign(change.case, task.id, officer, at))
        change = change.then(complete(change.case, law, task.id, at, ids))
    return change
