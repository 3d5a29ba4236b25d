"""The working calendar while nobody answers where intake would: it is asked for now and then, and nobody waits."""

from __future__ import annotations

import pytest

from chassis.kernel.errors import Problem
from chassis.rpc.client import RpcChannel
from reporting.clients.calendars import GrpcCalendars
from support.ports import free_port


async def test_who_asks_after_intake_was_found_away_hears_at_once_that_nothing_is_known() -> None:
    channel = RpcChannel(f"127.0.0.1:{free_port()}")
    calendars = GrpcCalendars(channel)
    try:
        with pytest.raises(Problem) as first:
            await calendars.current()
        with pytest.raises(Problem, match="not known yet") as second:
            await calendars.current()
    finally:
        await channel.stop()
    assert {first.value.slug, second.value.slug} == {"neighbour-unavailable"}
    assert "not known yet" not in first.value.detail
