"""The register of subscribers.

RegisterSubscriber    a system may have these events           POST /v1/subscribers, SubscriberService
ChangeSubscriber      another name or grant, off and on        PATCH /v1/subscribers/{key}
ListSubscribers       who is there?                            GET /v1/subscribers
GetSubscriber         what may this one have?                  GET /v1/subscribers/{key}
ConnectSubscriber     a consumer of its own in the stream      PUT /v1/subscribers/{key}/consumer
GetConsumer           how far is it?                           GET /v1/subscribers/{key}/consumer
KeepConsumers         the broker as the register says          loop ``subscriber-consumers``
subscriber_of         which subscriber is it that asks?        whoever serves subscribers
"""

from notify.application.subscribers.acting import subscriber_of
from notify.application.subscribers.change_subscriber import ChangeSubscriber, ChangeSubscriberHandler
from notify.application.subscribers.connect_subscriber import ConnectSubscriber, ConnectSubscriberHandler
from notify.application.subscribers.get_consumer import GetConsumerHandler
from notify.application.subscribers.keep_consumers import KeepConsumers
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
    "ConnectSubscriber",
    "ConnectSubscriberHandler",
    "GetConsumerHandler",
    "GetSubscriber",
    "GetSubscriberHandler",
    "KeepConsumers",
    "ListSubscribers",
    "ListSubscribersHandler",
    "RegisterSubscriber",
    "RegisterSubscriberHandler",
    "subscriber_of",
]
