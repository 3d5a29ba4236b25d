"""Escalation: who is told next when nobody acts. Ladders begin and end with events (``PlanMessagesHandler``).

ClimbLadders   tell whose turn it is     loop
"""

from notify.application.ladders.climb_ladders import ClimbLaddersHandler

__all__ = ["ClimbLaddersHandler"]
