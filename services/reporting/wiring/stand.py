"""What all topics of reporting stand on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from chassis.ground import Ground, Offer
from chassis.repeating import Repeating
from chassis.rpc.client import RpcChannel
from reporting.application.reports.learn_law import LearnLawHandler
from reporting.clients.law import GrpcLawBook
from reporting.domain.forms.book import FormBook
from reporting.lawpack import form_book
from reporting.settings import Settings
from reporting.store.law import SqlLawWork
from reporting.store.unit_of_work import SqlUnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """channels: to the four services, by name, ourselves included: the audit asks all alike. forms: which there are, as
    data. law: reads what intake's law pack says of them; woken when a procedure was published."""

    ground: Ground[Settings]
    channels: Mapping[str, RpcChannel]
    uow: SqlUnitOfWork
    forms: FormBook
    law: Repeating

    @classmethod
    def on(cls, ground: Ground[Settings]) -> Self:
        settings = ground.settings
        targets = {
            "intake": settings.intake_target,
            "processing": settings.processing_target,
            "reporting": settings.reporting_target,
            "notify": settings.notify_target,
        }
        channels = {name: ground.channel(target) for name, target in targets.items()}
        forms = form_book()
        learn = LearnLawHandler(SqlLawWork(ground.database), GrpcLawBook(channels["intake"]), ground.clock, forms.days)
        return cls(
            ground=ground,
            channels=channels,
            forms=forms,
            law=Repeating("law", learn, soonest_seconds=2.0, latest_seconds=600.0),
            uow=SqlUnitOfWork(ground.database, ground.clock),
        )

    def offer(self) -> Offer:
        return Offer(before=[*self.channels.values()])
