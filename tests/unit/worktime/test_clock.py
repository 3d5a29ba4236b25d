"""Clocks: what pauses, restarts, extensions and corrections do to a due instant. Office hours 07:30–11:30, 13:00–17:00.

Unless a test says otherwise the clock starts on Friday 26/4/2024 at 10:00 with 10 working days: Thursday 2/5 is day 1,
Saturday 4/5 works, and the due instant is Tuesday 14/5 at 17:00.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from chassis.kernel.errors import Kind, Problem
from chassis.kernel.worktime import CalendarUnknown, Clock, ClockState, Entry, EntryKind, Limit, explain, replay
from unit.worktime.strategies import entry
from unit.worktime.vietnam import at, calendar

CALENDAR = calendar()
TEN_DAYS = Limit.of(10, "working_day")
START = entry(EntryKind.STARTED, at("2024-04-26 10:00"))


def ledger(*steps: str) -> list[Entry]:
    """``"paused 2024-05-03 09:00"``; an extension also names its new due instant."""
    entries = []
    for step in steps:
        kind, on, moment, *new_due = step.split()
        new_due_at = at(" ".join(new_due)) if new_due else None
        entries.append(entry(EntryKind(kind), at(f"{on} {moment}"), new_due_at=new_due_at))
    return entries


def clock(*steps: str, limit: Limit = TEN_DAYS) -> Clock:
    """The clock after these steps; its explanation must lead to the same instant."""
    entries = ledger(*steps)
    after = replay(entries, limit, CALENDAR)
    assert explain(entries, limit, CALENDAR).replay() == after.due_at
    return after


def test_a_clock_without_entries_has_not_started() -> None:
    after = clock()
    assert (after.state, after.started_at, after.due_at) == (ClockState.NOT_STARTED, None, None)
    assert after.remaining == after.remaining_at(at("2024-05-02 10:00")) == 10
    assert after.elapsed_working_seconds(at("2024-05-02 10:00")) == 0


def test_a_started_clock_knows_its_start_its_due_instant_and_what_is_left() -> None:
    after = clock("started 2024-04-26 10:00")
    assert (after.state, after.started_at) == (ClockState.RUNNING, at("2024-04-26 10:00"))
    assert after.due_at == after.original_due_at == at("2024-05-14 17:00")
    assert (after.extended, after.provisional) == (False, False)
    assert after.remaining_at(at("2024-04-26 16:00")) == 10
    assert after.remaining_at(at("2024-05-02 13:00")) == Fraction("9.5")
    assert after.remaining_at(at("2024-05-15 09:30")) == Fraction("-0.25")
    assert after.elapsed_working_seconds(at("2024-04-26 09:00")) == 0
    assert after.elapsed_working_seconds(at("2024-05-02 08:30")) == int(5.5 * 3_600) + 3_600


def test_a_paused_clock_has_no_due_instant_and_keeps_what_was_left() -> None:
    after = clock("started 2024-04-26 10:00", "paused 2024-05-03 09:00")
    assert (after.state, after.due_at, after.original_due_at) == (ClockState.PAUSED, None, None)
    assert after.remaining == after.remaining_at(at("2024-06-20 09:00")) == Fraction("8.8125")


@pytest.mark.parametrize(
    ("resumed", "ends"),
    [
        # resumed on the working Saturday after lunch: 0.5 + 5 + 3, and 0.3125 of Thursday
        ("2024-05-04 13:00", "2024-05-16 10:00"),
        ("2024-05-03 09:00", "2024-05-14 17:00"),
        # the night costs nothing, and a supplement brought at night is deemed received in the morning
        ("2024-05-03 22:00", "2024-05-15 15:30"),
        ("2024-05-04 07:30", "2024-05-15 15:30"),
    ],
)
def test_a_resumed_clock_uses_up_what_was_left(resumed: str, ends: str) -> None:
    after = clock("started 2024-04-26 10:00", "paused 2024-05-03 09:00", f"resumed {resumed}")
    assert (after.due_at, after.original_due_at, after.remaining) == (at(ends), at(ends), Fraction("8.8125"))


@pytest.mark.parametrize(
    ("paused", "resumed", "ends"),
    [
        # whole days left, resumed at an opening: it ends at a close, never at the next opening
        ("2024-05-02 17:00", "2024-05-06 07:30", "2024-05-16 17:00"),
        ("2024-05-02 20:00", "2024-05-03 20:00", "2024-05-15 17:00"),
        # within day 0 nothing is used, and a pause that ends within it moves nothing
        ("2024-04-26 11:00", "2024-04-26 16:00", "2024-05-14 17:00"),
        ("2024-04-26 11:00", "2024-05-02 07:30", "2024-05-14 17:00"),
        ("2024-04-26 11:00", "2024-05-03 09:30", "2024-05-16 09:30"),
    ],
)
def test_whole_days_and_pauses_agree(paused: str, resumed: str, ends: str) -> None:
    after = clock("started 2024-04-26 10:00", f"paused {paused}", f"resumed {resumed}")
    assert after.due_at == at(ends)


def test_a_restart_counts_the_whole_limit_from_a_new_day_zero() -> None:
    after = clock("started 2024-04-26 10:00", "paused 2024-05-03 09:00", "restarted 2024-05-06 10:00")
    assert (after.started_at, after.due_at) == (at("2024-05-06 10:00"), at("2024-05-20 17:00"))
    assert (after.original_due_at, after.remaining) == (at("2024-05-20 17:00"), Fraction(10))
    assert after.elapsed_working_seconds(at("2024-05-06 11:00")) == 3_600
    assert clock("started 2024-04-26 10:00", "restarted 2024-05-06 10:00").due_at == at("2024-05-20 17:00")


def test_an_extension_moves_the_due_instant_and_never_the_original_one() -> None:
    after = clock("started 2024-04-26 10:00", "extended 2024-05-13 09:00 2024-05-20 11:00")
    assert (after.due_at, after.original_due_at) == (at("2024-05-20 11:00"), at("2024-05-14 17:00"))
    assert (after.extended, after.state) == (True, ClockState.RUNNING)


def test_a_pause_after_an_extension_moves_both_due_instants_alike() -> None:
    after = clock(
        "started 2024-04-26 10:00",
        "extended 2024-05-10 09:00 2024-05-20 17:00",
        "paused 2024-05-13 07:30",
        "resumed 2024-05-15 07:30",
    )
    assert (after.due_at, after.original_due_at) == (at("2024-05-22 17:00"), at("2024-05-16 17:00"))


def test_a_pause_after_the_lawful_due_instant_moves_the_extended_one_only() -> None:
    after = clock(
        "started 2024-04-26 10:00",
        "extended 2024-05-13 09:00 2024-05-20 17:00",
        "paused 2024-05-16 07:30",
        "resumed 2024-05-17 07:30",
    )
    assert (after.due_at, after.original_due_at) == (at("2024-05-21 17:00"), at("2024-05-14 17:00"))


def test_a_pause_does_not_wash_out_lateness() -> None:
    late = ("started 2024-04-26 10:00", "paused 2024-05-15 09:30")
    paused, resumed = clock(*late), clock(*late, "resumed 2024-05-20 09:30")
    assert paused.due_at == resumed.due_at == resumed.original_due_at == at("2024-05-14 17:00")
    assert paused.remaining == Fraction("-0.25")
    assert resumed.remaining_at(at("2024-05-20 11:30")) == Fraction("-0.5")
    extended = clock(*late, "resumed 2024-05-20 09:30", "extended 2024-05-20 10:00 2024-05-22 17:00")
    assert (extended.due_at, extended.original_due_at) == (at("2024-05-22 17:00"), at("2024-05-14 17:00"))


def test_a_stopped_clock_keeps_its_due_instant_and_counts_no_further() -> None:
    after = clock("started 2024-04-26 10:00", "stopped 2024-05-03 07:30")
    assert (after.state, after.due_at, after.remaining) == (ClockState.STOPPED, at("2024-05-14 17:00"), Fraction(9))
    assert after.remaining_at(at("2024-06-03 10:00")) == 9
    assert after.elapsed_working_seconds(at("2024-06-03 10:00")) == int(5.5 * 3_600) + 28_800
    stopped_in_pause = clock("started 2024-04-26 10:00", "paused 2024-05-03 09:00", "stopped 2024-05-06 09:00")
    assert (stopped_in_pause.state, stopped_in_pause.due_at) == (ClockState.STOPPED, None)
    assert stopped_in_pause.remaining == Fraction("8.8125")


@pytest.mark.parametrize(
    ("paused", "resumed", "ends"),
    [
        # 5 calendar days from Monday 4/3/2024 run out on Saturday 9/3 and end on Monday 11/3
        ("2024-03-06 10:00", "2024-03-07 10:00", "2024-03-11 17:00"),
        ("2024-03-06 10:00", "2024-03-08 10:00", "2024-03-11 17:00"),
        ("2024-03-06 10:00", "2024-03-10 10:00", "2024-03-14 17:00"),
        # paused on the Monday, before its close: the rest of a day is kept
        ("2024-03-11 10:00", "2024-03-13 07:30", "2024-03-13 17:00"),
        ("2024-03-11 10:00", "2024-03-13 14:00", "2024-03-14 17:00"),
        # paused after its close: late, and stays so
        ("2024-03-11 18:00", "2024-03-13 07:30", "2024-03-11 17:00"),
    ],
)
def test_calendar_days_pause_by_the_clock_on_the_wall(paused: str, resumed: str, ends: str) -> None:
    five = Limit.of(5, "calendar_day")
    assert clock("started 2024-03-04 10:00", f"paused {paused}", f"resumed {resumed}", limit=five).due_at == at(ends)


def test_working_hours_pause_to_the_minute() -> None:
    six = Limit.of(6, "working_hour")
    steps = ("started 2024-03-04 09:00", "paused 2024-03-04 10:15", "resumed 2024-03-05 16:00")
    assert clock(*steps, limit=six).due_at == at("2024-03-06 11:15")


def test_a_ledger_that_touches_an_undecided_year_is_provisional() -> None:
    assert clock("started 2026-12-28 10:00").provisional is True
    assert clock("started 2026-12-01 10:00").provisional is False
    with pytest.raises(CalendarUnknown):
        clock("started 2027-12-27 10:00")


def test_a_correction_undoes_one_entry_and_the_right_one_takes_its_place_in_time() -> None:
    recorded = at("2024-05-10 08:00")
    entries = [
        *ledger("started 2024-04-26 10:00", "paused 2024-05-03 09:00", "resumed 2024-05-09 09:00"),
        Entry(kind=EntryKind.CORRECTED, at=recorded, recorded_at=recorded, reason="ghi nhầm ngày", undoes=1),
        Entry(kind=EntryKind.PAUSED, at=at("2024-05-08 09:00"), recorded_at=recorded),
    ]
    assert replay(entries, TEN_DAYS, CALENDAR) == clock(
        "started 2024-04-26 10:00", "paused 2024-05-08 09:00", "resumed 2024-05-09 09:00"
    )
    undo_the_undoing = Entry(kind=EntryKind.CORRECTED, at=recorded, recorded_at=recorded, undoes=3)
    again = replay([*entries[:4], undo_the_undoing], TEN_DAYS, CALENDAR)
    assert again == replay(entries[:3], TEN_DAYS, CALENDAR)


def correction(undoes: int) -> Entry:
    return Entry(kind=EntryKind.CORRECTED, at=START.at, recorded_at=START.at, undoes=undoes)


PAUSE, RESUME, STOP = ledger("paused 2024-05-03 09:00", "resumed 2024-05-06 09:00", "stopped 2024-05-07 09:00")
EARLIER, AT_NIGHT, AT_OPENING, PAST = ledger(
    "extended 2024-05-03 09:00 2024-05-14 16:59",
    "extended 2024-05-03 09:00 2024-05-20 18:00",
    "extended 2024-05-03 09:00 2024-05-20 07:30",
    "extended 2024-05-20 09:00 2024-05-17 09:00",
)


@pytest.mark.parametrize(
    ("entries", "slug", "kind"),
    [
        ([PAUSE], "clock-not-started", Kind.REFUSED),
        ([STOP], "clock-not-started", Kind.REFUSED),
        ([START, START], "clock-already-started", Kind.REFUSED),
        ([START, PAUSE, entry(EntryKind.STARTED, RESUME.at)], "clock-already-started", Kind.REFUSED),
        ([START, PAUSE, PAUSE], "clock-already-paused", Kind.REFUSED),
        ([START, RESUME], "clock-not-paused", Kind.REFUSED),
        ([START, PAUSE, EARLIER], "clock-not-running", Kind.REFUSED),
        ([START, STOP, entry(EntryKind.PAUSED, STOP.at)], "clock-stopped", Kind.REFUSED),
        ([START, STOP, STOP], "clock-stopped", Kind.REFUSED),
        ([START, EARLIER], "extension-not-later", Kind.INVALID),
        ([START, PAST], "extension-not-later", Kind.INVALID),
        ([START, AT_NIGHT], "extension-outside-office-hours", Kind.INVALID),
        ([START, AT_OPENING], "extension-outside-office-hours", Kind.INVALID),
        ([START, correction(1)], "correction-points-nowhere", Kind.INVALID),
        ([START, correction(-1)], "correction-points-nowhere", Kind.INVALID),
        ([START, PAUSE, correction(1), correction(1)], "entry-already-undone", Kind.INVALID),
        ([START, PAUSE, correction(0)], "clock-not-started", Kind.REFUSED),
    ],
)
def test_what_cannot_follow_is_refused(entries: list[Entry], slug: str, kind: Kind) -> None:
    with pytest.raises(Problem) as refusal:
        replay(entries, TEN_DAYS, CALENDAR)
    assert (refusal.value.slug, refusal.value.kind) == (slug, kind)


@pytest.mark.parametrize("line", [START, EARLIER, correction(0)])
def test_an_entry_survives_json(line: Entry) -> None:
    assert Entry.from_dict(line.to_dict()) == line


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"kind": "frozen", "at": "2024-05-03T09:00:00+07:00", "recorded_at": "2024-05-03T09:00:00+07:00"},
        {"kind": "paused", "at": "2024-05-03T09:00:00", "recorded_at": "2024-05-03T09:00:00+07:00"},
        {"kind": "paused", "at": "yesterday", "recorded_at": "2024-05-03T09:00:00+07:00"},
        {"kind": "extended", "at": "2024-05-03T09:00:00+07:00", "recorded_at": "2024-05-03T09:00:00+07:00"},
        {"kind": "paused", "at": "2024-05-03T09:00:00Z", "recorded_at": "2024-05-03T09:00:00Z", "undoes": 0},
        {"kind": "corrected", "at": "2024-05-03T09:00:00Z", "recorded_at": "2024-05-03T09:00:00Z"},
    ],
)
def test_an_entry_that_cannot_be_read_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(Problem) as refusal:
        Entry.from_dict(data)
    assert refusal.value.slug == "entry-invalid"
