"""How long to wait before an event is tried again, and who waits with it."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

#: Seconds before each redelivery: 1 s, 5 s, 30 s, 2 min, 10 min, 1 h, 6 h.
LADDER = (1.0, 5.0, 30.0, 120.0, 600.0, 3_600.0, 21_600.0)
#: A predecessor on another replica is there in a moment.
_GAP_STEPS = (0.1, 0.5)
#: It may have been in the hands of a replica that died, and comes again once the broker's patience (ACK_WAIT) ends.
#: Whoever waits for it looks again more often than that, or a dossier stands still long after it has come.
_LONGEST_GAP_STEP = 10.0
#: After its time a held subject goes on; the event it waited for may have gone to another replica.
_GRACE_SECONDS = 2.0
#: Followers come a little after the event they wait for.
_AFTER_SECONDS = 0.1
_MANY = 1_000


class Ladder:
    """Counts failures per event. In memory: after a restart an event gets its retries anew, never fewer."""

    def __init__(self, steps: Sequence[float]) -> None:
        if not steps:
            raise ValueError("a ladder needs at least one step")
        self._steps = tuple(steps)
        self._gap_steps = tuple(part for step in (*_GAP_STEPS, *steps) for part in _parts(step))
        self._failures: dict[int, int] = {}
        self._gaps: dict[int, tuple[int, int]] = {}

    @property
    def first(self) -> float:
        return self._steps[0]

    @property
    def longest(self) -> float:
        return max(self._steps)

    @property
    def while_store_is_away(self) -> float:
        return self._steps[:2][-1]

    def failed(self, stream_sequence: int) -> float | None:
        """Seconds to wait after one more failure; None when the ladder is at its end."""
        failures = self._failures.get(stream_sequence, 0)
        if failures >= len(self._steps):
            return None
        self._failures[stream_sequence] = failures + 1
        return self._steps[failures]

    def gap(self, stream_sequence: int, expected: int) -> float | None:
        """Seconds to wait for a predecessor once more, at most ten; None a little after its own retries' end.

        expected: the sequence still missing. Where it has moved since, somebody works on the predecessors, and the
        waiting begins anew with short steps.
        """
        steps = self._gap_steps
        before, waits = self._gaps.get(stream_sequence, (expected, 0))
        if before != expected:
            waits = 0
        if waits >= len(steps):
            return None
        self._gaps[stream_sequence] = (expected, waits + 1)
        return steps[waits]

    def forget(self, stream_sequence: int) -> None:
        self._failures.pop(stream_sequence, None)
        self._gaps.pop(stream_sequence, None)


def _parts(step: float) -> tuple[float, ...]:
    """As long together, none longer than a gap is waited for at a time."""
    count = math.ceil(step / _LONGEST_GAP_STEP)
    return (step / count,) * count


class Holds:
    """Subjects whose next event waits for its retry."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[int, float]] = {}

    def hold(self, subject: str, stream_sequence: int, seconds: float) -> None:
        """Later events of the subject wait until then, at most."""
        if len(self._held) >= _MANY:
            self._drop_expired()
        self._held[subject] = (stream_sequence, time.monotonic() + seconds)

    def release(self, subject: str, stream_sequence: int) -> None:
        held = self._held.get(subject)
        if held is not None and held[0] == stream_sequence:
            del self._held[subject]

    def wait(self, subject: str, stream_sequence: int) -> float:
        """Seconds this event must wait; 0 if the subject is free or this is the event it waits for."""
        held = self._held.get(subject)
        if held is None or stream_sequence <= held[0]:
            return 0.0
        left = held[1] - time.monotonic()
        if left < -_GRACE_SECONDS:
            del self._held[subject]
            return 0.0
        return max(left, 0.0) + _AFTER_SECONDS

    def _drop_expired(self) -> None:
        oldest = time.monotonic() - _GRACE_SECONDS
        self._held = {subject: held for subject, held in self._held.items() if held[1] > oldest}
