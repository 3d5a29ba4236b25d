"""Things that hold from one day to another: none twice at once and, where it matters, no day without one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Protocol

from intake.lawpack.finding import Path
from intake.lawpack.schema import Add


class Dated(Protocol):
    """Anything valid in ``[valid_from, valid_to)``."""

    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...


def check_succession(items: Sequence[tuple[Path, Dated]], add: Add, *, gaps_allowed: bool) -> None:
    """items: with their paths, in the order written, which must be the order of time."""
    for path, item in items:
        if item.valid_to is not None and item.valid_to <= item.valid_from:
            add(
                (*path, "valid_to"),
                f"{item.valid_to} is not after valid_from",
                "write the first day it no longer holds",
            )
    for (_, earlier), (path, later) in pairwise(items):
        _check_pair(earlier, later, path, add, gaps_allowed=gaps_allowed)


def _check_pair(earlier: Dated, later: Dated, path: Path, add: Add, *, gaps_allowed: bool) -> None:
    end, start = earlier.valid_to, later.valid_from
    here = (*path, "valid_from")
    if start <= earlier.valid_from:
        add(here, f"{start} does not come after the one before, {earlier.valid_from}", "list the oldest first")
    elif end is None:
        add(here, "overlaps the one before, which has no end", f"give the one before valid_to: {start}")
    elif start < end:
        add(
            here,
            f"overlaps the one before, which holds until {end}",
            f"write {end}, or end the one before on {start}",
        )
    elif start > end and not gaps_allowed:
        add(
            here,
            f"leaves a gap: nothing holds from {end} to {start}",
            f"write {end}, or end the one before on {start}",
        )


def uncovered(wanted: Dated, offered: Iterable[Dated]) -> date | None:
    """The first day of ``wanted`` that no ``offered`` covers, None when all are covered."""
    day: date = wanted.valid_from
    for item in sorted(offered, key=lambda dated: dated.valid_from):
        if item.valid_from <= day and (item.valid_to is None or day < item.valid_to):
            if item.valid_to is None:
                return None
            day = item.valid_to
    return day if wanted.valid_to is None or day < wanted.valid_to else None
