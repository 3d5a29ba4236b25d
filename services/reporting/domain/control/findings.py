"""What an inspection found, what is to be done about it and by when, and what the division answers.

open ──answer──▶ answered ──accept──▶ accepted
  │                 │  ▲
  └──withdraw──┐  return│answer
               ▼    ▼  │
         withdrawn  returned ──withdraw──▶ withdrawn
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from reporting.domain.control.acts import PARAGRAPH, Act, Checks, Moves

EVIDENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,63}")
"""A dossier's id or code: evidence is named, never told, so that nobody's data is written down here."""
MOST_EVIDENCE, MOST_DAYS = 200, 250


class FindingKind(StrEnum):
    SHORTCOMING = "shortcoming"  # tồn tại
    OBSTACLE = "obstacle"  # vướng mắc


class Severity(StrEnum):
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"


class FindingState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


AWAITED = frozenset({FindingState.OPEN, FindingState.RETURNED})
"""The division is to act; past its deadline such a finding is overdue."""
_ANSWERED = frozenset({FindingState.ANSWERED})
MOVES = Moves(
    of="finding",
    table={
        "answer-finding": (AWAITED, FindingState.ANSWERED),
        "accept-answer": (_ANSWERED, FindingState.ACCEPTED),
        "return-answer": (_ANSWERED, FindingState.RETURNED),
        "withdraw-finding": (AWAITED | _ANSWERED, FindingState.WITHDRAWN),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingContent:
    """description: what is wrong. evidence: dossier ids or codes. remedy: what is demanded. working_days: in which,
    from the day after it is recorded, by the agency's calendar. Raises Problem ``invalid-request``."""

    kind: FindingKind
    severity: Severity
    description: str
    evidence: tuple[str, ...] = ()
    remedy: str
    working_days: int

    def __post_init__(self) -> None:
        checks = Checks()
        checks.text("description", self.description, most=PARAGRAPH)
        checks.text("remedy", self.remedy, most=PARAGRAPH)
        checks.that("evidence", len(self.evidence) <= MOST_EVIDENCE, f"at most {MOST_EVIDENCE} dossiers")
        named = all(EVIDENCE.fullmatch(each) for each in self.evidence)
        checks.that("evidence", named, "must be ids or codes of dossiers, no text")
        checks.that("working_days", 1 <= self.working_days <= MOST_DAYS, f"must be 1 to {MOST_DAYS}")
        checks.done()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """department: token of who must remedy it. answer: the last one given. due_at: aware, UTC, a close of office."""

    id: str
    agency: str
    department: str
    inspection_id: str
    kind: FindingKind
    severity: Severity
    description: str
    evidence: tuple[str, ...]
    remedy: str
    due_at: datetime
    answer: str = ""
    state: FindingState = FindingState.OPEN
    version: int = 1
    acts: tuple[Act, ...] = ()

    def is_late(self, now: datetime) -> bool:
        return self.state in AWAITED and now > self.due_at


def answered(finding: Finding, act: Act) -> Finding:
    """Raises Problem ``act-not-possible``."""
    return replace(finding, state=MOVES.after(finding.state, act.name), answer=act.text, acts=(*finding.acts, act))


def judged(finding: Finding, act: Act, due_at: datetime | None = None) -> Finding:
    """Accepted, returned or withdrawn. due_at: a new deadline, of a returned one. Raises Problem
    ``act-not-possible``."""
    state = MOVES.after(finding.state, act.name)
    return replace(finding, state=state, due_at=due_at or finding.due_at, acts=(*finding.acts, act))
