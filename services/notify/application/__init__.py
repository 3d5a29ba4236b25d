"""What one can ask of notify.

PlanMessagesHandler   an event arrived: which messages does it take?      consumer ``notify``
SendDueHandler        send what is waiting                                sender loop
ListDeliveries        what was sent about a dossier?                      GET /v1/deliveries, DeliveryService
GetDelivery           what became of this message?                        GET /v1/deliveries/{id}
ReadInbox             what does the clock want from me?                   GET /v1/inbox
MarkRead              I have read these                                   POST /v1/inbox/{id}/reading, page /hop-thu
feed                  what happened after position n, and from then on?   GET /v1/events, EventService
subscribers           which other systems may have which events?          /v1/subscribers, SubscriberService
letters               dead letters of all services                      /v1/dead-letters, /su-kien-cho
WatchWaiting          how long has the oldest message been due?           metric
OrderDigests          one mail a morning instead of one each              loop

More in ``preferences``, ``receipts``, ``wording``, ``outages``, ``ladders``, ``subscribers``, ``letters``.
"""

from notify.application.compose import Composer
from notify.application.list_deliveries import (
    GetDelivery,
    GetDeliveryHandler,
    ListDeliveries,
    ListDeliveriesHandler,
)
from notify.application.plan_messages import PlanMessagesHandler
from notify.application.read_inbox import InboxPage, ReadInbox, ReadInboxHandler
from notify.application.send_due import SendDueHandler

__all__ = [
    "Composer",
    "GetDelivery",
    "GetDeliveryHandler",
    "InboxPage",
    "ListDeliveries",
    "ListDeliveriesHandler",
    "PlanMessagesHandler",
    "ReadInbox",
    "ReadInboxHandler",
    "SendDueHandler",
]
