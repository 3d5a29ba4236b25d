"""Preferences over HTTP: one's own, with versions, and the law's notices stay on."""

from __future__ import annotations

import asyncio

from chassis.kernel.actor import Actor
from service.notify.served import Served

APPLICANT = Actor(subject="nd.mau.1", roles=frozenset({"applicant"}))
OTHER = Actor(subject="nd.mau.2", roles=frozenset({"applicant"}))
PATH = "/v1/preferences"


async def test_without_a_word_the_usual_things_hold(site: Served) -> None:
    answer = await site.call(APPLICANT, "GET", PATH)
    assert answer.json() == {
        "language": "",
        "channels": ["email", "zalo", "sms"],
        "unsubscribed": [],
        "optional": ["digest", "result-uncollected"],
        "version": 0,
    }


async def test_a_wish_is_kept_and_is_nobody_elses(site: Served) -> None:
    wish = {"language": "en", "channels": ["sms"], "unsubscribed": ["result-uncollected"]}
    kept = await site.call(APPLICANT, "PUT", PATH, wish)
    assert (kept.status_code, kept.headers["ETag"]) == (200, '"1"')
    seen = (await site.call(APPLICANT, "GET", PATH)).json()
    assert (seen["language"], seen["channels"], seen["unsubscribed"]) == (
        "en",
        ["sms", "email", "zalo"],
        ["result-uncollected"],
    )
    assert (await site.call(OTHER, "GET", PATH)).json()["version"] == 0


async def test_a_wish_on_an_older_version_is_refused(site: Served) -> None:
    await site.call(APPLICANT, "PUT", PATH, {"language": "en"}, if_match='"0"')
    stale = await site.call(APPLICANT, "PUT", PATH, {"language": "vi"}, if_match='"0"')
    assert (stale.status_code, (await site.call(APPLICANT, "GET", PATH)).json()["language"]) == (412, "en")


async def test_first_words_said_at_once_do_not_break_each_other(site: Served) -> None:
    answers = await asyncio.gather(*(site.call(APPLICANT, "PUT", PATH, {"language": "en"}) for _ in range(4)))
    assert {answer.status_code for answer in answers} <= {200, 412}
    assert (await site.call(APPLICANT, "GET", PATH)).json()["version"] >= 1


async def test_what_cannot_be_wished_is_said(site: Served) -> None:
    for wish, field in (
        ({"unsubscribed": ["dossier-accepted"]}, "unsubscribed"),
        ({"channels": ["sms", "sms"]}, "channels"),
        ({"channels": ["inbox"]}, "channels[0]"),
        ({"language": "fr"}, "language"),
    ):
        answer = await site.call(APPLICANT, "PUT", PATH, wish)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


async def test_machines_have_no_wishes(site: Served) -> None:
    for role in ("system", "subscriber"):
        machine = Actor(subject="m", roles=frozenset({role}))
        assert (await site.call(machine, "GET", PATH)).status_code == 403
        assert (await site.call(machine, "PUT", PATH, {})).status_code == 403
