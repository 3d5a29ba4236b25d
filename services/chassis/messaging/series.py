"""The metric families of messaging. Labels are names of services, consumers and event types: few and
known.
"""

from __future__ import annotations

from chassis.telemetry.metrics import SECONDS, counter, gauge, histogram

PENDING = gauge("dossier_outbox_pending", "Events committed and not yet acknowledged by the broker.", ("service",))
OLDEST = gauge("dossier_outbox_oldest_age_seconds", "Age of the oldest event that waits in the outbox.", ("service",))
PUBLISHED = counter("dossier_events_published_total", "Events acknowledged by the broker.", ("service", "type"))
CONSUMED = counter(
    "dossier_events_consumed_total",
    "Deliveries by outcome: ok, duplicate, retry, dead.",
    ("consumer", "result"),
)
PROCESSING = histogram("dossier_event_processing_seconds", "From the begin of a handler to its end.", ("consumer",))
AGE = histogram(
    "dossier_event_age_seconds",
    "From the event's time to the commit of its effect.",
    ("consumer",),
    buckets=(*SECONDS, 30.0, 60.0, 300.0, 3600.0),
)
DEAD_LETTERS = gauge("dossier_dead_letters", "Events set aside by this consumer and not resolved.", ("consumer",))
LAG = gauge("dossier_events_lag", "Events of the stream that the consumer has not finished with.", ("consumer",))
STREAM_MESSAGES = gauge("dossier_stream_messages", "Messages that the stream holds.", ("stream",))
STREAM_BYTES = gauge("dossier_stream_bytes", "Bytes that the stream holds, in one copy.", ("stream",))
RESULTS = ("ok", "duplicate", "retry", "dead")


def show_from_zero(consumer: str) -> None:
    """Every outcome of a consumer is visible from the start."""
    for result in RESULTS:
        CONSUMED.labels(consumer, result)
    PROCESSING.labels(consumer)
    AGE.labels(consumer)
    DEAD_LETTERS.labels(consumer).set(0)
