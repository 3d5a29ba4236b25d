"""Dossiers are handed over to real servers of other systems, whatever these answer and whenever they do."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from chassis.data.database import Database
from chassis.ids import UuidIds
from chassis.kernel.actor import Actor
from chassis.kernel.clock import FrozenClock
from chassis.kernel.errors import Kind, Problem
from notify.application.sync import (
    AskSync,
    GetReconciliation,
    ListSync,
    NoteChangeHandler,
    PushDueHandler,
    RetrySync,
    RetrySyncHandler,
)
from notify.application.sync.ports import Adapter, OtherSystem
from notify.clients.portal import HttpOtherSystem, Portal, PortalAddress, Rest, RestAddress
from notify.clients.sync_file import SyncFileWrong, read_adapters
from notify.domain.selection import Selection
from notify.domain.sync import SyncedDossier, SyncState
from notify.domain.sync_record import DossierRecord
from notify.events.sync_reading import read_change
from notify.store.sync import SqlSyncReads, SqlSyncWork
from service.notify.office import NOON
from service.notify.telling import Teller
from support.databases import NewDatabase
from support.other_systems import PortalServer, RegisterServer
from unit.notify.test_sync import record

PORTAL = Adapter(
    key="cong", title="Cổng mẫu", selection=Selection(agencies=frozenset({"heza"})), batch=10, is_portal=True
)
OPERATOR = Actor(subject="vh.1", roles=frozenset({"operator"}))
CONTROL = Actor(subject="ksth.1", roles=frozenset({"control_team"}), agency="heza")


@dataclass
class RegisterOfDossiers:
    """Plays intake and processing: knows every dossier, or is away. status: what it says now."""

    status: dict[str, int] = field(default_factory=dict)
    is_away: bool = False

    async def gather(self, dossier: SyncedDossier, number_of: str) -> DossierRecord | None:
        if self.is_away:
            raise Problem("neighbour-unavailable", Kind.UNAVAILABLE, "away")
        if not dossier.code:
            return None
        status = self.status.get(dossier.dossier_id, 2)
        return record(
            dossier_id=dossier.dossier_id,
            code=f"{dossier.code}-{dossier.dossier_id}",
            status=status,
            milestones=dossier.milestones,
        )


@dataclass
class Handing:
    """One adapter over a real store."""

    database: Database
    system: OtherSystem
    adapter: Adapter = PORTAL
    clock: FrozenClock = field(default_factory=lambda: FrozenClock(NOON))
    real: FrozenClock = field(default_factory=lambda: FrozenClock(NOON))
    register: RegisterOfDossiers = field(default_factory=RegisterOfDossiers)
    counted: Counter[str] = field(default_factory=Counter)

    @property
    def work(self) -> SqlSyncWork:
        return SqlSyncWork(self.database, self.clock, UuidIds())

    @property
    def ask(self) -> AskSync:
        return AskSync(SqlSyncReads(self.database), [self.adapter])

    async def hear(self, *tellers: Teller) -> None:
        note = NoteChangeHandler(self.work, read_change, [self.adapter], real=self.real, noted=lambda: None)
        for teller in tellers:
            for envelope in teller.told:
                await note(envelope)

    async def push(self) -> None:
        def count(_adapter: str, result: str) -> None:
            self.counted[result] += 1

        push = PushDueHandler(
            self.work, self.register, self.system, self.adapter, clock=self.clock, real=self.real, count=count
        )
        while await push():
            pass

    async def states(self) -> dict[str, SyncState]:
        found = await self.ask.dossiers(ListSync(actor=OPERATOR, adapter="cong", states=frozenset(SyncState)))
        return {one.dossier_id: one.state for one in found.dossiers}


def accepted(*names: str) -> list[Teller]:
    tellers = [Teller(name) for name in names]
    for teller in tellers:
        teller.received()
        teller.accepted()
    return tellers


@pytest.fixture
async def portal() -> AsyncIterator[PortalServer]:
    async with PortalServer(key="khoa-mau") as server:
        yield server


@pytest.fixture
async def handing(database: NewDatabase, portal: PortalServer, tmp_path: Path) -> AsyncIterator[Handing]:
    secret = tmp_path / "portal.token"
    secret.write_text("Bearer khoa-mau\n")
    address = PortalAddress(
        kind="portal",
        add_url=f"{portal.url}/them-moi",
        update_url=f"{portal.url}/cap-nhat",
        header_files={"Authorization": secret},
    )
    system = Portal(address)
    yield Handing(database=await database("notify.store.migrations"), system=system)
    await system.close()


async def test_added_once_then_updated_and_a_repeated_event_changes_nothing(
    handing: Handing, portal: PortalServer
) -> None:
    tellers = accepted("d-1", "d-2")
    await handing.hear(*tellers)
    await handing.push()
    assert len(portal.held) == 2
    assert set((await handing.states()).values()) == {SyncState.SYNCED}

    requests = portal.requests
    await handing.hear(*tellers)
    await handing.push()
    assert portal.requests == requests

    handing.register.status = {"d-1": 10}
    tellers[0].collected("2024-05-10 09:00")
    await handing.hear(tellers[0])
    await handing.push()
    assert portal.statuses == {"H24.15-240502-0001-d-1": ["2", "10"], "H24.15-240502-0001-d-2": ["2"]}
    assert handing.counted == {"taken": 3}


@pytest.mark.parametrize("says_each", [True, False])
async def test_what_exists_already_becomes_an_update_and_one_bad_dossier_holds_up_nobody(
    handing: Handing, portal: PortalServer, says_each: bool
) -> None:
    portal.says_each = says_each
    portal.held["H24.15-240502-0001-d-1"] = {}
    handing.register.status = {"d-2": 11}  # no status of the portal
    await handing.hear(*accepted("d-1", "d-2", "d-3"))
    await handing.push()

    assert await handing.states() == {
        "d-1": SyncState.SYNCED,
        "d-2": SyncState.REJECTED,
        "d-3": SyncState.SYNCED,
    }
    (refused,) = (
        await handing.ask.dossiers(ListSync(actor=CONTROL, adapter="", states=frozenset({SyncState.REJECTED})))
    ).dossiers
    assert (refused.failure, refused.next_attempt_at) == ("error-2", None)

    handing.register.status = {}
    retry = RetrySyncHandler(handing.work, clock=handing.clock, real=handing.real, noted=lambda: None)
    await retry(RetrySync(actor=CONTROL, adapter="cong", dossier_id="d-2"))
    await handing.push()
    assert set((await handing.states()).values()) == {SyncState.SYNCED}


async def test_a_day_without_the_portal_is_made_up_for_by_itself(handing: Handing, portal: PortalServer) -> None:
    portal.is_away = True
    await handing.hear(*accepted("d-1"))
    for _ in range(6):
        await handing.push()
        handing.real.advance(timedelta(hours=6))
    assert (await handing.states(), handing.counted["failed"] >= 5) == ({"d-1": SyncState.PENDING}, True)

    portal.is_away = False
    await handing.push()
    assert await handing.states() == {"d-1": SyncState.SYNCED}


async def test_a_portal_that_goes_away_while_a_list_is_taken_apart_is_not_asked_for_each(
    handing: Handing, portal: PortalServer
) -> None:
    portal.says_each, portal.away_after = False, 2
    handing.register.status = {"d-3": 11}
    await handing.hear(*accepted(*(f"d-{number}" for number in range(8))))
    await handing.push()
    assert (portal.requests, len(portal.held)) == (3, 1)
    assert sorted((await handing.states()).values()) == [SyncState.PENDING] * 7 + [SyncState.SYNCED]

    portal.away_after = 0
    handing.real.advance(timedelta(minutes=1))
    await handing.push()
    states = await handing.states()
    assert (states.pop("d-3"), set(states.values())) == (SyncState.REJECTED, {SyncState.SYNCED})


async def test_nothing_is_sent_while_intake_is_away_and_nothing_is_lost(handing: Handing, portal: PortalServer) -> None:
    handing.register.is_away = True
    await handing.hear(*accepted("d-1"))
    await handing.push()
    assert (portal.requests, await handing.states()) == (0, {"d-1": SyncState.PENDING})
    handing.register.is_away = False
    handing.real.advance(timedelta(minutes=1))
    await handing.push()
    assert await handing.states() == {"d-1": SyncState.SYNCED}


async def test_dossiers_that_we_fail_at_ourselves_hold_up_nobody(
    handing: Handing, portal: PortalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    gather = handing.register.gather

    async def stumble(dossier: SyncedDossier, number_of: str) -> DossierRecord | None:
        found = await gather(dossier, number_of)
        if dossier.dossier_id == "d-2":
            raise KeyError("gathered wrongly")
        no_message: dict[str, Any] = {"request": None}
        return replace(found, **no_message) if found and dossier.dossier_id == "d-3" else found

    monkeypatch.setattr(handing.register, "gather", stumble)
    await handing.hear(*accepted("d-1", "d-2", "d-3", "d-4"))
    await handing.push()
    states = await handing.states()
    assert {name for name, state in states.items() if state is SyncState.SYNCED} == {"d-1", "d-4"}
    assert {name for name, state in states.items() if state is SyncState.PENDING} == {"d-2", "d-3"}


async def test_a_push_ends_before_the_claim_on_its_dossiers_does(
    handing: Handing, portal: PortalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it could overwrite, on the other side, what another pusher has sent since."""
    monkeypatch.setattr("notify.application.sync.push_due.LONGEST_PUSH_SECONDS", 0.3)
    portal.answers_after = 60
    await handing.hear(*accepted("d-1"))
    async with asyncio.timeout(10):
        await handing.push()
    (waiting,) = (await handing.ask.dossiers(ListSync(actor=OPERATOR, adapter="cong"))).dossiers
    assert (waiting.state, waiting.failure) == (SyncState.PENDING, "timed-out")


