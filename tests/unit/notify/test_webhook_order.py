"""Whatever fails and whenever the store hears of it: each dossier in order, nothing twice, nothing left."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from notify.domain.webhook_order import Lanes
from notify.domain.webhooks import WebhookDelivery
from unit.notify.test_webhook_endpoints import delivery


class Store:
    """Plays the table of deliveries: what is pending, and which wait for their next attempt."""

    def __init__(self, deliveries: list[WebhookDelivery]) -> None:
        self.pending = list(deliveries)
        self.waiting: set[str] = set()

    def due(self, limit: int) -> list[WebhookDelivery]:
        held = {each.subject: each.position for each in self.pending if each.id in self.waiting}
        free = [each for each in self.pending if each.position < held.get(each.subject, each.position + 1)]
        return free[:limit]


@given(
    subjects=st.lists(st.sampled_from("abcd"), min_size=1, max_size=40),
    choices=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5)), max_size=200),
    most=st.integers(1, 4),
)
def test_each_dossier_goes_in_order_and_everything_arrives_once(
    subjects: list[str], choices: list[tuple[int, int]], most: int
) -> None:
    events = [delivery(number, subject) for number, subject in enumerate(subjects)]
    store, lanes = Store(events), Lanes()
    on_way: list[WebhookDelivery] = []
    unsettled: list[tuple[WebhookDelivery, bool]] = []
    arrived: list[WebhookDelivery] = []
    rolls = iter(choices)
    while store.pending:
        what, which = next(rolls, (0, 0))
        lanes.add(store.due(3 + len(lanes)))
        while len(on_way) < most and (one := lanes.next()) is not None:
            assert one.subject not in {each.subject for each in on_way}, "two of a dossier side by side"
            on_way.append(one)
        if on_way and what < 8:
            one = on_way.pop(which % len(on_way))
            if what < 6:
                lanes.delivered(one)
                arrived.append(one)
            else:
                lanes.failed(one)
            unsettled.append((one, what < 6))
        if what == 8:
            store.waiting.clear()
        if unsettled and (what != 7 or not on_way):
            _settle(store, lanes, *unsettled.pop(0))
        elif not on_way and not unsettled:
            store.waiting.clear()
    for subject in set(subjects):
        assert [each.position for each in arrived if each.subject == subject] == [
            each.position for each in events if each.subject == subject
        ]
    while unsettled:
        _settle(store, lanes, *unsettled.pop(0))
    assert len(lanes) == 0


def _settle(store: Store, lanes: Lanes, one: WebhookDelivery, is_delivered: bool) -> None:
    if is_delivered:
        store.pending = [each for each in store.pending if each.id != one.id]
    else:
        store.waiting.add(one.id)
    lanes.settled(one)


def test_one_that_fails_takes_those_behind_it_along_and_is_not_read_again_before_the_store_knows() -> None:
    first, second, other = delivery(1, "a"), delivery(2, "a"), delivery(3, "b")
    lanes = Lanes()
    assert lanes.add([first, second, other]) == {"w-1", "w-2", "w-3"}
    assert lanes.next() == first
    assert lanes.failed(first) == {"w-2"}
    assert lanes.add([first, second]) == frozenset()
    assert lanes.next() == other
    lanes.settled(replace(first, attempts=1))
    assert lanes.add([first, second]) == {"w-1", "w-2"}
