"""Reminders of what is due: set from control work and the calendar, fired exactly once."""

from __future__ import annotations

from chassis.ground import Offer
from chassis.timers.loop import TimerLoop
from reporting.application.reminders import FireRemindersHandler
from reporting.events.publishing import publish_reminder
from reporting.store.reminders import SqlReminderWork
from reporting.store.unit_of_work import SERVICE
from reporting.wiring.stand import Stand


def reminder_work(stand: Stand) -> SqlReminderWork:
    ground = stand.ground
    return SqlReminderWork(ground.database, ground.clock, ground.ids, publish=publish_reminder, wake=ground.relay.wake)


def offer(stand: Stand) -> Offer:
    remind = FireRemindersHandler(reminder_work(stand), stand.ground.store_time())
    return Offer(after=[TimerLoop(remind, stand.ground.clock, service=SERVICE)])
