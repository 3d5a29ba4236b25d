"""Every open step follows what befalls the case: a clock that waits, another calendar, a stop."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from chassis.kernel.worktime import CalendarDay, DayKind, WorkCalendar
from processing.domain.corrections import last_stop, undo_stop
from processing.domain.endings import stop
from processing.domain.recounting import under
from processing.domain.steps import assign
from processing.domain.supplements import receive
from processing.domain.vocabulary import ClockEffect, StopCause
from unit.processing.parallel import MONDAY, THURSDAY, TUESDAY, Parallel
from unit.processing.story import ACCEPTED_AT, at
from unit.processing.test_parallel import LEAVE


@pytest.mark.parametrize("effect", [ClockEffect.PAUSE, ClockEffect.RESTART])
def test_every_open_step_waits_with_the_clock(effect: ClockEffect) -> None:
    journey = Parallel(effect=effect)
    journey.do("phan-cong", ACCEPTED_AT)
    journey.go(assign(journey.case, journey.at("tham-dinh").id, "cv.dautu.1", ACCEPTED_AT))
    before = {task.step_key: task.due_at for task in journey.case.open_tasks}
    journey.ask(at("2026-03-03 08:00"))
    back_at = at("2026-03-05 08:00")  # a day of work is gone; two days of waiting are not counted
    journey.go(receive(journey.case, journey.law, journey.case.supplements[0].request_id, back_at, back_at))
    after = {task.step_key: task.due_at for task in journey.case.open_tasks}
    assert before == {"tham-dinh": at("2026-03-11 10:00"), "y-kien": at("2026-03-05 08:00")}
    later = {"tham-dinh": at("2026-03-13 10:00"), "y-kien": at("2026-03-09 08:00")}
    again = {"tham-dinh": at("2026-03-16 10:00"), "y-kien": at("2026-03-10 08:00")}
    assert after == (again if effect is ClockEffect.RESTART else later)


def test_every_open_step_follows_another_calendar() -> None:
    journey = Parallel()
    journey.do("phan-cong", ACCEPTED_AT)
    holiday = replace(journey.law, calendar=_without(journey.law.calendar, date(2026, 3, 3)), revision="law-2")
    change = under(journey.case, journey.law, holiday, ACCEPTED_AT)
    assert change is not None
    assert [task.due_at for task in change.case.open_tasks] == [at("2026-03-12 10:00"), at("2026-03-06 08:00")]


def _without(calendar: WorkCalendar, on: date) -> WorkCalendar:
    off = CalendarDay(on=on, kind=DayKind.OFF, reason="Bão", reason_en="Storm", legal_ref="Công điện mẫu")
    return replace(calendar, days=tuple(sorted((*calendar.days, off), key=lambda each: each.on)))


def test_a_stop_closes_every_step_and_its_undoing_opens_them_in_the_same_hands() -> None:
    journey = Parallel()
    journey.do("phan-cong", MONDAY)
    journey.go(assign(journey.case, journey.at("y-kien").id, "cv.laodong.1", MONDAY))
    journey.go(stop(journey.case, journey.law, StopCause.AUTHORITY, TUESDAY, TUESDAY))
    assert journey.open == []
    entry = last_stop(journey.case)
    journey.go(undo_stop(journey.case, journey.law, LEAVE, entry=entry, cause="stop-undone", at=THURSDAY))
    assert [(t.step_key, t.officer) for t in journey.case.open_tasks] == [("tham-dinh", ""), ("y-kien", "cv.laodong.1")]


def test_a_stop_after_a_return_does_not_bring_back_what_the_return_took_away() -> None:
    journey = Parallel()
    journey.do("phan-cong", MONDAY)
    journey.go(assign(journey.case, journey.at("y-kien").id, "cv.laodong.1", MONDAY))
    journey.back("y-kien", MONDAY)
    journey.go(stop(journey.case, journey.law, StopCause.AUTHORITY, TUESDAY, TUESDAY))
    entry = last_stop(journey.case)
    journey.go(undo_stop(journey.case, journey.law, LEAVE, entry=entry, cause="stop-undone", at=THURSDAY))
    assert journey.open == ["phan-cong"]
