"""The way of a case, step by step, by pure transitions."""

from __future__ import annotations

from datetime import datetime

from chassis.kernel.ids import SerialIds
from processing.domain.case import Case, Change
from processing.domain.duties import Demand
from processing.domain.duties import request as demand
from processing.domain.law import Law
from processing.domain.steps import assign, complete, decide
from processing.domain.supplements import request
from processing.domain.vocabulary import Outcome, PayableKind
from unit.processing.story import current, law, opened


class Journey:
    """Holds the case and everything that happened to it."""

    def __init__(self, the_law: Law | None = None) -> None:
        self.law = the_law or law()
        self.ids = SerialIds()
        change = opened(self.law, ids=self.ids)
        self.case, self.facts = change.case, list(change.facts)

    def go(self, change: Change) -> Case:
        self.case = change.case
        self.facts += change.facts
        return self.case

    def take(self, officer: str, at: datetime) -> Case:
        return self.go(assign(self.case, current(self.case), officer, at))

    def finish(self, at: datetime) -> Case:
        return self.go(complete(self.case, self.law, current(self.case), at, self.ids))

    def to_specialist(self, at: datetime) -> Case:
        """The head has assigned the case to cv.dautu.1."""
        self.take("tp.dautu", at)
        self.finish(at)
        return self.take("cv.dautu.1", at)

    def ask(self, at: datetime, officer: str = "cv.dautu.1") -> Case:
        papers = ["Giấy tờ về quyền sử dụng đất"]
        return self.go(
            request(self.case, self.law, officer=officer, documents=papers, reason="Thiếu", at=at, ids=self.ids)
        )

    def demand(self, at: datetime, officer: str = "cv.dautu.1") -> Case:
        asked = Demand(
            officer=officer, kind=PayableKind.LAND, amount_vnd=125_000_000, reason="Tiền thuê đất", pay_by_at=None
        )
        return self.go(demand(self.case, self.law, asked, at, self.ids))

    def to_decision(self, at: datetime) -> Case:
        """Appraised and reviewed; the leader's turn."""
        self.to_specialist(at)
        self.finish(at)
        self.take("tp.dautu", at)
        return self.finish(at)

    def settle(self, at: datetime, outcome: Outcome = Outcome.GRANTED, reason: str = "") -> Case:
        return self.go(
            decide(self.case, self.law, officer="ld.ban.1", outcome=outcome, reason=reason, at=at, ids=self.ids)
        )

    def issue(self, at: datetime) -> Case:
        self.take("cv.vanphong.1", at)
        return self.finish(at)

    @property
    def told(self) -> list[str]:
        return [type(fact).__name__ for fact in self.facts]
