"""Ids, tasks, metrics, readiness: the small parts."""

from __future__ import annotations

import asyncio

import pytest

from chassis.health import Health, State
from chassis.ids import UuidIds
from chassis.kernel.errors import Kind, Problem
from chassis.tasks import Tasks
from chassis.telemetry import metrics


def test_ids_are_version_7_unique_and_in_order() -> None:
    ids = [UuidIds().new() for _ in range(5000)]
    assert sorted(set(ids)) == ids
    assert {(len(each), each[14]) for each in ids} == {(36, "7")}


async def test_tasks_are_cancelled_and_awaited() -> None:
    tasks, ended = Tasks(), []

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append("cleaned up")

    tasks.spawn("work", work())
    await asyncio.sleep(0)
    await tasks.cancel_all()
    assert (ended, tasks.running) == (["cleaned up"], 0)


async def test_a_task_that_fails_is_told_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    async def work() -> None:
        raise RuntimeError("broken")

    tasks = Tasks()
    tasks.spawn("lend", work())
    await asyncio.sleep(0.01)
    told = capsys.readouterr().err
    assert ("task failed" in told, "lend" in told) == (True, True)
    assert "RuntimeError: broken" in told


async def test_a_task_that_ignores_cancellation_does_not_hold_up_the_end() -> None:
    async def stubborn() -> None:
        while not over.is_set():
            try:
                await over.wait()
            except asyncio.CancelledError:
                continue

    over, tasks = asyncio.Event(), Tasks()
    task = tasks.spawn("stubborn", stubborn())
    await asyncio.sleep(0)
    await tasks.cancel_all(grace_seconds=0.05)
    assert tasks.running == 1
    over.set()
    await task


def test_a_metric_is_declared_once_with_a_proper_name() -> None:
    made = metrics.counter("test_books_total", "Books.", ("shelf",))
    made.labels("a").inc(2)
    shown, media_type = metrics.exposition()
    assert b'test_books_total{shelf="a"} 2.0' in shown
    assert (b"_created" in shown, media_type) == (False, "text/plain; version=0.0.4; charset=utf-8")
    with pytest.raises(ValueError, match="declared twice"):
        metrics.gauge("test_books_total", "Books.")
    with pytest.raises(ValueError, match="ends in _total"):
        metrics.counter("test_books", "Books.")


async def good() -> None:
    """All is well."""


async def away() -> None:
    raise Problem("broker-away", Kind.UNAVAILABLE, "not connected for 12 s — check MOTCUA_NATS_URL")


async def hangs() -> None:
    await asyncio.sleep(60)


async def test_each_check_has_its_line() -> None:
    health = Health()
    health.state = State.RUNNING
    health.register("database", good)
    health.register("broker", away, required=False)
    report = await health.report()
    lines = report.text().splitlines()
    assert lines[0].startswith("[+] database ok (")
    assert lines[1:] == [
        "[-] broker: not connected for 12 s — check MOTCUA_NATS_URL (degraded, still serving)",
        "degraded",
    ]
    assert report.ready


async def test_without_what_it_needs_a_service_is_not_ready() -> None:
    health = Health()
    health.state = State.RUNNING
    health.register("database", hangs)
    report = await health.report()
    assert not report.ready
    assert report.text().splitlines() == ["[-] database: no answer within 2 s", "not ready"]
    health.forget("database")
    assert (await health.report()).text() == "ready\n"


async def test_starting_and_draining_are_not_ready() -> None:
    health = Health()
    assert (await health.report()).text() == "not ready: starting\n"
    health.state = State.DRAINING
    assert (await health.report()).text() == "not ready: draining\n"
    health.register("a", good)
    with pytest.raises(ValueError, match="twice"):
        health.register("a", good)
