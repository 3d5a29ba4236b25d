"""What all topics of reporting stand on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from chassis.ground import Ground, Offer
from chassis.rpc.client import RpcChannel
from reporting.settings import Settings
from reporting.store.unit_of_work import SqlUnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """channels: to the four services, by name, ourselves included: the audit asks all alike."""

    ground: Ground[Settings]
    channels: Mapping[str, RpcChannel]
    uow: SqlUnitOfWork

    @classmethod
    def on(cls, ground: Ground[Settings]) -> Self:
        settings = ground.settings
        targets = {
            "intake": settings.intake_target,
            "processing": settings.processing_target,
            "reporting": settings.reporting_target,
            "notify": settings.notify_target,
        }
        return cls(
            ground=ground,
            channels={name: ground.channel(target) for name, target in targets.items()},
            uow=SqlUnitOfWork(ground.database, ground.clock),
        )

    def offer(self) -> Offer:
        return Offer(before=[*self.channels.values()])
