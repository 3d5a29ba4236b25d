"""A journey of several open steps, named by their keys."""

from __future__ import annotations

from datetime import datetime

from processing.domain.case import Case, Task
from processing.domain.law import Step
from processing.domain.steps import assign, complete, send_back
from unit.processing.journeys import Journey
from unit.processing.story import at, law
from unit.processing.workflows import CONSULTED, OFFICERS


class Parallel(Journey):
    """A journey on which steps are named by their key."""

    def __init__(self, steps: tuple[Step, ...] = CONSULTED, **terms: object) -> None:
        super().__init__(law(steps=steps, **terms))  # type: ignore[arg-type]

    @property
    def open(self) -> list[str]:
        return [task.step_key for task in self.case.open_tasks]

    def at(self, key: str) -> Task:
        """The latest task of that step."""
        return [task for task in self.case.tasks if task.step_key == key][-1]

    def do(self, key: str, when: datetime, officer: str = "") -> Case:
        task = self.at(key)
        if not task.officer:
            self.go(assign(self.case, task.id, officer or OFFICERS[task.role], when))
        return self.go(complete(self.case, self.law, task.id, when, self.ids))

    def back(self, key: str, when: datetime, to_step: str = "") -> Case:
        return self.go(send_back(self.case, self.law, self.at(key).id, when, self.ids, to_step=to_step))

    def to_review(self, when: datetime) -> Case:
        for key in ("phan-cong", "tham-dinh", "y-kien"):
            self.do(key, when)
        return self.case

    def to_leader(self, when: datetime) -> Case:
        self.to_review(when)
        return self.do("kiem-tra", when)


MONDAY, TUESDAY, THURSDAY = at("2026-03-02 09:00"), at("2026-03-03 08:00"), at("2026-03-05 14:00")
