"""Many steps at once on every kind of store: each for itself, in order, once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chassis.kernel.errors import Problem
from processing.application.batches import BatchAction, BatchItem, Outcome, RunBatch
from processing.application.ports import TaskFilter
from service.processing.conftest import NewOffice
from unit.processing.desk import Desk
from unit.processing.story import COLLEAGUE, HEAD, SPECIALIST, STRANGER


def number(index: int) -> str:
    return f"01976f00-0000-7000-8000-{index:012}"


async def assigning(desk: Desk, cases: int) -> RunBatch:
    """As many cases at the specialist's step, in the hands of nobody."""
    for index in range(1, cases + 1):
        await desk.open(number(index))
        await desk.take(HEAD, dossier_id=number(index))
        await desk.finish(HEAD, number(index))
    found = await desk.ask.list_tasks(HEAD, TaskFilter(), None, 200)
    tasks = sorted(found.tasks, key=lambda work: work.dossier.dossier_id)
    items = [BatchItem(task_id=work.task.id, officer=SPECIALIST.subject) for work in tasks]
    return RunBatch(actor=HEAD, action=BatchAction.ASSIGN, items=items, key="batch-1")


def told(outcomes: tuple[Outcome, ...]) -> list[str]:
    return [outcome.problem.slug if outcome.problem else "done" for outcome in outcomes]


async def test_what_is_refused_does_not_hold_up_the_rest(office: NewOffice) -> None:
    desk = (await office()).desk
    batch = await assigning(desk, 3)
    items = [batch.items[0], BatchItem(task_id="nobody", officer="cv.dautu.1"), *batch.items[1:]]
    items[2] = replace(items[2], version=99)
    assert told(await desk.ask.run_batch(replace(batch, items=items))) == [
        "done",
        "task-unknown",
        "version-stale",
        "done",
    ]
    held = await desk.ask.list_tasks(HEAD, TaskFilter(assignee=SPECIALIST.subject), None, 10)
    assert {work.dossier.dossier_id for work in held.tasks} == {number(1), number(3)}


async def test_the_same_batch_again_does_nothing_twice_and_goes_on_where_it_broke_off(office: NewOffice) -> None:
    made = await office()
    batch = await assigning(made.desk, 3)
    first = await made.desk.ask.run_batch(replace(batch, items=batch.items[:2]))
    before = len(await made.told())
    again = await made.desk.ask.run_batch(batch)
    assert told(again) == ["done", "done", "done"]
    assert [outcome.seen and outcome.seen.case for outcome in again[:2]] == [o.seen and o.seen.case for o in first]
    assert len(await made.told()) == before + 2  # one assignment more, and its start


async def test_a_changed_item_under_the_same_key_is_refused_for_itself(office: NewOffice) -> None:
    desk = (await office()).desk
    batch = await assigning(desk, 2)
    await desk.ask.run_batch(batch)
    changed = replace(batch.items[0], officer=COLLEAGUE.subject)
    assert told(await desk.ask.run_batch(replace(batch, items=[changed, batch.items[1]]))) == [
        "idempotency-key-reused",
        "done",
    ]


async def test_each_item_has_the_rights_of_the_single_action(office: NewOffice) -> None:
    desk = (await office()).desk
    batch = await assigning(desk, 2)
    assert told(await desk.ask.run_batch(replace(batch, actor=STRANGER))) == ["task-unknown"] * 2
    assert told(await desk.ask.run_batch(replace(batch, actor=SPECIALIST))) == ["assignment-not-allowed"] * 2
    await desk.ask.run_batch(batch)
    done = replace(batch, actor=SPECIALIST, action=BatchAction.COMPLETE, key="batch-2")
    assert told(await desk.ask.run_batch(done)) == ["done"] * 2


async def test_returning_needs_a_reason_each(office: NewOffice) -> None:
    desk = (await office()).desk
    batch = await assigning(desk, 2)
    await desk.ask.run_batch(batch)
    back = [replace(batch.items[0], reason="Thiếu phiếu trình"), batch.items[1]]
    returning = replace(batch, actor=SPECIALIST, action=BatchAction.RETURN, items=back, key="")
    assert told(await desk.ask.run_batch(returning)) == ["done", "reason-required"]


async def test_a_batch_has_one_to_two_hundred_items(office: NewOffice) -> None:
    desk = (await office()).desk
    for many in (0, 201):
        with pytest.raises(Problem) as refused:
            await desk.ask.run_batch(
                RunBatch(actor=HEAD, action=BatchAction.COMPLETE, items=[BatchItem(task_id="a")] * many)
            )
        assert refused.value.slug == "batch-size-invalid"
