"""The way of a dossier through its steps, in working days: what foresight learns from, and what it is asked about.

Instants are positions on one axis of working days (a day is 1, whatever its office hours), so nothing here knows a
calendar. Time for which the clock stood is cut out of every leg.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """A step that was done. days: from when its turn came (the step before it was done) until it was done, waiting
    included. load: other steps that the officer had when it began."""

    step: str
    department: str
    officer: str
    days: float
    load: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A step that somebody has, or whose turn it is. elapsed: days since its turn came. officer: empty for nobody."""

    step: str
    department: str
    officer: str
    elapsed: float
    load: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """What is known of a dossier. limit: days that the law gives it. legs: in the order in which they were done."""

    agency: str
    procedure: str
    limit: float
    legs: tuple[Leg, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A walk that ended with a result. left: days from the result to the deadline, negative if it came too late."""

    walk: Walk
    left: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An open dossier now. turns: empty between two steps, ``idle`` days after the last one (or the acceptance).

    left: days to the deadline by which lateness is judged.
    """

    walk: Walk
    turns: tuple[Turn, ...]
    idle: float
    left: float


def as_it_stood(finished: Finished, before: float) -> Standing | None:
    """The finished walk as it stood so many days before its deadline; None if it had not begun or was over by then.

    One step after the other: of steps done side by side the one that was done later is taken to begin after the other.
    """
    total = sum(leg.days for leg in finished.walk.legs)
    at = total + finished.left - before
    if at <= 0 or at >= total:
        return None
    done: list[Leg] = []
    for leg in finished.walk.legs:
        if leg.days > at:
            turn = Turn(step=leg.step, department=leg.department, officer=leg.officer, elapsed=at, load=leg.load)
            return Standing(walk=_until(finished.walk, done), turns=(turn,), idle=0.0, left=before)
        done.append(leg)
        at -= leg.days
    return None


def _until(walk: Walk, legs: Sequence[Leg]) -> Walk:
    return Walk(agency=walk.agency, procedure=walk.procedure, limit=walk.limit, legs=tuple(legs))
