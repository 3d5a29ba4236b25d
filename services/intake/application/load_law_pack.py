"""Put a law pack into use: store it by its digest and say what has changed, and only that."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.messaging.journal import Command, CommandRepeated, Idempotency
from intake.application.ports import UnitOfWork
from intake.domain.facts import LawFact
from intake.domain.law_changes import changes
from intake.domain.lawpack import LawPack

LOADER = Actor(subject="service:intake", roles=frozenset({"system"}))


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadLawPack:
    pack: LawPack


class LoadLawPackHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    async def __call__(self, command: LoadLawPack) -> tuple[LawFact, ...]:
        """What was published; nothing if this pack is in use already, whichever replica put it there."""
        pack = command.pack
        try:
            async with self._unit_of_work.begin() as transaction:
                before = await transaction.law_packs.latest()
                if before is not None and before.digest == pack.digest:
                    return ()
                facts = changes(before, pack)
                position = await transaction.law_packs.add(pack, self._clock.now())
                entry = Command(
                    name="load-law-pack",
                    actor=LOADER,
                    subject=pack.agency.token,
                    unit=pack.agency.token,
                    # Of two replicas that start together with the same pack one is told that it was done.
                    idempotency=Idempotency(key=f"law-pack:{position}:{pack.digest}", digest=pack.digest),
                )
                await transaction.record(entry, facts)
                await transaction.commit()
        except CommandRepeated:
            return ()
        return facts
