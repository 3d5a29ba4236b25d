"""One report that is owed for a period: how far it has come, who may take it on, whether it is late. Pure.

open → drafted → for_approval → approved → submitted      return: back to drafted, with a reason
  └──────┴────────────┴────────────┴──→ waived            by a leader, with a reason
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from chassis.kernel.errors import Kind, Problem, invalid


class Stage(StrEnum):
    """How far it has come, whatever the day."""

    OPEN = "open"
    DRAFTED = "drafted"
    FOR_APPROVAL = "for_approval"
    APPROVED = "approved"
    SUBMITTED = "submitted"
    WAIVED = "waived"


ENDED = frozenset({Stage.SUBMITTED, Stage.WAIVED})


class State(StrEnum):
    """What is shown: the stage, and of what nobody has begun whether it is time."""

    NOT_DUE = "not_due"
    DUE_SOON = "due_soon"  # from seven working days before the deadline on
    DUE = "due"  # today is the last day
    LATE = "late"
    DRAFTED = "drafted"
    FOR_APPROVAL = "for_approval"
    APPROVED = "approved"
    SUBMITTED = "submitted"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """department: empty: the agency owes it, that is its control team. soon_on: from when on it is due soon.

    approval: roles in order; approved: how many have. snapshot: number of the closed report that is sent, empty while
    none is attached. finished_at: when it was submitted or waived. version: counts changes, from 1.
    """

    id: str
    agency: str
    department: str
    rule: str
    title: str
    title_en: str
    form: str
    period: str
    first: date
    last: date
    soon_on: date
    due_on: date
    due_at: datetime
    receiver: str
    approval: tuple[str, ...]
    legal_ref: str
    mark: str
    note: str = ""
    stage: Stage = Stage.OPEN
    approved: int = 0
    snapshot: str = ""
    finished_at: datetime | None = None
    version: int = 1

    @property
    def has_ended(self) -> bool:
        return self.stage in ENDED

    @property
    def awaits(self) -> str:
        """The role whose approval is next; empty where none is."""
        return self.approval[self.approved] if self.stage is Stage.FOR_APPROVAL else ""

    def state(self, now: datetime, today: date) -> State:
        if self.stage is not Stage.OPEN:
            return State(self.stage.value)
        if now > self.due_at:
            return State.LATE
        if today >= self.due_on:
            return State.DUE
        return State.DUE_SOON if today >= self.soon_on else State.NOT_DUE

    def is_late(self, now: datetime) -> bool:
        """Whether it came, or comes, after its deadline; a waived one is not."""
        if self.stage is Stage.WAIVED:
            return False
        return (self.finished_at or now) > self.due_at

    def drafted(self, *, snapshot: str, for_approval: bool) -> Obligation:
        """for_approval: at once to the first who approves; otherwise it stays with whoever writes it."""
        self._wants(Stage.OPEN, Stage.DRAFTED)
        stage = Stage.DRAFTED
        if for_approval:
            stage = Stage.FOR_APPROVAL if self.approval else Stage.APPROVED
        return replace(self, stage=stage, approved=0, snapshot=snapshot or self.snapshot)

    def approved_by(self, role: str) -> Obligation:
        self._wants(Stage.FOR_APPROVAL)
        if role != self.awaits:
            raise Problem("approval-not-yours", Kind.FORBIDDEN, f"The next approval is for: {self.awaits}.")
        count = self.approved + 1
        stage = Stage.APPROVED if count == len(self.approval) else Stage.FOR_APPROVAL
        return replace(self, stage=stage, approved=count)

    def submitted(self, at: datetime, *, snapshot: str) -> Obligation:
        self._wants(Stage.APPROVED)
        return replace(self, stage=Stage.SUBMITTED, finished_at=at, snapshot=snapshot or self.snapshot)

    def returned(self) -> Obligation:
        """Back to whoever wrote it."""
        self._wants(Stage.FOR_APPROVAL, Stage.APPROVED)
        return replace(self, stage=Stage.DRAFTED, approved=0)

    def waived(self, at: datetime) -> Obligation:
        self._wants(*(stage for stage in Stage if stage not in ENDED))
        return replace(self, stage=Stage.WAIVED, finished_at=at)

    def moved(self, soon_on: date, due_on: date, due_at: datetime) -> Obligation:
        """The deadline as the calendar has it now."""
        return replace(self, soon_on=soon_on, due_on=due_on, due_at=due_at)

    def _wants(self, *stages: Stage) -> None:
        if self.stage not in stages:
            names = ", ".join(stage.value for stage in stages)
            raise Problem(
                "obligation-state",
                Kind.REFUSED,
                f"This obligation is {self.stage.value}; that can be done when: {names}.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationDue:
    """Fact: whoever owes it is reminded. working_days_left: 7, 3, 1; 0: it is late."""

    obligation: Obligation
    working_days_left: int


def reason_of(text: str, field: str) -> str:
    """A reason where one is wanted; raises Problem ``reason-missing``."""
    if not text.strip():
        raise invalid("reason-missing", "Say why.", **{field: "must not be empty"})
    return text.strip()
