"""Whose rows have timers: dossiers, and feedback."""

from __future__ import annotations

from chassis.timers.store import TimerBook
from intake.store.feedback_tables import feedback
from intake.store.tables import dossiers, timers

TIMERS = TimerBook(timers, dossiers.c.id, feedback.c.id)
