"""No anonymous step: whatever is journalled has an actor, a unit, and a reason where the law wants one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import processing.application
from chassis.kernel.errors import Problem
from chassis.messaging.journal import Command
from unit.processing.desk import Desk
from unit.processing.fake_catalogue import InMemoryCatalogue
from unit.processing.fake_reading import InMemoryReading
from unit.processing.fakes import InMemoryUnitOfWork
from unit.processing.story import COLLEAGUE, HEAD, SPECIALIST, at, law

APPLICATION = Path(processing.application.__file__).parent
SAID = {"name", "actor", "subject", "unit"}
OTHER = "01976f00-0000-7000-8000-000000000002"


def commands() -> Iterator[tuple[str, set[str]]]:
    """Where a journal entry is made, and what it says; every use case makes its entry with ``Command(…)``."""
    for path in sorted(APPLICATION.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Command":
                yield f"{path.name}:{node.lineno}", {keyword.arg or "" for keyword in node.keywords}


def test_every_entry_of_the_journal_says_who_and_for_which_unit() -> None:
    made = dict(commands())
    assert len(made) > 5
    assert {place: SAID - said for place, said in made.items() if SAID - said} == {}


async def whole_life() -> list[Command]:
    """One case to its result with everything that can happen on the way, another one stopped and taken up again."""
    unit_of_work = InMemoryUnitOfWork()
    desk = Desk(unit_of_work, InMemoryReading(unit_of_work), InMemoryCatalogue(law()))
    await desk.open()
    await desk.to_specialist()
    request_id = (await desk.request()).case.supplements[0].request_id
    await desk.supplemented(request_id, at("2026-03-03 09:00"))
    desk.clock.move_to(at("2026-03-03 10:00"))
    duty = (await desk.demand()).case.duties[0]
    await desk.paid(duty.duty_id, at("2026-03-04 09:00"))
    desk.clock.move_to(at("2026-03-04 10:00"))
    await desk.take(HEAD, COLLEAGUE.subject, reason="Cán bộ đi công tác")
    await desk.finish(COLLEAGUE)
    await desk.take(HEAD)
    await desk.send_back(HEAD)
    await desk.finish(COLLEAGUE)
    await desk.take(HEAD)
    await desk.finish(HEAD)
    await desk.apologise(at("2026-03-24 17:00"))
    await desk.decide()
    await desk.correct()
    await desk.decide()
    await desk.open(OTHER)
    await desk.withdrawn(at("2026-03-05 09:00"), OTHER)
    return [command for command, _ in unit_of_work.shelf.journal]


async def test_everything_that_happens_to_a_case_names_who_did_it_and_why() -> None:
    journal = await whole_life()
    assert {command.name for command in journal} >= {
        *("open-case", "assign-task", "complete-task", "return-task", "request-supplement", "receive-supplement"),
        *("request-payment", "receive-payment", "apologise-and-extend", "decide", "correct-case", "withdraw-case"),
    }
    assert all(command.actor.subject and "/" in command.unit and command.subject for command in journal)
    reasoned = {"return-task", "request-supplement", "request-payment", "apologise-and-extend", "correct-case"}
    assert all(command.reason for command in journal if command.name in reasoned)
    taken_over = [command for command in journal if command.name == "assign-task" and command.reason]
    assert [command.reason for command in taken_over] == ["Cán bộ đi công tác"]


@pytest.mark.parametrize("action", ["return", "stop", "correct", "reassign"])
async def test_what_the_law_wants_a_reason_for_is_refused_without_one(action: str) -> None:
    unit_of_work = InMemoryUnitOfWork()
    desk = Desk(unit_of_work, InMemoryReading(unit_of_work), InMemoryCatalogue(law()))
    await desk.open()
    await desk.to_specialist()
    before = len(unit_of_work.shelf.journal)
    without_reason = {
        "return": lambda: desk.send_back(SPECIALIST, reason="  "),
        "stop": lambda: desk.ask.stop_case(replace(desk.stopping(HEAD), reason=" ")),
        "correct": lambda: desk.ask.correct_case(replace(desk.correcting(), reason="")),
        "reassign": lambda: desk.take(HEAD, COLLEAGUE.subject),
    }
    with pytest.raises(Problem) as refused:
        await without_reason[action]()
    assert refused.value.slug == "reason-required"
    assert len(unit_of_work.shelf.journal) == before
