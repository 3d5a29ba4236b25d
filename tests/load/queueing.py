"""A replica is a queue: what people wait for at the busiest hour, simulated request by request.

Arrivals are Poisson, each request takes an exponential time around its action's measured mean (pessimistic: real ones
vary less), replicas take turns and each serves one request after the other, as one Python process on one core does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

WARM_UP = 0.1  # of the requests: the queue begins empty


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Requests of one kind. rate: per second, to all replicas together. seconds: mean time that one takes."""

    rate: float
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """Seconds from a request's arrival to its answer. busy: share of the replicas' time in use."""

    p50: float
    p95: float
    p99: float
    busy: float


def simulate(streams: Sequence[Stream], replicas: int, *, requests: int = 200_000, seed: int = 7) -> Waits:
    """What so many requests, mixed by their rates, wait for. Replicas that cannot keep up give ever longer waits."""
    chance = np.random.default_rng(seed)
    rates = np.array([stream.rate for stream in streams])
    arrivals = np.cumsum(chance.exponential(1 / rates.sum(), requests))
    kinds = chance.choice(len(streams), requests, p=rates / rates.sum())
    services = chance.exponential(np.array([stream.seconds for stream in streams])[kinds])
    waits = np.empty(requests)
    for replica in range(replicas):
        mine = slice(replica, requests, replicas)
        waits[mine] = _one_by_one(arrivals[mine], services[mine])
    counted = waits[int(requests * WARM_UP) :]
    p50, p95, p99 = np.quantile(counted, (0.5, 0.95, 0.99))
    busy = float(services.sum() / (arrivals[-1] * replicas))
    return Waits(p50=float(p50), p95=float(p95), p99=float(p99), busy=busy)


def _one_by_one(arrivals: np.ndarray, services: np.ndarray) -> np.ndarray:
    """Time in the system of a first-come, first-served queue: Lindley's recursion, written as a running minimum."""
    idle_before = np.cumsum(services) - services
    begun = idle_before + np.maximum.accumulate(arrivals - idle_before)
    waited: np.ndarray = begun + services - arrivals
    return waited
