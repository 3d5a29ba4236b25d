"""Công bố thủ tục hành chính: decisions that make procedures public, and what must be done about each, by when.

Kinds and duties come from NĐ 63/2010/NĐ-CP art. 13–17, 24 (amended 2013, 2017); the duties are data of the law pack.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from chassis.kernel.worktime import CalendarUnknown, Unit, WorkCalendar, is_working_day
from intake.domain.organisation import Mark, holds_on


class PublicationKind(StrEnum):
    """NĐ 63/2010/NĐ-CP art. 14(2)."""

    NEW = "new"  # mới ban hành
    AMENDED = "amended"  # sửa đổi, bổ sung, thay thế
    ABOLISHED = "abolished"  # bãi bỏ


class Anchor(StrEnum):
    """The day a duty's time is counted from."""

    EFFECT = "effect"  # the day the legal document takes effect
    LAW_SIGNED = "law_signed"  # the day the legal document was signed
    DECISION_SIGNED = "decision_signed"  # the day the decision of publication was signed


class DutyState(StrEnum):
    MET = "met"  # done in time
    MISSED = "missed"  # done too late, or not done and too late
    DUE = "due"  # not done, still in time
    NONE = "none"  # no deadline yet: the decision, or a day it is counted from, is not known


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationDuty:
    """One thing that every publication asks for.

    days: after the anchor; negative: before it. unit: working or calendar days. short: for legal documents made by the
    short procedure (trình tự, thủ tục rút gọn), else for ordinary ones. done_by_signing: the decision itself does it.
    """

    key: str
    name: str
    name_en: str
    anchor: Anchor
    days: int
    unit: Unit
    short: bool
    done_by_signing: bool
    legal_ref: str
    mark: Mark
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneDuty:
    """duty: key of what was done. on: local day."""

    duty: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One decision of publication, for one kind and one legal document.

    number: of the decision; null while it is not known, which a mark I or M and a note must say. law: the legal
    document that makes, amends or ends the procedures. procedures: their keys.
    """

    key: str
    kind: PublicationKind
    number: str | None
    signed_on: date | None
    effective_on: date
    law: str
    law_signed_on: date | None
    short: bool
    procedures: tuple[str, ...]
    done: tuple[DoneDuty, ...]
    mark: Mark
    note: str | None

    def done_on(self, duty: PublicationDuty) -> date | None:
        """When the duty was done; null: not, or not that one knows."""
        if duty.done_by_signing:
            return self.signed_on
        return next((done.on for done in self.done if done.duty == duty.key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedDuty:
    """deadline: last local day in time; null while it cannot be counted. done_on: null: not done."""

    duty: PublicationDuty
    deadline: date | None
    done_on: date | None
    state: DutyState


def judged(
    publication: Publication, duties: tuple[PublicationDuty, ...], calendar: WorkCalendar, today: date
) -> tuple[JudgedDuty, ...]:
    """Every duty of a publication, as it stands on a local day. A decision that is not known is not judged."""
    asked = (
        duty
        for duty in duties
        if duty.short == publication.short and holds_on(duty.valid_from, duty.valid_to, publication.effective_on)
    )
    return tuple(_judged(publication, duty, calendar, today) for duty in asked)


def done_in_time(
    publications: Iterable[Publication], duties: tuple[PublicationDuty, ...], calendar: WorkCalendar, key: str
) -> bool | None:
    """Whether the duty was done in time for all of them; null while it is not known of one, or there is none."""
    states = []
    for publication in publications:
        asked = judged(publication, duties, calendar, date.min)  # whether it could still be done does not matter
        states += [each.state for each in asked if each.duty.key == key]
    if not states or any(state not in (DutyState.MET, DutyState.MISSED) for state in states):
        return None
    return all(state is DutyState.MET for state in states)


def _judged(publication: Publication, duty: PublicationDuty, calendar: WorkCalendar, today: date) -> JudgedDuty:
    deadline, done = deadline_of(publication, duty, calendar), publication.done_on(duty)
    if deadline is None or publication.number is None:
        state = DutyState.NONE
    elif done is None:
        state = DutyState.DUE if today <= deadline else DutyState.MISSED
    else:
        state = DutyState.MET if done <= deadline else DutyState.MISSED
    return JudgedDuty(duty=duty, deadline=deadline, done_on=done, state=state)


def deadline_of(publication: Publication, duty: PublicationDuty, calendar: WorkCalendar) -> date | None:
    """The last local day in time; null where the anchor is not known, or a year of the calendar."""
    anchors = {
        Anchor.EFFECT: publication.effective_on,
        Anchor.LAW_SIGNED: publication.law_signed_on,
        Anchor.DECISION_SIGNED: publication.signed_on,
    }
    if (day := anchors[duty.anchor]) is None:
        return None
    if duty.unit is not Unit.WORKING_DAY:
        return day + timedelta(days=duty.days)
    step = timedelta(days=1 if duty.days > 0 else -1)
    left = abs(duty.days)
    try:
        while left:
            day += step
            left -= is_working_day(calendar, day)
    except CalendarUnknown:
        return None
    return day
