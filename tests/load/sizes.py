"""How long and how much: the full form behind the figures we publish, and a quick one for CI."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """seconds, warm_up_seconds: of each load. dossiers: in the register; many: where it has grown for
    years. events, subjects: in the outbox. held: steps that somebody has; timers: due at once; clocks: open
    deadlines that a calendar moves. told: events that figures are counted anew from."""

    seconds: float = 8.0
    warm_up_seconds: float = 2.0
    dossiers: int = 100_000
    many: int = 1_000_000
    events: int = 20_000
    subjects: int = 2_000
    idle_seconds: float = 20.0
    demo_dossiers: int = 500
    held: int = 30_000
    timers: int = 10_000
    clocks: int = 100_000
    told: int = 300_000


FULL = Sizes()
QUICK = Sizes(
    seconds=2.0,
    warm_up_seconds=1.0,
    dossiers=10_000,
    many=20_000,
    events=4_000,
    subjects=400,
    idle_seconds=5.0,
    demo_dossiers=50,
    held=6_000,
    timers=2_000,
    clocks=4_000,
    told=20_000,
)
