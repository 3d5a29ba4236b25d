"""Many at once: one dossier per key, one winner per race, and numbers without holes."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest
from sqlalchemy import event

from chassis.kernel.errors import Problem
from chassis.messaging.work import Work
from intake.application import AcceptDossier, Accepted
from intake.domain.dossier import Dossier
from service.intake.counter import Counter, body, refusal
from unit.intake.world import APPLICANT, RECEPTIONIST, change, filing


async def test_fifty_identical_posts_with_one_key_file_one_dossier(counter: Counter) -> None:
    answers = await asyncio.gather(
        *(counter.post("/v1/dossiers", body(), actor=APPLICANT, key="one") for _ in range(50))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    for table in ("dossiers", "applicants", "commands", "outbox"):
        assert await counter.count(table) == 1


async def test_of_many_acceptances_at_once_one_wins(counter: Counter) -> None:
    filed = await counter.registered(APPLICANT)
    answers = await asyncio.gather(*(counter.post(f"/v1/dossiers/{filed['id']}/acceptance") for _ in range(10)))
    won = [answer.json()["code"] for answer in answers if answer.status_code == 201]
    lost = [refusal(answer) for answer in answers if answer.status_code != 201]
    assert won == ["H24.15-260420-0001"]
    assert lost == [(409, "accept-not-allowed", {"state"})] * 9


async def test_the_same_acceptance_sent_ten_times_is_one_acceptance(counter: Counter) -> None:
    filed = await counter.registered(APPLICANT)
    path = f"/v1/dossiers/{filed['id']}/acceptance"
    answers = await asyncio.gather(*(counter.post(path, key="same") for _ in range(10)))
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(201, "H24.15-260420-0001")}
    assert await counter.count("outbox") == 2


async def test_two_hundred_acceptances_with_rollbacks_leave_no_hole(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossiers = [await counter.use_cases.register(filing(RECEPTIONIST)) for _ in range(200)]
    chance = random.Random(7)
    monkeypatch.setattr(Work, "commit", _failing_commit(chance))

    async def accept(dossier: Dossier) -> str:
        while True:
            try:
                outcome: Accepted = await counter.use_cases.accept(AcceptDossier(change=change(dossier.id)))
            except PulledPlug:
                continue
            except Problem as problem:
                if problem.slug not in {"store-busy", "store-conflict"}:
                    raise
                continue
            return outcome.dossier.code

    codes = await asyncio.gather(*(accept(dossier) for dossier in dossiers))
    assert sorted(codes) == [f"H24.15-260420-{serial:04d}" for serial in range(1, 201)]


JOURNALLED = {
    "postgresql": [["WITH", "moved", "AS"]],
    "sqlite": [["INSERT", "INTO", "commands"], ["UPDATE", "event_sequences", "SET"]],
}


class PulledPlug(Exception):
    """The process died before its commit."""


def _failing_commit(chance: random.Random) -> Any:
    async def commit(self: Any) -> None:
        if chance.random() < 0.3:
            raise PulledPlug
        await self._writing.commit()

    return commit


async def test_registering_takes_six_statements_and_one_more_on_sqlite(counter: Counter) -> None:
    """The cheap path of the counter: anything more is felt at every window."""
    statements: list[list[str]] = []
    engine = counter.database._writers.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2].split(" ")[0:3]))
    await counter.use_cases.register(filing(APPLICANT, key="k"))
    told = [statement for statement in statements if statement[0] != "BEGIN"]
    # The history's head moves inside the command's own statement on PostgreSQL, and by one more on SQLite.
    assert told[:2] == [["INSERT", "INTO", "event_sequences"], JOURNALLED[counter.database.dialect][0]]
    assert told[2:] == [
        *JOURNALLED[counter.database.dialect][1:],
        ["INSERT", "INTO", "outbox"],
        ["INSERT", "INTO", "dossiers"],
        ["INSERT", "INTO", "applicants"],
        ["INSERT", "INTO", "applicant_tokens"],
    ]
