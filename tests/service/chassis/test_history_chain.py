"""The chain on both databases: no fork and no gap, whoever writes at the same time."""

from __future__ import annotations

import asyncio

from chassis.data.database import Database
from chassis.history.chain import NOTHING
from support.databases import NewDatabase
from support.messaging import MIGRATIONS, commit, journal, rate, rated, rows


async def links(store: Database) -> dict[str, list[tuple[int, bytes, bytes]]]:
    """(entry, previous, digest) of each subject's chain, in order."""
    found: dict[str, list[tuple[int, bytes, bytes]]] = {}
    for subject, *link in await rows(store, "commands", "subject", "entry", "previous", "digest"):
        found.setdefault(subject, []).append((link[0], bytes(link[1]), bytes(link[2])))
    return {subject: sorted(chain) for subject, chain in found.items()}


def is_one_chain(chain: list[tuple[int, bytes, bytes]]) -> bool:
    before = [NOTHING, *(digest for _, _, digest in chain[:-1])]
    return [entry for entry, _, _ in chain] == list(range(1, len(chain) + 1)) and [p for _, p, _ in chain] == before


async def test_commands_with_and_without_events_are_one_chain(database: NewDatabase) -> None:
    store = await database(MIGRATIONS)
    for events in (1, 0, 2, 0):
        await commit(store, "d-1", events=events)
    await commit(store, "d-2", events=0)
    found = await links(store)
    assert all(map(is_one_chain, found.values()))
    heads = {subject: (entries, bytes(head)) for subject, entries, head in await rows(
        store, "event_sequences", "subject", "entries", "head"
    )}  # fmt: skip
    assert heads == {subject: (len(chain), chain[-1][2]) for subject, chain in found.items()}


async def test_many_commands_in_one_batch_are_chained_one_after_the_other(database: NewDatabase) -> None:
    store = await database(MIGRATIONS)
    await commit(store, "d-1")
    async with store.write() as writing:
        batch = [(rate(f"d-{n % 3}"), [rated(f"d-{n % 3}")]) for n in range(9)]
        await journal(writing.connection).record_all(batch)
        await writing.commit()
    found = await links(store)
    assert {subject: len(chain) for subject, chain in found.items()} == {"d-0": 3, "d-1": 4, "d-2": 3}
    assert all(map(is_one_chain, found.values()))


async def test_replicas_that_write_at_the_same_time_do_not_fork_a_chain(database: NewDatabase) -> None:
    store = await database(MIGRATIONS)
    replicas = [store] if store.dialect == "sqlite" else [store, *(Database(store.url) for _ in range(3))]

    async def write(number: int) -> None:
        async with replicas[number % len(replicas)].write() as writing:
            subject = f"d-{number % 3}"
            await journal(writing.connection).record(rate(subject), [rated(subject)] * (number % 2))
            if number % 5:
                await writing.commit()

    await asyncio.gather(*(write(number) for number in range(120)))
    for replica in replicas[1:]:
        await replica.close()
    found = await links(store)
    assert sum(map(len, found.values())) == 96
    assert all(map(is_one_chain, found.values()))
