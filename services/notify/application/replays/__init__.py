"""Replays of subscribers' own consumers. The feed needs none: it is read again from any position.

RequestReplay         my consumer shall deliver again           POST /v1/replays, ReplayService
CancelReplay          enough: go on where it was                POST /v1/replays/{id}/cancellation
ListReplays, GetReplay   how far is it?                         GET /v1/replays
TendReplays           moves what a crash left, ends what is done   loop ``replays``
"""

from notify.application.replays.cancel_replay import CancelReplay, CancelReplayHandler
from notify.application.replays.look_up import GetReplay, GetReplayHandler, ListReplays, ListReplaysHandler, Progress
from notify.application.replays.request_replay import RequestReplay, RequestReplayHandler
from notify.application.replays.tend_replays import TendReplays

__all__ = [
    "CancelReplay",
    "CancelReplayHandler",
    "GetReplay",
    "GetReplayHandler",
    "ListReplays",
    "ListReplaysHandler",
    "Progress",
    "RequestReplay",
    "RequestReplayHandler",
    "TendReplays",
]
