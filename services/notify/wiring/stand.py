"""What all topics of notify stand on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from chassis.ground import Ground, Offer
from chassis.rpc.client import RpcChannel
from notify.application import Composer
from notify.application.ports import Contacts
from notify.clients.names import GrpcNames
from notify.clients.templates import JinjaTemplates
from notify.domain.occasions import Audience
from notify.events.publishing import publish
from notify.settings import Settings
from notify.store.unit_of_work import SqlUnitOfWork
from notify.wiring.post import Post, people


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    ground: Ground[Settings]
    intake: RpcChannel
    processing: RpcChannel
    uow: SqlUnitOfWork
    templates: JinjaTemplates
    compose: Composer
    people: Mapping[Audience, Contacts]
    post: Post

    @classmethod
    def on(cls, ground: Ground[Settings]) -> Self:
        intake, templates = ground.channel(ground.settings.intake_target), JinjaTemplates()
        processing = ground.channel(ground.settings.processing_target)
        compose = Composer(templates, GrpcNames(intake, ground.settings.agency_names), site=ground.settings.public_url)
        known = people(ground, intake, processing)
        uow = SqlUnitOfWork(ground.database, ground.clock, ground.ids, publish, ground.relay.wake)
        return cls(
            ground=ground,
            intake=intake,
            processing=processing,
            uow=uow,
            templates=templates,
            compose=compose,
            people=known,
            post=Post.of(ground, uow, known, compose, templates),
        )

    def offer(self) -> Offer:
        return Offer(before=[self.intake, self.processing])
