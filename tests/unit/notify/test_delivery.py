"""What becomes of a message: sent, recorded, retried by the ladder, given up."""

from __future__ import annotations

from datetime import timedelta

from notify.domain.dates import in_english, in_vietnamese
from notify.domain.delivery import LADDER, NO_ADDRESS, DeliveryState, Handed
from notify.domain.occasions import Occasion
from notify.domain.occurrence import Particulars
from unit.notify.messages import ACCEPTED, delivery, local

NOW = local("2024-05-02 09:00")


def test_a_message_taken_by_the_server_is_sent() -> None:
    sent = delivery(Occasion.ACCEPTED).sent(NOW, Handed(template_version=2))
    assert (sent.state, sent.attempts, sent.finished_at, sent.next_attempt_at) == (DeliveryState.SENT, 1, NOW, None)


def test_a_message_without_an_address_is_recorded() -> None:
    recorded = delivery(Occasion.ACCEPTED).recorded(NO_ADDRESS, NOW)
    assert (recorded.state, recorded.failure, recorded.next_attempt_at) == (DeliveryState.RECORDED, NO_ADDRESS, None)


def test_a_refused_message_has_failed_at_once() -> None:
    failed = delivery(Occasion.ACCEPTED).refused("mail-refused-550", NOW)
    assert (failed.state, failed.attempts, failed.failure) == (DeliveryState.FAILED, 1, "mail-refused-550")


def test_a_deferred_message_climbs_the_ladder_and_is_then_given_up() -> None:
    one = delivery(Occasion.ACCEPTED)
    for rung in LADDER:
        one = one.deferred("mail-deferred-451", NOW, NOW)
        assert (one.state, one.next_attempt_at) == (DeliveryState.PENDING, NOW + rung)
    last = one.deferred("mail-deferred-451", NOW, NOW)
    assert (last.state, last.attempts) == (DeliveryState.FAILED, len(LADDER) + 1)
    assert timedelta(hours=24) < sum(LADDER, timedelta()) < timedelta(hours=30)


def test_later_events_fill_in_what_they_leave_open_but_not_what_was_said_of_another_event() -> None:
    later = Particulars(agency="heza", department="dau-tu", officer="cv.dautu.2", happened_at=NOW, detail="T-1")
    merged = later.over(ACCEPTED)
    assert (merged.code, merged.officer, merged.due_at) == (ACCEPTED.code, "cv.dautu.2", ACCEPTED.due_at)
    assert Particulars(agency="heza", department="dau-tu").over(merged).detail == ""
    assert Particulars(agency="heza", department="dau-tu").over(merged).happened_at is None


def test_dates_are_written_as_on_the_forms() -> None:
    at = local("2024-05-14 17:00")
    assert (in_vietnamese(at), in_english(at)) == ("17:00 ngày 14/05/2024", "17:00 on 14 May 2024")
    assert in_vietnamese(local("2024-01-01 00:05")) == "00:05 ngày 01/01/2024"
