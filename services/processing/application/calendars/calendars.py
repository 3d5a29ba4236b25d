"""The use cases about calendars, as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from chassis.kernel.clock import Clock
from processing.application.calendars.follow_calendar import FollowCalendarHandler
from processing.application.calendars.get_rollout import GetRolloutHandler
from processing.application.calendars.hear_calendar import HearCalendarHandler
from processing.application.calendars.preview_calendar import PreviewCalendarHandler
from processing.application.ports import Catalogue, Reading, UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarUseCases:
    """See ``application.calendars`` for what each is."""

    hear: HearCalendarHandler
    follow: FollowCalendarHandler
    preview: PreviewCalendarHandler
    rollout: GetRolloutHandler

    @classmethod
    def on(cls, unit_of_work: UnitOfWork, reading: Reading, catalogue: Catalogue, clock: Clock) -> Self:
        return cls(
            hear=HearCalendarHandler(unit_of_work, reading, catalogue, clock),
            follow=FollowCalendarHandler(unit_of_work, reading, clock),
            preview=PreviewCalendarHandler(reading, clock),
            rollout=GetRolloutHandler(reading),
        )
