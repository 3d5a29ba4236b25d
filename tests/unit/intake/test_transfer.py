"""The transfer to the department (ND61 art. 18), worked out by hand on the calendar of 2026."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, time

import pytest

from intake.application import WithdrawDossier
from intake.application.reading import Filter
from intake.domain import progress
from intake.domain.facts import TransferLate
from intake.domain.rights import View
from intake.domain.timers import timers_of
from intake.domain.transfer import Transfer, transfer_due
from intake.events.consumers import FollowingConsumer
from motcua.events.v1 import handling_pb2
from unit.intake.conftest import Office
from unit.intake.fake_register import InMemoryRegister
from unit.intake.test_following import event, stamped
from unit.intake.world import accepted, change, heza, local

CUT_OFF = time(15, 0)


@pytest.mark.parametrize(
    ("accepted_at", "due_at"),
    [
        ("2026-04-20 08:00", "2026-04-20 17:00"),  # Monday morning: the same day
        ("2026-04-20 06:10", "2026-04-20 17:00"),  # before opening
        ("2026-04-20 15:00", "2026-04-20 17:00"),  # the minute itself is in time
        ("2026-04-20 15:01", "2026-04-21 07:30"),  # after it: at the start of the next day
        ("2026-04-20 19:45", "2026-04-21 07:30"),  # an online dossier accepted in the evening
        ("2026-04-24 16:00", "2026-04-28 07:30"),  # a Friday; on Monday the Hùng Kings' Day is made up for
        ("2026-04-18 10:00", "2026-04-20 17:00"),  # on a Saturday: deemed received on Monday morning
        ("2026-04-29 15:30", "2026-05-04 07:30"),  # before 30/4, 1/5 and a weekend
    ],
)
def test_until_when_the_department_has_it(accepted_at: str, due_at: str) -> None:
    assert transfer_due(heza().calendar, local(accepted_at), CUT_OFF) == local(due_at).astimezone(UTC)


def test_without_a_cut_off_it_is_always_the_same_working_day() -> None:
    assert transfer_due(heza().calendar, local("2026-04-20 16:59"), None) == local("2026-04-20 17:00")


def test_the_authority_keeps_the_cut_off_of_the_decree() -> None:
    assert heza().agency.transfer_cut_off == CUT_OFF


def test_only_a_dossier_that_nobody_has_taken_over_has_the_alarm() -> None:
    dossier = accepted()
    assert [(timer.kind, timer.fire_at) for timer in timers_of(dossier)] == [
        ("transfer-late", local("2026-04-20 17:00"))
    ]
    taken = progress.progressed(dossier, progress.Assigned(officer="x", step="s", at=local("2026-04-20 10:00")))
    assert (timers_of(taken), taken.transferred_at) == ((), local("2026-04-20 10:00"))


def test_a_second_officer_does_not_move_the_instant_of_transfer() -> None:
    first = progress.Assigned(officer="x", step="s", at=local("2026-04-20 10:00"))
    second = progress.Assigned(officer="y", step="t", at=local("2026-04-22 10:00"))
    taken = progress.progressed(progress.progressed(accepted(), first), second)
    assert (taken.officer, taken.transferred_at) == ("y", first.at)


async def test_a_late_transfer_is_told_once_and_listed(office: Office) -> None:
    dossier = (await office.accepted()).dossier
    register = InMemoryRegister(office.unit_of_work)

    async def listed(transfer: Transfer) -> int:
        wanted = Filter(transfer=transfer, late_at=office.clock.now())
        return (await register.find(View(), wanted, None, 10)).total

    assert (await listed(Transfer.DUE), await listed(Transfer.LATE)) == (1, 0)
    office.clock.move_to(local("2026-04-20 17:01"))
    assert (await office.ask.fire_timers()).count == 1
    assert (await office.ask.fire_timers()).count == 0
    assert office.last_fact == TransferLate(dossier=dossier.ref, transfer_due_at=local("2026-04-20 17:00"))
    assert (await listed(Transfer.DUE), await listed(Transfer.LATE)) == (1, 1)
    assigned = handling_pb2.DossierAssigned(officer="cv.laodong.1", step_key="tham-dinh")
    told = event("dossier.assigned", dossier.id, 1, stamped(assigned, assigned_at=local("2026-04-20 17:30")))
    await FollowingConsumer(office.ask.follow)(told)
    assert office.stored(dossier.id).transferred_at == local("2026-04-20 17:30")
    assert (await listed(Transfer.DUE), await listed(Transfer.LATE)) == (0, 0)


async def test_a_withdrawn_dossier_need_not_be_transferred_any_more(office: Office) -> None:
    dossier = (await office.accepted()).dossier
    await office.ask.withdraw(WithdrawDossier(change=change(dossier.id)))
    office.clock.move_to(local("2026-05-20 17:01"))
    assert (await office.ask.fire_timers()).count == 0


async def test_a_timer_of_an_unknown_kind_waits_and_holds_up_nobody(office: Office) -> None:
    """As after going back to an earlier version of intake."""
    first, second = (await office.accepted()).dossier, (await office.accepted()).dossier
    timers = office.unit_of_work.stored.timers
    (unknown,) = [timer for timer in timers if timer.subject == first.id]
    timers[replace(unknown, kind="a-future-kind", fire_at=local("2026-04-20 16:00"))] = timers.pop(unknown)
    office.clock.move_to(local("2026-04-20 17:01"))
    fired = await office.ask.fire_timers()
    assert (fired.count, fired.failed) == (1, ((first.id, "KeyError"),))
    assert office.last_fact == TransferLate(dossier=second.ref, transfer_due_at=local("2026-04-20 17:00"))
