"""An inspection of a division: who looks at what, from when to when, and what it came to."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from reporting.domain.control.acts import PARAGRAPH, Act, Checks, Moves

ACCOUNT = re.compile(r"[\w.@:+-]{1,100}")
MOST_TEAM = 30


class InspectionState(StrEnum):
    OPEN = "open"
    CONCLUDED = "concluded"
    CANCELLED = "cancelled"


_OPEN = frozenset({InspectionState.OPEN})
MOVES = Moves(
    of="inspection",
    table={
        "record-finding": (_OPEN, InspectionState.OPEN),
        "conclude-inspection": (_OPEN, InspectionState.CONCLUDED),
        "cancel-inspection": (_OPEN, InspectionState.CANCELLED),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionContent:
    """department: token of who is inspected. scope: what is looked at. team: account ids, the first leads.
    from_on, to_on: local days, both included. plan_id, plan_line: which line of a plan it carries out (from 0), empty
    and -1 for one that was not planned. Raises Problem ``invalid-request``."""

    department: str
    scope: str
    team: tuple[str, ...]
    from_on: date
    to_on: date
    plan_id: str = ""
    plan_line: int = -1

    def __post_init__(self) -> None:
        checks = Checks()
        checks.text("department", self.department, most=40)
        checks.text("scope", self.scope, most=PARAGRAPH)
        checks.that("team", 1 <= len(self.team) <= MOST_TEAM, f"needs 1 to {MOST_TEAM} people")
        checks.that("team", all(ACCOUNT.fullmatch(person) for person in self.team), "must be account ids")
        checks.that("team", len(set(self.team)) == len(self.team), "names somebody twice")
        checks.that("to_on", self.from_on <= self.to_on, "must not be earlier than from_on")
        checks.done()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """conclusion: kết luận kiểm tra, empty until there is one."""

    id: str
    agency: str
    department: str
    scope: str
    team: tuple[str, ...]
    from_on: date
    to_on: date
    plan_id: str = ""
    plan_line: int = -1
    conclusion: str = ""
    state: InspectionState = InspectionState.OPEN
    version: int = 1
    acts: tuple[Act, ...] = ()

    @classmethod
    def opened(cls, inspection_id: str, agency: str, content: InspectionContent, act: Act) -> Inspection:
        return cls(
            id=inspection_id,
            agency=agency,
            department=content.department,
            scope=content.scope,
            team=content.team,
            from_on=content.from_on,
            to_on=content.to_on,
            plan_id=content.plan_id,
            plan_line=content.plan_line if content.plan_id else -1,
            acts=(act,),
        )


def ended(inspection: Inspection, act: Act) -> Inspection:
    """Concluded or cancelled; the act says what it came to. Raises Problem ``act-not-possible``."""
    state = MOVES.after(inspection.state, act.name)
    return replace(inspection, state=state, conclusion=act.text, acts=(*inspection.acts, act))
