"""GenerateObligations: write down what is owed in the next weeks; move deadlines that the calendar has moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.timers import Timer
from chassis.kernel.worktime import CalendarUnknown, WorkCalendar
from chassis.messaging.journal import Command
from reporting.application.obligations.ports import (
    OWE,
    Calendars,
    ObligationReads,
    Transaction,
    UnitOfWork,
    timer_kind,
)
from reporting.domain.days import local_day
from reporting.domain.obligation import Obligation
from reporting.domain.obligation_rules import REMINDERS, Duties, Owed, owed, reminders, working_day
from reporting.domain.on_time import Period

AHEAD = timedelta(days=45)
SERVICE = Actor(subject="service:reporting", roles=frozenset({"system"}))


class GenerateObligationsHandler:
    """Nothing that was due before the system was there is ever asked for; nothing after that is left out, however long
    the service was down: the day of the last round is kept."""

    def __init__(
        self,
        uow: UnitOfWork,
        reads: ObligationReads,
        calendars: Calendars,
        duties: Duties,
        clock: Clock,
    ) -> None:
        self._uow = uow
        self._reads = reads
        self._calendars = calendars
        self._duties = duties
        self._clock = clock
        self._seen: tuple[object, ...] | None = None

    async def __call__(self) -> None:
        """Raises Problem ``neighbour-unavailable`` while there is no calendar: tried again."""
        agency, calendar = await self._calendars.current()
        departments = await self._reads.settling(agency)
        now = self._clock.now()
        today = local_day(now)
        if self._seen == (seen := (today, agency, calendar, departments)):
            return
        async with self._uow.begin() as tx:
            first = min(await tx.obligations.seen_until(agency) or today, today)
            window = Period(first=first, last=today + AHEAD)
            made = {each.id(agency): each for each in owed(self._duties, calendar, departments, window)}
            known = await tx.obligations.within(agency, window)
            new = [_obligation(agency, each, calendar) for key, each in made.items() if key not in known]
            added = await tx.obligations.add(new)
            for one in added:
                await tx.timers.replace(one.id, _timers(one, calendar, now))
            await tx.record_all([(_command(OWE, one), ()) for one in added])
            for one in known.values():
                await self._follow(tx, one, made.get(one.id), calendar)
            await tx.obligations.saw(agency, today)
            await tx.commit()
        self._seen = seen

    async def _follow(self, tx: Transaction, one: Obligation, now_owed: Owed | None, calendar: WorkCalendar) -> None:
        if now_owed is None or one.has_ended or now_owed.due_at == one.due_at:
            return
        moved = _obligation(one.agency, now_owed, calendar)
        saved = await tx.obligations.save(one.moved(moved.soon_on, moved.due_on, moved.due_at))
        await tx.timers.replace(one.id, _timers(saved, calendar, self._clock.now()))
        moving = replace(_command("move-obligation", one), reason=f"{one.due_on} → {saved.due_on}")
        await tx.record(moving, ())


def _command(name: str, one: Obligation) -> Command:
    return Command(name=name, actor=SERVICE, subject=one.id, unit=one.agency)


def _obligation(agency: str, owed_now: Owed, calendar: WorkCalendar) -> Obligation:
    rule = owed_now.rule
    soon_on = owed_now.due_on
    for _ in range(max(REMINDERS)):
        soon_on = working_day(calendar, soon_on - timedelta(days=1), -1)
    return Obligation(
        id=owed_now.id(agency),
        agency=agency,
        department=owed_now.department,
        rule=rule.key,
        title=rule.title,
        title_en=rule.title_en,
        form=rule.form,
        period=owed_now.period,
        first=owed_now.days.first,
        last=owed_now.days.last,
        soon_on=soon_on,
        due_on=owed_now.due_on,
        due_at=owed_now.due_at,
        receiver=rule.receiver,
        approval=rule.approval,
        legal_ref=rule.legal_ref,
        mark=rule.mark,
        note=rule.note,
    )


def _timers(obligation: Obligation, calendar: WorkCalendar, now: datetime) -> list[Timer]:
    """Those still ahead, and that it is late: nobody is reminded of a day that is past. None where the calendar does
    not reach."""
    try:
        told = reminders(calendar, obligation.due_on, obligation.due_at)
    except CalendarUnknown:
        return []
    return [
        Timer(subject=obligation.id, kind=timer_kind(left), about_at=obligation.due_at, fire_at=at)
        for left, at in told.items()
        if at >= now or not left
    ]
