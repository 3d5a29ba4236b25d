"""A message of last year in the words of last year: kept once, filled in when somebody looks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Problem
from notify.application.texts import SentText, ShowSent, ShowSentHandler
from notify.domain.delivery import Delivery
from notify.domain.kept_text import KeptText
from notify.domain.occasions import Channel
from notify.store.reads import SqlReads
from notify.store.tables import DELIVERIES, MESSAGING, TEXTS
from notify.store.texts import SqlTextReads
from service.notify.office import CITIZEN, Notify
from service.notify.telling import Teller

COUNTER = Actor(subject="cb.motcua.1", roles=frozenset({"receptionist"}), agency="heza")
LAST_YEAR = KeptText(
    template="dossier-received",
    language="vi",
    version=1,
    source="version: 1\nsubject: Nhận hồ sơ {{ code or dossier_id }}\n\nGửi {{ addressee }}: đã nhận.\n",
)


async def show(notify: Notify, delivery: Delivery, actor: Actor = COUNTER) -> SentText:
    handler = ShowSentHandler(
        SqlReads(notify.database),
        SqlTextReads(notify.database),
        notify.uow,
        notify.people,
        compose=notify.compose,
        site="https://mot-cua.example",
    )
    return await handler(ShowSent(actor=actor, delivery_id=delivery.id))


async def rows(notify: Notify, *columns: Any) -> list[tuple[Any, ...]]:
    async with notify.database.read() as connection:
        return [tuple(row) for row in await connection.execute(select(*columns))]


async def test_each_wording_that_something_was_sent_with_is_kept_once_and_nobodys_name_with_it(notify: Notify) -> None:
    first, second = Teller("d-1"), Teller("d-2")
    for event in (first.received(), second.received(), second.accepted()):
        await notify.plan(event)
    await notify.send()
    await notify.send()
    kept = await rows(notify, TEXTS.c.template, TEXTS.c.version, TEXTS.c.digest, TEXTS.c.source)
    assert sorted(row[:2] for row in kept) == [("dossier-accepted", 1), ("dossier-received", 1)]
    assert {one.text_digest for one in await notify.deliveries()} == {row[2] for row in kept}
    assert all("Nguyễn Văn Mẫu" not in row[3] and "Thời gian trả kết quả" in row[3] for row in kept)


async def test_what_was_sent_is_shown_in_the_words_of_then_and_who_looked_is_kept(notify: Notify) -> None:
    await notify.plan(Teller("d-1").received())
    await notify.send()
    one = await notify.only()
    today = await show(notify, one)
    assert today.text.body.startswith("Kính gửi Nguyễn Văn Mẫu,")
    async with notify.uow.begin() as tx:
        await tx.texts.keep(LAST_YEAR, notify.clock.now())
        await tx.texts.keep(LAST_YEAR, notify.clock.now())
        await tx.commit()
    async with notify.database.write() as writing:
        await writing.connection.execute(update(DELIVERIES).values(text_digest=LAST_YEAR.digest))
        await writing.commit()
    then = await show(notify, one)
    assert (then.text.subject, then.text.body) == ("Nhận hồ sơ d-1", "Gửi Nguyễn Văn Mẫu: đã nhận.\n")
    c = MESSAGING.commands.c
    assert [row for row in await rows(notify, c.name, c.actor, c.subject) if row[0] == "show-sent-message"] == [
        ("show-sent-message", COUNTER.subject, "d-1")
    ] * 2


async def test_a_short_text_is_shown_as_the_telephone_got_it(by_all_ways: Notify) -> None:
    by_all_ways.contacts.contact = replace(CITIZEN, email="", phone="0912345678")
    teller = Teller("d-1")
    await by_all_ways.plan(teller.received())
    for channel in (Channel.EMAIL, Channel.ZALO):
        await by_all_ways.send(channel)
    shown = await show(by_all_ways, await by_all_ways.only())
    assert shown.text.subject == ""
    assert shown.text.body == "Đã nhận hồ sơ của Ông/Bà. Xem: https://mot-cua.example/tra-cuu"


async def test_only_counter_and_leaders_of_the_agency_see_it_and_only_what_was_sent(notify: Notify) -> None:
    await notify.plan(Teller("d-1").received())
    one = await notify.only()
    with pytest.raises(Problem) as unsent:
        await show(notify, one)
    assert unsent.value.slug == "text-not-kept"
    await notify.send()
    for actor, slug in (
        (replace(COUNTER, agency="so-xd"), "delivery-unknown"),
        (replace(COUNTER, roles=frozenset({"operator"})), "not-allowed"),
        (replace(COUNTER, roles=frozenset({"control_team"})), "not-allowed"),
        (replace(COUNTER, roles=frozenset({"applicant"})), "not-allowed"),
    ):
        with pytest.raises(Problem) as refused:
            await show(notify, one, actor)
        assert refused.value.slug == slug
    notify.contacts.is_away = True
    with pytest.raises(Problem) as away:
        await show(notify, one)
    assert away.value.slug == "neighbour-unavailable"
