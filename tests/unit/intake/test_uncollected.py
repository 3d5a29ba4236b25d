"""Results that nobody fetches: kept, reminded of as the agency's data says, found in the list."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chassis.kernel.worktime import Limit
from intake.application import RecordCollection
from intake.application.reading import Filter
from intake.application.returning import ConfirmDelivery
from intake.domain.facts import ResultUncollected
from intake.domain.organisation import Mark, UncollectedPolicy
from intake.domain.procedures import Channel
from intake.domain.returning.uncollected import Collection, planned
from intake.domain.rights import View
from intake.domain.timers import timers_of
from unit.intake.conftest import Office
from unit.intake.fake_register import InMemoryRegister
from unit.intake.test_returning import issued, sending
from unit.intake.world import change, heza, local

EVERY_FIFTEEN = UncollectedPolicy(remind_every=Limit.of(15, "working_day"), at_most=3, mark=Mark.MEMORY)


def test_reminders_are_so_many_working_days_apart_and_so_many() -> None:
    instants = planned(EVERY_FIFTEEN, heza().calendar, local("2026-06-01 10:00"))
    assert instants == (local("2026-06-22 10:00"), local("2026-07-13 10:00"), local("2026-08-03 10:00"))
    assert planned(None, heza().calendar, local("2026-06-01 10:00")) == ()


def test_no_reminder_is_planned_beyond_the_years_entered() -> None:
    days = 250
    far = UncollectedPolicy(remind_every=Limit.of(days, "working_day"), at_most=12, mark=Mark.MEMORY)
    assert len(planned(far, heza().calendar, local("2026-06-01 10:00"))) < 12


def test_the_authority_reminds_three_times() -> None:
    policy = heza().agency.uncollected
    assert policy is not None
    assert replace(policy, note=None) == EVERY_FIFTEEN


async def test_the_applicant_is_reminded_three_times_and_then_no_more(office: Office) -> None:
    dossier = await issued(office)
    assert len(dossier.reminders_at) == 3
    register = InMemoryRegister(office.unit_of_work)

    async def listed(collection: Collection) -> int:
        return (await register.find(View(), Filter(collection=collection), None, 10)).total

    assert (await listed(Collection.WAITING), await listed(Collection.OVERDUE)) == (1, 0)
    for number, at in enumerate(dossier.reminders_at, start=1):
        office.clock.move_to(at)
        assert (await office.ask.fire_timers()).count == 1
        assert (await office.ask.fire_timers()).count == 0
        assert office.last_fact == ResultUncollected(
            dossier=dossier.ref, reminded_at=at, number=number, is_last=number == 3
        )
    assert timers_of(office.stored(dossier.id)) == ()
    assert (await listed(Collection.WAITING), await listed(Collection.OVERDUE)) == (1, 1)


async def test_who_has_fetched_the_result_is_not_reminded(office: Office) -> None:
    dossier = await issued(office)
    await office.ask.collect(RecordCollection(change=change(dossier.id)))
    office.clock.move_to(dossier.reminders_at[-1])
    assert (await office.ask.fire_timers()).count == 0


async def test_a_parcel_on_its_way_is_not_reminded_of_and_one_that_came_back_is(office: Office) -> None:
    dossier = await issued(office, Channel.POST)
    await office.ask.returning.dispatch(sending(dossier.id))
    office.clock.move_to(dossier.reminders_at[0])
    assert (await office.ask.fire_timers()).count == 0
    back = await office.ask.returning.confirm(ConfirmDelivery(change=change(dossier.id), came_back=True))
    assert len(back.reminders_at) == 3
    office.clock.move_to(back.reminders_at[0])
    assert (await office.ask.fire_timers()).count == 1


@pytest.mark.parametrize("result_by", [Channel.COUNTER, Channel.ONLINE])
async def test_a_result_that_waits_for_its_fee_is_reminded_of_too(office: Office, result_by: Channel) -> None:
    dossier = await issued(office, result_by, is_paid=False)
    office.clock.move_to(dossier.reminders_at[0])
    assert (await office.ask.fire_timers()).count == 1
