"""A subscriber of motcua. It drops what comes twice, notices what is missing, and fetches it from the feed.

python subscriber.py connection.json [--via nats|feed] [--state file] [--count n] [--idle seconds]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sqlite3
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

import nats
import nats.errors
import nats.js.errors
from nats.aio.msg import Msg

Event = dict[str, Any]
TRY_AGAIN_SECONDS = 30.0

SCHEMA = """
CREATE TABLE IF NOT EXISTS taken (id TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS reached (source TEXT, dossier TEXT, sequence INTEGER, PRIMARY KEY (source, dossier));
CREATE TABLE IF NOT EXISTS cursor (one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER);
"""


class Ledger:
    """What has been taken in: ids, how far each dossier is, the place in the feed."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path)
        self._database.executescript(SCHEMA)

    def knows(self, event: Event) -> bool:
        return self._database.execute("SELECT 1 FROM taken WHERE id = ?", [event["id"]]).fetchone() is not None

    def last(self, event: Event) -> int:
        """The last sequence of the event's dossier and source that was taken in; 0 for none."""
        which = [event["source"], event["subject"]]
        found = self._database.execute(
            "SELECT sequence FROM reached WHERE source = ? AND dossier = ?", which
        ).fetchone()
        return int(found[0]) if found else 0

    def take(self, event: Event) -> None:
        """In one transaction, together with what your system does with the event: both or neither."""
        with self._database:
            self._database.execute("INSERT INTO taken VALUES (?)", [event["id"]])
            self._database.execute(
                "INSERT INTO reached VALUES (?, ?, ?)"
                " ON CONFLICT DO UPDATE SET sequence = max(sequence, excluded.sequence)",
                [event["source"], event["subject"], int(event["sequence"])],
            )

    @property
    def position(self) -> int:
        found = self._database.execute("SELECT position FROM cursor").fetchone()
        return int(found[0]) if found else 0

    def move_to(self, position: int) -> None:
        with self._database:
            self._database.execute(
                "INSERT INTO cursor VALUES (1, ?) ON CONFLICT DO UPDATE SET position = excluded.position", [position]
            )

    def close(self) -> None:
        self._database.close()


class AgedOut(Exception):
    """What was asked for is no longer in the stream, which begins later by now."""


class Feed:
    """The pull feed over HTTP: what happened after a position, or all that happened to a dossier."""

    def __init__(self, url: str, token: str) -> None:
        self._url, self._token = url, token

    async def page(self, after: int, **query: str | float) -> dict[str, Any]:
        return await asyncio.to_thread(self._asked, {"after": after, "page_size": 500, **query})

    async def of_dossier(self, dossier: str) -> list[Event]:
        found: list[Event] = []
        after, last = 0, 1
        while after < last:
            page = await self.page(after, dossier=dossier)
            found += page["items"]
            after, last = page["next_after"], page["last_position"]
        return found

    def _asked(self, query: dict[str, Any]) -> dict[str, Any]:
        url = f"{self._url}?{urllib.parse.urlencode(query)}"
        asked = urllib.request.Request(url, headers={"Authorization": f"Bearer {self._token}"})
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                page: dict[str, Any] = json.load(answer)
                return page
        except urllib.error.HTTPError as refused:
            if refused.code == 410:
                raise AgedOut(refused.read().decode()) from refused
            raise


class Subscriber:
    """Takes each event once, in the order of its dossier, whatever way it comes."""

    def __init__(self, ledger: Ledger, feed: Feed) -> None:
        self._ledger, self._feed = ledger, feed
        self.applied = self.duplicates = self.caught_up = 0
        self.gaps: list[str] = []
        self.heard_at = time.monotonic()

    async def take(self, event: Event) -> None:
        self.heard_at = time.monotonic()
        if self._ledger.knows(event):
            self.duplicates += 1
            return
        last, sequence = self._ledger.last(event), int(event["sequence"])
        if sequence > last + 1:
            print(f"gap {last}→{sequence} of {event['subject']} from {event['source']}; asking the feed")
            self.gaps.append(f"{last}→{sequence}")
            await self._catch_up(event)
        self._apply(event)

    async def _catch_up(self, event: Event) -> None:
        """What the feed does not give either was not granted, or is of a type that was not asked for: no loss."""
        for older in await self._feed.of_dossier(event["subject"]):
            is_missing = older["source"] == event["source"] and older["sequence"] < event["sequence"]
            if is_missing and not self._ledger.knows(older):
                self._apply(older)
                self.caught_up += 1

    def _apply(self, event: Event) -> None:
        """Here your system does what it does with an event."""
        self._ledger.take(event)
        self.applied += 1
        source = event["source"].removeprefix("urn:motcua:")
        print(f"{event['time']}  {event['type']}  {event['subject']}  {source} #{int(event['sequence'])}")


async def over_nats(at: dict[str, Any], folder: Path, subscriber: Subscriber, enough: Any) -> None:
    connection = await nats.connect(
        servers=at["servers"],
        nkeys_seed=str(folder / at["nkey_seed_file"]),
        inbox_prefix=at["inbox_prefix"].encode(),
        max_reconnect_attempts=-1,
    )
    consumer = await connection.jetstream().pull_subscribe_bind(at["consumer"], at["stream"])
    while not enough():
        try:
            messages = await consumer.fetch(50, timeout=1)
        except TimeoutError:  # also nats-py's own: nothing came
            continue
        except (nats.errors.Error, nats.js.errors.Error) as fault:
            print(f"the broker is away: {fault}", file=sys.stderr)
            await asyncio.sleep(1)
            continue
        for message in messages:
            await acknowledged(message, subscriber)
    await connection.close()


async def acknowledged(message: Msg, subscriber: Subscriber) -> None:
    try:
        await subscriber.take(json.loads(message.data))
        await message.ack_sync()
    except Exception as fault:
        print(f"not now: {fault}", file=sys.stderr)
        await message.nak(delay=TRY_AGAIN_SECONDS)  # never a bare nak: it would come again at once, until no more


async def over_http(feed: Feed, ledger: Ledger, subscriber: Subscriber, enough: Any) -> None:
    while not enough():
        try:
            page = await feed.page(ledger.position, wait=2)
            for event in page["items"]:
                await subscriber.take(event)
            ledger.move_to(page["next_after"])  # after the events: rather twice than never
        except AgedOut as fault:
            print(f"events were lost to us while we were away: {fault}", file=sys.stderr)
            ledger.move_to(0)  # from the beginning of what there is; what is known already is dropped


async def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("connection", type=Path)
    options.add_argument("--via", choices=["nats", "feed"], default="nats")
    options.add_argument("--state", type=Path, default=Path("subscriber.db"))
    options.add_argument("--count", type=int, default=0, help="end after so many events")
    options.add_argument("--idle", type=float, default=0, help="end after so many seconds without any")
    asked = options.parse_args()
    at = json.loads(asked.connection.read_text())
    folder, ledger = asked.connection.parent, Ledger(asked.state)
    feed = Feed(at["feed"], (folder / at["token_file"]).read_text().strip())
    subscriber = Subscriber(ledger, feed)

    def enough() -> bool:
        heard_nothing = time.monotonic() - subscriber.heard_at > asked.idle > 0
        return heard_nothing or subscriber.applied >= asked.count > 0

    if asked.via == "feed":
        await over_http(feed, ledger, subscriber, enough)
    else:
        await over_nats(at, folder, subscriber, enough)
    ledger.close()
    told = {name: getattr(subscriber, name) for name in ("applied", "duplicates", "caught_up", "gaps")}
    print(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    asyncio.run(main())
