"""Other systems on the running town, by the samples that they begin with: nothing lost, nothing twice, nothing more."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path

import grpc
import nats
import pytest
from nats.aio.msg import Msg

from chassis.messaging.streams import EVENTS
from ctl import connecting
from ctl.client import Json
from e2e.journey import TEN_DAYS, accepted
from motcua.notify.v1.event_service_pb2 import ListEventsRequest, SubscribeRequest
from motcua.notify.v1.event_service_pb2_grpc import EventServiceStub
from motcua.notify.v1.replay_service_pb2 import ListReplaysRequest
from motcua.notify.v1.replay_service_pb2_grpc import ReplayServiceStub
from motcua.notify.v1.subscriber_service_pb2 import GetSubscriberRequest, Selection
from motcua.notify.v1.subscriber_service_pb2_grpc import SubscriberServiceStub
from support.ports import free_ports
from support.samples import Heard, built, ran, run_sample
from support.town import COUNTER, Town, filing

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(180)]
OPERATOR = "vh.1"
LANGUAGES = ("python", "typescript")


async def subscribed(town: Town, key: str, folder: Path, **grant: list[str]) -> Path:
    """Registered, with credentials; the file that its client reads."""
    body: Json = {"key": key, "name": "Hệ thống mẫu", "grant": {"agencies": ["heza"], **grant}}
    await town.api.post("/v1/subscribers", OPERATOR, body)
    machine = town.machine
    made = await connecting.connect(town.api, OPERATOR, machine, key, folder / key, machine.broker_url)
    return made.file


def folder_of(town: Town) -> Path:
    return town.machine.home / "subscribers"


async def stolen(town: Town, key: str, dossier: str) -> None:
    """An event of the dossier that reaches the subscriber's consumer never reaches the subscriber."""
    machine = town.machine
    client = await nats.connect(machine.broker_url, nkeys_seed=str(machine.broker_credentials))
    try:
        reading = await client.jetstream().pull_subscribe_bind(key, EVENTS)
        while True:
            (message,) = await reading.fetch(1, timeout=10)
            if json.loads(message.data)["subject"] == dossier:
                await message.ack_sync()
                return
            await handed_back(message)
    finally:
        await client.close()


async def handed_back(message: Msg) -> None:
    await message.nak(delay=0.5)


async def all_events(town: Town) -> list[Json]:
    """Everything of the agency, from the feed."""
    found: list[Json] = []
    after, last = 0, 1
    while after < last:
        page = await town.api.get("/v1/events", OPERATOR, after=after, agency="heza", page_size=1000)
        found += page["items"]
        after, last = page["next_after"], page["last_position"]
    return found


async def all_run(connections: dict[str, Path], folder: Path, *options: str) -> dict[str, Heard]:
    """Each sample with its own connection and state, side by side."""
    states = {language: folder / f"{language}.state" for language in connections}
    heard = await asyncio.gather(
        *(run_sample(language, file, states[language], *options) for language, file in connections.items())
    )
    return dict(zip(connections, heard, strict=True))


async def test_the_samples_hear_everything_once_catch_up_alone_and_drop_what_comes_twice(
    town: Town, tmp_path: Path
) -> None:
    catalogue = await town.api.get(f"/v1/procedures/{TEN_DAYS}", on="2024-04-26")
    dossier = await town.api.post("/v1/dossiers", COUNTER, filing(71, TEN_DAYS, documents=catalogue))
    keys = {language: f"so-{language}" for language in LANGUAGES}
    connections = {language: await subscribed(town, key, folder_of(town)) for language, key in keys.items()}
    first = await all_run(connections, tmp_path, "--idle", "1")
    events = await all_events(town)
    for heard in first.values():
        assert (heard.told["applied"], heard.told["duplicates"]) == (len(events), 0)
        assert heard.sequences(dossier["id"]) == [1]

    await town.api.post(f"/v1/dossiers/{dossier['id']}/acceptance", COUNTER)
    await asyncio.gather(*(stolen(town, key, dossier["id"]) for key in keys.values()))
    await town.api.post(f"/v1/dossiers/{dossier['id']}/withdrawal", COUNTER, {"reason": "Người nộp rút hồ sơ."})
    second = await all_run(connections, tmp_path, "--count", "2")
    for heard in second.values():
        assert (heard.told["gaps"], heard.told["caught_up"], heard.told["duplicates"]) == (["1→3"], 1, 0)
        assert heard.sequences(dossier["id"]) == [2, 3]

    for key in keys.values():
        motcua = (sys.executable, "-m", "ctl", "subscriber", "replay", key, "--url", town.machine.front_url())
        assert "✔" in await ran(*motcua, "--position", "1")
    third = await all_run(connections, tmp_path, "--idle", "1")
    for language, heard in third.items():
        assert heard.told["duplicates"] >= len(events)
        assert heard.sequences(dossier["id"]) == []
        (replay,) = (await town.api.get("/v1/replays", OPERATOR, subscriber=keys[language]))["items"]
        assert (replay["state"], replay["position"]) == ("done", replay["until_position"])


