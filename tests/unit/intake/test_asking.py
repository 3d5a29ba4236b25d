"""Reading: who sees what, tracking without names, deadlines with reasons, the law on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from intake.application import (
    DeadlineSource,
    ExplainDeadline,
    GetApplicant,
    GetDossier,
    GetReceipt,
    ListDossiers,
    LoadLawPack,
    TrackDossier,
)
from intake.application.neighbours import Deadline, LiveCase
from intake.application.reading import Filter
from intake.domain.dossier import Timeliness
from intake.domain.facts import CalendarChanged, DepartmentChanged, ProcedurePublished
from intake.domain.procedures import Channel
from unit.intake.conftest import Office
from unit.intake.world import (
    APPLICANT,
    CONTROL,
    ELSEWHERE,
    HEAD,
    LEADER,
    NEIGHBOUR,
    OPERATOR,
    OTHER_SPECIALIST,
    RECEPTIONIST,
    SPECIALIST,
    SYSTEM,
    applicant,
    heza,
    local,
)


@pytest.mark.parametrize(
    ("actor", "sees", "sees_applicant", "listed"),
    [
        (APPLICANT, True, True, 1),
        (NEIGHBOUR, False, False, 0),
        (RECEPTIONIST, True, True, 1),
        (ELSEWHERE, False, False, 0),
        (SPECIALIST, True, True, 1),
        (HEAD, True, True, 1),
        (OTHER_SPECIALIST, False, False, 0),
        (LEADER, True, True, 1),
        (CONTROL, True, False, 1),
        (SYSTEM, True, True, 1),
    ],
)
async def test_everybody_sees_what_is_theirs(
    office: Office, actor: Actor, sees: bool, sees_applicant: bool, listed: int
) -> None:
    dossier = (await office.accepted(APPLICANT)).dossier
    found = await office.ask.find(ListDossiers(actor=actor, wanted=Filter(), after=None, size=10))
    assert (found.total, len(found.dossiers)) == (listed, listed)
    for name in (dossier.id, dossier.code):
        if not sees:
            with pytest.raises(Problem) as refusal:
                await office.ask.get(GetDossier(actor=actor, dossier=name))
            assert (refusal.value.slug, refusal.value.kind) == ("dossier-unknown", Kind.NOT_FOUND)
            continue
        shown = await office.ask.get(GetDossier(actor=actor, dossier=name))
        assert shown.dossier == dossier
        assert shown.applicant == (applicant() if sees_applicant else None)


async def test_an_operator_sees_no_dossiers_at_all(office: Office) -> None:
    with pytest.raises(Problem) as refusal:
        await office.ask.find(ListDossiers(actor=OPERATOR, wanted=Filter(), after=None, size=10))
    assert refusal.value.slug == "role-forbidden"


@pytest.mark.parametrize("actor", [SPECIALIST, LEADER, CONTROL, SYSTEM])
async def test_the_receipt_with_its_secret_is_for_applicant_and_counter(office: Office, actor: Actor) -> None:
    dossier = (await office.accepted(APPLICANT)).dossier
    for allowed in (APPLICANT, RECEPTIONIST):
        assert (await office.ask.receipt(GetReceipt(actor=allowed, dossier_id=dossier.id))).code == dossier.code
    with pytest.raises(Problem) as refusal:
        await office.ask.receipt(GetReceipt(actor=actor, dossier_id=dossier.id))
    assert refusal.value.slug == "role-forbidden"


async def test_there_is_no_receipt_before_acceptance(office: Office) -> None:
    dossier = await office.registered(APPLICANT)
    with pytest.raises(Problem) as refusal:
        await office.ask.receipt(GetReceipt(actor=APPLICANT, dossier_id=dossier.id))
    assert refusal.value.slug == "receipt-not-issued"


async def test_the_control_team_counts_dossiers_not_people(office: Office) -> None:
    dossier = await office.registered(APPLICANT)
    with pytest.raises(Problem) as refusal:
        await office.ask.applicant(GetApplicant(actor=CONTROL, dossier_id=dossier.id))
    assert refusal.value.slug == "role-forbidden"


async def test_code_and_secret_of_the_receipt_open_the_tracking_page(office: Office) -> None:
    accepted = await office.accepted(APPLICANT)
    query = TrackDossier(code=accepted.dossier.code.lower(), secret="00000000 0001")
    tracked = await office.ask.track(query)
    assert (tracked.dossier.id, tracked.department, tracked.live) == (
        accepted.dossier.id,
        "Phòng Quản lý Lao động",
        None,
    )
    assert tracked.timeliness is Timeliness.IN_TIME


async def test_live_progress_shows_where_the_dossier_is_now(office: Office) -> None:
    accepted = await office.accepted(APPLICANT)
    office.live.answers = LiveCase(
        state="running", step="ky-duyet", department="lanh-dao", due_at=local("2026-05-07 17:00")
    )
    tracked = await office.ask.track(TrackDossier(code=accepted.dossier.code, secret="0000-0000-0001"))
    assert (tracked.department, tracked.step) == ("Lãnh đạo Ban", "Lãnh đạo Ban ký duyệt")


@pytest.mark.parametrize(
    ("code", "secret"),
    [
        ("H24.15-260420-0001", "0000-0000-0002"),
        ("H24.15-260420-0001", ""),
        ("H24.15-260420-0002", "0000-0000-0001"),
        ("nonsense", "0000-0000-0001"),
        ("", ""),
    ],
)
async def test_a_wrong_code_and_a_wrong_secret_get_the_same_answer(office: Office, code: str, secret: str) -> None:
    await office.accepted(APPLICANT)
    with pytest.raises(Problem) as refusal:
        await office.ask.track(TrackDossier(code=code, secret=secret))
    assert (refusal.value.slug, refusal.value.kind) == ("tracking-unknown", Kind.NOT_FOUND)


async def test_without_processing_the_deadline_is_explained_as_on_the_receipt(office: Office) -> None:
    dossier = (await office.accepted(APPLICANT)).dossier
    explained = await office.ask.deadline(ExplainDeadline(actor=SPECIALIST, dossier_id=dossier.id))
    assert (explained.source, explained.deadline.due_at) == (DeadlineSource.RECEIPT, dossier.due_at)
    skipped = [(line.on, line.legal_ref != "") for line in explained.deadline.lines if line.kind == "skipped"]
    assert ("2026-04-27", True) in skipped
    assert ("2026-04-30", True) in skipped
    assert all(line.text and line.text_en for line in explained.deadline.lines)


async def test_processing_explains_its_own_clock(office: Office) -> None:
    dossier = (await office.accepted(APPLICANT)).dossier
    office.live.explains = Deadline(due_at=None, original_due_at=None, is_provisional=False, law_revision="x", lines=())
    explained = await office.ask.deadline(ExplainDeadline(actor=SPECIALIST, dossier_id=dossier.id))
    assert (explained.source, explained.deadline) == (DeadlineSource.PROCESSING, office.live.explains)


async def test_a_clock_that_has_not_started_has_nothing_to_explain(office: Office) -> None:
    dossier = await office.registered(APPLICANT)
    with pytest.raises(Problem) as refusal:
        await office.ask.deadline(ExplainDeadline(actor=APPLICANT, dossier_id=dossier.id))
    assert (refusal.value.slug, refusal.value.kind) == ("clock-not-started", Kind.REFUSED)


@pytest.mark.parametrize(
    ("wanted", "slug"),
    [(Filter(department="khong-co"), "department-unknown"), (Filter(procedure="khong-co"), "procedure-unknown")],
)
async def test_a_filter_that_can_match_nothing_is_refused(office: Office, wanted: Filter, slug: str) -> None:
    with pytest.raises(Problem) as refusal:
        await office.ask.find(ListDossiers(actor=RECEPTIONIST, wanted=wanted, after=None, size=10))
    assert (refusal.value.slug, refusal.value.kind) == (slug, Kind.INVALID)


async def test_the_law_answers_for_a_day(office: Office) -> None:
    law = office.ask.law
    assert law.procedure("cap-gpld", date(2025, 8, 6)).version == 2
    assert law.procedure("cap-gpld", None).version == 3
    assert "dieu-chinh-tien-do" not in {v.procedure for v in law.procedures(date(2026, 4, 30))}
    assert "dieu-chinh-tien-do" in {v.procedure for v in law.procedures(date(2026, 5, 1))}
    with pytest.raises(Problem) as refusal:
        await law.law("0" * 64)
    assert (refusal.value.slug, refusal.value.kind) == ("calendar-revision-unknown", Kind.NOT_FOUND)


async def test_the_pack_of_the_installation_is_published_whole_and_only_into_an_empty_store(office: Office) -> None:
    pack = heza()
    assert await office.ask.load_law(LoadLawPack(pack=pack)) == pack
    facts = office.unit_of_work.stored.facts
    assert len([f for f in facts if isinstance(f, DepartmentChanged)]) == 9
    assert len([f for f in facts if isinstance(f, CalendarChanged)]) == 1
    versions = sum(len(procedure.versions) for procedure in pack.procedures)
    assert len([f for f in facts if isinstance(f, ProcedurePublished)]) == versions

    other = replace(pack, forms=pack.forms[:1])
    assert await office.ask.load_law(LoadLawPack(pack=other)) == pack
    assert office.unit_of_work.stored.facts == facts
    assert await office.ask.law.law(pack.digest) == pack


async def test_filters_narrow_the_list(office: Office) -> None:
    await office.accepted(APPLICANT)
    office.clock.move_to(local("2026-04-21 09:00"))
    second = await office.registered(RECEPTIONIST)
    wanted = Filter(channel=Channel.COUNTER, received_from=local("2026-04-21 00:00"), procedure="1.014199")
    found = await office.ask.find(ListDossiers(actor=LEADER, wanted=wanted, after=None, size=10))
    assert [dossier.id for dossier in found.dossiers] == [second.id]
