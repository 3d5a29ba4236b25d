"""The register of subscribers.

RegisterSubscriber    a system may have these events           POST /v1/subscribers, SubscriberService
ChangeSubscriber      another name or grant, off and on        PATCH /v1/subscribers/{key}
ListSubscribers       who is there?                            GET /v1/subscribers
GetSubscriber         what may this one have?                  GET /v1/subscribers/{key}
subscriber_of         which subscriber is it that asks?        whoever serves subscribers
"""

from notify.application.subscribers.acting import subscriber_of
from notify.application.subscribers.change_subscriber import ChangeSubscriber, ChangeSubscriberHandler
from notify.application.subscribers.list_subscribers import (
    GetSubscriber,
    GetSubscriberHandler,
    ListSubscribers,
    ListSubscribersHandler,
)
from notify.application.subscribers.register_subscriber import RegisterSubscriber, RegisterSubscriberHandler

__all__ = [
    "ChangeSubscriber",
    "ChangeSubscriberHandler",
    "GetSubscriber",
    "GetSubscriberHandler",
    "ListSubscribers",
    "ListSubscribersHandler",
    "RegisterSubscriber",
    "RegisterSubscriberHandler",
    "subscriber_of",
]
