"""Put the pack of the installation into force where there is none yet. Afterwards the store has the law."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.messaging.journal import Command
from intake.application.ports import Enactment, UnitOfWork
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

    async def __call__(self, command: LoadLawPack) -> LawPack:
        """The pack in force: the one that is there, whichever replica put it there, else this one, published whole."""
        pack = command.pack
        async with self._unit_of_work.begin() as transaction:
            in_force = await transaction.law_packs.locked()
            if in_force is not None:
                return in_force
            await transaction.law_packs.add(pack, Enactment(at=self._clock.now(), by=LOADER.subject))
            entry = Command(name="load-law-pack", actor=LOADER, subject=pack.agency.token, unit=pack.agency.token)
            await transaction.record(entry, changes(None, pack))
            await transaction.commit()
        return pack
