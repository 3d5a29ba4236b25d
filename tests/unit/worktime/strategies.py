"""What the properties are tried on: receipts over three years, limits, and ledgers that obey the rules."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st

from chassis.kernel.worktime import Entry, EntryKind, Limit, Unit
from unit.worktime.vietnam import EIGHT_HOURS, SEVEN_AND_A_HALF_HOURS, ZONE, calendar

many = settings(max_examples=300)

CALENDARS = (calendar(), calendar(SEVEN_AND_A_HALF_HOURS), calendar(EIGHT_HOURS, zone="+07:00"))
FIRST, LAST = datetime(2024, 1, 2), datetime(2026, 6, 30)

calendars = st.sampled_from(CALENDARS)
instants = st.datetimes(FIRST, LAST).map(lambda local: local.replace(tzinfo=ZONE))
minutes = instants.map(lambda at: at.replace(second=0, microsecond=0))
days = st.integers(1, 60).map(lambda amount: Limit.of(amount, Unit.WORKING_DAY))
parts = st.integers(1, 240).map(lambda quarters: Limit.of(f"{quarters * 25}/100", Unit.WORKING_DAY))
hours = st.integers(1, 200).map(lambda halves: Limit.of(f"{halves}/2", Unit.WORKING_HOUR))
calendar_days = st.integers(1, 90).map(lambda amount: Limit.of(amount, Unit.CALENDAR_DAY))
limits = st.one_of(days, parts, hours, calendar_days)


@st.composite
def ledgers(draw: st.DrawFn) -> list[Entry]:
    """Started, then pauses, resumes, restarts and perhaps a stop, each some hours or days after the one before."""
    at = draw(instants)
    entries = [entry(EntryKind.STARTED, at)]
    following = {
        EntryKind.STARTED: (EntryKind.PAUSED, EntryKind.RESTARTED, EntryKind.STOPPED),
        EntryKind.RESTARTED: (EntryKind.PAUSED, EntryKind.RESTARTED, EntryKind.STOPPED),
        EntryKind.RESUMED: (EntryKind.PAUSED, EntryKind.RESTARTED, EntryKind.STOPPED),
        EntryKind.PAUSED: (EntryKind.RESUMED, EntryKind.RESUMED, EntryKind.RESTARTED, EntryKind.STOPPED),
    }
    for _ in range(draw(st.integers(0, 6))):
        if entries[-1].kind is EntryKind.STOPPED:
            break
        at += timedelta(seconds=draw(st.integers(0, 20 * 86_400)))
        entries.append(entry(draw(st.sampled_from(following[entries[-1].kind])), at))
    return entries


def entry(kind: EntryKind, at: datetime, **more: object) -> Entry:
    """An entry recorded when it took effect."""
    return Entry(kind=kind, at=at, recorded_at=at, **more)  # type: ignore[arg-type]  # forwarded as given
