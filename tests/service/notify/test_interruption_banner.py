"""What is announced stands above every page, from the stream, without a question to anybody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from chassis.ids import UuidIds
from chassis.kernel.actor import Actor
from chassis.kernel.clock import FrozenClock
from chassis.messaging.bus import Bus
from chassis.messaging.envelope import encode
from chassis.messaging.streams import EVENTS
from chassis.web.interruptions import Interruptions
from notify.domain.outage import Outage, OutageAnnounced, OutageCancelled, OutageChanged, OutageFact
from notify.events.publishing import publish
from service.notify.served import Served
from support.stream import eventually

NOW = datetime(2024, 5, 2, 5, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def outage(key: str, begins: datetime, *, agency: str = "", **more: object) -> Outage:
    return Outage(
        id=key,
        agency=agency,
        from_at=begins,
        to_at=begins + 4 * HOUR,
        what="Nâng cấp hệ thống.",
        what_en="",
        emergency_reason="",
        notice_days=7,
        announced_at=NOW,
        announced_by="vh.1",
        **more,  # type: ignore[arg-type]
    )


def written(fact: OutageFact, sequence: int = 1) -> tuple[str, bytes]:
    event = publish(fact)
    body = encode(event, event_id=UuidIds().new(), service="notify", time=NOW, sequence=sequence)
    return event.nats_subject(), body


@pytest.fixture
async def bus(nats_url: str) -> AsyncIterator[Bus]:
    made = Bus(nats_url)
    await made.start()
    await made.ready()
    yield made
    await made.stop()


async def test_what_was_announced_before_and_what_is_announced_now_are_known_and_what_is_cancelled_is_not(
    bus: Bus,
) -> None:
    clock = FrozenClock(NOW)
    tomorrow, later = outage("o-1", NOW + 24 * HOUR), outage("o-2", NOW + 48 * HOUR, agency="heza")

    async def tell(fact: OutageFact, sequence: int = 1) -> None:
        subject, body = written(fact, sequence)
        await bus.publish(subject, body, {}, stream=EVENTS)

    await tell(OutageAnnounced(outage=later))
    followed = Interruptions(bus, clock)
    await followed.start()
    await tell(OutageAnnounced(outage=tomorrow))
    await eventually(lambda: _is(len(followed.shown()) == 2))
    assert [each.from_at for each in followed.shown("heza")] == [tomorrow.from_at, later.from_at]
    assert [each.from_at for each in followed.shown("so-xd")] == [tomorrow.from_at]
    await tell(OutageChanged(outage=outage("o-1", NOW + 72 * HOUR)), 2)
    await eventually(lambda: _is(followed.shown()[-1].from_at == NOW + 72 * HOUR))
    await tell(OutageCancelled(outage=outage("o-2", later.from_at, agency="heza", cancelled_at=NOW)), 2)
    await eventually(lambda: _is(len(followed.shown()) == 1))
    clock.advance(73 * HOUR)
    assert [each.is_now for each in followed.shown()] == [True]
    clock.advance(4 * HOUR)
    assert followed.shown() == ()
    await followed.stop()


async def _is(true: bool) -> bool:
    return true


async def test_every_page_says_so_from_the_notice_on_until_it_is_over_or_cancelled(site: Served) -> None:
    now = site.stand.ground.clock.now()
    known = site.stand.ground.interruptions
    assert "tạm ngừng từ" not in unescape((await site.look(None, "/hop-thu/gian-doan")).text)
    known.take(written(OutageAnnounced(outage=outage("o-1", now + HOUR)))[1])
    applicant = Actor(subject="dn.mau.1", roles=frozenset({"applicant"}))
    for address in ("/hop-thu/gian-doan", "/hop-thu/lua-chon", "/hop-thu"):  # the last one refuses an applicant
        assert "Hệ thống sẽ tạm ngừng từ" in unescape((await site.look(applicant, address)).text)
    assert "will be unavailable from" in (await site.look(None, "/hop-thu/gian-doan", lang="en")).text
    site.http.cookies.clear()
    known.take(written(OutageChanged(outage=outage("o-1", now - HOUR)), 2)[1])
    assert "Hệ thống đang tạm ngừng đến" in unescape((await site.look(None, "/hop-thu/gian-doan")).text)
    known.take(b"{}")
    known.take(written(OutageCancelled(outage=outage("o-1", now - HOUR, cancelled_at=now)), 3)[1])
    assert "tạm ngừng đến" not in unescape((await site.look(None, "/hop-thu/gian-doan")).text)
