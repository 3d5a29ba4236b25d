"""Fire the timers whose time has come: what was awaited of a dossier has not come. Each exactly once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from chassis.kernel.actor import Actor
from chassis.kernel.timers import Timer
from chassis.messaging.journal import Command
from chassis.timers.firing import Fired, Firing, Now, one_by_one
from intake.application.ports import Transaction, UnitOfWork
from intake.application.reading import Register
from intake.domain.timers import fire

SERVICE = Actor(subject="service:intake", roles=frozenset({"system"}))

Effect = Callable[[Transaction, Timer, datetime], Awaitable[None]]


class FireTimersHandler:
    """others: effects of timers that belong to something else than a dossier, by kind."""

    def __init__(
        self, unit_of_work: UnitOfWork, register: Register, now: Now, others: Mapping[str, Effect] | None = None
    ) -> None:
        self._others = others or {}
        self._scan: Firing[Transaction] = Firing(
            service="intake",
            begin=unit_of_work.begin,
            oldest_due=register.oldest_due,
            now=now,
            effect=one_by_one(self._fire),
        )

    async def __call__(self) -> Fired:
        """Everything that is due fires; see ``Firing``."""
        return await self._scan()

    async def _fire(self, transaction: Transaction, timer: Timer, now: datetime) -> None:
        await self._others.get(timer.kind, _fire_of_dossier)(transaction, timer, now)


async def _fire_of_dossier(transaction: Transaction, timer: Timer, _: datetime) -> None:
    dossier = await transaction.dossiers.locked(timer.subject)
    if dossier is None:
        raise LookupError(f"dossier {timer.subject} of a timer is missing")
    after, fact = fire(dossier, timer)
    if after is not dossier:
        await transaction.dossiers.save(after)
    command = Command(
        name=f"fire-{timer.kind}", actor=SERVICE, subject=dossier.id, unit=f"{dossier.agency}/{dossier.department}"
    )
    await transaction.record(command, [fact])
