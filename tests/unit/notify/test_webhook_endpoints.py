"""How an endpoint does, and what becomes of a delivery."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from notify.domain.selection import EventTraits, Selection
from notify.domain.webhooks import (
    JITTER,
    LADDER,
    PATIENCE,
    PROBES,
    Answer,
    DisabledFor,
    Endpoint,
    EndpointState,
    Health,
    WebhookDelivery,
    WebhookState,
)

NOON = datetime(2024, 5, 2, 5, 0, tzinfo=UTC)
DOWN = Answer(status=500, duration_ms=3, fault="answered-500")
ENDPOINT = Endpoint(
    id="e-1", name="mau", owner="he-thong-mau", url="https://mau.example/", secret=b"sealed", created_at=NOON
)
ACCEPTED = EventTraits(agency="heza", department="dau-tu", type="motcua.dossier.accepted.v1")


def delivery(number: int = 1, subject: str = "d-1") -> WebhookDelivery:
    return WebhookDelivery(
        id=f"w-{number}",
        endpoint_id="e-1",
        event_id=f"v-{number}",
        event_type="motcua.dossier.accepted.v1",
        subject=subject,
        position=number,
        happened_at=NOON,
        created_at=NOON,
        next_attempt_at=NOON,
    )


def test_ten_attempts_are_spread_over_more_than_three_days_then_it_is_given_up() -> None:
    at, tried, waits = NOON, delivery(), []
    while tried.state is WebhookState.PENDING:
        tried = tried.answered(DOWN, at, 0.0)
        if tried.next_attempt_at is not None:
            waits.append(tried.next_attempt_at - at)
            at = tried.next_attempt_at
    assert tried == replace(
        delivery(),
        state=WebhookState.FAILED,
        attempts=10,
        status=500,
        duration_ms=3,
        failure="answered-500",
        next_attempt_at=None,
        finished_at=at,
    )
    assert waits == list(LADDER[1:])
    assert at - NOON > timedelta(days=3)


def test_a_wait_is_lengthened_by_chance_and_by_what_the_endpoint_asks_for() -> None:
    late = delivery().answered(DOWN, NOON, 0.999).next_attempt_at
    assert late is not None
    assert LADDER[1] < late - NOON <= LADDER[1] * (1 + JITTER)
    asked = Answer(status=429, fault="answered-429", retry_after=timedelta(hours=2))
    assert delivery().answered(asked, NOON, 0.0).next_attempt_at == NOON + timedelta(hours=2)
    forever = Answer(status=503, fault="answered-503", retry_after=timedelta(days=300))
    assert delivery().answered(forever, NOON, 0.0).next_attempt_at == NOON + timedelta(hours=24)


def test_what_is_sent_again_has_the_whole_ladder_before_it() -> None:
    failed = replace(delivery(), state=WebhookState.FAILED, attempts=10, failure="timed-out", finished_at=NOON)
    later = NOON + timedelta(days=1)
    assert failed.again(later) == replace(delivery(), next_attempt_at=later)


def test_after_five_failures_in_a_row_one_at_a_time_finds_out_whether_it_is_back() -> None:
    health = Health()
    for second in range(4):
        health = health.failed("timed-out", NOON + timedelta(seconds=second))
        assert not health.is_broken
    fifth = NOON + timedelta(seconds=4)
    health = health.failed("timed-out", fifth)
    assert health.is_broken
    assert health.seconds_to_wait(fifth) == PROBES[0].total_seconds()
    assert health.failed("timed-out", fifth).failures == 5, "what was on its way already counts once"
    assert health.taken(fifth) == Health(last_success_at=fifth, last_failure_at=fifth, last_fault="timed-out"), (
        "one success, and all is well"
    )


def test_probes_come_rarer_and_never_rarer_than_five_minutes() -> None:
    at, health, waits = NOON, Health(), []
    for _ in range(12):
        health = health.failed("connection-failed", at)
        at = health.retry_at or at
        waits.append(health.seconds_to_wait(NOON))
    gaps = [later - earlier for earlier, later in pairwise(waits[4:])]
    assert gaps == [15, 30, 60, 120, 300, 300, 300]


def test_it_is_hopeless_after_five_days_in_which_it_took_nothing() -> None:
    health = Health().failed("timed-out", NOON)
    assert not health.is_hopeless(NOON + PATIENCE - timedelta(seconds=1))
    assert health.is_hopeless(NOON + PATIENCE)
    assert not health.taken(NOON + timedelta(days=1)).is_hopeless(NOON + timedelta(days=9))


def test_the_old_secret_signs_beside_the_new_one_for_a_while() -> None:
    rotated = ENDPOINT.rotated(b"new", NOON, timedelta(hours=1))
    assert rotated.secrets(NOON) == (b"new", b"sealed")
    assert rotated.secrets(NOON + timedelta(hours=1)) == (b"new",)
    assert rotated.version == 2


def test_another_address_has_to_answer_the_handshake_and_events_wait_for_it() -> None:
    enabled = ENDPOINT.enabled()
    assert not ENDPOINT.wants(ACCEPTED), "nothing before the first handshake"
    moved = enabled.moved(url="https://neu.example/", description="", selection=Selection(), at=NOON)
    assert (moved.state, moved.disabled_for, moved.handshake_at) == (EndpointState.DISABLED, DisabledFor.MOVED, NOON)
    assert moved.wants(ACCEPTED)
    same = enabled.moved(url=enabled.url, description="x", selection=Selection(), at=NOON)
    assert same.state is EndpointState.ENABLED


def test_a_handshake_is_tried_by_itself_some_times_and_then_no_more() -> None:
    tried, times = ENDPOINT, 0
    tried = replace(tried, handshake_at=NOON)
    while tried.handshake_at is not None:
        tried, times = tried.unanswered("timed-out", tried.handshake_at), times + 1
    assert times == 7
    assert tried.state is EndpointState.PENDING