async def test_what_has_no_number_waits_and_is_shown_as_such(handing: Handing, portal: PortalServer) -> None:
    teller = Teller("d-1")
    teller.received()
    await handing.hear(teller)
    await handing.push()
    assert (portal.requests, await handing.states()) == (0, {"d-1": SyncState.UNCODED})


async def test_two_pushers_at_once_send_each_dossier_once(handing: Handing, portal: PortalServer) -> None:
    handing.adapter = replace(PORTAL, batch=3)
    await handing.hear(*accepted(*(f"d-{number}" for number in range(12))))
    await asyncio.gather(handing.push(), handing.push())
    await handing.push()
    assert {code: len(told) for code, told in portal.statuses.items()} == dict.fromkeys(portal.held, 1)
    assert len(portal.held) == 12


async def test_index_1_4_counts_what_was_accepted_and_what_is_there(handing: Handing, portal: PortalServer) -> None:
    handing.register.status = {"d-2": 11}
    await handing.hear(*accepted("d-1", "d-2", "d-3", "d-4"))
    await handing.push()
    may = GetReconciliation(actor=CONTROL, adapter="cong", first=date(2024, 5, 1), last=date(2024, 5, 31))
    found = await handing.ask.reconciliation(may)
    assert (found.received, found.synced, found.share) == (4, 3, 0.75)
    other = replace(may, first=date(2024, 6, 1), last=date(2024, 6, 30))
    assert (await handing.ask.reconciliation(other)).share is None


