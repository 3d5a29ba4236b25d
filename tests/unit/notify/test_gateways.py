"""What a gateway's file may say, and how turns are given out."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from notify.clients.gateways import pointers
from notify.clients.gateways.description import read_gateways
from notify.clients.gateways.http import _filled
from notify.clients.gateways.pace import Pace, Reserve
from notify.domain.channels import DayHours, following, route
from notify.domain.occasions import Channel
from unit.notify.messages import local

EXAMPLES = Path(__file__).parents[3] / "docs" / "operate" / "gateways"


def written(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder


def places(per_second: float) -> Reserve:
    """Of one process alone."""
    free_at = 0.0

    async def reserve() -> float:
        nonlocal free_at
        now = asyncio.get_running_loop().time()
        place = max(free_at, now)
        free_at = place + 1 / per_second
        await asyncio.sleep(0)
        return place - now

    return reserve


GOOD = 'channel = "sms"\nurl = "https://sms.example/send"\n[body]\n"/to" = "{phone}"\n'


def test_the_examples_of_the_documentation_can_be_used_as_they_are() -> None:
    made = {gateway.name: gateway for gateway in read_gateways(EXAMPLES)}
    assert {name: gateway.channel for name, gateway in made.items()} == {
        "sms-brandname": Channel.SMS,
        "zalo-zns": Channel.ZALO,
    }
    assert all(gateway.receipts is not None for gateway in made.values())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (GOOD.replace('"sms"', '"email"'), "a gateway serves sms or zalo"),
        (GOOD.replace('"/to"', '"to"'), "is no JSON pointer"),
        (GOOD + 'colour = "red"\n[errors]\ncolour = "red"\n', "Extra inputs are not permitted"),
        (GOOD.replace("https:", "ftp:"), "URL scheme should be"),
        (GOOD + '[receipts]\nsecret = "/x"\nid = "/i"\nstate = "/s"\n', "name either signature_header"),
        ("channel = ", "bad.toml"),
    ],
)
def test_a_file_that_cannot_be_used_stops_the_start_and_is_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says) as refused:
        read_gateways(written(tmp_path, "bad.toml", text))
    assert str(refused.value).startswith("bad.toml: ")


def test_two_files_for_one_channel_are_refused(tmp_path: Path) -> None:
    written(tmp_path, "one.toml", GOOD)
    with pytest.raises(ValueError, match="same channel"):
        read_gateways(written(tmp_path, "two.toml", GOOD))


def test_values_go_into_and_come_out_of_documents_by_pointers() -> None:
    document: dict[str, object] = {}
    pointers.put(document, "/a/b~1c", "x")
    pointers.put(document, "/a/d", "y")
    assert document == {"a": {"b/c": "x", "d": "y"}}
    answer = {"list": [{"id": 7}], "ok": True, "nothing": None}
    assert [pointers.found(answer, at) for at in ("/list/0/id", "/ok", "/nothing", "/list/1/id", "/list")] == [
        "7",
        "true",
        "",
        "",
        "",
    ]
    assert pointers.found(None, "/id") == ""


def test_what_somebody_wrote_is_never_read_as_a_template() -> None:
    assert _filled("{text} {phone} ${key}", {"{text}": "${key}{phone}", "{phone}": "1", "${key}": "k"}) == (
        "${key}{phone} 1 k"
    )


async def test_turns_are_given_to_single_messages_first() -> None:
    pace, order = Pace(places(200)), []

    async def take(name: str, *, is_bulk: bool) -> None:
        await pace.turn(is_bulk=is_bulk)
        order.append(name)

    await take("first", is_bulk=True)
    async with asyncio.TaskGroup() as group:
        for number in range(5):
            group.create_task(take(f"bulk {number}", is_bulk=True))
        await asyncio.sleep(0)
        group.create_task(take("single", is_bulk=False))
    assert order == ["first", "single", *(f"bulk {number}" for number in range(5))]


async def test_turns_are_so_far_apart() -> None:
    pace, loop = Pace(places(100)), asyncio.get_running_loop()
    begun = loop.time()
    await asyncio.gather(*(pace.turn(is_bulk=False) for _ in range(6)))
    assert loop.time() - begun >= 0.05


@pytest.mark.parametrize(
    ("wished", "reachable", "expected"),
    [
        ((), (Channel.SMS, Channel.EMAIL), (Channel.EMAIL, Channel.SMS)),
        ((Channel.SMS,), (Channel.EMAIL, Channel.SMS, Channel.ZALO), (Channel.SMS, Channel.EMAIL, Channel.ZALO)),
        ((Channel.ZALO,), (Channel.SMS,), (Channel.SMS,)),
        ((), (), ()),
    ],
)
def test_the_way_is_what_is_wished_as_far_as_it_reaches(
    wished: tuple[Channel, ...], reachable: tuple[Channel, ...], expected: tuple[Channel, ...]
) -> None:
    assert route(wished, reachable) == expected
    assert following(expected, expected) is None


@pytest.mark.parametrize(
    ("at", "open_"), [("06:59", False), ("07:00", True), ("20:59", True), ("21:00", False), ("02:00", False)]
)
def test_telephones_may_ring_between_seven_and_nine(at: str, open_: bool) -> None:
    assert DayHours.of("07:00-21:00").includes(local(f"2024-05-02 {at}")) is open_
    assert DayHours.of("00:00-00:00").includes(local(f"2024-05-02 {at}"))


@pytest.mark.parametrize("text", ["21:00-07:00", "7-21", ""])
def test_hours_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        DayHours.of(text)
