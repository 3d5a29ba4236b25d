"""The audit's comparison names exactly what is missing or doubled."""

from __future__ import annotations

from dataclasses import replace

from reporting.domain.comparison import findings
from reporting.domain.conservation import (
    FOLLOWERS,
    Fault,
    Finding,
    InboxMark,
    Parked,
    SourceSums,
    StreamTrace,
    SubjectLedger,
    service_of,
    sums,
)

D = "018f7b6e-0000-7000-8000-000000000001"
OF_NOTIFY = ("notify", "notify-webhooks")
Books = dict[str, dict[str, SubjectLedger]]


def inbox(*consumers: str, **last: int) -> tuple[InboxMark, ...]:
    return tuple(
        InboxMark(consumer=consumer, source=source, last_sequence=number)
        for consumer in consumers
        for source, number in last.items()
    )


def whole() -> tuple[Books, StreamTrace, frozenset[str]]:
    """One dossier: three events of intake, two of processing, one message required; everything in its place."""
    intake = SubjectLedger(
        subject=D, commands=3, events_commanded=3, last_sequence=3, outbox_count=3, inbox=inbox("intake", processing=2)
    )
    processing = SubjectLedger(
        subject=D, commands=2, events_commanded=2, last_sequence=2, outbox_count=2, inbox=inbox("processing", intake=3)
    )
    reporting = SubjectLedger(subject=D, inbox=inbox("reporting", intake=3, processing=2))
    notify = SubjectLedger(subject=D, inbox=inbox(*OF_NOTIFY, intake=3, processing=2))
    trace = StreamTrace()
    for source, last in (("intake", 3), ("processing", 2)):
        for sequence in range(1, last + 1):
            trace.add(source, D, sequence)
    trace.to_notify["intake", D, 2] = "e-2"
    books = {
        "intake": {D: intake},
        "processing": {D: processing},
        "reporting": {D: reporting},
        "notify": {D: notify},
    }
    return books, trace, frozenset({"e-2"})


def found(books: Books, trace: StreamTrace, delivered: frozenset[str]) -> list[tuple[str, int, Fault, str]]:
    return sorted((one.source, one.sequence, one.fault, one.place) for one in findings(books, trace, delivered))


def test_nothing_is_found_when_everything_is_in_its_place() -> None:
    books, trace, delivered = whole()
    assert found(books, trace, delivered) == []
    intake, processing, reporting, notify = sums(books, trace, delivered)
    assert intake == SourceSums(
        source="intake",
        subjects=1,
        commands=3,
        events=3,
        outbox=3,
        published=3,
        in_stream=3,
        projected={"processing": 3, "reporting": 3, "notify": 3, "notify-webhooks": 3},
        parked=0,
        messages_required=1,
        messages_planned=1,
    )
    assert (processing.events, processing.projected) == (
        2,
        {"intake": 2, "reporting": 2, "notify": 2, "notify-webhooks": 2},
    )
    assert (reporting.events, notify.events) == (0, 0)


def test_a_deleted_outbox_row_is_named() -> None:
    books, trace, delivered = whole()
    books["intake"][D] = replace(books["intake"][D], outbox_count=2, missing_sequences=(2,))
    assert found(books, trace, delivered) == [("intake", 2, Fault.OUTBOX_MISSING, "intake outbox")]


def test_an_event_lost_by_the_stream_is_named_once_and_no_consumer_is_blamed() -> None:
    books, trace, delivered = whole()
    trace.seen["processing", D] &= ~(1 << 2)
    for service, consumers in (("reporting", ("reporting",)), ("notify", OF_NOTIFY)):
        books[service][D] = replace(books[service][D], inbox=inbox(*consumers, intake=3, processing=1))
    assert found(books, trace, delivered) == [("processing", 2, Fault.STREAM_MISSING, "stream")]


def test_an_event_not_published_yet_is_told_from_a_lost_one() -> None:
    books, trace, delivered = whole()
    books["intake"][D] = replace(books["intake"][D], events_commanded=4, last_sequence=4, outbox_count=4, unpublished=1)
    assert found(books, trace, delivered) == [("intake", 4, Fault.UNPUBLISHED, "stream")]


