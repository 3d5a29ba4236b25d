"""Clocks: the machine's, and one that a sandbox's processes share and can be moved.

The shared clock is a 32-byte file mapped into every process. Between two settings it runs at ``speed`` business
seconds per real second and never goes back; ``jump`` moves it for everybody at once, within microseconds.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import re
import struct
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SEQUENCE = struct.Struct("<Q")
_STATE = struct.Struct("<qqd")  # business time in µs, real time in ns when that was so, speed
_SIZE = _SEQUENCE.size + _STATE.size
# A setting takes a microsecond, unless the setter loses its processor in the middle of it.
_AT_ONCE, _PAUSE, _ATTEMPTS = 100, 0.001, 1_100


class SystemClock:
    """The machine's clock in UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - the one place that asks the machine


class SkewedClock(SystemClock):
    """The machine's clock, wrong by so much: to rehearse what a replica does whose time server is gone."""

    def __init__(self, ahead: timedelta) -> None:
        self._ahead = ahead

    def now(self) -> datetime:
        return super().now() + self._ahead


class SharedClock:
    """Reads the clock file that ``SharedClockControl`` writes."""

    def __init__(self, path: Path) -> None:
        """Raises Problem ``clock-missing`` if nobody has set the clock yet."""
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), _SIZE, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as fault:
            raise Problem(
                "clock-missing", Kind.UNAVAILABLE, f"No clock file at {path}; set the shared clock first."
            ) from fault
        self._generation = 0
        self._latest = 0

    def now(self) -> datetime:
        generation, at, anchor, speed = _read(self._map)
        moment = at + int((time.time_ns() - anchor) * speed) // 1000
        if generation == self._generation:  # a step back of the machine's clock is not shown
            moment = max(moment, self._latest)
        self._generation, self._latest = generation, moment
        return _EPOCH + timedelta(microseconds=moment)

    @property
    def generation(self) -> int:
        """Grows whenever the clock is set; a timer that sees it change looks again at once."""
        return int(_SEQUENCE.unpack_from(self._map)[0])

    @property
    def speed(self) -> float:
        """Business seconds per real second; 0 stands still."""
        return _read(self._map)[3]


class SharedClockControl:
    """Sets the clock for every process that reads the file. Makes the file at the first setting."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def set(self, at: datetime, speed: float = 1.0) -> None:
        """It is ``at`` (aware) now, and time passes ``speed`` times as fast as outside, 0 or more."""
        if speed < 0:
            raise ValueError("a clock does not run backwards: speed must be 0 or more")
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if os.fstat(descriptor).st_size < _SIZE:
                os.ftruncate(descriptor, _SIZE)
            with mmap.mmap(descriptor, _SIZE) as shared:
                _write(shared, (at - _EPOCH) // timedelta(microseconds=1), speed)
        finally:
            os.close(descriptor)

    def jump(self, to: datetime) -> None:
        """Move to an instant, forwards or backwards; the speed stays."""
        self.set(to, SharedClock(self._path).speed)


def clock_from(setting: str) -> Clock:
    """``system``, ``shared:<file>`` or ``skewed:<seconds>`` (ahead; a rehearsal) as in MOTCUA_CLOCK."""
    match setting.partition(":"):
        case ("system", "", ""):
            return SystemClock()
        case ("shared", ":", path) if path:
            return SharedClock(Path(path))
        case ("skewed", ":", seconds) if re.fullmatch(r"[+-]?\d{1,5}", seconds):
            return SkewedClock(timedelta(seconds=int(seconds)))
    raise Problem("clock-unknown", Kind.INVALID, "MOTCUA_CLOCK must be 'system' or 'shared:<file>'.")


def _read(shared: mmap.mmap) -> tuple[int, int, int, float]:
    """A consistent state: the sequence is odd while somebody writes and differs if he wrote meanwhile."""
    for attempt in range(_ATTEMPTS):
        before = _SEQUENCE.unpack_from(shared)[0]
        at, anchor, speed = _STATE.unpack_from(shared, _SEQUENCE.size)
        if before % 2 == 0 and before and before == _SEQUENCE.unpack_from(shared)[0]:
            return before, at, anchor, speed
        if attempt >= _AT_ONCE:
            time.sleep(_PAUSE)  # whoever sets it was put to sleep half-way; simulated clocks only
    raise Problem("clock-unset", Kind.UNAVAILABLE, "The shared clock was never set; set it again.")


def _write(shared: mmap.mmap, at: int, speed: float) -> None:
    sequence = _SEQUENCE.unpack_from(shared)[0] // 2 * 2
    _SEQUENCE.pack_into(shared, 0, sequence + 1)
    _STATE.pack_into(shared, _SEQUENCE.size, at, time.time_ns(), speed)
    _SEQUENCE.pack_into(shared, 0, sequence + 2)
