"""A faulty result is put right at the agency's cost, on an axis of its own."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.kernel.errors import Problem
from intake.application import RecordCollection
from intake.application.returning import AdvanceCorrection, ListCorrections, RequestCorrection
from intake.domain.returning.corrections import CorrectionState, Fault, FoundBy
from intake.domain.states import State
from unit.intake.conftest import Office
from unit.intake.test_returning import issued, refused
from unit.intake.world import APPLICANT, CONTROL, NEIGHBOUR, RECEPTIONIST, SPECIALIST, change, local


def asking(dossier_id: str, actor: Any = RECEPTIONIST, fault: Fault = Fault.ERROR, **how: Any) -> RequestCorrection:
    asked = change(dossier_id, actor, **how)
    return RequestCorrection(change=asked, reason="Sai ngày cấp hộ chiếu", found_by=FoundBy.APPLICANT, fault=fault)


async def test_a_correction_goes_its_way_and_the_dossier_keeps_its_own(office: Office) -> None:
    dossier = await issued(office)
    collected = await office.ask.collect(RecordCollection(change=change(dossier.id)))
    facts = list(office.facts)
    asked = (await office.ask.returning.request_correction(asking(dossier.id))).corrections[0]
    assert (asked.state, asked.result_issued_at) == (CorrectionState.REQUESTED, dossier.result_issued_at)
    assert asked.due_at == local("2026-04-24 17:00")  # three working days
    step = AdvanceCorrection(change=change(dossier.id), correction_id=asked.id)
    assert await refused(office.ask.returning.return_corrected(step)) == "correction-not-ready"
    await office.ask.returning.record_corrected(step)
    assert await refused(office.ask.returning.record_corrected(step)) == "correction-not-open"
    office.clock.move_to(local("2026-04-28 09:00"))
    done = await office.ask.returning.return_corrected(step)
    assert (done.corrections[0].state, done.corrections[0].is_overdue(done.now)) == (CorrectionState.RETURNED, False)
    after = office.stored(dossier.id)
    assert (after.state, after.due_at, after.returned_at, after.payment) == (
        State.COLLECTED,
        collected.due_at,
        collected.returned_at,
        collected.payment,
    )
    assert office.facts == facts


async def test_one_correction_at_a_time_and_as_many_as_it_takes(office: Office) -> None:
    dossier = await issued(office)
    asked = (await office.ask.returning.request_correction(asking(dossier.id))).corrections[0]
    assert await refused(office.ask.returning.request_correction(asking(dossier.id))) == "correction-open"
    step = AdvanceCorrection(change=change(dossier.id), correction_id=asked.id)
    await office.ask.returning.record_corrected(step)
    await office.ask.returning.return_corrected(step)
    assert len((await office.ask.returning.request_correction(asking(dossier.id))).corrections) == 2


async def test_an_error_needs_a_result_and_papers_can_be_lost_before(office: Office) -> None:
    filed = await office.registered(APPLICANT)
    for fault in Fault:
        assert await refused(office.ask.returning.request_correction(asking(filed.id, fault=fault))) == (
            "correction-not-allowed"
        )
    dossier = (await office.accepted(APPLICANT)).dossier
    assert await refused(office.ask.returning.request_correction(asking(dossier.id))) == "correction-not-allowed"
    lost = await office.ask.returning.request_correction(asking(dossier.id, fault=Fault.LOST))
    assert (lost.corrections[0].fault, lost.corrections[0].result_issued_at) == (Fault.LOST, None)


async def test_the_agency_can_be_late_with_it(office: Office) -> None:
    dossier = await issued(office)
    await office.ask.returning.request_correction(asking(dossier.id))
    office.clock.move_to(local("2026-04-24 17:01"))
    found = await office.ask.returning.corrections(ListCorrections(actor=APPLICANT, dossier_id=dossier.id))
    assert found.corrections[0].is_overdue(found.now)


async def test_words_are_for_those_who_may_see_people_and_changes_for_the_counter(office: Office) -> None:
    dossier = await issued(office)
    await office.ask.returning.request_correction(asking(dossier.id))
    for actor, shown in ((APPLICANT, True), (SPECIALIST, True), (CONTROL, False)):
        found = await office.ask.returning.corrections(ListCorrections(actor=actor, dossier_id=dossier.id))
        assert found.shows_words is shown
    strange = ListCorrections(actor=NEIGHBOUR, dossier_id=dossier.id)
    assert await refused(office.ask.returning.corrections(strange)) == "dossier-unknown"
    for actor in (APPLICANT, SPECIALIST, CONTROL):
        assert await refused(office.ask.returning.request_correction(asking(dossier.id, actor))) == "role-forbidden"


async def test_the_same_key_twice_asks_once(office: Office) -> None:
    dossier = await issued(office)
    first = await office.ask.returning.request_correction(asking(dossier.id, key="k-1"))
    again = await office.ask.returning.request_correction(asking(dossier.id, key="k-1"))
    assert again.corrections == first.corrections


@pytest.mark.parametrize("correction_id", ["", "unknown"])
async def test_an_unknown_correction_is_not_found(office: Office, correction_id: str) -> None:
    dossier = await issued(office)
    step = AdvanceCorrection(change=change(dossier.id), correction_id=correction_id)
    with pytest.raises(Problem) as refusal:
        await office.ask.returning.record_corrected(step)
    assert refusal.value.slug == "correction-unknown"
