"""The year's plans: which divisions are inspected, which procedures are reviewed (Decree 63/2010 art. 30)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from reporting.domain.control.acts import LINE, PARAGRAPH, Act, Checks, Moves

MOST_LINES = 200


class PlanKind(StrEnum):
    INSPECTION = "inspection"  # kiểm tra
    REVIEW = "review"  # rà soát, đánh giá


class Ground(StrEnum):
    """Why a procedure was chosen, Decree 63/2010 art. 30(1)."""

    DIRECTION = "direction"  # theo chỉ đạo
    OWN_CHOICE = "own_choice"  # tự lựa chọn
    FEEDBACK = "feedback"  # theo phản ánh, kiến nghị


class PlanState(StrEnum):
    DRAFTED = "drafted"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"


MOVES = Moves(
    of="plan",
    table={
        "amend-plan": (frozenset({PlanState.DRAFTED, PlanState.RETURNED}), PlanState.DRAFTED),
        "submit-plan": (frozenset({PlanState.DRAFTED, PlanState.RETURNED}), PlanState.SUBMITTED),
        "approve-plan": (frozenset({PlanState.SUBMITTED}), PlanState.APPROVED),
        "return-plan": (frozenset({PlanState.SUBMITTED}), PlanState.RETURNED),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """What is done to whom. department: token of who is inspected, or answers for the procedure. procedure: its key, of
    a review. topic: what is looked at and what is to come of it. ground: of a review. person: account id of who does
    it. from_on, to_on: local days, both included."""

    department: str
    procedure: str = ""
    topic: str
    ground: Ground | None = None
    person: str
    from_on: date
    to_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanContent:
    """A plan as it is written down. Raises Problem ``invalid-request`` with the fields that are wrong."""

    kind: PlanKind
    year: int
    title: str
    lines: tuple[PlanLine, ...]

    def __post_init__(self) -> None:
        checks = Checks()
        checks.that("year", 2000 <= self.year <= 2100, "must be a year from 2000 to 2100")
        checks.text("title", self.title)
        checks.that("lines", 1 <= len(self.lines) <= MOST_LINES, f"needs 1 to {MOST_LINES} lines")
        for number, line in enumerate(self.lines):
            self._check(checks, f"lines[{number}]", line)
        checks.done()

    def _check(self, checks: Checks, at: str, line: PlanLine) -> None:
        checks.text(f"{at}.department", line.department, most=40)
        checks.text(f"{at}.topic", line.topic, most=PARAGRAPH)
        checks.text(f"{at}.person", line.person, most=LINE)
        checks.that(f"{at}.to_on", line.from_on <= line.to_on, "must not be earlier than from_on")
        checks.that(f"{at}.from_on", line.from_on.year == self.year, "must lie in the year of the plan")
        is_review = self.kind is PlanKind.REVIEW
        checks.that(f"{at}.procedure", bool(line.procedure) == is_review, "is for reviews, which need it")
        checks.that(f"{at}.ground", (line.ground is not None) == is_review, "is for reviews, which need it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """by: account id of who drafted it. version: from 1, grows with every act."""

    id: str
    agency: str
    kind: PlanKind
    year: int
    title: str
    lines: tuple[PlanLine, ...]
    by: str
    state: PlanState = PlanState.DRAFTED
    version: int = 1
    acts: tuple[Act, ...] = ()

    department = ""  # a plan belongs to the whole agency

    @classmethod
    def drafted(cls, plan_id: str, agency: str, content: PlanContent, act: Act) -> Plan:
        return cls(
            id=plan_id,
            agency=agency,
            kind=content.kind,
            year=content.year,
            title=content.title,
            lines=content.lines,
            by=act.by,
            acts=(act,),
        )

    @property
    def submitted_on(self) -> Act | None:
        """The last time it was sent to the leadership."""
        return next((act for act in reversed(self.acts) if act.name == "submit-plan"), None)


def amended(plan: Plan, content: PlanContent, act: Act) -> Plan:
    """With other lines; its kind and year stay. Raises Problem ``act-not-possible``."""
    state = MOVES.after(plan.state, act.name)
    return replace(plan, title=content.title, lines=content.lines, state=state, acts=(*plan.acts, act))


def moved(plan: Plan, act: Act) -> Plan:
    """Submitted, approved or returned. Raises Problem ``act-not-possible``."""
    return replace(plan, state=MOVES.after(plan.state, act.name), acts=(*plan.acts, act))
