"""How many steps an officer had at the beginning of a local day: what came to the officer before it less what went."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import accumulate

Moved = tuple[str, str, date, int]
"""Unit, officer, local day, and steps that came on it less those that went."""


class Hands:
    """Of one agency. Before the first day that is known an officer had nothing."""

    def __init__(self, moved: Iterable[Moved] = ()) -> None:
        by_officer: defaultdict[tuple[str, str], list[tuple[date, int]]] = defaultdict(list)
        for unit, officer, day, steps in sorted(moved):
            by_officer[unit, officer].append((day, steps))
        self._days = {who: [day for day, _ in moves] for who, moves in by_officer.items()}
        self._had = {who: [0, *accumulate(steps for _, steps in moves)] for who, moves in by_officer.items()}

    def on(self, unit: str, officer: str, day: date) -> int:
        """At its beginning; never negative."""
        days = self._days.get((unit, officer))
        return 0 if days is None else max(self._had[unit, officer][bisect_left(days, day)], 0)
