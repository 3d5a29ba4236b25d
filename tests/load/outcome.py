"""What a load is to be, and what came of it; as the bench and its generator process tell each other."""

from __future__ import annotations

import math
import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import PIPE
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import orjson


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One HTTP request. body: JSON text, empty for none."""

    method: str
    path: str
    token: str
    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """A load. requests: sent in turn. pace: requests a second over all connections; null: as fast as it answers.

    key_prefix: of the Idempotency-Key that each request gets; empty for none.
    """

    port: int
    requests: tuple[Request, ...]
    seconds: float
    warm_up_seconds: float
    connections: int = 10
    host: str = "127.0.0.1"
    pace: float | None = None
    key_prefix: str = ""

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Self:
        return cls(**{**plain, "requests": tuple(Request(**request) for request in plain["requests"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Latencies in milliseconds, of good answers after the warm-up. errors: how many, by status or cause."""

    count: int
    rate: float
    p50: float
    p95: float
    p99: float
    longest: float
    processor_ms: float = 0.0
    errors: Mapping[str, int] = field(default_factory=dict)
    sample: str = ""

    @property
    def fault(self) -> str:
        """Empty when every answer was good."""
        if self.errors:
            listed = ", ".join(f"{number} × {what}" for what, number in self.errors.items())
            return f"{listed}; the first: {self.sample}"
        return "" if self.count else "not one answer"

    @property
    def note(self) -> str:
        return f"p50 {self.p50:.1f}, p95 {self.p95:.1f}, p99 {self.p99:.1f}, longest {self.longest:.0f} ms"


def summary(
    seconds_each: Sequence[float],
    seconds: float,
    *,
    errors: Mapping[str, int] | None = None,
    sample: str = "",
) -> Outcome:
    """The outcome of so many latencies (seconds) within so many seconds."""
    ordered = sorted(seconds_each)
    return Outcome(
        count=len(ordered),
        rate=len(ordered) / seconds,
        p50=percentile(ordered, 0.50) * 1000,
        p95=percentile(ordered, 0.95) * 1000,
        p99=percentile(ordered, 0.99) * 1000,
        longest=(ordered[-1] if ordered else 0.0) * 1000,
        errors=errors or {},
        sample=sample,
    )


def percentile(ordered: Sequence[float], part: float) -> float:
    """The smallest value that at least this part does not exceed; 0 of nothing."""
    return ordered[max(math.ceil(len(ordered) * part), 1) - 1] if ordered else 0.0


async def drive(spec: Spec) -> Outcome:
    """Run the load in a process of its own."""
    process = await create_subprocess_exec(sys.executable, "-m", "load.generator", stdin=PIPE, stdout=PIPE)
    try:
        written, _ = await process.communicate(orjson.dumps(spec))
    finally:
        if process.returncode is None:
            process.kill()
    if process.returncode != 0:
        raise RuntimeError(f"the load generator ended with code {process.returncode}")
    return Outcome(**orjson.loads(written))
