"""Fire the timers whose time has come: in order, one transaction each, by as many processes as there are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from chassis.kernel.timers import Timer


class Timers(Protocol):
    """What is to happen by itself, inside a transaction."""

    async def replace(self, subject: str, wanted: Sequence[Timer]) -> None:
        """These and no other timers are waiting for the subject, except those that have fired already: never twice."""
        ...

    async def claim(self, now: datetime, *, beside: frozenset[str]) -> Timer | None:
        """The earliest waiting timer with ``fire_at`` not after now, of a subject that nobody else has locked.

        Locks it and its subject, so that the timers of a subject fire in order. beside: subjects to leave alone.
        """
        ...

    async def fired(self, timer: Timer, at: datetime) -> None:
        """The claimed timer will not fire again."""
        ...


class FiringTransaction(Protocol):
    @property
    def timers(self) -> Timers: ...

    async def commit(self) -> None: ...


T = TypeVar("T", bound=FiringTransaction)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """What a scan did. failed: subjects whose timer could not fire, and the slug or name of the fault; tried again."""

    count: int
    failed: tuple[tuple[str, str], ...]


class Firing(Generic[T]):
    """begin: opens a transaction. is_due: whether some timer waits to fire, cheap.

    effect: what a claimed timer brings about, at an instant; Problems and LookupErrors leave the timer waiting.
    """

    def __init__(
        self,
        *,
        begin: Callable[[], AbstractAsyncContextManager[T]],
        is_due: Callable[[datetime], Awaitable[bool]],
        clock: Clock,
        effect: Callable[[T, Timer, datetime], Awaitable[None]],
    ) -> None:
        self._begin = begin
        self._is_due = is_due
        self._clock = clock
        self._effect = effect

    async def __call__(self) -> Fired:
        """Fires everything that is due, in the order of the instants, one transaction each: the change, its event and
        the mark that the timer has fired. Several processes may scan at once.

        A subject whose timer fails is left out of this scan and does not hold up the others. Problems of kind
        unavailable and conflict end the scan: the store is away.
        """
        failed: dict[str, str] = {}
        count = 0
        while await self._is_due(self._clock.now()):
            timer = None
            try:
                async with self._begin() as tx:
                    timer = await tx.timers.claim(self._clock.now(), beside=frozenset(failed))
                    if timer is None:
                        break
                    await self._fire(tx, timer)
                    count += 1
            except Problem as problem:
                if timer is None or problem.kind in (Kind.UNAVAILABLE, Kind.CONFLICT):
                    raise
                failed[timer.subject] = problem.slug
            except LookupError as fault:
                failed[timer.subject if timer else ""] = type(fault).__name__
        return Fired(count=count, failed=tuple(failed.items()))

    async def _fire(self, tx: T, timer: Timer) -> None:
        now = self._clock.now()
        await tx.timers.fired(timer, now)
        await self._effect(tx, timer, now)
        await tx.commit()
