"""What another system has been told of a dossier, and what it has not. State, not events, is handed over.

An event only says that a dossier has changed. What is sent is the dossier as it is then, so a push that is repeated,
late or overtaken does no harm, and order is kept by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum


class SyncState(StrEnum):
    """Pending: a change has not been taken there yet. Rejected: the other side refused it for good; a person, or the
    next change of the dossier, sends it again. Uncoded: it has no number yet by which it could be named there."""

    UNCODED = "uncoded"
    PENDING = "pending"
    SYNCED = "synced"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement:
    """Papers that were asked for: when, whether they came, and how the appointment moved by it."""

    request_id: str
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    due_before: datetime | None = None
    due_after: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestones:
    """What events said that nobody can be asked for later."""

    refused_at: datetime | None = None
    finished_at: datetime | None = None
    supplements: tuple[Supplement, ...] = ()

    def joined(self, other: Milestones) -> Milestones:
        """Both; in whatever order their events came."""
        known = {one.request_id: one for one in self.supplements}
        for one in other.supplements:
            known[one.request_id] = _joined(known.get(one.request_id), one)
        return Milestones(
            refused_at=other.refused_at or self.refused_at,
            finished_at=other.finished_at or self.finished_at,
            supplements=tuple(known.values()),
        )

    def moved(self, before: datetime, after: datetime) -> Milestones:
        """The appointment moved because the last papers came."""
        if not self.supplements:
            return self
        *earlier, last = self.supplements
        moved = replace(last, due_before=last.due_before or before, due_after=after)
        return replace(self, supplements=(*earlier, moved))


def _joined(one: Supplement | None, other: Supplement) -> Supplement:
    if one is None:
        return other
    return Supplement(
        request_id=one.request_id,
        asked_at=one.asked_at or other.asked_at,
        answered_at=one.answered_at or other.answered_at,
        due_before=one.due_before or other.due_before,
        due_after=other.due_after or one.due_after,
    )


# After the n-th failed attempt; the last one for ever: what the law wants synchronised is never given up.
LADDER = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 3600, 6 * 3600))
# How long a claimed dossier is left to who claimed it; longer than a push may take.
LEASE = timedelta(seconds=180)


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncedDossier:
    """How one dossier stands with one other system (adapter).

    wanted: number of changes heard; sent: how many of them the other side has. is_known: it has the dossier, so the
    next is an update. changed_at, synced_at: business time. next_attempt_at: real time, None when nothing is to do.
    failure: slug or code of the last fault. is_trial: a trial of the system itself, never handed over.
    """

    adapter: str
    dossier_id: str
    agency: str
    department: str
    code: str = ""
    accepted_on: date | None = None
    milestones: Milestones = field(default_factory=Milestones)
    wanted: int = 0
    sent: int = 0
    is_known: bool = False
    is_rejected: bool = False
    is_trial: bool = False
    attempts: int = 0
    failure: str = ""
    changed_at: datetime
    synced_at: datetime | None = None
    next_attempt_at: datetime | None = None

    @property
    def state(self) -> SyncState:
        if self.is_rejected:
            return SyncState.REJECTED
        if self.sent >= self.wanted:
            return SyncState.SYNCED
        return SyncState.UNCODED if not self.code and self.next_attempt_at is None else SyncState.PENDING

    def changed(self, at: datetime, real: datetime, *, is_named: bool = False) -> SyncedDossier:
        """Something happened to it: tell the other side soon, whatever it said before. is_named: it may go by a number
        that is not ours."""
        return replace(
            self,
            wanted=self.wanted + 1,
            changed_at=max(at, self.changed_at),
            is_rejected=False,
            attempts=0,
            failure="",
            next_attempt_at=real if (self.code or is_named) and not self.is_trial else None,
        )

    def unnamed(self, upto: int, real: datetime) -> SyncedDossier:
        """It has no number at all yet: its next change may bring one."""
        return replace(self, next_attempt_at=None if self.wanted <= upto else real)

    def delivered(self, upto: int, at: datetime, real: datetime) -> SyncedDossier:
        """The other side has it as it was after ``upto`` changes; what happened since is sent next."""
        sent = max(self.sent, upto)
        following = None if sent >= self.wanted else real
        return replace(self, sent=sent, is_known=True, attempts=0, failure="", synced_at=at, next_attempt_at=following)

    def rejected(self, upto: int, failure: str, real: datetime) -> SyncedDossier:
        """The other side will not take it as it is."""
        if self.wanted > upto:
            return replace(self, failure=failure, next_attempt_at=real)
        return replace(self, is_rejected=True, attempts=self.attempts + 1, failure=failure, next_attempt_at=None)

    def deferred(self, failure: str, real: datetime) -> SyncedDossier:
        """The other side could not be reached, or not now."""
        wait = LADDER[min(self.attempts, len(LADDER) - 1)]
        return replace(self, attempts=self.attempts + 1, failure=failure, next_attempt_at=real + wait)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """Index 1.4 of QĐ 766: dossiers on the portal ÷ dossiers received. received: accepted in the period."""

    adapter: str
    first: date
    last: date
    received: int
    synced: int

    @property
    def share(self) -> float | None:
        """None where nothing was received, which is not 100 %."""
        return self.synced / self.received if self.received else None


def oldest(dossiers: Iterable[SyncedDossier]) -> datetime | None:
    """Since when something waits."""
    return min((one.changed_at for one in dossiers if one.state is SyncState.PENDING), default=None)
