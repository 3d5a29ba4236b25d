"""One change of the calendar without writing a pack: a weekday off for a Saturday that is worked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from chassis.kernel.errors import Problem, invalid
from chassis.kernel.worktime import CalendarDay, DayKind, WorkCalendar

_SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """Hoán đổi ngày làm việc. legal_ref: the decision that orders it."""

    day_off: date
    working_day: date
    legal_ref: str

    def on(self, calendar: WorkCalendar) -> WorkCalendar:
        """The calendar with the swap; raises ``swap-impossible`` naming the day that does not fit."""
        for name, day in (("day_off", self.day_off), ("working_day", self.working_day)):
            if day.year not in calendar.known_years:
                raise _impossible(name, f"the calendar has no year {day.year}")
            if day in calendar.exceptions:
                raise _impossible(name, f"{day} stands in the calendar already: {calendar.exceptions[day].reason}")
        if self.day_off.weekday() >= _SATURDAY:
            raise _impossible("day_off", f"{self.day_off} is a day of rest already")
        if self.working_day.weekday() != _SATURDAY:
            raise _impossible("working_day", f"{self.working_day} is no Saturday")
        return replace(calendar, days=tuple(sorted((*calendar.days, *self._days()), key=lambda day: day.on)))

    def _days(self) -> tuple[CalendarDay, CalendarDay]:
        off, work = self.day_off, self.working_day
        return (
            CalendarDay(
                on=off,
                kind=DayKind.OFF,
                reason=f"Nghỉ hoán đổi với thứ Bảy {work:%d/%m/%Y}",
                reason_en=f"Off in exchange for Saturday {work:%Y-%m-%d}",
                legal_ref=self.legal_ref,
            ),
            CalendarDay(
                on=work,
                kind=DayKind.WORK,
                reason=f"Làm bù cho ngày {off:%d/%m/%Y}",
                reason_en=f"Worked in exchange for {off:%Y-%m-%d}",
                legal_ref=self.legal_ref,
            ),
        )


def _impossible(field: str, said: str) -> Problem:
    return invalid("swap-impossible", f"The days cannot be swapped: {said}.", **{field: said})
