"""The clock while somebody else has to act: it stands as long as anything is awaited that makes it stand.

Papers, a payment and opinions may be awaited at once. The clock stands from the first of them to the last, and runs in
between where they leave a gap, also when that is heard of afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from chassis.kernel.worktime import ClockState, Entry, EntryKind
from processing.domain.case import Case, Change
from processing.domain.clock import after_wait, count, recount
from processing.domain.facts import Paused, Resumed
from processing.domain.law import Law
from processing.domain.vocabulary import ClockCause, ClockEffect

_BEGUN = {
    ClockCause.SUPPLEMENT: "Yêu cầu bổ sung hồ sơ (mẫu 02)",
    ClockCause.FINANCIAL_DUTY: "Chờ thực hiện nghĩa vụ tài chính",
    ClockCause.CONSULTATION: "Chờ ý kiến của cơ quan được hỏi",
}
_ENDED = {
    ClockCause.SUPPLEMENT: "Hết thời gian chờ bổ sung hồ sơ",
    ClockCause.FINANCIAL_DUTY: "Đã thực hiện nghĩa vụ tài chính",
    ClockCause.CONSULTATION: "Hết thời gian chờ ý kiến",
}
_RESTARTED = "Đã nhận đủ hồ sơ bổ sung, tính lại từ đầu"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Something that makes the clock stand. until_at: None while it is awaited."""

    from_at: datetime
    until_at: datetime | None
    cause: ClockCause


def waits(case: Case) -> list[Wait]:
    """Everything that makes or made the clock stand, in the order in which it began."""
    supplement, duty, opinion = ClockCause.SUPPLEMENT, ClockCause.FINANCIAL_DUTY, ClockCause.CONSULTATION
    found = [
        *((s.clock_effect, s.requested_at, s.applicant_deadline_at if s.lapsed else s.answered_at, supplement)
          for s in case.supplements),
        *((d.clock_effect, d.requested_at, d.settled_at, duty) for d in case.duties),
        *((c.clock_effect, c.asked_at, c.closed_at, opinion) for c in case.consultations),
    ]  # fmt: skip
    made = (Wait(from_at=a, until_at=b, cause=c) for effect, a, b, c in found if effect is not ClockEffect.NONE)
    return sorted(made, key=lambda wait: wait.from_at)


def stand_still(case: Case, law: Law, at: datetime, *, cause: ClockCause) -> Change:
    """The case with its clock paused; as it is, if the clock stands already for something else."""
    if count(case, law).state is ClockState.PAUSED:
        return Change(case=case)
    return _paused(case, law, at, at, cause)


def run_on(case: Case, law: Law, at: datetime, now: datetime, *, cause: ClockCause, restarted: bool = False) -> Change:
    """The case after what it waited for has come, at an instant heard of now: its clock runs, unless it waits for more.

    restarted: the whole limit counts again from that instant, even if the clock goes on standing.
    """
    clock = count(case, law)
    paused_at = clock.runs[-1].until_at
    if clock.state is not ClockState.PAUSED or paused_at is None:
        return Change(case=case)
    past, change = waits(case), Change(case=case)
    stretches = list(_stretches(past, paused_at))
    if restarted and all(start != at for start, _ in stretches):
        stands = next(w for w in past if w.from_at <= at and (w.until_at is None or w.until_at > at))
        stretches = sorted(
            [*stretches, (at, Wait(from_at=at, until_at=stands.until_at, cause=stands.cause))], key=_start
        )
    for start, following in stretches:
        again = restarted and start == at
        is_last = following is None
        change = change.then(_running(change.case, law, start, now, cause, restarted=again, is_told=is_last))
        if following is not None:
            change = change.then(_paused(change.case, law, following.from_at, now, following.cause))
    return change


def go_on(case: Case, law: Law, now: datetime) -> Change:
    """The case with its clock running, if it stands for what has come meanwhile."""
    ends = [(wait.until_at, wait.cause) for wait in waits(case)]
    known = [(until, cause) for until, cause in ends if until is not None]
    if not known or len(known) < len(ends):
        return Change(case=case)
    at, cause = max(known)
    return run_on(case, law, at, now, cause=cause)


def _start(stretch: tuple[datetime, Wait | None]) -> datetime:
    return stretch[0]


def _stretches(past: Sequence[Wait], since: datetime) -> Iterator[tuple[datetime, Wait | None]]:
    """What nothing awaited covers from an instant on: each begin, and the wait that ends it, None for the last."""
    at = since
    for wait in past:
        if wait.from_at > at:
            yield at, wait
        if wait.until_at is None:
            return
        at = max(at, wait.until_at)
    yield at, None


def _paused(case: Case, law: Law, at: datetime, now: datetime, cause: ClockCause) -> Change:
    entry = Entry(kind=EntryKind.PAUSED, at=at, recorded_at=now, reason=_BEGUN[cause])
    fact = Paused(dossier=case.dossier, paused_at=at, cause=cause)
    return Change(case=recount(case.next(entries=(*case.entries, entry)), law, cause).case, facts=(fact,))


def _running(
    case: Case, law: Law, at: datetime, now: datetime, cause: ClockCause, *, restarted: bool, is_told: bool
) -> Change:
    """is_told: the due instant is news; else the clock stands again before anybody could act on it."""
    since = count(case, law).runs[-1].until_at or at
    kind, reason = (EntryKind.RESTARTED, _RESTARTED) if restarted else (EntryKind.RESUMED, _ENDED[cause])
    entry = Entry(kind=kind, at=at, recorded_at=now, reason=reason)
    change = recount(case.next(entries=(*case.entries, entry)), law, cause)
    if not is_told:
        change = Change(case=change.case.next(announced_due_at=case.announced_due_at))
    running = after_wait(change.case, law, since, at, restarted=restarted)
    resumed = Resumed(dossier=case.dossier, resumed_at=at, cause=cause, restarted=restarted)
    return Change(case=running, facts=(resumed, *change.facts))
