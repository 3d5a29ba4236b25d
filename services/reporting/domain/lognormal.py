"""Lognormal times: their mean and variance, whole or once some of it has passed. Logarithms are natural."""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, exp, log, sqrt


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Of the logarithm."""

    mean: float
    variance: float


def added(time: Spread) -> tuple[float, float]:
    """Mean and variance of the time itself: of independent times they add up."""
    mean = exp(time.mean + time.variance / 2)
    return mean, mean * mean * (exp(time.variance) - 1)


def beyond(time: Spread, passed: float) -> tuple[float, float]:
    """Mean and variance of what is still to come of a time that has lasted ``passed`` already."""
    if passed <= 0:
        return added(time)
    spread = sqrt(time.variance)
    place = (log(passed) - time.mean) / spread
    if place > 6:  # nobody has taken so long: what is to come grows with what has passed
        mean = passed * spread / place
        return mean, mean * mean
    left = _tail(place)
    first = exp(time.mean + time.variance / 2) * _tail(place - spread) / left
    second = exp(2 * (time.mean + time.variance)) * _tail(place - 2 * spread) / left
    return max(first - passed, 0.0), max(second - first * first, 0.0)


def _tail(place: float) -> float:
    """Share of a normal distribution above a place."""
    return 0.5 * erfc(place / sqrt(2))
