"""What every store of intake promises: in memory, on SQLite, on PostgreSQL, one suite."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st
from sqlalchemy import text

from chassis.blind_index import BlindIndex
from chassis.data.database import Database
from chassis.data.migrations import schema_differences
from chassis.ids import UuidIds
from chassis.kernel.clock import FrozenClock
from chassis.kernel.errors import Kind, Problem
from chassis.messaging.journal import Command, CommandRepeated, Idempotency
from chassis.sealing import Sealer
from intake.application.ports import ApplicantFile, Enactment, UnitOfWork
from intake.application.reading import Filter, Place, Register
from intake.domain.applicant import Representative
from intake.domain.documents import counted
from intake.domain.dossier import Dossier, SupplementRequest
from intake.domain.facts import DossierReceived, Stage
from intake.domain.forms.control_slip import HandoverKind
from intake.domain.forwarding.record import Forwarding, Origin
from intake.domain.procedures import Channel
from intake.domain.reception import withdraw
from intake.domain.references import ExternalRef
from intake.domain.rights import View
from intake.domain.states import State
from intake.events.publishing import published
from intake.store.applicant_rows import applicant_row, file_of_row
from intake.store.register import SqlRegister
from intake.store.tables import messaging, metadata
from intake.store.unit_of_work import SqlUnitOfWork
from support.databases import NewDatabase, Templates
from unit.intake.fake_register import InMemoryRegister
from unit.intake.fakes import InMemoryUnitOfWork
from unit.intake.forms.specimens import handover
from unit.intake.world import RECEPTIONIST, accepted, applicant, heza, local, registered

INDEX = BlindIndex({"i1": b"i" * 32}, "i1")
FILE = ApplicantFile(
    applicant=applicant(
        representative=Representative(
            name="Nguyễn Văn Mẫu", identity_number="031090001234", address="", phone="", email="", authority="GUQ 1"
        )
    ),
    request="Cấp mới",
    tracking_secret="7K3M-9QXZ-04TB",
)


@dataclass(frozen=True, slots=True)
class Stores:
    work: UnitOfWork
    read: Register


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def stores(request: pytest.FixtureRequest, _templates: Templates) -> AsyncIterator[Stores]:
    if request.param == "memory":
        memory = InMemoryUnitOfWork()
        yield Stores(memory, InMemoryRegister(memory))
        return
    database = Database(await _templates.url(request.param, "intake.store.migrations"))
    sealer = Sealer({"k1": b"k" * 32}, "k1")
    work = SqlUnitOfWork(
        database=database,
        tables=messaging,
        clock=FrozenClock(local("2026-04-20 09:00")),
        ids=UuidIds(),
        sealer=sealer,
        index=INDEX,
        publish=published,
        wake=lambda: None,
    )
    yield Stores(work, SqlRegister(database, sealer, INDEX))
    await database.close()


def everything() -> Dossier:
    """A dossier with every field said."""
    request = SupplementRequest(
        request_id="r-1",
        stage=Stage.APPRAISAL,
        requested_at=local("2026-04-21 10:00").astimezone(UTC),
        requested_by="cv.laodong.1",
        documents=("anh", "Bản dịch"),
        reason="Ảnh mờ",
        applicant_deadline_at=local("2026-04-30 17:00").astimezone(UTC),
        supplemented_at=local("2026-04-22 10:00").astimezone(UTC),
    )
    at = local("2026-04-23 10:00").astimezone(UTC)
    return replace(
        accepted(),
        supplements=(request,),
        due_is_provisional=True,
        site="dinh-vu",
        counter="quay-1",
        forwarding=Forwarding(
            origin=Origin(agency="heza", site="dinh-vu"),
            to_site="tru-so",
            due_at=at,
            sent_at=at,
            sent_by="cb.motcua.1",
            arrived_at=at,
            arrived_by="cb.motcua.2",
        ),
        external_refs=(ExternalRef(system="a.vn", number="1", url="https://a.vn/1", received_at=at),),
        reception_due_at=at,
        transferred_at=at,
        paused_at=at,
        officer="cv.laodong.1",
        step="tham-dinh",
        decided_at=at,
        outcome="granted",
        result_issued_at=at,
        returned_at=at,
        returned_by=Channel.POST,
        refused_at=at,
        refusal_reason="Lý do",
        withdrawn_at=at,
        behind_withdrawal=State.IN_PROGRESS,
        stopped_at=at,
        stop_cause="authority",
        rating=3,
        rated_at=at,
        state=State.WITHDRAWN,
    )


async def put(stores: Stores, *dossiers: Dossier) -> None:
    async with stores.work.begin() as transaction:
        for dossier in dossiers:
            await transaction.dossiers.add(dossier)
            await transaction.applicants.add(dossier, FILE)
        await transaction.commit()


@pytest.mark.parametrize("dossier", [registered(), accepted(), everything()], ids=["least", "accepted", "everything"])
async def test_a_dossier_comes_back_as_it_went_in(stores: Stores, dossier: Dossier) -> None:
    await put(stores, dossier)
    assert await stores.read.dossier(dossier.id) == dossier
    found = await stores.read.with_applicant(dossier.id)
    assert found is not None
    assert (found[0], found[1]()) == (dossier, FILE)
    if dossier.code:
        assert await stores.read.by_code(dossier.code) == dossier


async def test_what_is_not_there_is_none(stores: Stores) -> None:
    assert await stores.read.dossier("nobody") is None
    assert await stores.read.by_code("H24.15-260420-0001") is None
    assert await stores.read.with_applicant("nobody") is None
    assert await stores.read.law_pack("0" * 64) is None
    async with stores.work.begin() as transaction:
        assert await transaction.dossiers.locked("nobody") is None
        with pytest.raises(LookupError):
            await transaction.applicants.get("nobody")


async def test_what_is_not_committed_has_never_been(stores: Stores) -> None:
    async with stores.work.begin() as transaction:
        await transaction.dossiers.add(registered())
        assert await transaction.codes.next("H24.15", date(2026, 4, 20)) == 1
    assert await stores.read.dossier("d-1") is None
    async with stores.work.begin() as transaction:
        assert await transaction.codes.next("H24.15", date(2026, 4, 20)) == 1


async def test_the_next_version_is_stored_and_any_other_refused(stores: Stores) -> None:
    await put(stores, accepted())
    withdrawn, _ = withdraw(accepted(), local("2026-04-21 09:00"))
    async with stores.work.begin() as transaction:
        await transaction.dossiers.save(withdrawn)
        await transaction.commit()
    assert await stores.read.dossier("d-1") == withdrawn
    async with stores.work.begin() as transaction:
        with pytest.raises(Problem) as refusal:
            await transaction.dossiers.save(withdrawn)
    assert (refusal.value.slug, refusal.value.kind) == ("dossier-changed", Kind.CONFLICT)


async def test_serials_run_per_unit_and_day(stores: Stores) -> None:
    async with stores.work.begin() as transaction:
        taken = [
            await transaction.codes.next(unit, on)
            for unit, on in [
                ("H24.15", date(2026, 4, 20)),
                ("H24.15", date(2026, 4, 20)),
                ("H24.15", date(2026, 4, 21)),
                ("H05", date(2026, 4, 20)),
            ]
        ]
    assert taken == [1, 2, 1, 1]


async def test_a_key_is_good_for_one_command(stores: Stores) -> None:
    dossier = registered()
    command = Command(
        name="register-dossier",
        actor=RECEPTIONIST,
        subject=dossier.id,
        idempotency=Idempotency(key="k", digest="a"),
    )
    received = DossierReceived(dossier=dossier.ref, received_at=dossier.received_at, papers=counted(dossier.documents))
    async with stores.work.begin() as transaction:
        assert not await transaction.repeated(command)
        await transaction.record(command, [received])
        await transaction.commit()
    async with stores.work.begin() as transaction:
        assert await transaction.repeated(command)
        with pytest.raises(CommandRepeated) as repeated:
            await transaction.record(command, [received])
    assert repeated.value.subject == "d-1"
    other = replace(command, idempotency=Idempotency(key="k", digest="b"))
    async with stores.work.begin() as transaction:
        with pytest.raises(Problem) as refusal:
            await transaction.record(other, [received])
    assert refusal.value.slug == "idempotency-key-reused"


async def test_law_packs_are_found_again_by_digest_and_the_latest_is_the_last(stores: Stores) -> None:
    pack = heza()
    other = replace(pack, forms=pack.forms[:1])
    enactment = Enactment(at=local("2026-04-20 09:00"), by="vh.1", reason="Thử", legal_ref="Quyết định mẫu")
    async with stores.work.begin() as transaction:
        assert await transaction.law_packs.locked() is None
        assert await transaction.law_packs.add(pack, enactment) == 1
        assert await transaction.law_packs.add(other, enactment) == 2
        assert await transaction.law_packs.locked() == other
        await transaction.record(Command(name="load-law-pack", actor=RECEPTIONIST, subject="heza"), [])
        await transaction.commit()
    assert await stores.read.law_pack(pack.digest) == pack
    assert await stores.read.law_pack_in_force() == other.digest
    history = await stores.read.law_packs(None, 1)
    assert [(found.position, found.digest) for found in history.revisions] == [(2, other.digest)]
    assert (history.total, history.following) == (2, 2)
    assert (await stores.read.law_packs(2, 5)).revisions == (await stores.read.law_pack_revision(pack.digest),)
    assert (await stores.read.law_pack_revision(pack.digest)).legal_ref == "Quyết định mẫu"


async def test_dossiers_are_counted_by_the_version_they_were_filed_by(stores: Stores) -> None:
    await put(stores, registered(), accepted(dossier_id="d-2"))
    filed = (registered().procedure_key, registered().procedure_version)
    assert await stores.read.filed_by(frozenset({filed, ("cap-gpxd", 1)})) == {filed: 2}
    async with stores.work.begin() as transaction:
        assert await transaction.law_packs.filed_by(frozenset({filed})) == {filed: 2}
        assert await transaction.law_packs.filed_by(frozenset()) == {}


async def test_a_page_follows_a_page_without_overlap_or_hole(stores: Stores) -> None:
    # Many at the same instant: the id decides, and nothing is skipped at the edge of a page.
    dossiers = [
        registered(local("2026-04-20 09:00") + timedelta(days=i // 4), dossier_id=f"d-{i:02d}") for i in range(11)
    ]
    await put(stores, *dossiers)
    seen: list[str] = []
    place: Place | None = None
    while True:
        page = await stores.read.find(View(agency="heza"), Filter(), place, 4)
        assert page.total == 11
        seen += [dossier.id for dossier in page.dossiers]
        place = page.following
        if place is None:
            break
    assert seen == sorted((d.id for d in dossiers), reverse=True)


async def test_a_total_is_exact_however_often_it_is_asked_and_whoever_writes_meanwhile(stores: Stores) -> None:
    async def total(wanted: Filter) -> int:
        return (await stores.read.find(View(agency="heza"), wanted, None, 1)).total

    registered_only = Filter(states=frozenset({State.REGISTERED}))
    await put(stores, *(registered(dossier_id=f"d-{i}") for i in range(3)))
    assert [await total(Filter()) for _ in range(3)] == [3, 3, 3]
    async with stores.work.begin() as transaction:
        await transaction.dossiers.add(registered(dossier_id="d-9"))
        assert await total(Filter()) == 3
        await transaction.commit()
    assert [await total(Filter()), await total(Filter()), await total(registered_only)] == [4, 4, 4]
    async with stores.work.begin() as transaction:
        await transaction.dossiers.save(withdraw(registered(dossier_id="d-0"), local("2026-04-21 09:00"))[0])
        await transaction.commit()
    assert [await total(registered_only), await total(Filter())] == [3, 4]


@pytest.mark.parametrize(
    ("view", "wanted", "expected"),
    [
        (View(), Filter(), {"d-1", "d-2", "d-3"}),
        (View(agency="khac"), Filter(), set()),
        (View(registered_by=RECEPTIONIST.subject), Filter(), {"d-1", "d-2", "d-3"}),
        (View(registered_by="dn.mau.2"), Filter(), set()),
        (View(agency="heza", department="dau-tu"), Filter(), set()),
        (View(agency="heza", department="lao-dong"), Filter(department="dau-tu"), set()),
        (View(), Filter(states=frozenset({State.ACCEPTED})), {"d-2", "d-3"}),
        (View(), Filter(states=frozenset({State.ACCEPTED, State.REGISTERED})), {"d-1", "d-2", "d-3"}),
        (View(), Filter(channel=Channel.ONLINE), set()),
        (View(), Filter(procedure="cap-gpld"), {"d-1", "d-2", "d-3"}),
        (View(), Filter(received_from=local("2026-04-21 00:00")), {"d-2", "d-3"}),
        (View(), Filter(received_before=local("2026-04-22 09:00")), {"d-1", "d-2"}),
        (View(), Filter(code="H24.15-260421-0001"), {"d-2"}),
        (View(), Filter(code="H24.15-26042"), {"d-2", "d-3"}),
        (View(), Filter(code="H24.15-26_4"), set()),
        (View(), Filter(code="H24.15-26%"), set()),
    ],
)
async def test_views_and_filters_both_hold(stores: Stores, view: View, wanted: Filter, expected: set[str]) -> None:
    await put(
        stores,
        registered(local("2026-04-20 09:00"), dossier_id="d-1"),
        accepted(local("2026-04-21 09:00"), dossier_id="d-2"),
        accepted(local("2026-04-22 09:00"), dossier_id="d-3"),
    )
    found = await stores.read.find(view, wanted, None, 10)
    assert ({dossier.id for dossier in found.dossiers}, found.total) == (expected, len(expected))


@hypothesis_given(st.text(max_size=50), st.text(max_size=50), st.sampled_from(["vi", "en"]))
def test_a_sealed_file_holds_any_text(name: str, request: str, language: str) -> None:
    storable = [part.encode("utf-8", "ignore").decode() for part in (name, request)]
    file = ApplicantFile(
        applicant=applicant(name=storable[0], language=language), request=storable[1], tracking_secret="s"
    )
    sealer = Sealer({"k1": b"k" * 32}, "k1")
    assert file_of_row("d-1", applicant_row("d-1", file, sealer), sealer) == file


async def test_the_migrations_make_what_the_code_says(database: NewDatabase) -> None:
    migrated = await database("intake.store.migrations")
    async with migrated.read() as connection:
        assert await schema_differences(metadata, connection) == []


async def test_an_applicant_moved_to_another_dossier_does_not_open(database: NewDatabase) -> None:
    migrated = await database("intake.store.migrations")
    sealer = Sealer({"k1": b"k" * 32}, "k1")
    work = SqlUnitOfWork(
        database=migrated,
        tables=messaging,
        clock=FrozenClock(local("2026-04-20 09:00")),
        ids=UuidIds(),
        sealer=sealer,
        index=INDEX,
        publish=published,
        wake=lambda: None,
    )
    stores = Stores(work, SqlRegister(migrated, sealer, INDEX))
    await put(stores, registered(dossier_id="d-1"), registered(dossier_id="d-2"))
    async with migrated.write() as writing:
        stolen = "(SELECT phone FROM applicants WHERE dossier_id = 'd-1')"
        await writing.connection.execute(text(f"UPDATE applicants SET phone = {stolen} WHERE dossier_id = 'd-2'"))
        await writing.commit()
    found = await stores.read.with_applicant("d-2")
    assert found is not None
    with pytest.raises(Problem) as refusal:
        found[1]()
    assert refusal.value.slug == "seal-broken"


async def test_the_way_of_a_dossier_is_kept_line_by_line_in_the_order_of_the_events(stores: Stores) -> None:
    await put(stores, accepted())
    first, second = (
        handover(place, HandoverKind.ASSIGNED, local("2026-04-20 10:00"), task=f"t{place}") for place in (9, 10)
    )
    for each in (first, second):
        async with stores.work.begin() as transaction:
            await transaction.handovers.add("d-1", each)
            await transaction.record(Command(name="note-handover", actor=RECEPTIONIST, subject="d-1"), [])
            await transaction.commit()
    async with stores.work.begin() as transaction:
        await transaction.handovers.add("d-1", replace(second, sequence=11))
    assert await stores.read.handovers("d-1") == (first, second)
    assert await stores.read.handovers("d-2") == ()