async def test_the_samples_on_the_feed_alone_go_on_where_they_were(town: Town, tmp_path: Path) -> None:
    labour = {"departments": ["lao-dong"]}
    connections = {
        language: await subscribed(town, f"bo-{language}", folder_of(town), **labour) for language in LANGUAGES
    }
    await accepted(town, TEN_DAYS, 72)
    first = await all_run(connections, tmp_path, "--via", "feed", "--idle", "0.5")
    dossier = await accepted(town, TEN_DAYS, 73)
    second = await all_run(connections, tmp_path, "--via", "feed", "--count", "2")

    for language in LANGUAGES:
        assert first[language].told["applied"] > 0
        assert (second[language].told["duplicates"], second[language].told["applied"]) == (0, 2)
        assert second[language].sequences(dossier["id"]) == [1, 2]


async def test_an_npm_client_with_a_subscribers_credentials_is_refused_everything_else(
    town: Town, tmp_path: Path
) -> None:
    connection = await subscribed(town, "so-hep", tmp_path, departments=["dau-tu"])
    await subscribed(town, "so-rong", tmp_path)
    last = (await town.api.get("/v1/events", OPERATOR, after="latest"))["last_position"]
    script = str(Path(__file__).with_name("refused.mjs"))
    subject = "motcua.v1.heza.dau-tu.dossier.accepted"
    meanwhile = accepted(town, TEN_DAYS, 74)  # there is something to hear
    said, dossier = await asyncio.gather(
        ran("node", script, str(built()), str(connection), "so-rong", subject), meanwhile
    )

    assert json.loads(said) == {"passed": [], "own": "so-hep", "nobody": "refused"}
    page = await town.api.get("/v1/events", OPERATOR, after=last)
    assert {event["subject"] for event in page["items"]} == {dossier["id"]}  # nothing of the subscriber's own


async def test_one_command_leads_from_nothing_to_the_first_event_in_under_a_minute(tmp_path: Path) -> None:
    ports = free_ports()
    began = time.monotonic()
    said = await ran(
        *(sys.executable, "-m", "ctl", "subscriber", "try", "--once", "--home", str(tmp_path / "sandbox")),
        *("--port", str(ports.front), "--base-port", str(ports.base)),
    )

    assert time.monotonic() - began < 60
    assert "motcua.dossier.received.v1" in said
    assert "no gap" in said
    connection = tmp_path / "sandbox" / "subscribers" / "he-thong-mau" / "connection.json"
    assert f"credentials and addresses: {connection}" in said
    assert json.loads(connection.read_text())["consumer"] == "he-thong-mau"


async def test_the_same_over_grpc_a_stream_that_is_taken_up_again_where_it_ended(town: Town, tmp_path: Path) -> None:
    await subscribed(town, "so-grpc", tmp_path, departments=["lao-dong"])
    token = town.machine.issuer().token(subject="so-grpc", roles=["subscriber"])
    asking = (("authorization", f"Bearer {token}"),)
    async with grpc.aio.insecure_channel(f"127.0.0.1:{town.machine.ports.grpc('notify')}") as channel:
        events = EventServiceStub(channel)
        latest = await events.ListEvents(ListEventsRequest(latest=True), timeout=20, metadata=asking)
        following = events.Subscribe(SubscribeRequest(after=latest.next_after), timeout=8, metadata=asking)
        dossier = await accepted(town, TEN_DAYS, 75)
        heard = [message async for message in following]  # ends by itself, well, before its deadline
        assert await following.code() is grpc.StatusCode.OK
        streamed = [json.loads(event.cloud_event) for message in heard for event in message.events]
        assert [(one["subject"], int(one["sequence"])) for one in streamed][:2] == [
            (dossier["id"], 1),
            (dossier["id"], 2),
        ]

        page = await events.ListEvents(ListEventsRequest(after=latest.next_after), timeout=20, metadata=asking)
        same = [event.cloud_event for message in heard for event in message.events]
        assert [event.cloud_event for event in page.events][: len(same)] == same
        again = events.Subscribe(SubscribeRequest(after=heard[-1].position), timeout=3, metadata=asking)
        assert [message.events for message in [one async for one in again] if message.events] == []

        wider = SubscribeRequest(selection=Selection(departments=["dau-tu"]))
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await events.Subscribe(wider, timeout=20, metadata=asking).read()
        assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED

        mine = await SubscriberServiceStub(channel).GetSubscriber(
            GetSubscriberRequest(key="so-grpc"), timeout=20, metadata=asking
        )
        assert list(mine.subscriber.grant.departments) == ["lao-dong"]
        replays = await ReplayServiceStub(channel).ListReplays(ListReplaysRequest(), timeout=20, metadata=asking)
        assert (list(replays.replays), replays.total_size) == ([], 0)
