"""GetConsumer: how far has the subscriber's consumer got?"""

from __future__ import annotations

from chassis.kernel.errors import Kind, Problem
from notify.application.subscribers.list_subscribers import GetSubscriber, GetSubscriberHandler
from notify.application.subscribers.ports import StreamConsumer, StreamConsumers


class GetConsumerHandler:
    def __init__(self, get: GetSubscriberHandler, consumers: StreamConsumers) -> None:
        self._get, self._consumers = get, consumers

    async def __call__(self, query: GetSubscriber) -> StreamConsumer:
        """Raises Problem ``not-allowed``, ``subscriber-unknown``, ``consumer-unknown``, ``broker-unreachable``."""
        registration = await self._get(query)
        found = await self._consumers.find(query.key) if registration.stream_key else None
        if found is None:
            raise Problem("consumer-unknown", Kind.NOT_FOUND, "This subscriber has no consumer in the stream.")
        return found
