"""What a counter lives by when all comes at once and things break: one dossier per key, numbers without holes."""

from __future__ import annotations

import asyncio
import random
from collections import Counter as Tally
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from chassis.data.database import Database
from chassis.kernel.errors import Kind, Problem
from intake.application import AcceptDossier, AcceptDossierHandler
from intake.application.law_in_force import LawInForce
from intake.domain.dossier import Dossier
from intake.store.reads import SqlReads
from intake.store.unit_of_work import SqlTransaction, SqlUnitOfWork
from service.intake.counter import Counter, body, refusal
from support.databases import Templates
from unit.intake.towns import three_sites
from unit.intake.world import APPLICANT, RECEPTIONIST, change, filing, local

MIGRATIONS = "intake.store.migrations"
BUSY = {429, 503}


async def test_a_thousand_identical_posts_with_one_key_are_one_dossier_and_one_receipt(counter: Counter) -> None:
    async def until_answered(path: str, sent: object, actor: object, key: str) -> object:
        """Whoever is told to come back does, with the same key: that is what keys are for."""
        while True:
            answer = await counter.post(path, sent, actor=actor, key=key)  # type: ignore[arg-type]
            if answer.status_code not in BUSY:
                return answer
            await asyncio.sleep(0.05)

    filed = await asyncio.gather(*(until_answered("/v1/dossiers", body(), APPLICANT, "one") for _ in range(1000)))
    ids = Tally((answer.status_code, answer.json()["id"]) for answer in filed)  # type: ignore[attr-defined]
    assert [count for _, count in ids.items()] == [1000]
    ((status, dossier_id),) = ids
    path = f"/v1/dossiers/{dossier_id}/acceptance"
    accepted = await asyncio.gather(*(until_answered(path, None, RECEPTIONIST, "accept") for _ in range(200)))
    receipts = {
        (answer.status_code, answer.json()["receipt"]["code"], answer.json()["receipt"]["tracking_secret"])  # type: ignore[attr-defined]
        for answer in accepted
    }
    assert (status, [receipt[:2] for receipt in receipts]) == (201, [(201, "H24.15-260420-0001")])
    rows = {table: await counter.count(table) for table in ("dossiers", "applicants", "commands", "outbox")}
    assert rows == {"dossiers": 1, "applicants": 1, "commands": 2, "outbox": 2}


@pytest.fixture
async def at_postgresql(_templates: Templates, tmp_path: Path) -> AsyncIterator[Counter]:
    database = Database(await _templates.url("postgresql", MIGRATIONS))
    yield Counter.on(database, tmp_path)
    await database.close()


class CutOff(SqlUnitOfWork):
    """One commit in five comes to nothing: PostgreSQL ends the connection between the number and the commit."""

    chance = random.Random(7)
    cut = 0

    def begin(self) -> AbstractAsyncContextManager[SqlTransaction]:
        return self._cut_off()

    @asynccontextmanager
    async def _cut_off(self) -> AsyncIterator[SqlTransaction]:
        async with super().begin() as transaction:
            commit, connection = transaction.commit, transaction.codes._connection

            async def commit_or_die() -> None:
                if self.chance.random() < 0.2:
                    type(self).cut += 1
                    await connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
                await commit()

            transaction.commit = commit_or_die
            yield transaction


async def test_two_hundred_acceptances_with_killed_connections_number_each_unit_and_day_without_a_hole(
    at_postgresql: Counter,
) -> None:
    counter = at_postgresql
    law = LawInForce(three_sites())
    dossiers = [await counter.use_cases.register(filing(RECEPTIONIST, site="")) for _ in range(200)]
    at_port = set(range(0, 200, 3))
    async with counter.database.write() as writing:
        for number in at_port:
            moved = text("UPDATE dossiers SET site = 'dinh-vu' WHERE id = :id").bindparams(id=dossiers[number].id)
            await writing.connection.execute(moved)
        await writing.commit()
    accept = AcceptDossierHandler(_cutting(counter), law, counter.clock, SqlReads(counter.database, counter.clock))

    async def accepted(dossier: Dossier) -> str:
        while True:
            try:
                return (await accept(AcceptDossier(change=change(dossier.id)))).dossier.code
            except Problem as problem:
                if problem.kind not in (Kind.UNAVAILABLE, Kind.CONFLICT):
                    raise

    counter.clock.move_to(local("2026-04-20 23:30"))  # after hours: the number is of the day, the clock of the next
    codes = list(await asyncio.gather(*(accepted(dossier) for dossier in dossiers[:120])))
    counter.clock.move_to(local("2026-04-21 00:00"))
    codes += await asyncio.gather(*(accepted(dossier) for dossier in dossiers[120:]))
    serials: dict[str, list[int]] = defaultdict(list)
    for code in codes:
        unit_and_day, _, serial = code.rpartition("-")
        serials[unit_and_day].append(int(serial))
    assert {key: sorted(found) for key, found in serials.items()} == {
        key: list(range(1, len(found) + 1)) for key, found in serials.items()
    }
    assert {key: len(found) for key, found in serials.items()} == {
        "H24.15-260420": 80,
        "H24.15.02-260420": 40,
        "H24.15-260421": 53,
        "H24.15.02-260421": 27,
    }
    assert CutOff.cut >= 20


def _cutting(counter: Counter) -> CutOff:
    plain = counter.use_cases.accept._unit_of_work
    assert isinstance(plain, SqlUnitOfWork)
    cutting = CutOff.__new__(CutOff)
    cutting.__dict__.update(plain.__dict__)
    return cutting


async def test_a_notice_is_answered_at_once_over_http(counter: Counter) -> None:
    filed = await counter.registered(RECEPTIONIST, procedure="thong-bao-lam-them", documents=[{"key": "thong-bao"}])
    path = f"/v1/dossiers/{filed['id']}/immediate-result"
    answered = (await counter.post(path, {"receipt": True}, key="k")).json()
    assert (answered["state"], answered["outcome"], answered["returned_at"]) == (
        "collected",
        "granted",
        "2026-04-20T02:00:00Z",
    )
    assert answered["receipt"]["code"] == answered["code"] == "H24.15-260420-0001"
    assert refusal(await counter.post(path))[0:2] == (409, "immediate-result-not-allowed")
    said = await counter.rows("SELECT type FROM outbox ORDER BY sequence")
    assert said == [("dossier.received",), ("dossier.accepted",), ("dossier.collected",)]
    ordinary = await counter.registered(RECEPTIONIST)
    slow = await counter.post(f"/v1/dossiers/{ordinary['id']}/immediate-result")
    assert refusal(slow) == (409, "procedure-not-immediate", set())
