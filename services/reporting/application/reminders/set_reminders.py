"""SetReminders: the timers of control work, as its pieces and the calendar have it now."""

from __future__ import annotations

from chassis.kernel.clock import Clock
from chassis.kernel.timers import Timer
from reporting.application.obligations.ports import Calendars, timer_kind
from reporting.application.reminders.ports import UnitOfWork
from reporting.domain.control.due import told
from reporting.domain.days import local_day


class SetRemindersHandler:
    """Done again after every act and when the calendar may have moved; what has fired never fires again."""

    def __init__(self, uow: UnitOfWork, calendars: Calendars, clock: Clock) -> None:
        self._uow = uow
        self._calendars = calendars
        self._clock = clock

    async def __call__(self) -> None:
        """Raises Problem ``neighbour-unavailable`` while there is no calendar: tried again."""
        agency, calendar = await self._calendars.current()
        today = local_day(self._clock.now())
        async with self._uow.begin() as tx:
            awaited = await tx.dues.of_agency(agency)
            waiting = {_key(timer) for timer in await tx.timers.waiting(list(awaited))}
            wanted: dict[str, list[Timer]] = {piece_id: [] for piece_id in awaited}
            for due in (each for own in awaited.values() for each in own):
                for left, at in told(due, calendar).items():
                    kind = f"{due.key}.{timer_kind(left)}"
                    timer = Timer(subject=due.piece_id, kind=kind, about_at=due.at, fire_at=at)
                    # Nobody is told today how many days were left yesterday, unless that waits to be told already.
                    if not left or local_day(at) >= today or _key(timer) in waiting:
                        wanted[due.piece_id].append(timer)
            await tx.timers.replace_all(wanted)
            await tx.commit()


def _key(timer: Timer) -> tuple[object, ...]:
    return timer.subject, timer.kind, timer.about_at
