"""Record that papers taken in elsewhere were sent on to the competent site, and that they arrived there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from chassis.kernel.clock import Clock
from intake.application.opening import Change, open_for
from intake.application.ports import UnitOfWork
from intake.domain import rights
from intake.domain.dossier import Dossier
from intake.domain.forwarding.moving import Leg, record


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordForwarding:
    """at: null for now."""

    change: Change
    leg: Leg
    at: datetime | None = None


class RecordForwardingHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    async def __call__(self, command: RecordForwarding) -> Dossier:
        """The dossier with the leg recorded. Raises what ``open_for`` and ``forwarding.moving.record`` raise."""
        async with self._unit_of_work.begin() as transaction:
            opened = await open_for(
                transaction, command.change, name=f"forwarding-{command.leg.value}", right=rights.may_receive
            )
            if opened.was_done:
                return opened.dossier
            now = self._clock.now()
            at = (command.at or now).astimezone(UTC)
            moved = record(opened.dossier, command.leg, at=at, by=command.change.actor.subject, now=now)
            await transaction.dossiers.save(moved)
            await transaction.record(opened.command, [])
            await transaction.commit()
        return moved
