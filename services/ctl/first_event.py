"""The first event of a dossier that a subscriber hears, by its own credentials and its own consumer."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

import nats.errors
from nats.aio.client import Client
from nats.js import JetStreamContext

from ctl.client import Json

DOSSIER_EVENTS = "motcua.dossier."
_CONNECT_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstEvent:
    """position: its number in the stream. is_first: no event of its dossier came before it, so none is missing."""

    position: int
    event: Json

    @property
    def is_first(self) -> bool:
        return int(self.event["sequence"]) == 1


async def hear(connection: Path, seconds: float) -> FirstEvent:
    """Fetches until one is about a dossier, and acknowledges. Raises TimeoutError if none comes, nats errors if it is
    not let in."""
    at = json.loads(connection.read_text("utf-8"))
    client = await _connected(at, connection.parent / at["nkey_seed_file"])
    try:
        reading = await client.jetstream().pull_subscribe_bind(at["consumer"], at["stream"])
        ends = time.monotonic() + seconds
        while True:
            heard = await _next(reading, max(ends - time.monotonic(), 0.1))
            if heard.event["type"].startswith(DOSSIER_EVENTS):
                return heard
    finally:
        await client.close()


async def _connected(at: Json, seed: Path) -> Client:
    """The broker reads its list of users a moment after it was told to: tried again until then."""
    ends = time.monotonic() + _CONNECT_SECONDS
    while True:
        client = Client()
        try:
            await client.connect(
                at["servers"],
                nkeys_seed=str(seed),
                inbox_prefix=at["inbox_prefix"].encode(),
                allow_reconnect=False,
                error_cb=_quiet,
            )
        except (nats.errors.Error, OSError):
            await client.close()
            if time.monotonic() > ends:
                raise
        else:
            return client


async def _next(reading: JetStreamContext.PullSubscription, seconds: float) -> FirstEvent:
    try:
        (message,) = await reading.fetch(1, timeout=seconds)
    except TimeoutError as nothing:
        raise TimeoutError(f"No event came within {seconds:.0f} s.") from nothing
    await message.ack_sync()
    return FirstEvent(position=message.metadata.sequence.stream, event=json.loads(message.data))


async def _quiet(_: Exception) -> None:
    """What is wrong is raised."""
