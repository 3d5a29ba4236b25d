"""Figures are counted anew beside the live ones and swapped: nothing is lost, doubled or seen half-done."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from chassis.messaging.journal import Idempotency
from reporting.application import GetOnTime
from reporting.application.rebuilds import StartRebuild
from reporting.domain.definitions import II06A_1
from reporting.domain.rebuild import FIGURES_VERSION, Source, State
from reporting.store.rebuild_tables import REBUILDS, REBUILT_FACTS
from reporting.store.tables import (
    BOARD_SUMS,
    DOSSIER_FACTS,
    EVALUATION_MARKS,
    HELD_STEPS,
    MOMENTS,
    REBUILT_BOARD_SUMS,
    TALLIES,
)
from service.reporting.counting import CLOCK, DUE, OPERATOR, START, Figures, dossiers
from service.reporting.telling import Teller
from support.databases import NewDatabase

LEADER = Actor(subject="ld.1", roles=frozenset({"leader"}), agency="heza")
SERVICES = ("intake", "processing")


@pytest.fixture
async def figures(database: NewDatabase) -> Figures:
    made = Figures(await database("reporting.store.migrations"))
    assert await made.run()  # a store that was never counted by this version is counted once, at the start
    for teller in dossiers():
        await made.hear(teller.told)
    return made


async def test_counting_anew_what_is_right_changes_nothing(figures: Figures) -> None:
    before = await figures.everything()
    figures.stream.bodies = list(figures.told.bodies)
    for source in Source:
        found = await figures.rebuilt(source)
        assert (found.state, found.source, found.changed, found.dossiers) == (State.DONE, source, 0, 4)
        assert found.progress == 1.0
        assert await figures.everything() == before


async def test_figures_and_facts_that_went_wrong_are_right_again(figures: Figures) -> None:
    before = await figures.everything()
    await figures.do(update(TALLIES).values(value=TALLIES.c.value + 7))
    await figures.do(delete(EVALUATION_MARKS))
    await figures.do(update(BOARD_SUMS).values(total=BOARD_SUMS.c.total + 7, label=BOARD_SUMS.c.label + "?"))
    await figures.do(update(DOSSIER_FACTS).values(due_on=None, verdict="met", evidence=[]))
    await figures.do(delete(DOSSIER_FACTS).where(DOSSIER_FACTS.c.dossier_id == "d-late"))
    found = await figures.rebuilt()
    assert (found.state, found.changed) == (State.DONE, 4)
    assert await figures.everything() == before


async def test_evidence_that_no_publisher_has_said_is_dropped(figures: Figures) -> None:
    before = await figures.everything()
    await figures.do(update(DOSSIER_FACTS).where(DOSSIER_FACTS.c.dossier_id == "d-met").values(evidence=_forged()))
    await figures.rebuilt()
    assert await figures.everything() == before


def _forged() -> list[Any]:
    place = ["heza", "dau-tu", "cap-gcn-dkdt", "online", "H24.15-240502-0001"]
    return [["intake", 1, "forged", "withdrawn", "2024-05-03T00:00:00Z", None, None, "", None, "", place]]


async def test_what_is_told_meanwhile_is_in_the_figures(figures: Figures) -> None:
    late = Teller("d-new").accepted("2024-05-20 09:00", "2024-06-20 17:00")
    done = dossiers()[1].issued("2024-05-21 09:00", DUE).told[-1:]

    async def go_on() -> None:
        for event in [*late.told, *done]:
            await figures.record(event)

    figures.told.between = go_on
    found = await figures.rebuilt()
    assert found.state is State.DONE
    after = await figures.everything()
    figures.told.between = None
    assert (await figures.rebuilt(Source.KEPT)).changed == 0
    assert await figures.everything() == after
    table = await figures.ask(GetOnTime(actor=LEADER))
    assert (table.total.received, table.total.met, table.total.missed) == (5, 1, 1)


async def test_rebuilds_one_after_the_other_under_load_lose_and_double_nothing(figures: Figures) -> None:
    lives = [Teller(f"d-{number}").accepted(START, DUE).issued("2024-05-10 09:00", DUE) for number in range(24)]
    lanes = [[event for event in life.told if event.service == service] for life in lives for service in SERVICES]
    waiting = iter(lanes)
    states: list[State] = []

    async def again_and_again() -> None:
        while True:
            states.append((await figures.rebuilt(Source.PUBLISHERS if len(states) % 2 else Source.KEPT)).state)

    async def lane() -> None:
        for events in waiting:
            await figures.hear(events)

    rebuilding = asyncio.create_task(again_and_again())
    await asyncio.gather(*(lane() for _ in range(4)))
    while len(states) < 2:
        await asyncio.sleep(0.01)
    rebuilding.cancel()
    await asyncio.gather(rebuilding, return_exceptions=True)
    figures.run.begin_again()  # one may have been cut short
    await figures.run()
    assert set(states) == {State.DONE}
    before = await figures.everything()
    assert (await figures.rebuilt()).changed == 0
    assert await figures.everything() == before
    table = await figures.ask(GetOnTime(actor=LEADER))
    assert (table.total.received, table.total.met) == (4 + len(lives), 1 + len(lives))


async def test_where_the_stream_has_aged_out_the_publishers_are_asked(figures: Figures) -> None:
    figures.stream.first = 40
    found = await figures.rebuilt(Source.STREAM)
    assert (found.state, found.source, found.dossiers) == (State.DONE, Source.PUBLISHERS, 4)


async def test_a_reader_never_sees_an_empty_or_half_filled_state(figures: Figures) -> None:
    expected = await figures.ask(GetOnTime(actor=LEADER, definition=II06A_1))
    seen = []

    async def look() -> None:
        while True:
            seen.append(await figures.ask(GetOnTime(actor=LEADER, definition=II06A_1)))

    looking = asyncio.create_task(look())
    await figures.do(update(DOSSIER_FACTS).values(code="other"))  # every dossier comes out differently
    for source in (Source.PUBLISHERS, Source.KEPT):
        await figures.rebuilt(source)
    looking.cancel()
    assert len(seen) > 3
    assert all(table == expected for table in seen)


async def test_whatever_ends_it_early_leaves_the_live_figures_as_they_were(figures: Figures) -> None:
    before = await figures.everything()

    async def away() -> None:
        raise Problem("neighbour-unavailable", Kind.UNAVAILABLE, "intake does not answer.")

    figures.told.between = away
    found = await figures.rebuilt()
    assert (found.state, found.fault) == (State.FAILED, "neighbour-unavailable")
    assert await figures.everything() == before
    figures.told.between = None
    assert (await figures.rebuilt()).state is State.DONE
    async with figures.database.read() as connection:
        assert (await connection.execute(select(REBUILT_FACTS))).all() == []
        assert (await connection.execute(select(REBUILT_BOARD_SUMS))).all() == []


async def test_what_ran_in_a_process_that_is_gone_has_failed_and_the_next_may_begin(figures: Figures) -> None:
    started = await figures.start(StartRebuild(actor=OPERATOR, source=Source.KEPT))
    await figures.book.take(CLOCK.now())
    figures.run.begin_again()
    assert not await figures.run()
    found = await figures.book.one(started.id)
    assert found is not None
    assert (found.state, found.fault) == (State.FAILED, "interrupted")
    assert (await figures.rebuilt(Source.KEPT)).state is State.DONE


async def test_a_second_one_at_once_is_refused_and_the_same_request_finds_the_first(figures: Figures) -> None:
    key = Idempotency(key="k-1", digest="aa")
    first = await figures.start(StartRebuild(actor=OPERATOR, source=Source.KEPT, idempotency=key))
    again = await figures.start(StartRebuild(actor=OPERATOR, source=Source.KEPT, idempotency=key))
    assert again.id == first.id
    with pytest.raises(Problem) as refused:
        await figures.start(StartRebuild(actor=OPERATOR, source=Source.KEPT))
    assert (refused.value.slug, refused.value.kind) == ("rebuild-running", Kind.REFUSED)


async def test_another_way_of_counting_is_applied_at_the_next_start(figures: Figures) -> None:
    before = await figures.everything()
    await figures.do(update(REBUILDS).values(version=FIGURES_VERSION - 1))
    await figures.do(delete(TALLIES))
    figures.run.begin_again()
    assert await figures.run()
    assert await figures.everything() == before
    assert not await figures.run()


async def test_steps_and_what_was_learnt_of_them_come_out_the_same_from_an_empty_store(
    figures: Figures, database: NewDatabase
) -> None:
    expected, learnt = await figures.everything(), await figures.has_learnt()
    for source in (Source.PUBLISHERS, Source.STREAM):
        empty = Figures(await database("reporting.store.migrations"))
        empty.told.bodies = empty.stream.bodies = list(figures.told.bodies)
        assert (await empty.rebuilt(source)).state is State.DONE
        assert await empty.everything() == expected
        assert await empty.has_learnt() == learnt
    assert len(learnt[0]) > 10


async def test_what_was_learnt_foresees_until_it_is_learnt_anew(figures: Figures) -> None:
    learnt = await figures.has_learnt()
    await figures.do(delete(HELD_STEPS))
    await figures.do(update(MOMENTS).values(mean=MOMENTS.c.mean + 1))
    async with figures.database.read() as connection:
        wrong = (await connection.execute(select(MOMENTS))).all()
    await figures.rebuilt(Source.KEPT)
    async with figures.database.read() as connection:
        assert (await connection.execute(select(MOMENTS))).all() == wrong
        assert (await connection.scalars(select(HELD_STEPS.c.step))).all() == ["tham-dinh"]
    assert await figures.has_learnt() == learnt
