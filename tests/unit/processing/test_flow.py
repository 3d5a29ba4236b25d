"""Whose turn it is on a procedure's graph: told by hand, then for any graph and any history."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from processing.domain.flow import Flow, Turn

OPEN, DONE, VOID = Turn.OPEN, Turn.DONE, Turn.VOID
# 0 ── 1 ──┬── 2 ──┬── 4 ── 5        the counters 0 and 5 have no turns
#          └── 3 ──┘
DIAMOND = Flow.of([[], [0], [1], [1], [2, 3], [4]], [1, 2, 3, 4])


def test_the_first_step_is_due_before_anything_has_happened() -> None:
    assert DIAMOND.due([]) == (1,)


def test_steps_that_follow_the_same_one_are_due_together() -> None:
    assert DIAMOND.due([(1, DONE)]) == (2, 3)


def test_a_step_is_due_once_all_before_it_are_done() -> None:
    assert DIAMOND.due([(1, DONE), (2, OPEN), (3, DONE)]) == ()
    assert DIAMOND.due([(1, DONE), (2, DONE), (3, DONE)]) == (4,)


def test_what_is_open_is_not_due_again() -> None:
    assert DIAMOND.due([(1, OPEN)]) == ()


def test_a_return_to_a_branch_leaves_the_other_branch_done() -> None:
    past = [(1, DONE), (2, DONE), (3, DONE), (4, VOID), (2, OPEN)]
    assert DIAMOND.settled(past) == {1, 3}
    assert DIAMOND.due([*past[:-1], (2, DONE)]) == (4,)


def test_a_return_to_the_fork_makes_both_branches_due_again() -> None:
    past = [(1, DONE), (2, DONE), (3, VOID), (1, DONE)]
    assert DIAMOND.due(past) == (2, 3)


def test_a_turn_that_was_taken_away_is_due_again() -> None:
    assert DIAMOND.due([(1, DONE), (2, VOID), (3, VOID)]) == (2, 3)


def test_nearest_are_those_that_lead_to_no_other() -> None:
    assert DIAMOND.nearest([1, 2, 3]) == (2, 3)
    assert DIAMOND.nearest([1, 2]) == (2,)
    assert DIAMOND.nearest([]) == ()


def test_above_and_below_reach_all_the_way() -> None:
    assert DIAMOND.above[4] == {1, 2, 3}
    assert DIAMOND.below[1] == {2, 3, 4}


@st.composite
def graphs(draw: st.DrawFn) -> Flow:
    """Up to nine steps, each after any that stand above it."""
    size = draw(st.integers(1, 9))
    before = [draw(st.sets(st.integers(0, place - 1), max_size=3)) if place else set() for place in range(size)]
    return Flow.of(before, range(size))


class Walk:
    """One history on a graph, told by whoever drives it."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.past: list[tuple[int, Turn]] = []
        self.go_on()

    @property
    def open(self) -> list[int]:
        return [number for number, (_, turn) in enumerate(self.past) if turn is OPEN]

    def go_on(self) -> None:
        """Opens what is due; never before what comes before it, never twice at once."""
        while due := self.flow.due(self.past):
            settled = self.flow.settled(self.past)
            assert all(self.flow.before[place] <= settled for place in due)
            assert not {self.past[number][0] for number in self.open} & set(due)
            self.past += [(place, OPEN) for place in due]

    def finish(self, number: int) -> None:
        self.past[number] = (self.past[number][0], DONE)
        self.go_on()

    def send_back(self, number: int, to: int) -> None:
        """What is open below the step is taken away with what was sent back."""
        settled = self.flow.settled(self.past)
        gone = [n for n in self.open if n == number or self.past[n][0] in self.flow.below[to]]
        for each in gone:
            self.past[each] = (self.past[each][0], VOID)
        self.past.append((to, OPEN))
        assert self.flow.settled(self.past) == settled - self.flow.below[to] - {to}
        self.go_on()


@given(graphs(), st.data())
def test_whatever_is_done_and_sent_back_in_whatever_order_everything_ends_done(flow: Flow, data: st.DataObject) -> None:
    walk, returns = Walk(flow), data.draw(st.integers(0, 6))
    while walk.open:
        number = data.draw(st.sampled_from(walk.open))
        earlier = sorted(flow.above[walk.past[number][0]])
        if returns and earlier and data.draw(st.booleans()):
            returns -= 1
            walk.send_back(number, data.draw(st.sampled_from(earlier)))
        else:
            walk.finish(number)
    assert flow.settled(walk.past) == set(flow.places)
    assert flow.due(walk.past) == ()


@given(graphs(), st.data())
def test_without_returns_every_step_has_exactly_one_turn(flow: Flow, data: st.DataObject) -> None:
    walk = Walk(flow)
    while walk.open:
        walk.finish(data.draw(st.sampled_from(walk.open)))
    assert sorted(place for place, _ in walk.past) == list(flow.places)


@given(graphs())
def test_above_and_below_are_each_others_mirror(flow: Flow) -> None:
    pairs = {(low, high) for low in flow.places for high in flow.above[low]}
    assert pairs == {(low, high) for high in flow.places for low in flow.below[high]}
    assert all(high < low for low, high in pairs)