def test_a_message_that_is_twice_in_the_stream_is_named() -> None:
    books, trace, delivered = whole()
    trace.add("intake", D, 3)
    assert found(books, trace, delivered) == [("intake", 3, Fault.STREAM_DOUBLED, "stream")]


def test_a_consumer_that_is_behind_is_named_with_each_event() -> None:
    books, trace, delivered = whole()
    books["reporting"][D] = replace(books["reporting"][D], inbox=inbox("reporting", processing=2, intake=1))
    assert found(books, trace, delivered) == [
        ("intake", 2, Fault.INBOX_MISSING, "reporting inbox"),
        ("intake", 3, Fault.INBOX_MISSING, "reporting inbox"),
    ]


def test_one_consumer_of_a_service_does_not_hide_that_its_other_one_is_behind() -> None:
    books, trace, delivered = whole()
    marks = (
        *inbox("notify", intake=3, processing=2),
        *inbox("notify-webhooks", intake=2, processing=2),
    )
    books["notify"][D] = replace(books["notify"][D], inbox=marks)
    assert found(books, trace, delivered) == [("intake", 3, Fault.INBOX_MISSING, "notify-webhooks inbox")]


def test_a_missing_delivery_is_named_with_the_event() -> None:
    books, trace, _ = whole()
    assert list(findings(books, trace, frozenset())) == [
        Finding(
            subject=D,
            source="intake",
            sequence=2,
            fault=Fault.DELIVERY_MISSING,
            place="notify deliveries",
            event_id="e-2",
        )
    ]


def test_a_parked_event_is_named_but_not_missing() -> None:
    books, trace, delivered = whole()
    parked = (Parked(consumer="notify", source="intake", sequence=3, event_id="e-3"),)
    books["notify"][D] = replace(books["notify"][D], parked=parked)
    assert found(books, trace, delivered) == [("intake", 3, Fault.PARKED, "notify inbox")]


def test_events_that_have_aged_out_of_the_stream_are_not_missing() -> None:
    books, trace, delivered = whole()
    trace.complete = False
    trace.seen["intake", D] &= ~0b110
    del trace.seen["processing", D]
    assert found(books, trace, delivered) == []


def test_a_store_restored_from_an_older_backup_is_noticed() -> None:
    books, trace, delivered = whole()
    books["processing"][D] = replace(
        books["processing"][D], commands=1, events_commanded=1, last_sequence=1, outbox_count=1
    )
    assert found(books, trace, delivered) == [
        ("processing", 2, Fault.STREAM_UNKNOWN, "stream"),
        ("processing", 2, Fault.INBOX_AHEAD, "intake inbox"),
        ("processing", 2, Fault.INBOX_AHEAD, "notify inbox"),
        ("processing", 2, Fault.INBOX_AHEAD, "notify-webhooks inbox"),
        ("processing", 2, Fault.INBOX_AHEAD, "reporting inbox"),
    ]


def test_a_command_about_many_subjects_is_no_mismatch_as_long_as_the_sum_agrees() -> None:
    books, trace, delivered = whole()
    books["intake"]["lawpack"] = SubjectLedger(subject="lawpack", commands=1, events_commanded=2)
    for subject in ("dau-tu", "quy-hoach"):
        books["intake"][subject] = SubjectLedger(subject=subject, last_sequence=1, outbox_count=1)
        trace.add("intake", subject, 1)
        for service in {service_of(follower) for follower in FOLLOWERS["intake"]}:
            marks = inbox(*(each for each in FOLLOWERS["intake"] if service_of(each) == service), intake=1)
            books[service][subject] = SubjectLedger(subject=subject, inbox=marks)
    assert found(books, trace, delivered) == []
    books["intake"]["lawpack"] = replace(books["intake"]["lawpack"], events_commanded=3)
    assert {fault for _, _, fault, _ in found(books, trace, delivered)} == {Fault.COMMAND_MISMATCH}