async def test_only_those_of_the_agency_see_and_only_the_control_team_and_operators_send(handing: Handing) -> None:
    await handing.hear(*accepted("d-1"))
    elsewhere = replace(CONTROL, agency="khac")
    assert (await handing.ask.dossiers(ListSync(actor=elsewhere, adapter="cong"))).total_size == 0
    retry = RetrySyncHandler(handing.work, clock=handing.clock, real=handing.real, noted=lambda: None)
    with pytest.raises(Problem, match="sync-dossier-unknown"):
        await retry(RetrySync(actor=elsewhere, adapter="cong", dossier_id="d-1"))
    for role in ("specialist", "receptionist", "applicant"):
        nobody = Actor(subject="x", roles=frozenset({role}), agency="heza")
        with pytest.raises(Problem, match="not-allowed"):
            await handing.ask.adapters(nobody)
    with pytest.raises(Problem, match="adapter-unknown"):
        await handing.ask.dossiers(ListSync(actor=OPERATOR, adapter="khong-co"))


async def test_a_register_of_single_dossiers_is_told_by_its_own_names(database: NewDatabase) -> None:
    async with RegisterServer() as city:
        system = Rest(
            RestAddress(
                kind="rest",
                add_url=f"{city.url}/ho-so",
                update_url=f"{city.url}/ho-so/{{code}}",
                body={"ma_ho_so": "code", "trang_thai": "status", "hen_tra": "due_at_local"},
            )
        )
        handing = Handing(database=await database("notify.store.migrations"), system=system)
        city.held["H24.15-240502-0001-d-1"] = {}
        await handing.hear(*accepted("d-1", "d-2"))
        await handing.push()
        assert city.held == {
            f"H24.15-240502-0001-{name}": {
                "ma_ho_so": f"H24.15-240502-0001-{name}",
                "trang_thai": 2,
                "hen_tra": "20240514170000",
            }
            for name in ("d-1", "d-2")
        }
        await system.close()


def test_the_file_names_what_is_wrong_in_it(tmp_path: Path) -> None:
    path = tmp_path / "sync.toml"
    path.write_text('[[adapter]]\nkey = "Cổng"\ntitle = "x"\n[adapter.system]\nkind = "portal"\nadd_url = "http://x"\n')
    with pytest.raises(SyncFileWrong, match=r"adapter\.0\.key"):
        read_adapters(path)
    path.write_text("adapter = [")
    with pytest.raises(SyncFileWrong, match=r"sync\.toml"):
        read_adapters(path)
    assert read_adapters(None) == ()


def test_the_example_of_the_docs_is_read() -> None:
    text = (Path(__file__).parents[3] / "docs" / "operate" / "sync.md").read_text("utf-8")
    example = text.split("```toml\n")[1].split("```")[0]
    path = Path(__file__).parents[3] / "build" / "sync-example.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(example)
    adapters = read_adapters(path)
    assert [adapter.key for adapter, _ in adapters] == ["cong-dvcqg", "mot-cua-thanh-pho", "e-heza"]
    assert all(isinstance(system, HttpOtherSystem) for _, system in adapters)
