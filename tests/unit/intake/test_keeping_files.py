"""What becomes of uploads when something fails between the object and its row, and when keys change."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Problem
from intake.application.files.delete_file import DeleteFile
from intake.application.files.get_file import GetFile, Span
from intake.application.files.reseal_files import Resealed
from intake.application.files.upload_file import UploadFile
from intake.domain.files.stored import StoredFile
from unit.intake.conftest import Office
from unit.intake.papers import PDF
from unit.intake.world import APPLICANT


async def parts(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def upload(office: Office, actor: Actor = APPLICANT, content: bytes = PDF) -> StoredFile:
    return await office.ask.files.upload(UploadFile(actor=actor, name="giay.pdf", content=parts(content)))


async def test_a_store_that_is_away_leaves_no_row(office: Office) -> None:
    office.contents.is_away = True
    with pytest.raises(Problem) as refusal:
        await upload(office)
    assert refusal.value.slug == "file-store-unavailable"
    assert office.unit_of_work.stored.files == {}


async def test_a_row_that_is_not_written_leaves_a_content_that_is_swept_once_it_is_old(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise ConnectionResetError

    monkeypatch.setattr(office.unit_of_work, "_committed", failing)
    with pytest.raises(ConnectionResetError):
        await upload(office)
    # Whether the commit took place is not known: nothing may be deleted yet.
    (orphan,) = office.contents.contents
    sweep = office.ask.files.sweep
    assert await sweep.orphans(0) == 0
    office.contents.ages[orphan] = timedelta(days=2)
    assert await sweep.orphans(0) == 1
    assert office.contents.contents == {}


async def test_an_old_content_with_a_row_stays(office: Office) -> None:
    file = await upload(office)
    office.contents.ages[file.content_id] = timedelta(days=400)
    assert await office.ask.files.sweep.orphans(0) == 0
    assert set(office.contents.contents) == {file.content_id}


async def test_a_deleted_upload_is_gone_also_while_the_store_is_away(office: Office) -> None:
    file = await upload(office)
    office.contents.is_away = True
    await office.ask.files.delete(DeleteFile(actor=APPLICANT, file_id=file.id))
    office.contents.is_away = False
    with pytest.raises(Problem):
        await office.ask.files.get(GetFile(actor=APPLICANT, file_id=file.id))
    office.contents.ages[file.content_id] = timedelta(days=2)
    assert await office.ask.files.sweep() == 1


async def test_many_expired_uploads_go_in_one_round(office: Office) -> None:
    for _ in range(450):
        await upload(office)
    office.clock.advance(timedelta(days=8))
    assert await office.ask.files.sweep.expired() == 450
    assert (office.contents.contents, office.unit_of_work.stored.files) == ({}, {})


async def test_after_a_rotation_every_file_is_sealed_anew_once(office: Office) -> None:
    files = [await upload(office) for _ in range(120)]
    office.contents.active = "k2"
    late = await upload(office)
    del office.contents.contents[files[7].content_id]
    assert await office.ask.files.reseal() == Resealed(done=119, left=(files[7].id,))
    assert await office.ask.files.reseal() == Resealed(done=0, left=(files[7].id,))
    assert {office.contents.keys[file.id] for file in (*files, late) if file is not files[7]} == {"k2"}


@pytest.mark.parametrize("span", [Span(start=-1, end=1), Span(start=3, end=3), Span(start=0, end=len(PDF) + 1)])
async def test_bytes_outside_of_a_file_are_refused(office: Office, span: Span) -> None:
    file = await upload(office)
    with pytest.raises(Problem) as refusal:
        office.ask.files.get.content(file, span)
    assert refusal.value.fields.keys() == {"range"}
