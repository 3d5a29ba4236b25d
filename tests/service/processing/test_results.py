"""Result files and notes on every kind of store."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Problem
from processing.application.notes import WriteNote
from processing.application.results import AttachResult, SignResult
from processing.application.use_cases import UseCases
from processing.domain.results import Media, ResultFile
from processing.domain.vocabulary import CaseState
from processing.store.result_tables import notes
from service.processing.conftest import NewOffice
from unit.processing.desk import Desk, by
from unit.processing.fake_results import InMemoryContents, InMemorySigning, cabinet
from unit.processing.story import APPLICANT, CLERK, COLLEAGUE, DOSSIER_ID, HEAD, LEADER, SPECIALIST, STRANGER, SYSTEM

PDF = b"%PDF-1.7\n" + b"k" * 70_000


async def parts(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), 4096):
        yield content[start : start + 4096]


async def attach(desk: Desk, content: bytes = PDF, actor: Actor = SPECIALIST, **how: str) -> ResultFile:
    command = AttachResult(asked=by(actor), dossier_id=DOSSIER_ID, content=parts(content), **how)
    return await desk.ask.results.attach(command)


async def sign(desk: Desk, result: ResultFile, actor: Actor = LEADER) -> ResultFile:
    return await desk.ask.results.sign(SignResult(asked=by(actor), dossier_id=DOSSIER_ID, result_id=result.id))


def files(desk: Desk) -> dict[str, bytes]:
    assert isinstance(desk.cabinet.contents, InMemoryContents)
    return desk.cabinet.contents.files


async def opened(office: NewOffice) -> Desk:
    desk = (await office()).desk
    await desk.open()
    await desk.to_specialist()
    return desk


async def test_versions_are_kept_with_their_digest_and_told_to_others(office: NewOffice) -> None:
    made = await office()
    desk = made.desk
    await desk.open()
    await desk.to_specialist()
    first = await attach(desk)
    second = await attach(desk, PDF + b"2")
    assert (first.number, second.number, first.media) == (1, 2, Media.PDF)
    assert first.sha256 == hashlib.sha256(PDF).hexdigest()
    assert list(await desk.ask.results.read(LEADER, DOSSIER_ID)) == [first, second]
    read = desk.ask.results.read
    assert b"".join([part async for part in read.content(await read.one(SYSTEM, DOSSIER_ID, first.id))]) == PDF
    assert [event for _, event in await made.told()][-2:] == ["dossier.result-attached"] * 2


async def test_the_same_request_again_attaches_nothing(office: NewOffice) -> None:
    desk = await opened(office)
    first = await attach(desk, key="r-1")
    assert await attach(desk, key="r-1") == first
    assert list(files(desk)) == [first.id]
    with pytest.raises(Problem) as reused:
        await attach(desk, PDF + b"2", key="r-1")
    assert reused.value.slug == "idempotency-key-reused"
    assert list(files(desk)) == [first.id]


async def test_what_is_refused_leaves_no_bytes_behind(office: NewOffice) -> None:
    desk = await opened(office)
    wrong: list[tuple[bytes, dict[str, str], Actor, str]] = [
        (b"MZ\x90", {}, SPECIALIST, "result-kind-refused"),
        (b"", {}, SPECIALIST, "result-empty"),
        (PDF * 20, {}, SPECIALIST, "result-too-large"),
        (PDF, {"sha256": "0" * 64}, SPECIALIST, "digest-mismatch"),
        (PDF, {}, COLLEAGUE, "task-not-yours"),
        (PDF, {}, STRANGER, "case-unknown"),
        (PDF, {}, APPLICANT, "role-not-allowed"),
    ]
    for content, how, actor, slug in wrong:
        with pytest.raises(Problem) as refused:
            await attach(desk, content, actor, **how)
        assert refused.value.slug == slug
    assert files(desk) == {}
    with pytest.raises(Problem) as hidden:
        await desk.ask.results.read(STRANGER, DOSSIER_ID)
    assert hidden.value.slug == "case-unknown"


async def test_a_signed_version_says_by_whom_and_when_and_is_signed_once(office: NewOffice) -> None:
    made = await office()
    desk = made.desk
    await desk.open()
    await desk.to_specialist()
    draft = await attach(desk)
    with pytest.raises(Problem) as refused:
        await sign(desk, draft, COLLEAGUE)
    assert refused.value.slug == "signature-not-allowed"
    signed = await sign(desk, draft)
    assert signed.signature is not None
    assert (signed.signature.officer, signed.signature.signed_at) == (LEADER.subject, desk.clock.now())
    assert await sign(desk, draft) == signed
    assert list(await desk.ask.results.read(LEADER, DOSSIER_ID)) == [signed]
    assert [event for _, event in await made.told()].count("dossier.result-attached") == 2


async def test_while_the_gateway_is_away_nothing_is_half_done_and_again_is_safe(office: NewOffice) -> None:
    desk = await opened(office)
    draft = await attach(desk)
    assert isinstance(desk.cabinet.signing, InMemorySigning)
    desk.cabinet.signing.is_away = True
    with pytest.raises(Problem) as away:
        await sign(desk, draft)
    assert away.value.slug == "signing-gateway-unavailable"
    assert list(await desk.ask.results.read(LEADER, DOSSIER_ID)) == [draft]
    desk.cabinet.signing.is_away = False
    assert (await sign(desk, draft)).is_signed


async def test_where_the_law_wants_it_no_result_is_issued_unsigned(office: NewOffice) -> None:
    desk = await opened(office)
    desk.cabinet = cabinet(frozenset({"cap-gcn-dkdt"}))
    desk.ask = UseCases.on(desk.unit_of_work, desk.reading, desk.catalogue, desk.clock, desk.ids, cabinet=desk.cabinet)
    draft = await attach(desk)
    await desk.finish(SPECIALIST)
    await desk.take(HEAD)
    await desk.finish(HEAD)
    await desk.decide()
    await desk.take(CLERK)
    with pytest.raises(Problem) as unsigned:
        await desk.finish(CLERK)
    assert unsigned.value.slug == "signed-result-required"
    await sign(desk, draft)
    assert (await desk.finish(CLERK)).case.state is CaseState.RESULT_ISSUED


async def test_notes_are_for_those_who_see_the_case_and_lie_sealed(office: NewOffice) -> None:
    made = await office()
    desk = made.desk
    await desk.open()
    written = [
        await desk.ask.notes.write(WriteNote(asked=by(actor, key="n-1"), dossier_id=DOSSIER_ID, text=f"Ghi chú {n}"))
        for n, actor in enumerate((SPECIALIST, HEAD, LEADER))
    ]
    again = WriteNote(asked=by(HEAD, key="n-1"), dossier_id=DOSSIER_ID, text="Ghi chú 1")
    assert await desk.ask.notes.write(again) == written[1]
    found = await desk.ask.notes.list(COLLEAGUE, DOSSIER_ID, "", 2)
    assert (found.total, list(found.notes)) == (3, written[:2])
    assert list((await desk.ask.notes.list(COLLEAGUE, DOSSIER_ID, found.following, 2)).notes) == written[2:]
    for actor, slug in ((STRANGER, "case-unknown"), (APPLICANT, "role-not-allowed"), (SYSTEM, "role-not-allowed")):
        with pytest.raises(Problem) as refused:
            await desk.ask.notes.write(WriteNote(asked=by(actor), dossier_id=DOSSIER_ID, text="Xin chào"))
        assert refused.value.slug == slug
    assert await made.told() == []
    if made.database is not None:
        async with made.database.read() as connection:
            kept = (await connection.execute(select(notes.c.sealed))).scalars().all()
        assert not any(b"Ghi" in bytes(sealed) for sealed in kept)
