"""A replay: a subscriber's own consumer delivers again what it had, and then goes on where it was."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from chassis.kernel.errors import Kind, Problem


class ReplayState(StrEnum):
    ASKED = "asked"  # written down, the consumer not yet moved
    RUNNING = "running"
    DONE = "done"  # all up to until_position were acknowledged again
    CANCELLED = "cancelled"  # the consumer went on behind until_position


OPEN = frozenset({ReplayState.ASKED, ReplayState.RUNNING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """from_position: of the first event that comes again; until_position: of the last that had been acknowledged."""

    id: str
    subscriber: str
    from_position: int
    until_position: int
    state: ReplayState
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None = None

    def ended(self, state: ReplayState, at: datetime) -> Self:
        return replace(self, state=state, ended_at=at)

    def running(self) -> Self:
        return replace(self, state=ReplayState.RUNNING)


def check_range(from_position: int, acknowledged_to: int, first_position: int) -> None:
    """Raises Problem ``replay-ahead`` for what has not been delivered yet, ``events-aged-out``."""
    if from_position > acknowledged_to:
        detail = f"Events after {acknowledged_to} come anyway; a replay begins at {acknowledged_to} or before."
        raise Problem("replay-ahead", Kind.REFUSED, detail)
    if from_position < first_position:
        detail = f"The stream begins at {first_position} now; ask from there, or read older facts from the services."
        gone = {"from_position": f"first position: {first_position}"}
        raise Problem("events-aged-out", Kind.GONE, detail, fields=gone)
