"""Counting everything anew beside the live figures; readers and events go on meanwhile.

StartRebuild     have it done                                  POST /v1/rebuilds, RebuildService
RunRebuild       carry out the one that waits, and swap        in the replica that leads, woken by the first
GetRebuild       how far is it?                                GET /v1/rebuilds/{id}, RebuildService
ListRebuilds     which were there?                             GET /v1/rebuilds, RebuildService
"""

from reporting.application.rebuilds.get_rebuild import (
    AskRebuild,
    AskRebuilds,
    GetRebuild,
    GetRebuildHandler,
    ListRebuilds,
    ListRebuildsHandler,
)
from reporting.application.rebuilds.run_rebuild import Ears, RunRebuildHandler
from reporting.application.rebuilds.start_rebuild import AskStartRebuild, Register, StartRebuild, StartRebuildHandler

__all__ = [
    "AskRebuild",
    "AskRebuilds",
    "AskStartRebuild",
    "Ears",
    "GetRebuild",
    "GetRebuildHandler",
    "ListRebuilds",
    "ListRebuildsHandler",
    "Register",
    "RunRebuildHandler",
    "StartRebuild",
    "StartRebuildHandler",
]
