"""Fire the timers whose time has come: in order, some hundreds a second, by as many processes as there are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from chassis.kernel.timers import Timer
from chassis.telemetry.metrics import gauge

LATE = gauge("dossier_timers_oldest_due_seconds", "How long the oldest timer that is due has waited.", ("service",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What becomes of claimed timers.

    fired: done. superseded: done without an effect, there is no sense in it any more. later: the same timers with the
    instant at which they fire instead. failed: subject → slug or name of the fault; their timers wait on.
    """

    fired: Sequence[Timer] = ()
    superseded: Sequence[Timer] = ()
    later: Sequence[Timer] = ()
    failed: Mapping[str, str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.fired) + len(self.superseded) + len(self.later)


class Timers(Protocol):
    """What is to happen by itself, inside a transaction."""

    async def replace(self, subject: str, wanted: Sequence[Timer], *, before: Sequence[Timer] | None = None) -> None:
        """These and no other timers are waiting for the subject, except those that have fired already: never twice.

        before: those it should have had until now, so that nobody has to look.
        """
        ...

    async def claim(self, now: datetime, *, beside: frozenset[str], most: int) -> list[Timer]:
        """The earliest waiting timers with ``fire_at`` not after now, of subjects that nobody else has locked.

        Locks them and their subjects, so that the timers of a subject fire in order. beside: subjects to leave alone.
        """
        ...

    async def settle(self, settlement: Settlement, at: datetime) -> None:
        """What was fired or superseded never fires again; what is for later waits until then."""
        ...


class FiringTransaction(Protocol):
    @property
    def timers(self) -> Timers: ...

    async def commit(self) -> None: ...


T = TypeVar("T", bound=FiringTransaction)
Now = Callable[[], Awaitable[datetime]]
"""The present instant, the same for all replicas."""
Effect = Callable[[T, Sequence[Timer], datetime], Awaitable[Settlement]]
"""What claimed timers bring about at an instant. Settles them before it replaces timers of their subjects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """What a scan did. count: timers settled. failed: subjects whose timer could not fire, and why; tried again."""

    count: int
    failed: tuple[tuple[str, str], ...]


def by(clock: Clock) -> Now:
    """The time of a clock that all replicas share, or that has only one."""

    async def now() -> datetime:
        return clock.now()

    return now


def one_by_one(effect: Callable[[T, Timer, datetime], Awaitable[None]]) -> Effect[T]:
    """An effect that writes for each timer on its own; claim one at a time, for one that fails has perhaps written."""

    async def settled(tx: T, timers: Sequence[Timer], now: datetime) -> Settlement:
        settlement = Settlement(fired=timers)
        await tx.timers.settle(settlement, now)
        for timer in timers:
            await effect(tx, timer, now)
        return settlement

    return settled


class Firing(Generic[T]):
    """begin: opens a transaction. oldest_due: since when the longest-waiting timer is due, null for none; cheap.

    most: timers in one transaction.
    """

    def __init__(
        self,
        *,
        service: str,
        begin: Callable[[], AbstractAsyncContextManager[T]],
        oldest_due: Callable[[datetime], Awaitable[datetime | None]],
        now: Now,
        effect: Effect[T],
        most: int = 1,
    ) -> None:
        self._service = service
        self._begin = begin
        self._oldest_due = oldest_due
        self._now = now
        self._effect = effect
        self._most = most

    async def __call__(self) -> Fired:
        """Fires everything that is due, in the order of the instants: the change, its event and the mark that the
        timer has fired in one transaction. Several processes may scan at once; each leaves alone what others hold.

        A subject whose timer fails is left out of this scan and does not hold up the others. Problems of kind
        unavailable and conflict end the scan: the store is away.
        """
        failed: dict[str, str] = {}
        count = 0
        while (now := await self._due()) is not None:
            settlement = await self._some(now, failed)
            if settlement is None:
                break
            count += settlement.count
            failed |= settlement.failed
        return Fired(count=count, failed=tuple(failed.items()))

    async def _due(self) -> datetime | None:
        """The present instant, if some timer is due by it."""
        now = await self._now()
        oldest = await self._oldest_due(now)
        LATE.labels(self._service).set(0.0 if oldest is None else (now - oldest).total_seconds())
        return None if oldest is None else now

    async def _some(self, now: datetime, failed: Mapping[str, str]) -> Settlement | None:
        """Many at once; if they fail together, the first of them alone, until the one at fault is found."""
        try:
            return await self._batch(now, failed, self._most)
        except (Problem, LookupError) as fault:
            if self._most == 1 or is_away(fault):
                raise
        return await self._batch(now, failed, 1)

    async def _batch(self, now: datetime, failed: Mapping[str, str], most: int) -> Settlement | None:
        """None if there is nothing to claim. A fault of one timer alone is its subject's."""
        timers: list[Timer] = []
        try:
            async with self._begin() as tx:
                timers = await tx.timers.claim(now, beside=frozenset(failed), most=most)
                if not timers:
                    return None
                settlement = await self._effect(tx, timers, now)
                if settlement.count:
                    await tx.commit()
                return settlement
        except (Problem, LookupError) as fault:
            if len(timers) != 1 or is_away(fault):
                raise
            return Settlement(failed={timers[0].subject: name_of(fault)})


def name_of(fault: Problem | LookupError) -> str:
    """What is told of a timer that could not fire."""
    return fault.slug if isinstance(fault, Problem) else type(fault).__name__


def is_away(fault: Problem | LookupError) -> bool:
    """Whether it is the store that fails, and not this timer."""
    return isinstance(fault, Problem) and fault.kind in (Kind.UNAVAILABLE, Kind.CONFLICT)
