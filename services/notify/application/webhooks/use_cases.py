"""All that others may ask of webhooks, as the routes, the gRPC service and the pages take it."""

from __future__ import annotations

from dataclasses import dataclass

from notify.application.webhooks.change_endpoint import ChangeEndpointHandler, RemoveEndpointHandler
from notify.application.webhooks.create_endpoint import CreateEndpointHandler
from notify.application.webhooks.look import (
    GetEndpointHandler,
    ListAttemptsHandler,
    ListEndpointsHandler,
    ListWebhookDeliveriesHandler,
)
from notify.application.webhooks.redeliver import RedeliverHandler, RedeliverOneHandler
from notify.application.webhooks.rotate_secret import RotateSecretHandler
from notify.application.webhooks.send_test import SendTestHandler
from notify.application.webhooks.switch_endpoint import DisableEndpointHandler, EnableEndpointHandler


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookUseCases:
    create: CreateEndpointHandler
    change: ChangeEndpointHandler
    remove: RemoveEndpointHandler
    enable: EnableEndpointHandler
    disable: DisableEndpointHandler
    rotate: RotateSecretHandler
    test: SendTestHandler
    list_endpoints: ListEndpointsHandler
    get_endpoint: GetEndpointHandler
    list_attempts: ListAttemptsHandler
    list_deliveries: ListWebhookDeliveriesHandler
    redeliver: RedeliverHandler
    redeliver_one: RedeliverOneHandler
