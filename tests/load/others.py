"""How much of the machine somebody else used while we measured: a rate taken on a busy machine says little."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress

import psutil


class Others:
    """Counts from its making. postmaster: PostgreSQL's process, which has left our family."""

    def __init__(self, postmaster: int | None = None) -> None:
        self._roots = [psutil.Process()] + ([psutil.Process(postmaster)] if postmaster is not None else [])
        self._began = time.perf_counter()
        self._all, self._ours = _all_busy(), self._own_busy()

    def share(self) -> float:
        """Of all processors, 0 to 100 %; what the kernel itself does counts as others."""
        seconds = (time.perf_counter() - self._began) * (psutil.cpu_count() or 1)
        others = (_all_busy() - self._all) - (self._own_busy() - self._ours)
        return max(others, 0.0) / seconds * 100

    def _own_busy(self) -> float:
        """With what children that have ended have used."""
        return sum(_busy(process) for root in self._roots for process in _family(root))


def _all_busy() -> float:
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - getattr(times, "iowait", 0.0) - getattr(times, "guest", 0.0))


def _busy(process: psutil.Process) -> float:
    with suppress(psutil.NoSuchProcess):
        return float(sum(process.cpu_times()[:4]))
    return 0.0


def _family(root: psutil.Process) -> Iterator[psutil.Process]:
    yield root
    with suppress(psutil.NoSuchProcess):
        yield from root.children(recursive=True)
