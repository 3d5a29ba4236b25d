"""Closing a period: frozen, numbered, signed, told once; a late correction is a delta and changes no byte of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from chassis.data.database import Database
from chassis.history.signing import SigningKeysFile, add_signing_key
from chassis.ids import UuidIds
from chassis.kernel.actor import Actor
from chassis.kernel.clock import FrozenClock
from chassis.kernel.errors import Problem
from chassis.messaging.journal import Idempotency
from reporting.application.reports.close_period import ClosePeriod, ClosePeriodHandler, SnapshotShelf
from reporting.application.reports.freeze import Freezing
from reporting.application.reports.get_report import GetReport
from reporting.application.reports.get_snapshot import GetSnapshot, GetSnapshotHandler, Shown
from reporting.application.reports.open_cell import CellPlace
from reporting.application.reports.snapshot_ports import SnapshotWanted
from reporting.clients.signing import KeysSigner
from reporting.domain.facts import facts_of
from reporting.domain.forms.settlement_by_unit import TOTAL
from reporting.domain.report_record import from_plain, to_plain
from reporting.domain.snapshots import Snapshot
from reporting.domain.verdict import judge
from reporting.events.publishing import report_closed
from reporting.store.snapshot_tables import SNAPSHOTS
from reporting.store.snapshots import SqlSnapshotReads, SqlSnapshotWork
from reporting.store.tables import MESSAGING
from reporting.store.unit_of_work import SqlUnitOfWork
from service.reporting.test_report_store import CLOCK, FACTS, II06A, LEADER, STORIES, Desk, fill, know_law
from support.databases import NewDatabase

CONTROL = replace(LEADER, subject="kstt.1", roles=frozenset({"control_team"}))
OF = GetReport(actor=CONTROL, form=II06A.key, period="2024")


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    store: Database
    desk: Desk
    close: ClosePeriodHandler
    snapshots: GetSnapshotHandler

    async def closed(self, of: GetReport = OF, reason: str = "", key: str = "") -> Snapshot:
        idempotency = Idempotency(key=key, digest="d") if key else None
        return await self.close(ClosePeriod(of=of, reason=reason, idempotency=idempotency))

    async def shown(self, snapshot_id: str, actor: Actor = LEADER) -> Shown:
        return await self.snapshots(GetSnapshot(actor=actor, snapshot_id=snapshot_id))

    async def told(self) -> list[str]:
        async with self.store.read() as connection:
            return list(await connection.scalars(select(MESSAGING.outbox.c.type).order_by(MESSAGING.outbox.c.position)))


def office_on(store: Database, keys: Path | None, now: datetime = CLOCK.now()) -> Office:
    desk, reads, signer = Desk(store), SqlSnapshotReads(store), KeysSigner(SigningKeysFile(keys))
    freezing = Freezing(desk.report, desk.settlements, desk.open.every)
    work = SqlSnapshotWork(store, FrozenClock(now), UuidIds(), report_closed, lambda: None)
    shelf = SnapshotShelf(work=work, reads=reads, signer=signer)
    return Office(
        store=store,
        desk=desk,
        close=ClosePeriodHandler(freezing, shelf, FrozenClock(now), UuidIds()),
        snapshots=GetSnapshotHandler(freezing, reads, signer),
    )


@pytest.fixture
async def office(database: NewDatabase, tmp_path: Path) -> Office:
    store = await database("reporting.store.migrations")
    await fill(store, FACTS)
    await know_law(store)
    add_signing_key(tmp_path / "keys.json")
    return office_on(store, tmp_path / "keys.json")


async def corrected(store: Database) -> str:
    """Of a dossier that was answered in 2024 the answer is taken back: it was open all along. Its id."""
    first, last = datetime(2024, 3, 1, tzinfo=UTC), datetime(2024, 11, 1, tzinfo=UTC)
    told = zip(STORIES, FACTS, strict=True)
    story = next(story for story, facts in told if facts.issued_at is not None and first < facts.issued_at < last)
    story = replace(story, told=list(story.told))
    facts = facts_of(story.dossier_id, story.corrected("2025-02-20 09:00", story.last_id).told)
    async with SqlUnitOfWork(store, CLOCK).begin() as tx:
        await tx.dossiers.keep(facts, judge(facts), story.told, latest_at=CLOCK.now())
        await tx.commit()
    return story.dossier_id


async def test_a_closed_period_is_the_live_report_numbered_and_signed(office: Office) -> None:
    live = await office.desk.report(OF)
    made = await office.closed()
    assert (made.number, made.revision, made.closed_by) == ("BC-2025-0001", 1, "kstt.1")
    assert replace(made.report, snapshot="", revision=0, signed_by="", closed_at=None) == live
    shown = await office.shown(made.id)
    assert shown.snapshot == made
    assert (shown.is_unchanged, shown.is_signed) == (True, True)
    assert shown.delta is not None
    assert (shown.delta.cells, shown.delta.dossiers) == ((), ())
    assert await office.told() == ["report.closed"]


async def test_a_late_correction_changes_no_byte_and_appears_as_the_delta(office: Office) -> None:
    made = await office.closed()
    dossier_id = await corrected(office.store)
    shown = await office.shown(made.id)
    assert shown.snapshot == made
    assert shown.is_unchanged
    assert shown.delta is not None
    assert [each.dossier_id for each in shown.delta.dossiers] == [dossier_id]
    change = shown.delta.dossiers[0]
    assert 7 in change.was
    assert 11 in change.now
    total = {each.column: (each.was, each.now) for each in shown.delta.cells if each.row == TOTAL}
    was = made.report.sheets[0].rows[-1].values
    assert total[7] == (was[7], int(str(was[7])) - 1)
    assert total[11] == (was[11], int(str(was[11])) + 1)


async def test_closing_again_is_a_revision_with_a_reason(office: Office) -> None:
    first = await office.closed()
    with pytest.raises(Problem, match="reason-missing"):
        await office.closed()
    await corrected(office.store)
    second = await office.closed(reason="Chỉnh lý: một kết quả bị huỷ.")
    assert (second.number, second.revision) == ("BC-2025-0002", 2)
    assert (await office.shown(first.id)).snapshot == first
    page = await office.snapshots.listed(LEADER, SnapshotWanted(agency=""), after="", size=1)
    assert ([each.number for each in page.items], page.total, page.following) == (["BC-2025-0002"], 2, "BC-2025-0002")
    rest = await office.snapshots.listed(LEADER, SnapshotWanted(agency=""), after=page.following, size=1)
    assert [each.number for each in rest.items] == ["BC-2025-0001"]


async def test_numbers_have_no_holes_when_many_close_at_once_and_some_are_refused(office: Office) -> None:
    periods = ["2024-01", "2024-02", "2024-03", "2024-04", "2024-01"]
    made = await asyncio.gather(
        *(office.closed(replace(OF, period=period)) for period in periods), return_exceptions=True
    )
    numbers = sorted(each.number for each in made if isinstance(each, Snapshot))
    assert numbers == [f"BC-2025-{serial:04d}" for serial in range(1, 5)]
    refused = [each for each in made if isinstance(each, Problem)]
    assert [each.slug for each in refused] == ["reason-missing"]


async def test_the_same_request_closes_once(office: Office) -> None:
    made = await office.closed(key="k-1")
    assert await office.closed(key="k-1") == made
    assert await office.told() == ["report.closed"]


async def test_every_frozen_cell_opens_to_its_dossiers(office: Office) -> None:
    made = await office.closed()
    await corrected(office.store)
    for row in made.report.sheets[0].rows:
        for column in range(3, 14):
            place = CellPlace(row=row.key, column=column)
            opened = await office.snapshots.opened(LEADER, made.id, place, after=None, limit=1000)
            assert len(opened.pieces) == opened.total == row.values[column]
    with pytest.raises(Problem, match="cell-unknown"):
        await office.snapshots.opened(LEADER, made.id, CellPlace(row=TOTAL, column=2), after=None, limit=1)


async def test_whoever_changes_a_figure_in_the_store_is_found_out(office: Office) -> None:
    made = await office.closed()
    forged = to_plain(made.report)
    forged["sheets"][0]["rows"][-1]["values"]["10"] = 0
    async with office.store.write() as writing:
        await writing.connection.execute(update(SNAPSHOTS).values(report=forged))
        await writing.commit()
    shown = await office.shown(made.id)
    assert (shown.is_unchanged, shown.is_signed) == (False, False)


async def test_a_period_is_closed_when_it_is_over_by_those_who_may(office: Office) -> None:
    with pytest.raises(Problem, match="period-not-over"):
        await office.closed(replace(OF, period="2025"))
    for role in ("department_head", "specialist", "operator"):
        with pytest.raises(Problem, match="not-allowed"):
            await office.closed(replace(OF, actor=replace(LEADER, roles=frozenset({role}), department="dau-tu")))
    made = await office.closed(replace(OF, actor=LEADER))
    for actor in (
        replace(LEADER, roles=frozenset({"department_head"}), department="dau-tu"),
        replace(LEADER, agency="khac"),
        replace(LEADER, roles=frozenset({"applicant"})),
    ):
        with pytest.raises(Problem, match=r"not-allowed|snapshot-unknown"):
            await office.shown(made.id, actor)


async def test_without_a_key_nothing_is_closed_and_no_number_is_used(office: Office, tmp_path: Path) -> None:
    keyless = office_on(office.store, None)
    with pytest.raises(Problem, match="signing-keys-missing"):
        await keyless.closed()
    assert (await office.closed()).number == "BC-2025-0001"
    shown = await keyless.shown((await office.closed(replace(OF, period="2024-Q1"))).id)
    assert (shown.is_unchanged, shown.is_signed) == (True, None)


async def test_a_narrative_is_closed_and_read_back_word_for_word(office: Office) -> None:
    made = await office.closed(replace(OF, form="narrative", period="2024-H1"))
    assert from_plain(to_plain(made.report)) == made.report
    assert (await office.shown(made.id)).snapshot.report == made.report
    assert made.dossiers


async def test_what_was_done_is_in_the_journal(office: Office) -> None:
    made = await office.closed()
    async with office.store.read() as connection:
        found = (await connection.execute(text("SELECT name, actor, subject FROM commands"))).one()
    assert tuple(found) == ("close-period", "kstt.1", made.id)
