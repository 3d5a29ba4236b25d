"""What every store of files and drafts promises: in memory, on SQLite, on PostgreSQL, one suite."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from chassis.blind_index import BlindIndex
from chassis.data.database import Database
from chassis.ids import UuidIds
from chassis.kernel.clock import FrozenClock
from chassis.kernel.errors import Problem
from chassis.sealing import Sealer
from intake.application.drafts.draft import Draft, DraftChanged, DraftContent, DraftRef
from intake.application.drafts.ports import DraftPlace, DraftShelf
from intake.application.files.given import GivenDocument, Reuse
from intake.application.files.ports import FilePlace, FileShelf
from intake.application.ports import UnitOfWork
from intake.domain.documents import ScanExemption
from intake.domain.files.media import Media
from intake.domain.files.stored import StoredFile
from intake.domain.procedures import Channel, DocumentForm
from intake.events.publishing import published
from intake.store.draft_rows import SqlDraftShelf
from intake.store.file_rows import SqlFileShelf
from intake.store.tables import messaging
from intake.store.unit_of_work import SqlUnitOfWork
from support.databases import Templates
from unit.intake.fakes import InMemoryUnitOfWork
from unit.intake.file_fakes import InMemoryDraftShelf, InMemoryFileShelf
from unit.intake.world import APPLICANT, NEIGHBOUR, RECEPTIONIST, applicant, local, registered

AT = local("2026-04-20 09:00").astimezone(UTC)
MINE, YOURS = APPLICANT.subject, NEIGHBOUR.subject


@dataclass(frozen=True, slots=True)
class Stores:
    work: UnitOfWork
    files: FileShelf
    drafts: DraftShelf


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def stores(request: pytest.FixtureRequest, _templates: Templates) -> AsyncIterator[Stores]:
    if request.param == "memory":
        memory = InMemoryUnitOfWork()
        shelves = InMemoryFileShelf(lambda: memory.stored), InMemoryDraftShelf(lambda: memory.stored)
        yield Stores(memory, *shelves)
        return
    database = Database(await _templates.url(request.param, "intake.store.migrations"))
    sealer = Sealer({"k1": b"k" * 32}, "k1")
    work = SqlUnitOfWork(
        database=database,
        tables=messaging,
        clock=FrozenClock(AT),
        ids=UuidIds(),
        sealer=sealer,
        index=BlindIndex({"i1": b"i" * 32}, "i1"),
        publish=published,
        wake=lambda: None,
    )
    yield Stores(work, SqlFileShelf(database, sealer), SqlDraftShelf(database, sealer))
    await database.close()


def file(file_id: str, **changes: object) -> StoredFile:
    plain = StoredFile(
        id=file_id,
        content_id=file_id,
        name="Hộ chiếu.pdf",
        size=10,
        media=Media.PDF,
        sha256="0" * 64,
        key_id="k1",
        uploaded_by=MINE,
        uploaded_at=AT,
        expires_at=AT + timedelta(days=7),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def draft(draft_id: str, **changes: object) -> Draft:
    content = DraftContent(
        procedure="cap-gpld",
        channel=Channel.ONLINE,
        applicant=applicant(name=""),
        documents=(
            GivenDocument(key="anh", form=None, quantity=2, files=("f-1", "f-2"), is_digitised=True),
            GivenDocument(
                key="ho-chieu",
                form=DocumentForm.COPY,
                quantity=1,
                is_from_national_store=True,
                replaces_result_code="KQ-1",
                exemption=ScanExemption.ONLY_SHOWN,
                reuse=Reuse(dossier="d-1", key="anh"),
            ),
        ),
        request="Cấp mới",
        sets=2,
        result_by=Channel.POST,
    )
    plain = Draft(
        id=draft_id,
        version=1,
        owner=MINE,
        content=content,
        created_at=AT,
        updated_at=AT,
        expires_at=AT + timedelta(days=30),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


async def put(stores: Stores, *files: StoredFile) -> None:
    async with stores.work.begin() as transaction:
        await transaction.files.add(files)
        await transaction.commit()


async def put_dossiers(stores: Stores, *dossier_ids: str) -> None:
    async with stores.work.begin() as transaction:
        for dossier_id in dossier_ids:
            await transaction.dossiers.add(registered(dossier_id=dossier_id))
        await transaction.commit()


async def attach(stores: Stores, dossier_id: str, key: str, *file_ids: str, at: datetime = AT) -> None:
    async with stores.work.begin() as transaction:
        await transaction.files.attach([(file_id, key) for file_id in file_ids], dossier_id, at)
        await transaction.commit()


async def test_a_file_comes_back_as_it_went_in(stores: Stores) -> None:
    await put_dossiers(stores, "d-1")
    attached = file("f-2", expires_at=None, dossier_id="d-1", document_key="anh", attached_at=AT)
    await put(stores, file("f-1"), attached)
    assert await stores.files.file("f-1") == file("f-1")
    assert await stores.files.file("f-2") == attached
    assert await stores.files.file("nobody") is None
    assert await stores.files.files(["f-1", "nobody"]) == {"f-1": file("f-1")}
    async with stores.work.begin() as transaction:
        assert await transaction.files.locked(["f-2", "f-1", "nobody"]) == {"f-1": file("f-1"), "f-2": attached}


async def test_an_attached_file_has_its_dossier_and_does_not_expire(stores: Stores) -> None:
    await put_dossiers(stores, "d-1")
    await put(stores, file("f-1"), file("f-2"), file("f-3"))
    await attach(stores, "d-1", "anh", "f-1", "f-2")
    expected = file("f-1", expires_at=None, dossier_id="d-1", document_key="anh", attached_at=AT)
    assert await stores.files.files_of("d-1") == (expected, replace(expected, id="f-2", content_id="f-2"))
    assert await stores.files.unattached_bytes(MINE) == 10
    async with stores.work.begin() as transaction:
        later = AT + timedelta(days=8)
        assert await transaction.files.remove_expired(later, 10) == ("f-3",)
        assert await transaction.files.remove_expired(later, 10) == ()
        await transaction.commit()
    assert (await stores.files.file("f-3"), await stores.files.file("f-1")) == (None, expected)


async def test_the_oldest_expire_first_and_so_many_at_once(stores: Stores) -> None:
    await put(stores, *(file(f"f-{n}", expires_at=AT + timedelta(days=n)) for n in range(4)))
    async with stores.work.begin() as transaction:
        assert set(await transaction.files.remove_expired(AT + timedelta(days=2, hours=1), 2)) == {"f-0", "f-1"}
        assert await transaction.files.remove_expired(AT + timedelta(days=2, hours=1), 2) == ("f-2",)


async def test_only_ones_own_unattached_files_are_kept_longer_and_never_shorter(stores: Stores) -> None:
    await put_dossiers(stores, "d-1")
    long = AT + timedelta(days=60)
    await put(stores, file("f-1"), file("f-2", uploaded_by=YOURS), file("f-3", expires_at=long), file("f-4"))
    await attach(stores, "d-1", "anh", "f-4")
    async with stores.work.begin() as transaction:
        await transaction.files.keep_until(["f-1", "f-2", "f-3", "f-4", "nobody"], MINE, AT + timedelta(days=30))
        await transaction.commit()
    ends = [(await stores.files.files([f"f-{n}"]))[f"f-{n}"].expires_at for n in (1, 2, 3, 4)]
    assert ends == [AT + timedelta(days=30), AT + timedelta(days=7), long, None]


async def test_reusable_files_are_those_in_use_newest_first_a_page_at_a_time(stores: Stores) -> None:
    await put_dossiers(stores, "d-1", "d-2")
    await put(stores, *(file(f"f-{n}") for n in range(5)))
    await attach(stores, "d-1", "anh", "f-0", "f-1")
    await attach(stores, "d-2", "ho-chieu", "f-2", "f-3", at=AT + timedelta(minutes=1))
    async with stores.work.begin() as transaction:
        await transaction.files.supersede(["f-1"])
        await transaction.commit()
    seen: list[tuple[str, str]] = []
    place: FilePlace | None = None
    while True:
        page = await stores.files.reusable(RECEPTIONIST.subject, None, place, 2)
        assert page.total == 3
        seen += [(item.file.id, item.dossier.id) for item in page.items]
        place = page.following
        if place is None:
            break
    assert seen == [("f-3", "d-2"), ("f-2", "d-2"), ("f-0", "d-1")]
    assert (await stores.files.reusable(MINE, None, None, 5)).total == 0
    one = await stores.files.reusable(None, ["d-1"], None, 5)
    assert [item.file.id for item in one.items] == ["f-0"]


async def test_contents_and_keys_are_known(stores: Stores) -> None:
    await put(stores, file("f-1"), file("f-2", content_id="f-1"), file("f-3", key_id="k0"))
    assert await stores.files.known_contents(["f-1", "f-2", "f-3"]) == {"f-1", "f-3"}
    assert await stores.files.sealed_otherwise("k1", "", 10) == (file("f-3", key_id="k0"),)
    async with stores.work.begin() as transaction:
        await transaction.files.rekey(file("f-1"), "k2")
        await transaction.commit()
    assert {f.id for f in await stores.files.sealed_otherwise("k2", "f-1", 10)} == {"f-3"}
    assert await stores.files.sealed_otherwise("k2", "f-3", 10) == ()
    assert await stores.files.file("f-2") == file("f-2", content_id="f-1", key_id="k2")


async def test_a_draft_comes_back_as_it_went_in_and_as_it_was_changed(stores: Stores) -> None:
    changed = draft("r-1", version=2, content=DraftContent(procedure="cap-gpld", channel=Channel.COUNTER))
    async with stores.work.begin() as transaction:
        await transaction.drafts.add(draft("r-1"))
        assert await transaction.drafts.locked("r-1") == draft("r-1")
        assert await transaction.drafts.locked("nobody") is None
        await transaction.commit()
    assert await stores.drafts.draft("r-1") == draft("r-1")
    async with stores.work.begin() as transaction:
        await transaction.drafts.save(changed)
        await transaction.commit()
    assert await stores.drafts.draft("r-1") == changed


async def test_a_draft_is_closed_once_in_the_version_that_was_seen(stores: Stores) -> None:
    await put_dossiers(stores, "d-1", "d-2")
    async with stores.work.begin() as transaction:
        await transaction.drafts.add(draft("r-1", version=3))
        with pytest.raises(DraftChanged):
            await transaction.drafts.close(DraftRef(id="r-1", version=2), "d-1")
        await transaction.drafts.close(DraftRef(id="r-1", version=3), "d-1")
        with pytest.raises(Problem):
            await transaction.drafts.close(DraftRef(id="r-1", version=3), "d-2")
        await transaction.commit()
    assert await stores.drafts.draft("r-1") == draft("r-1", version=3, content=None, dossier_id="d-1")
    assert await stores.drafts.open_drafts(MINE) == 0


async def test_ones_own_open_drafts_in_pages_and_expired_ones_are_removed(stores: Stores) -> None:
    async with stores.work.begin() as transaction:
        for n in range(5):
            age = timedelta(minutes=n // 2)
            await transaction.drafts.add(draft(f"r-{n}", created_at=AT + age, expires_at=AT + timedelta(days=n)))
        await transaction.drafts.add(draft("r-9", owner=YOURS))
        await transaction.commit()
    seen: list[str] = []
    place: DraftPlace | None = None
    while True:
        page = await stores.drafts.find(MINE, place, 2)
        assert page.total == 5
        seen += [each.id for each in page.drafts]
        place = page.following
        if place is None:
            break
    assert seen == ["r-4", "r-3", "r-2", "r-1", "r-0"]
    assert await stores.drafts.open_drafts(YOURS) == 1
    async with stores.work.begin() as transaction:
        assert await transaction.drafts.remove_expired(AT + timedelta(days=1, hours=1)) == 2
        await transaction.drafts.remove("r-4")
        await transaction.commit()
    assert {each.id for each in (await stores.drafts.find(MINE, None, 10)).drafts} == {"r-2", "r-3"}
