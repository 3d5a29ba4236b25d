"""RunRebuild: carry out the rebuild that waits, and swap the figures in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from chassis.kernel.errors import Problem
from reporting.application.ports import EvidenceReader
from reporting.application.rebuilds.counting import Counting
from reporting.application.rebuilds.ports import (
    BodyReader,
    EventBodies,
    Spooling,
    StreamBodies,
    Workbench,
)
from reporting.application.rebuilds.start_rebuild import Register
from reporting.domain.rebuild import FIGURES_VERSION, Rebuild, Source, State, source_of_upgrade

LITTLE = 200  # dossiers that may be left for the swap itself, in which nobody else is taken in
ROUNDS = 10
AGAIN = timedelta(minutes=1)
US = "service:reporting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ears:
    """By what events are heard anew."""

    stream: StreamBodies
    publishers: Sequence[EventBodies]
    spooling: Spooling
    decode: BodyReader
    read: EvidenceReader


class RunRebuildHandler:
    """One replica at a time. Whatever ends it early leaves the live figures as they were."""

    def __init__(self, register: Register, bench: Workbench, ears: Ears) -> None:
        self._uow, self._book = register.uow, register.book
        self._clock, self._ids = register.clock, register.ids
        self._bench = bench
        self._ears = ears
        self._is_first_round = True
        self._not_before = self._clock.now()

    async def __call__(self) -> bool:
        """Whether there was one to carry out."""
        if self._is_first_round and self._clock.now() >= self._not_before:
            await self._begin()
        rebuild = await self._book.take(self._clock.now())
        if rebuild is None:
            return False
        counting = Counting(rebuild, self._bench, self._book)
        try:
            await self._carry_out(counting)
        except Problem as problem:
            await self._failed(counting.rebuild, problem.slug)
        except Exception:
            await self._failed(counting.rebuild, "unexpected")
            raise
        return True

    def begin_again(self) -> None:
        """Another replica may have led meanwhile."""
        self._is_first_round = True

    async def _begin(self) -> None:
        """What ran in a process that is gone has failed; what was counted another way is counted anew."""
        await self._book.interrupted(self._clock.now())
        if (version := await self._book.version()) < FIGURES_VERSION:
            await self._count_anew(source_of_upgrade(version))
        self._is_first_round = False

    async def _count_anew(self, source: Source) -> None:
        rebuild = Rebuild(
            id=self._ids.new(),
            source=source,
            state=State.WAITING,
            requested_by=US,
            requested_at=self._clock.now(),
        )
        try:
            async with self._uow.begin() as tx:
                await tx.add(rebuild)
                await tx.commit()
        except Problem as problem:
            if problem.slug != "rebuild-running":
                raise

    async def _carry_out(self, counting: Counting) -> None:
        await self._bench.clear()
        match counting.rebuild.source:
            case Source.KEPT:
                await counting.from_kept()
            case _:
                ears = self._ears
                await counting.from_events(await self._bodies(counting), ears.spooling, ears.decode, ears.read)
        for _ in range(ROUNDS):
            if await counting.catch_up(self._bench) <= LITTLE:
                break
        async with self._bench.swap() as swap:
            await counting.catch_up(swap)
            await swap.stage((), counting.recount.drained())
            changed = await swap.exchange(counting.recount)
            await swap.apply(counting.notices)
            done = replace(counting.rebuild, state=State.DONE, finished_at=self._clock.now(), changed=changed)
            await swap.close(done)
            await swap.commit()
        await self._bench.clear()

    async def _bodies(self, counting: Counting) -> Sequence[EventBodies]:
        stream = self._ears.stream
        if counting.rebuild.source is Source.STREAM and await stream.is_whole():
            return [stream]
        counting.rebuild = replace(counting.rebuild, source=Source.PUBLISHERS)
        return self._ears.publishers

    async def _failed(self, rebuild: Rebuild, fault: str) -> None:
        """What nobody asked for is tried again: after an upgrade the neighbours may not be there yet."""
        if rebuild.requested_by == US:
            self._is_first_round, self._not_before = True, self._clock.now() + AGAIN
        await self._book.note(replace(rebuild, state=State.FAILED, finished_at=self._clock.now(), fault=fault))
