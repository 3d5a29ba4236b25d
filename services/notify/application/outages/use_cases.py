"""Planned interruptions, for routes and pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from notify.application.outages.announce_outage import AnnounceOutage
from notify.application.outages.change_outage import CancelOutage, ChangeOutage
from notify.domain.outage import Outage


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageUseCases:
    """The use cases behind these routes and the page."""

    announce: Callable[[AnnounceOutage], Awaitable[Outage]]
    change: Callable[[ChangeOutage], Awaitable[Outage]]
    cancel: Callable[[CancelOutage], Awaitable[Outage]]
    list_all: Callable[[], Awaitable[Sequence[Outage]]]
