"""Texts are listed and looked at by those who answer for them."""

from __future__ import annotations

from itertools import product

from chassis.kernel.actor import Actor
from notify.domain.occasions import Occasion
from service.notify.served import Served

OPERATOR = Actor(subject="vh.1", roles=frozenset({"operator"}))
CONTROL = Actor(subject="ks.1", roles=frozenset({"control_team"}), agency="heza")
LIST = "/v1/message-templates"


async def test_every_text_is_listed_with_its_versions(site: Served) -> None:
    listed = (await site.call(CONTROL, "GET", LIST)).json()["items"]
    assert [one["key"] for one in listed] == sorted(Occasion)
    due_soon = next(one for one in listed if one["key"] == "due-soon")
    assert due_soon == {"key": "due-soon", "versions": {"vi": 2, "en": 2}, "has_short": False, "is_optional": False}


async def test_a_mail_is_shown_as_it_would_come(site: Served) -> None:
    seen = (await site.call(OPERATOR, "GET", f"{LIST}/dossier-accepted/preview?language=en")).json()
    assert (seen["version"], seen["subject"]) == (1, "Application H24.15-240502-0001 accepted")
    assert "Result due: 17:00 on 14 May 2024" in seen["body"]
    assert seen["length"] is None


async def test_a_text_message_is_shown_with_what_it_costs(site: Served) -> None:
    seen = (await site.call(OPERATOR, "GET", f"{LIST}/dossier-accepted/preview?channel=sms")).json()
    assert seen["body"] == (
        "Hồ sơ H24.15-240502-0001 đã được tiếp nhận. Xem: https://mot-cua.example/tra-cuu/H24.15-240502-0001"
    )
    assert seen["length"] == {"alphabet": "UCS-2", "units": len(seen["body"]), "segments": 2}
    assert seen["plain_length"]["segments"] == 1


async def test_every_text_can_be_looked_at(site: Served) -> None:
    for occasion, language in product(sorted(Occasion), ("vi", "en")):
        answer = await site.call(OPERATOR, "GET", f"{LIST}/{occasion}/preview?language={language}")
        assert answer.status_code == 200, answer.text
        assert "{{" not in answer.json()["body"]


async def test_what_there_is_not_cannot_be_looked_at(site: Served) -> None:
    for path, status in (
        (f"{LIST}/no-such/preview", 404),
        (f"{LIST}/due-soon/preview?channel=sms", 404),
        (f"{LIST}/due-soon/preview?channel=fax", 422),
    ):
        assert (await site.call(OPERATOR, "GET", path)).status_code == status


async def test_texts_are_for_operators_and_the_control_team(site: Served) -> None:
    for role in ("applicant", "receptionist", "specialist", "leader", "subscriber"):
        actor = Actor(subject="x", roles=frozenset({role}), agency="heza")
        assert (await site.call(actor, "GET", LIST)).status_code == 403
        assert (await site.call(actor, "GET", f"{LIST}/due-soon/preview")).status_code == 403
    assert (await site.call(None, "GET", LIST)).status_code == 401
