"""Composition root of notify: the only place that knows every class. One module a topic."""

from __future__ import annotations

from chassis.entry import Assembly
from chassis.ground import Ground
from chassis.history.reading import History
from notify.settings import Settings
from notify.store.tables import MESSAGING
from notify.store.unit_of_work import SERVICE
from notify.wiring import (
    digests,
    feed,
    ladders,
    letters,
    messages,
    outages,
    preferences,
    replays,
    subscribers,
    sync,
    texts,
    webhooks,
    wording,
)
from notify.wiring.stand import Stand

DESCRIPTION = "Every message the law requires, what became of it, and the event feed."
OFFERS = (
    messages.offer,
    feed.offer,
    letters.offer,
    subscribers.offer,
    preferences.offer,
    replays.offer,
    sync.offer,
    wording.offer,
    webhooks.offer,
    outages.offer,
    ladders.offer,
    digests.offer,
    texts.offer,
)


async def build(settings: Settings) -> Assembly:
    """Everything of notify, not started."""
    stand = Stand.on(Ground.of(SERVICE, settings, MESSAGING, History()))
    return stand.ground.assembled(
        DESCRIPTION,
        [stand.offer(), *(offer(stand) for offer in OFFERS)],
        deadline_seconds=45.0,  # a long poll may wait for 30
    )
