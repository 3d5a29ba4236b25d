"""The working calendar changes: open cases follow it.

HearCalendar        calendar.changed: the calendar is fetched and kept, a rollout begins
FollowCalendar      by itself, again and again: the next few open cases are recounted
PreviewCalendar     operator, leader, control team, system: the same without changing anything
GetRollout          the same people: how far it is
"""

from processing.application.calendars.calendars import CalendarUseCases
from processing.application.calendars.follow_calendar import FollowCalendarHandler
from processing.application.calendars.get_rollout import GetRolloutHandler
from processing.application.calendars.hear_calendar import HearCalendar, HearCalendarHandler
from processing.application.calendars.preview_calendar import PreviewCalendarHandler

__all__ = [
    "CalendarUseCases",
    "FollowCalendarHandler",
    "GetRolloutHandler",
    "HearCalendar",
    "HearCalendarHandler",
    "PreviewCalendarHandler",
]
