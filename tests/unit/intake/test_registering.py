"""Registering: the version of the day, the whole of the form, and nothing half-stored."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chassis.kernel.errors import Kind, Problem
from intake.domain.documents import counted
from intake.domain.facts import DossierReceived
from intake.domain.lawpack import LawPack
from intake.domain.procedures import Channel
from intake.domain.states import State
from unit.intake.conftest import Office
from unit.intake.world import (
    APPLICANT,
    CONTROL,
    ELSEWHERE,
    RECEPTIONIST,
    SPECIALIST,
    WORK_PERMIT_DOCUMENTS,
    applicant,
    filing,
    given,
    heza,
    local,
)


async def test_an_applicant_files_online_and_the_dossier_waits_for_the_counter(office: Office) -> None:
    dossier = await office.registered(APPLICANT)
    assert (dossier.state, dossier.code, dossier.version) == (State.REGISTERED, "", 1)
    assert (dossier.department, dossier.procedure_key, dossier.procedure_version) == ("lao-dong", "cap-gpld", 3)
    assert (dossier.registered_by, dossier.received_at) == ("dn.mau.1", local("2026-04-20 09:00"))
    assert office.unit_of_work.stored.facts == [
        DossierReceived(dossier=dossier.ref, received_at=local("2026-04-20 09:00"), papers=counted(dossier.documents))
    ]
    assert office.unit_of_work.stored.applicants[dossier.id].applicant == applicant()


@pytest.mark.parametrize(
    ("at", "version", "code"),
    [("2025-08-06 23:59", 2, "2.000205"), ("2025-08-07 00:00", 3, "1.014199"), ("2021-02-15 08:00", 1, "2.000205")],
)
async def test_a_dossier_keeps_the_version_in_force_on_its_local_day(
    office: Office, at: str, version: int, code: str
) -> None:
    office.clock.move_to(local(at))
    dossier = await office.registered(RECEPTIONIST)
    assert (dossier.procedure_version, dossier.procedure_code) == (version, code)


async def test_a_procedure_can_be_named_by_its_national_code(office: Office) -> None:
    assert (await office.registered(APPLICANT, procedure="1.014199.H24")).procedure_key == "cap-gpld"


@pytest.mark.parametrize(
    ("changes", "slug", "fields"),
    [
        ({"procedure": "khong-co"}, "procedure-unknown", {"procedure"}),
        ({"procedure": "1.009647"}, "procedure-code-ambiguous", {"procedure"}),
        ({"procedure": "dieu-chinh-tien-do"}, "procedure-not-in-force", {"procedure"}),
        ({"documents": given(*WORK_PERMIT_DOCUMENTS[1:])}, "documents-missing", {"documents.van-ban-de-nghi"}),
        ({"documents": given(*WORK_PERMIT_DOCUMENTS, "la")}, "invalid-request", {"documents[7].key"}),
        ({"applicant": applicant(phone="1")}, "invalid-request", {"applicant.phone"}),
        ({"sets": 0}, "invalid-request", {"sets"}),
        ({"request": "x" * 2001}, "invalid-request", {"request"}),
    ],
)
async def test_bad_input_is_refused_and_nothing_is_stored(
    office: Office, changes: dict[str, object], slug: str, fields: set[str]
) -> None:
    with pytest.raises(Problem) as refusal:
        await office.registered(APPLICANT, **changes)
    assert (refusal.value.slug, refusal.value.kind, set(refusal.value.fields)) == (slug, Kind.INVALID, fields)
    assert office.unit_of_work.stored.dossiers == {}
    assert office.unit_of_work.stored.facts == []


@pytest.mark.parametrize(
    ("actor", "channel"),
    [
        (APPLICANT, Channel.COUNTER),
        (APPLICANT, Channel.POST),
        (RECEPTIONIST, Channel.ONLINE),
        (ELSEWHERE, Channel.COUNTER),
        (SPECIALIST, Channel.COUNTER),
        (CONTROL, Channel.ONLINE),
    ],
)
async def test_a_wrong_role_cannot_register(office: Office, actor: object, channel: Channel) -> None:
    with pytest.raises(Problem) as refusal:
        await office.ask.register(filing(actor, channel=channel))  # type: ignore[arg-type]
    assert (refusal.value.slug, refusal.value.kind) == ("role-forbidden", Kind.FORBIDDEN)


async def test_a_channel_that_is_not_offered_is_named(office: Office) -> None:
    office.law.enact(_without_online(heza()))
    with pytest.raises(Problem) as refusal:
        await office.registered(APPLICANT)
    assert refusal.value.slug == "channel-not-offered"
    assert refusal.value.fields == {"channel": "must be one of counter, post"}


async def test_the_counter_may_register_what_is_incomplete_and_the_applicant_may_not(office: Office) -> None:
    few = given(*WORK_PERMIT_DOCUMENTS[:3])
    dossier = await office.registered(RECEPTIONIST, documents=few, is_incomplete=True)
    assert len(dossier.documents) == 3
    with pytest.raises(Problem) as refusal:
        await office.registered(APPLICANT, documents=few, is_incomplete=True)
    assert refusal.value.slug == "documents-missing"


async def test_the_same_key_and_body_file_once(office: Office) -> None:
    first = await office.registered(APPLICANT, key="k-1")
    again = await office.registered(APPLICANT, key="k-1")
    assert again == first
    assert list(office.unit_of_work.stored.dossiers) == [first.id]
    assert office.facts == ["DossierReceived"]


async def test_the_same_key_with_another_body_is_refused(office: Office) -> None:
    await office.registered(APPLICANT, key="k-1", body="a")
    with pytest.raises(Problem) as refusal:
        await office.registered(APPLICANT, key="k-1", body="b")
    assert (refusal.value.slug, refusal.value.kind) == ("idempotency-key-reused", Kind.INVALID)


def _without_online(law: LawPack) -> LawPack:
    return replace(
        law,
        procedures=tuple(
            replace(
                procedure,
                versions=tuple(
                    replace(version, channels=tuple(o for o in version.channels if o.channel is not Channel.ONLINE))
                    for version in procedure.versions
                ),
            )
            for procedure in law.procedures
        ),
    )


async def test_a_system_may_try_the_system_and_the_event_says_so(office: Office) -> None:
    system = replace(APPLICANT, roles=frozenset({"system", "applicant"}))
    await office.registered(system, is_synthetic=True)
    assert [fact.is_synthetic for fact in office.unit_of_work.stored.facts if isinstance(fact, DossierReceived)] == [
        True
    ]


async def test_nobody_who_is_measured_may_make_a_dossier_that_does_not_count(office: Office) -> None:
    with pytest.raises(Problem) as refused:
        await office.registered(APPLICANT, is_synthetic=True)
    assert refused.value.slug == "role-forbidden"
    assert office.unit_of_work.stored.facts == []
