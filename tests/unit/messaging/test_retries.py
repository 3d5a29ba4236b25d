"""How long an event waits, and who waits with it."""

from __future__ import annotations

import time

import pytest

from chassis.messaging.retries import LADDER, Holds, Ladder
from chassis.messaging.streams import ACK_WAIT


def test_the_ladder_is_climbed_step_by_step_and_ends() -> None:
    ladder = Ladder(LADDER)
    steps = [ladder.failed(1) for _ in range(8)]
    assert steps == [1, 5, 30, 120, 600, 3_600, 21_600, None]
    assert ladder.failed(2) == 1


def test_a_forgotten_event_begins_at_the_bottom() -> None:
    ladder = Ladder((1.0, 2.0))
    ladder.failed(1)
    ladder.forget(1)
    assert ladder.failed(1) == 1


def test_a_gap_is_first_looked_at_again_soon_and_outlasts_the_predecessors_retries() -> None:
    ladder = Ladder((1.0, 2.0))
    assert [ladder.gap(9, expected=8) for _ in range(5)] == [0.1, 0.5, 1, 2, None]


def test_a_gap_is_looked_at_more_often_than_the_broker_waits_for_a_dead_replica() -> None:
    ladder = Ladder(LADDER)
    waits = list(iter(lambda: ladder.gap(9, expected=8), None))
    assert waits[:8] == [0.1, 0.5, 1, 5, 10, 10, 10, 10]
    assert max(waits) < ACK_WAIT.total_seconds()
    assert sum(waits) == pytest.approx(sum(LADDER) + 0.6)


def test_a_gap_that_closes_bit_by_bit_is_waited_for() -> None:
    ladder = Ladder((1.0,))
    waits = [ladder.gap(9, expected=expected) for expected in (2, 2, 3, 4, 4, 4, 4)]
    assert waits == [0.1, 0.5, 0.1, 0.1, 0.5, 1, None]


def test_an_empty_ladder_is_refused() -> None:
    with pytest.raises(ValueError, match="step"):
        Ladder(())


def test_later_events_of_a_held_subject_wait_and_others_do_not() -> None:
    holds = Holds()
    holds.hold("d-1", 10, 5.0)
    assert holds.wait("d-1", 10) == 0
    assert holds.wait("d-1", 9) == 0
    assert 4.9 < holds.wait("d-1", 11) <= 5.1
    assert holds.wait("d-2", 11) == 0


def test_a_hold_ends_with_its_event_only() -> None:
    holds = Holds()
    holds.hold("d-1", 10, 5.0)
    holds.release("d-1", 9)
    assert holds.wait("d-1", 11) > 0
    holds.release("d-1", 10)
    assert holds.wait("d-1", 11) == 0


def test_a_hold_whose_event_went_elsewhere_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    holds = Holds()
    holds.hold("d-1", 10, 5.0)
    later = time.monotonic() + 8
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert holds.wait("d-1", 11) == 0
