"""What one can ask about webhooks.

TakeEvent              an event arrived: to which endpoints does it go?     consumer ``notify-webhooks``
Courier                send what waits, per dossier in order                part
ShakeHands             which endpoints have to answer the handshake?        loop
CreateEndpoint         post my events here                                  POST /v1/webhook-endpoints
ChangeEndpoint         there instead, or others                             PATCH /v1/webhook-endpoints/{id}
RemoveEndpoint         nowhere any more                                     DELETE /v1/webhook-endpoints/{id}
EnableEndpoint         handshake now, then send what has waited             POST …/{id}/enablement
DisableEndpoint        send nothing, keep it                                POST …/{id}/disablement
RotateSecret           sign with a new secret                               POST …/{id}/secret-rotations
SendTest               send a test event now                                POST …/{id}/test-events
ListEndpoints          which are there, how do they do?                     GET /v1/webhook-endpoints
GetEndpoint            how does this one do?                                GET /v1/webhook-endpoints/{id}
ListAttempts           what went wrong?                                     GET …/{id}/attempts
ListWebhookDeliveries  what became of these events?                         GET /v1/webhook-deliveries
Redeliver              send these again                                     POST …/{id}/redeliveries
RedeliverOne           send this one again                                  POST /v1/webhook-deliveries/{id}/redelivery
TellOfFailing          whose endpoint has taken nothing for a day?          loop
CleanUp, ShowFigures   delete what is old; show how endpoints do            loops
"""

from notify.application.webhooks.change_endpoint import (
    ChangeEndpoint,
    ChangeEndpointHandler,
    RemoveEndpoint,
    RemoveEndpointHandler,
)
from notify.application.webhooks.clean_up import CleanUpHandler, Kept
from notify.application.webhooks.courier import Courier
from notify.application.webhooks.create_endpoint import CreateEndpoint, CreateEndpointHandler, WithSecret
from notify.application.webhooks.figures import ShowFiguresHandler
from notify.application.webhooks.handshake import Handshake, ShakeHandsHandler
from notify.application.webhooks.look import (
    AttemptPage,
    DeliveryPage,
    EndpointPage,
    GetEndpoint,
    GetEndpointHandler,
    ListAttempts,
    ListAttemptsHandler,
    ListEndpoints,
    ListEndpointsHandler,
    ListWebhookDeliveries,
    ListWebhookDeliveriesHandler,
    Seen,
)
from notify.application.webhooks.owners import OwnerContacts, OwnerLetters, TellOfFailingHandler
from notify.application.webhooks.redeliver import Redeliver, RedeliverHandler, RedeliverOne, RedeliverOneHandler
from notify.application.webhooks.rotate_secret import RotateSecret, RotateSecretHandler
from notify.application.webhooks.send_test import SendTest, SendTestHandler, Tested
from notify.application.webhooks.switch_endpoint import (
    DisableEndpoint,
    DisableEndpointHandler,
    EnableEndpoint,
    EnableEndpointHandler,
)
from notify.application.webhooks.take_event import TakeEventHandler

__all__ = [
    "AttemptPage",
    "ChangeEndpoint",
    "ChangeEndpointHandler",
    "CleanUpHandler",
    "Courier",
    "CreateEndpoint",
    "CreateEndpointHandler",
    "DeliveryPage",
    "DisableEndpoint",
    "DisableEndpointHandler",
    "EnableEndpoint",
    "EnableEndpointHandler",
    "EndpointPage",
    "GetEndpoint",
    "GetEndpointHandler",
    "Handshake",
    "Kept",
    "ListAttempts",
    "ListAttemptsHandler",
    "ListEndpoints",
    "ListEndpointsHandler",
    "ListWebhookDeliveries",
    "ListWebhookDeliveriesHandler",
    "OwnerContacts",
    "OwnerLetters",
    "Redeliver",
    "RedeliverHandler",
    "RedeliverOne",
    "RedeliverOneHandler",
    "RemoveEndpoint",
    "RemoveEndpointHandler",
    "RotateSecret",
    "RotateSecretHandler",
    "Seen",
    "SendTest",
    "SendTestHandler",
    "ShakeHandsHandler",
    "ShowFiguresHandler",
    "TakeEventHandler",
    "TellOfFailingHandler",
    "Tested",
    "WithSecret",
]
