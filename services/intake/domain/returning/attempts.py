"""The hand-over of a result (trả kết quả). Each function gives the dossier and the hand-over afterwards, or refuses.

Problem
├── ActionNotAllowed     (states.py) there is no result at the counter
├── fee-unpaid           (fees/paying.py)
├── result-on-its-way    it was sent by post and has neither arrived nor come back
├── nothing-dispatched   a delivery without a dispatch
└── invalid-request      an instant that cannot be, an authorised person without a paper
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from chassis.kernel.errors import Kind, Problem, invalid
from intake.domain.dossier import Dossier
from intake.domain.facts import DossierCollected
from intake.domain.fees.paying import may_be_handed_over, must_be_settled
from intake.domain.procedures import Channel, ProcedureVersion
from intake.domain.states import Action, State, after

# Clocks of the post run a little ahead of ours.
_SKEW = timedelta(minutes=5)


class ReceivedBy(StrEnum):
    APPLICANT = "applicant"  # người nộp hồ sơ
    AUTHORISED = "authorised"  # người được uỷ quyền


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Who took the result. Personal data. authority: number of the letter of authority, empty for the applicant."""

    name: str = ""
    identity_number: str = ""
    authority: str = ""


NOT_NOTED = Receiver()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnAttempt:
    """One attempt to give the result to the applicant; the last one is the one that counts.

    sent_at, tracking_number: of a parcel. handed_over_at: null while it is on its way. came_back_at: the post could not
    deliver it. originals_returned: papers handed in for comparison went back with it (ND61 art. 20). recorded_by:
    account.
    """

    id: str
    method: Channel
    recorded_at: datetime
    recorded_by: str
    sent_at: datetime | None = None
    tracking_number: str = ""
    handed_over_at: datetime | None = None
    came_back_at: datetime | None = None
    received_by: ReceivedBy = ReceivedBy.APPLICANT
    receiver: Receiver = NOT_NOTED
    originals_returned: bool = False

    @property
    def is_on_its_way(self) -> bool:
        return self.sent_at is not None and self.handed_over_at is None and self.came_back_at is None


def hand_over(
    dossier: Dossier, attempt: ReturnAttempt, earlier: Sequence[ReturnAttempt]
) -> tuple[Dossier, DossierCollected]:
    """The result is handed over at once and the dossier is closed."""
    state = after(dossier.state, Action.COLLECT)
    must_be_settled(dossier)
    if on_its_way(earlier) is not None:
        raise Problem(
            "result-on-its-way",
            Kind.REFUSED,
            "The result was sent by post: record its delivery, or that it came back, first.",
        )
    if attempt.received_by is ReceivedBy.AUTHORISED:
        wanted = {"receiver.name": attempt.receiver.name, "receiver.authority": attempt.receiver.authority}
        if missing := {field: "is missing" for field, value in wanted.items() if not value}:
            raise invalid("invalid-request", "Note who was authorised, and by which paper.", **missing)
    return _collected(dossier, state, attempt.method, attempt.handed_over_at or attempt.recorded_at)


def dispatch(dossier: Dossier, parcel: ReturnAttempt, earlier: Sequence[ReturnAttempt]) -> Dossier:
    """The result goes to the post; the dossier waits for the delivery."""
    state = after(dossier.state, Action.DISPATCH)
    must_be_settled(dossier)
    if on_its_way(earlier) is not None:
        raise Problem("result-on-its-way", Kind.REFUSED, "The result is on its way already: record what became of it.")
    if not dossier.result_issued_at or not parcel.sent_at or parcel.sent_at < dossier.result_issued_at:
        raise invalid("invalid-request", "Nothing is sent before there is a result.", sent_at="before the result")
    if parcel.sent_at > parcel.recorded_at + _SKEW:
        raise invalid("invalid-request", "Record a dispatch when it has happened.", sent_at="lies ahead")
    return dossier.next(state=state, reminders_at=(), reminded=0)


def deliver(
    dossier: Dossier, earlier: Sequence[ReturnAttempt], at: datetime, now: datetime
) -> tuple[Dossier, ReturnAttempt, DossierCollected]:
    """The post delivered: the dossier is closed, as of the delivery."""
    state, parcel = after(dossier.state, Action.DELIVER), _sent(earlier, at, now)
    collected, fact = _collected(dossier, state, Channel.POST, at)
    return collected, replace(parcel, handed_over_at=at), fact


def come_back(
    dossier: Dossier, earlier: Sequence[ReturnAttempt], at: datetime, now: datetime
) -> tuple[Dossier, ReturnAttempt]:
    """The post brought it back: the result is at the counter again."""
    after(dossier.state, Action.DELIVER)
    parcel = _sent(earlier, at, now)
    return dossier.next(), replace(parcel, came_back_at=at)


def released(dossier: Dossier, version: ProcedureVersion, at: datetime) -> tuple[Dossier, tuple[DossierCollected, ...]]:
    """A result that is wanted online and is issued as a signed file is with the applicant as soon as nothing is owed.

    The same version of the dossier: what led to it has made the next one.
    """
    is_file = all(result.electronic for result in version.results)
    if dossier.state is not State.RESULT_READY or dossier.result_by is not Channel.ONLINE or not is_file:
        return dossier, ()
    if not may_be_handed_over(dossier):
        return dossier, ()
    collected, fact = _collected(dossier, after(dossier.state, Action.COLLECT), Channel.ONLINE, at)
    return replace(collected, version=dossier.version), (fact,)


def on_its_way(attempts: Sequence[ReturnAttempt]) -> ReturnAttempt | None:
    """The parcel that has neither arrived nor come back; at most one."""
    return next((attempt for attempt in attempts if attempt.is_on_its_way), None)


def _collected(dossier: Dossier, state: State, method: Channel, at: datetime) -> tuple[Dossier, DossierCollected]:
    collected = dossier.next(state=state, returned_at=at, returned_by=method)
    return collected, DossierCollected(dossier=collected.ref, collected_at=at, method=method)


def _sent(earlier: Sequence[ReturnAttempt], at: datetime, now: datetime) -> ReturnAttempt:
    parcel = on_its_way(earlier)
    if parcel is None or parcel.sent_at is None:
        raise Problem("nothing-dispatched", Kind.REFUSED, "No parcel is on its way: record its dispatch first.")
    if at < parcel.sent_at or at > now + _SKEW:
        raise invalid("invalid-request", "That is not when it arrived.", at="between the dispatch and now")
    return parcel
