"""Reads the stream for somebody who wants some of it: from the tail where it reaches, else from the broker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chassis.kernel.errors import Kind, Problem
from notify.application.feed.ports import Bounds, Contents, Stream, StreamedEvent, Stretch, Tail
from notify.domain.selection import Selection
from notify.domain.subjects import widest_subjects
from notify.domain.traits import asks_nothing, traits_of

#: How long one request may look through the past for events that hardly ever come; it is then told where to go on.
SCAN_SECONDS = 2.0
_AT_ONCE = 1_000
EVERYTHING = Selection()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """dossier: only events about it; empty: about any."""

    selection: Selection = EVERYTHING
    dossier: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """next_after: what to ask with next; it passes events that were not wanted, so nobody looks at them twice."""

    events: tuple[StreamedEvent, ...]
    next_after: int
    bounds: Bounds


class FeedReader:
    """now: monotonic seconds."""

    def __init__(self, stream: Stream, tail: Tail, contents: Contents, now: Callable[[], float]) -> None:
        self._stream, self._tail, self._contents, self._now = stream, tail, contents, now

    async def read(self, wanted: Wanted, *, after: int | None, limit: int, wait_seconds: float) -> FeedPage:
        """What is wanted after the position, None for the end; waits for the first one, at most so long.

        Returns early, with few or none, when it has looked for two seconds. Raises Problem ``events-aged-out`` if
        events after the position are no longer in the stream, ``broker-unreachable``.
        """
        bounds = await self._stream.bounds()
        place = bounds.last if after is None else after
        _check_reach(place, bounds)
        found: list[StreamedEvent] = []
        until = self._now() + wait_seconds
        while True:
            place = await self._looked_through(wanted, place, bounds, found, limit)
            if found or place < bounds.last or not await self._more(place, until):
                break
            bounds = Bounds(first=bounds.first, last=place + 1)
        last = max(bounds.last, place)
        return FeedPage(events=tuple(found), next_after=place, bounds=Bounds(first=bounds.first, last=last))

    async def _looked_through(
        self, wanted: Wanted, place: int, bounds: Bounds, found: list[StreamedEvent], limit: int
    ) -> int:
        """Adds what is wanted to ``found`` and gives the position up to which was looked: the end, or where there were
        enough, or where time was up."""
        give_up = self._now() + SCAN_SECONDS
        while True:
            stretch = await self._stretch(wanted, place, limit, bounds)
            for event in stretch.events:
                place = event.position
                if self._is_wanted(wanted, event):
                    found.append(event)
                    if len(found) == limit:
                        return place
            place = max(place, stretch.seen_to)
            if place >= bounds.last or self._now() >= give_up:
                return place

    async def _more(self, place: int, until: float) -> bool:
        left = until - self._now()
        return left > 0 and await self._tail.beyond(place, left)

    async def _stretch(self, wanted: Wanted, place: int, limit: int, bounds: Bounds) -> Stretch:
        """The tail leaves nothing out; the broker leaves out by subject, so that little of the past is carried over."""
        at_once = limit if asks_nothing(wanted.selection) and not wanted.dossier else _AT_ONCE
        held = self._tail.after(place, at_once)
        if held is not None:
            return held
        if place >= bounds.last:
            return Stretch(events=(), seen_to=place)
        return await self._stream.after(place, subjects=widest_subjects(wanted.selection), limit=at_once)

    def _is_wanted(self, wanted: Wanted, event: StreamedEvent) -> bool:
        if not asks_nothing(wanted.selection):
            procedure = self._contents.procedure(event.body) if wanted.selection.procedures else ""
            if not wanted.selection.takes(traits_of(event.nats_subject, procedure)):
                return False
        return not wanted.dossier or (
            wanted.dossier.encode() in event.body and self._contents.dossier(event.body) == wanted.dossier
        )


def _check_reach(place: int, bounds: Bounds) -> None:
    """0 is the beginning, whatever that is by now; from anywhere else nothing may be missing unsaid."""
    if 0 < place < bounds.first - 1:
        detail = (
            f"Events after {place} have aged out of the stream; it begins at {bounds.first} now. Read what you missed "
            f"from the services themselves, then go on with after={bounds.first - 1}."
        )
        raise Problem("events-aged-out", Kind.GONE, detail, fields={"after": f"first position: {bounds.first}"})


ANYTHING = Wanted()
