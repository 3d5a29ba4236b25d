"""Which delivery of one endpoint may go next: those of a dossier one after another, dossiers side by side."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from notify.domain.webhooks import WebhookDelivery


class Lanes:
    """Deliveries of one endpoint in memory, a lane for each subject.

    One that fails takes its lane away with it: what waited behind it is read from the store again when its time has
    come. Until the store knows how an attempt ended (``settled``), its delivery is not taken in a second time.
    """

    def __init__(self) -> None:
        self._lanes: dict[str, deque[WebhookDelivery]] = {}
        self._free: deque[str] = deque()
        self._known: set[str] = set()
        self._held: dict[str, str] = {}  # subject → the failed delivery that the store does not know of yet

    def __len__(self) -> int:
        """How many are known: waiting, on their way, or not settled."""
        return len(self._known)

    @property
    def waiting(self) -> bool:
        """Whether one could go now."""
        return bool(self._free)

    def add(self, deliveries: Iterable[WebhookDelivery]) -> frozenset[str]:
        """In order of position; ids of those that were new."""
        added = set()
        for each in deliveries:
            if each.id in self._known or each.subject in self._held:
                continue
            self._known.add(each.id)
            added.add(each.id)
            lane = self._lanes.get(each.subject)
            if lane is None:
                self._lanes[each.subject] = deque([each])
                self._free.append(each.subject)
            else:
                lane.append(each)
        return frozenset(added)

    def next(self) -> WebhookDelivery | None:
        """The first of the lane that was free longest; it is on its way until ``delivered`` or ``failed``."""
        return self._lanes[self._free.popleft()][0] if self._free else None

    def delivered(self, delivery: WebhookDelivery) -> None:
        lane = self._lanes[delivery.subject]
        lane.popleft()
        if lane:
            self._free.append(delivery.subject)
        else:
            del self._lanes[delivery.subject]

    def failed(self, delivery: WebhookDelivery) -> frozenset[str]:
        """Ids of those that waited behind it and are forgotten."""
        lane = self._lanes.pop(delivery.subject)
        forgotten = frozenset(each.id for each in lane if each.id != delivery.id)
        self._known -= forgotten
        self._held[delivery.subject] = delivery.id
        return forgotten

    def settled(self, delivery: WebhookDelivery) -> None:
        """The store knows how it ended."""
        self._known.discard(delivery.id)
        if self._held.get(delivery.subject) == delivery.id:
            del self._held[delivery.subject]
