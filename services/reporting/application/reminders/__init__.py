"""Who is reminded of what is due, in working days: of reports that are owed, and of control work that has a day.

SetReminders    the timers of control work, as acts and calendar have it now     after acts, hourly
FireReminders   seven, three and one working days before, and when late: once    timers → obligation.due, control.due
"""

from reporting.application.reminders.fire_reminders import FireRemindersHandler
from reporting.application.reminders.set_reminders import SetRemindersHandler

__all__ = ["FireRemindersHandler", "SetRemindersHandler"]
