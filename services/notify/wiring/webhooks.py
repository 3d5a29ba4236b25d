"""Webhooks: endpoints, what is posted to them, how they do."""

from __future__ import annotations

from datetime import timedelta

from chassis.clock import SystemClock
from chassis.ground import Offer
from chassis.repeating import Repeating
from chassis.timers.store_time import StoreTime
from motcua.events.registry import EVENTS
from motcua.notify.v1.webhook_service_pb2_grpc import add_WebhookServiceServicer_to_server
from notify.api.grpc.webhooks import WebhookServicer
from notify.api.http import webhooks
from notify.api.webhook_metrics import WebhookFigures
from notify.application.webhooks import (
    ChangeEndpointHandler,
    CleanUpHandler,
    Courier,
    CreateEndpointHandler,
    DisableEndpointHandler,
    EnableEndpointHandler,
    GetEndpointHandler,
    Handshake,
    Kept,
    ListAttemptsHandler,
    ListEndpointsHandler,
    ListWebhookDeliveriesHandler,
    OwnerLetters,
    RedeliverHandler,
    RedeliverOneHandler,
    RemoveEndpointHandler,
    RotateSecretHandler,
    SendTestHandler,
    ShakeHandsHandler,
    ShowFiguresHandler,
    TakeEventHandler,
    TellOfFailingHandler,
)
from notify.application.webhooks.use_cases import WebhookUseCases
from notify.clients.outbound import UrlRules
from notify.clients.posting import AiohttpPoster
from notify.events.traits import traits_of
from notify.events.webhook_publishing import publish
from notify.store.subscribers import SqlDirectory
from notify.store.webhook_reads import SqlWebhookReads
from notify.store.webhook_secrets import SealedSecrets
from notify.store.webhook_unit_of_work import SqlWebhookUnitOfWork
from notify.web.webhooks import pages
from notify.wiring.stand import Stand

PURPOSE = "webhooks"
LANES = 64  # so many events share a transaction at most
SOURCES = frozenset({"intake", "processing", "reporting", "notify"})
KNOWN_TYPES = frozenset(f"motcua.{name}.v1" for name in EVENTS)


def offer(stand: Stand) -> Offer:
    ground, settings = stand.ground, stand.ground.settings
    real, ids = SystemClock(), ground.ids
    uow = SqlWebhookUnitOfWork(ground.database, ground.clock, ids, publish, ground.relay.wake)
    reads = SqlWebhookReads(ground.database)
    secrets = SealedSecrets.from_file(settings.sealing_keys_file)
    letters = OwnerLetters(stand.post.departure, clock=ground.clock, real=real, ids=ids, planned=stand.post.wake)
    failing = TellOfFailingHandler(
        uow, reads, letters, real=real, after=timedelta(hours=settings.webhook_failing_hours)
    )
    poster = AiohttpPoster(settings.webhook_allowed_networks, real=real, ca_file=settings.webhook_ca_file)
    figures = WebhookFigures()
    courier = Courier(
        uow,
        reads,
        secrets,
        poster,
        figures,
        letters=letters,
        holder=settings.replica,
        real=real,
        store_time=StoreTime(ground.database, real, service=ground.service),
        ids=ids,
    )
    handshake = Handshake(uow, secrets, poster, real=real, ids=ids)
    take = TakeEventHandler(uow, traits_of, real=real, ids=ids, written=courier.wake)
    consumer = ground.consumer(take, SOURCES, lanes=LANES, purpose=PURPOSE)
    shake = ShakeHandsHandler(reads, handshake, real=real, enabled=courier.renew)
    kept = Kept(
        delivered=timedelta(days=settings.webhook_kept_days), failed=timedelta(days=settings.webhook_failed_kept_days)
    )
    loops = [
        Repeating("webhook-handshakes", shake, soonest_seconds=1.0, latest_seconds=2.0),
        Repeating(
            "webhook-figures",
            ShowFiguresHandler(reads, figures, real=real),
            soonest_seconds=10.0,
            latest_seconds=10.0,
        ),
        Repeating("webhooks failing", failing, soonest_seconds=60.0, latest_seconds=60.0),
        Repeating("webhook-clean-up", CleanUpHandler(uow, kept, real=real), soonest_seconds=60.0, latest_seconds=600.0),
    ]
    address, directory = UrlRules(settings.webhook_allowed_networks), SqlDirectory(ground.database)
    redeliver = RedeliverHandler(uow, woken=courier.renew)
    ask = WebhookUseCases(
        create=CreateEndpointHandler(uow, reads, directory, secrets, address, real=real, ids=ids, types=KNOWN_TYPES),
        change=ChangeEndpointHandler(uow, directory, secrets, address, real=real, types=KNOWN_TYPES),
        remove=RemoveEndpointHandler(uow),
        enable=EnableEndpointHandler(reads, handshake, enabled=courier.renew),
        disable=DisableEndpointHandler(uow, letters, real=real, disabled=courier.renew),
        rotate=RotateSecretHandler(uow, secrets, real=real),
        test=SendTestHandler(reads, secrets, poster, real=real, ids=ids),
        list_endpoints=ListEndpointsHandler(reads),
        get_endpoint=GetEndpointHandler(reads),
        list_attempts=ListAttemptsHandler(reads),
        list_deliveries=ListWebhookDeliveriesHandler(reads),
        redeliver=redeliver,
        redeliver_one=RedeliverOneHandler(reads, redeliver),
    )
    return Offer(
        routers=[webhooks.router(ask), pages(ask, environment=settings.environment)],
        servicers=[(add_WebhookServiceServicer_to_server, WebhookServicer(ask))],
        before=[figures, poster],
        after=[consumer, courier, *loops],
    )
