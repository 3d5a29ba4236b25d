"""The order of a procedure's steps: a graph without circles, and whose turn it is on it. Pure; knows no case.

A place is the index of a step in its procedure version; a step follows only steps that stand above it, so the places
are an order that every way through the graph keeps. What has happened is told as the past: one turn after another, in
the order in which they began. A step may have several turns, because work is sent back.

    settled   the latest turn of the step is done, and began after the latest turn of every step before it
    due       every step directly before it is settled, it is not settled itself, and it has no open turn

Sending work back to a step therefore needs no bookkeeping: its new turn is later than the turns of all that follows it,
so all that follows becomes due again, one after the other, while parallel branches keep what they have done.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Self


class Turn(Enum):
    """How one turn of a step stands. VOID: sent back or cancelled; it counts for nothing."""

    OPEN = "open"
    DONE = "done"
    VOID = "void"


Past = Sequence[tuple[int, Turn]]
"""Place and standing of every turn so far, in the order in which they began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """places: of the steps that have turns, ascending. before: the places directly before each of them. above, below:
    all the places that lead to it, and all to which it leads."""

    places: tuple[int, ...]
    before: dict[int, frozenset[int]]
    above: dict[int, frozenset[int]]
    below: dict[int, frozenset[int]]

    @classmethod
    def of(cls, before: Sequence[Iterable[int]], places: Collection[int]) -> Self:
        """before: for every step of the version the places directly before it, each smaller than its own. places: the
        steps that have turns; the others (the counters at both ends) are nothing that anybody waits for."""
        ways = {place: frozenset(before[place]) & frozenset(places) for place in sorted(places)}
        above: dict[int, frozenset[int]] = {}
        for place, direct in ways.items():
            above[place] = direct.union(*(above[earlier] for earlier in direct))
        below = {place: frozenset(later for later in ways if place in above[later]) for place in ways}
        return cls(places=tuple(ways), before=ways, above=above, below=below)

    def settled(self, past: Past) -> frozenset[int]:
        """The places whose work is done and still counts."""
        latest = self._latest(past)
        settled: set[int] = set()
        for place in self.places:
            number, turn = latest.get(place, _NEVER)
            holds = all(earlier in settled and latest[earlier][0] < number for earlier in self.before[place])
            if turn is Turn.DONE and holds:
                settled.add(place)
        return frozenset(settled)

    def due(self, past: Past) -> tuple[int, ...]:
        """The places whose turn it is and that have no open one, ascending."""
        latest, settled = self._latest(past), self.settled(past)
        return tuple(
            place
            for place in self.places
            if place not in settled and latest.get(place, _NEVER)[1] is not Turn.OPEN and self.before[place] <= settled
        )

    def nearest(self, among: Iterable[int]) -> tuple[int, ...]:
        """Those of the places that lead to no other of them, ascending."""
        some = frozenset(among)
        return tuple(sorted(place for place in some if not self.below[place] & some))

    def _latest(self, past: Past) -> dict[int, tuple[int, Turn]]:
        """Number and standing of the latest turn of each place that had one."""
        return {place: (number, turn) for number, (place, turn) in enumerate(past)}


_NEVER = (-1, Turn.VOID)
