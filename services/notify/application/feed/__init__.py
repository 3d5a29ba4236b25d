"""The stream as a plain pull feed.

ReadEvents            what happened after position n?          GET /v1/events, EventService.ListEvents
FollowEvents          and what happens from then on?           EventService.Subscribe
"""

from notify.application.feed.follow_events import FollowEvents, FollowEventsHandler
from notify.application.feed.read_events import ReadEvents, ReadEventsHandler
from notify.application.feed.reader import FeedPage, FeedReader, Wanted

__all__ = [
    "FeedPage",
    "FeedReader",
    "FollowEvents",
    "FollowEventsHandler",
    "ReadEvents",
    "ReadEventsHandler",
    "Wanted",
]
