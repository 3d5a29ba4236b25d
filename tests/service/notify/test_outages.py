"""Planned interruptions: in time, to everybody who waits for a dossier, once, and behind every single message."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from chassis.ids import UuidIds
from chassis.kernel.actor import Actor
from chassis.kernel.errors import Problem
from chassis.kernel.worktime import CalendarDay, DayKind, OfficeHours, WorkCalendar
from chassis.messaging.envelope import decode
from chassis.messaging.journal import Idempotency
from notify.application.outages import (
    AnnounceOutage,
    AnnounceOutageHandler,
    CancelOutage,
    CancelOutageHandler,
    ChangeOutage,
    ChangeOutageHandler,
    TellOutageHandler,
)
from notify.domain.delivery import SUPERSEDED, DeliveryState, Priority
from notify.domain.departure import Departure
from notify.domain.occasions import Occasion
from notify.domain.outage import Outage, notice_days
from notify.store.outages import SqlOutageReads
from notify.store.rows import particulars_json
from notify.store.tables import DOSSIER_VIEWS, MESSAGING
from service.notify.office import Mailbox, Notify
from service.notify.served import Served
from service.notify.telling import Teller
from unit.notify.messages import ACCEPTED, local

OPERATOR = Actor(subject="vh.1", roles=frozenset({"operator"}))
HEZAS = Actor(subject="vh.2", roles=frozenset({"operator"}), agency="heza")
CALENDAR = WorkCalendar(
    zone="Asia/Ho_Chi_Minh",
    hours=(
        OfficeHours(
            valid_from=date(2020, 1, 1), valid_to=None, weekdays=frozenset(range(5)),
            sessions=((time(7, 30), time(11, 30)), (time(13, 0), time(17, 0))), rest_ref="",
        ),
    ),
    days=(CalendarDay(on=date(2024, 5, 6), kind=DayKind.OFF, reason="Nghỉ", reason_en="Off", legal_ref="mẫu"),),
    decided_years=frozenset({2024}),
    known_years=frozenset({2024}),
)  # fmt: skip


async def calendar() -> WorkCalendar:
    return CALENDAR


@dataclass
class Office:
    notify: Notify
    announced: list[None] = field(default_factory=list)

    @property
    def reads(self) -> SqlOutageReads:
        return SqlOutageReads(self.notify.database)

    async def announce(self, actor: Actor = OPERATOR, **changed: object) -> Outage:
        handler = AnnounceOutageHandler(
            self.notify.uow,
            self.reads,
            calendar,
            clock=self.notify.clock,
            ids=UuidIds(),
            wanted_days=7,
            announced=lambda: self.announced.append(None),
        )
        values: dict[str, object] = {
            "actor": actor,
            "agency": "",
            "from_at": local("2024-05-15 18:00"),
            "to_at": local("2024-05-15 22:00"),
            "what": "Nâng cấp hệ thống.",
            "what_en": "The system is being upgraded.",
        }
        return await handler(AnnounceOutage(**values | changed))  # type: ignore[arg-type]

    async def change(self, outage: Outage, actor: Actor = OPERATOR, **changed: object) -> Outage:
        handler = ChangeOutageHandler(
            self.notify.uow, calendar, clock=self.notify.clock, wanted_days=7, announced=lambda: None
        )
        return await handler(ChangeOutage(actor=actor, outage_id=outage.id, **changed))  # type: ignore[arg-type]

    async def cancel(self, outage: Outage, actor: Actor = OPERATOR) -> Outage:
        handler = CancelOutageHandler(self.notify.uow, clock=self.notify.clock, announced=lambda: None)
        return await handler(CancelOutage(actor=actor, outage_id=outage.id))

    async def tell_all(self) -> None:
        while await self.tell():
            pass

    async def told(self) -> list[tuple[str, Occasion, DeliveryState]]:
        return [(one.dossier_id, one.occasion, one.state) for one in await self.notify.deliveries()]

    async def published(self) -> list[tuple[str, dict[str, Any]]]:
        async with self.notify.database.read() as connection:
            bodies = await connection.scalars(select(MESSAGING.outbox.c.body).order_by(MESSAGING.outbox.c.position))
            return [(event.event, dict(event.data)) for event in map(decode, bodies)]

    async def tell(self) -> bool:
        handler = TellOutageHandler(
            self.notify.uow,
            Departure(self.notify.carriers),
            clock=self.notify.clock,
            real=self.notify.real,
            ids=UuidIds(),
            planned=lambda: None,
        )
        return await handler()

    async def know(self, *dossiers: str, agency: str = "heza", is_open: bool = True) -> None:
        rows = [
            {
                "dossier_id": one,
                "particulars": particulars_json(replace(ACCEPTED, agency=agency)),
                "is_open": is_open,
            }
            for one in dossiers
        ]
        async with self.notify.database.write() as writing:
            await writing.connection.execute(insert(DOSSIER_VIEWS), rows)
            await writing.commit()


@pytest.fixture
def office(notify: Notify) -> Office:
    return Office(notify)


@pytest.mark.parametrize(
    ("at", "begins", "days"),
    [
        # Thursday the 2nd; Monday the 6th is off: 3, 7, 8, 9, 10, 13, 14 are seven days before the 15th.
        ("2024-05-02 12:00", "2024-05-15 18:00", 7),
        ("2024-05-02 12:00", "2024-05-14 18:00", 6),
        ("2024-05-02 12:00", "2024-05-03 00:10", 0),
        ("2024-05-03 23:59", "2024-05-11 09:00", 4),
    ],
)
def test_whole_working_days_between_are_counted(at: str, begins: str, days: int) -> None:
    assert notice_days(CALENDAR, local(at), local(begins), 0, "") == days


async def test_less_than_seven_working_days_are_refused_unless_it_cannot_wait(office: Office) -> None:
    late = local("2024-05-14 18:00")
    with pytest.raises(Problem) as refused:
        await office.announce(from_at=late)
    assert refused.value.slug == "notice-too-short"
    made = await office.announce(from_at=late, emergency_reason="Lỗ hổng bảo mật nghiêm trọng")
    assert (made.is_emergency, made.notice_days) == (True, 6)
    in_time = await office.announce(emergency_reason="không cần")
    assert (in_time.is_emergency, in_time.notice_days) == (False, 7)


async def test_everybody_who_waits_for_a_dossier_is_told_by_mail_behind_the_others(
    office: Office, mailbox: Mailbox
) -> None:
    waiting, gone = Teller("d-1"), Teller("d-2")
    for event in (waiting.received(), waiting.accepted(), gone.received(), gone.accepted()):
        await office.notify.plan(event)
    await office.notify.plan(gone.collected("2024-05-10 09:00"))
    await office.notify.plan(Teller("f-1").feedback("received", "2024-05-02 09:00"))
    made = await office.announce()
    await office.tell()
    await office.notify.send(bulk=True)
    (mail,) = mailbox.messages
    assert mail["Subject"] == "Thông báo tạm ngừng hệ thống từ 18:00 ngày 15/05/2024"
    body = mail.get_content().replace("\r\n", "\n")
    assert "từ 18:00 ngày 15/05/2024 đến 22:00 ngày 15/05/2024.\nNâng cấp hệ thống.\n" in body
    assert "Thời gian trả kết quả: 17:00 ngày 14/05/2024" in body
    (told,) = [one for one in await office.notify.deliveries() if one.occasion is Occasion.OUTAGE]
    assert (told.dossier_id, told.priority, told.event_id) == ("d-1", Priority.BULK, f"{made.id}:d-1")
    known = await office.reads.get(made.id)
    assert known is not None
    assert (known.told, known.is_told) == (1, True)


async def test_an_agencys_interruption_is_told_to_its_own(office: Office) -> None:
    await office.know("d-1", "d-2")
    await office.know("d-3", agency="so-xd")
    await office.know("d-4", is_open=False)
    await office.announce(HEZAS, agency="heza")
    await office.tell()
    assert [one.dossier_id for one in await office.notify.deliveries()] == ["d-1", "d-2"]


async def test_many_are_told_in_portions_by_whichever_replica_and_each_once(office: Office) -> None:
    await office.know(*(f"d-{number:04}" for number in range(1200)))
    await office.announce()
    while True:
        if not any(await asyncio.gather(*(office.tell() for _ in range(3)))):
            break
    told = [one.dossier_id for one in await office.notify.deliveries()]
    assert (len(told), len(set(told))) == (1200, 1200)
    (outage,) = await office.reads.ending_after(datetime.fromisoformat("2024-05-02T00:00:00+00:00"))
    assert (outage.told, outage.is_told) == (1200, True)


async def test_a_repeated_announcement_is_one(office: Office) -> None:
    same = Idempotency(key="k", digest="d")
    first, second = await office.announce(idempotency=same), await office.announce(idempotency=same)
    assert first.id == second.id
    assert office.announced == [None]


async def test_only_operators_announce_and_only_for_their_own_agency(office: Office) -> None:
    leader = Actor(subject="l", roles=frozenset({"leader"}), agency="heza")
    for actor, agency in ((leader, "heza"), (HEZAS, ""), (HEZAS, "so-xd")):
        with pytest.raises(Problem) as refused:
            await office.announce(actor, agency=agency)
        assert refused.value.slug == "not-allowed"


async def test_what_ends_before_it_begins_is_refused(office: Office) -> None:
    for begins, ends in (
        ("2024-05-15 18:00", "2024-05-15 18:00"),
        ("2024-04-01 18:00", "2024-04-01 19:00"),
    ):
        with pytest.raises(Problem) as refused:
            await office.announce(from_at=local(begins), to_at=local(ends))
        assert refused.value.fields.keys() == {"to_at"}


async def test_what_is_over_is_not_shown_any_more(office: Office) -> None:
    made = await office.announce()
    assert [one.id for one in await office.reads.ending_after(made.to_at - timedelta(seconds=1))] == [made.id]
    assert await office.reads.ending_after(made.to_at) == []


async def test_everybody_may_read_what_is_announced(site: Served) -> None:
    assert (await site.call(None, "GET", "/v1/outages")).json() == {"items": []}
    assert (await site.call(None, "POST", "/v1/outages", {})).status_code == 401


async def test_whoever_was_told_hears_of_a_change_and_of_the_end_of_it_and_whoever_filed_since_of_the_newest(
    office: Office, mailbox: Mailbox
) -> None:
    await office.know("d-1", "d-2")
    made = await office.announce()
    await office.tell_all()
    await office.notify.send(bulk=True)
    await office.know("d-3")
    moved = await office.change(made, from_at=local("2024-05-15 19:00"))
    assert (moved.version, moved.notice_days, moved.to_at) == (2, made.notice_days, made.to_at)
    await office.tell_all()
    await office.notify.send(bulk=True)
    # Several go out at once, so who is first is not settled.
    assert sorted(mail["Subject"] for mail in mailbox.messages[2:]) == [
        "Thông báo tạm ngừng hệ thống từ 19:00 ngày 15/05/2024",
        "Đổi lịch tạm ngừng hệ thống: từ 19:00 ngày 15/05/2024",
        "Đổi lịch tạm ngừng hệ thống: từ 19:00 ngày 15/05/2024",
    ]
    await office.know("d-4")
    await office.cancel(made)
    await office.cancel(made)
    await office.tell_all()
    await office.notify.send(bulk=True)
    ended = [one for one, about, _ in await office.told() if about is Occasion.OUTAGE_CANCELLED]
    assert ended == ["d-1", "d-2", "d-3"]
    last = {mail["Subject"] for mail in mailbox.messages[5:]}
    assert (len(mailbox.messages), last) == (8, {"Hủy lịch tạm ngừng hệ thống từ 19:00 ngày 15/05/2024"})
    known = await office.reads.get(made.id)
    assert known is not None
    assert (known.version, known.is_cancelled, known.told, known.is_told) == (3, True, 3, True)


async def test_what_was_not_sent_yet_is_not_sent_any_more_once_it_is_not_true(office: Office, mailbox: Mailbox) -> None:
    await office.know("d-1")
    made = await office.announce()
    await office.tell_all()
    await office.change(made, what="Nâng cấp cơ sở dữ liệu.")
    await office.tell_all()
    await office.notify.send(bulk=True)
    (mail,) = mailbox.messages
    assert mail["Subject"].startswith("Thông báo tạm ngừng")
    assert "Nâng cấp cơ sở dữ liệu." in mail.get_content()
    first, second = await office.notify.deliveries()
    assert (first.state, first.failure, second.state) == (DeliveryState.RECORDED, SUPERSEDED, DeliveryState.SENT)
    other = await office.announce(from_at=local("2024-05-16 18:00"), to_at=local("2024-05-16 20:00"))
    await office.tell_all()
    await office.cancel(other)
    await office.tell_all()
    assert [about for _, about, state in await office.told() if state is DeliveryState.PENDING] == []


async def test_beyond_what_was_announced_the_notice_of_the_law_holds_anew(office: Office) -> None:
    made = await office.announce()
    office.notify.clock.advance(timedelta(days=5))
    with pytest.raises(Problem) as refused:
        await office.change(made, to_at=local("2024-05-15 23:00"))
    assert refused.value.slug == "notice-too-short"
    longer = await office.change(made, to_at=local("2024-05-15 23:00"), emergency_reason="Phải kéo dài")
    assert (longer.is_emergency, longer.notice_days) == (True, 5)
    with pytest.raises(Problem) as stale:
        await office.change(made, what="Khác", if_version=1)
    assert stale.value.slug == "version-stale"
    office.notify.clock.advance(timedelta(days=30))
    with pytest.raises(Problem) as over:
        await office.cancel(made)
    assert over.value.slug == "outage-over"


async def test_only_who_may_announce_it_changes_or_cancels_it(office: Office) -> None:
    made = await office.announce()
    leader = Actor(subject="l", roles=frozenset({"leader"}), agency="heza")
    for actor in (leader, HEZAS):
        for act in (office.cancel(made, actor), office.change(made, actor, what="Khác")):
            with pytest.raises(Problem) as refused:
                await act
            assert refused.value.slug == "not-allowed"


async def test_others_hear_of_it_without_what_is_done_meanwhile(office: Office) -> None:
    made = await office.announce(HEZAS, agency="heza")
    await office.change(made, HEZAS, from_at=local("2024-05-15 20:00"))
    await office.cancel(made, HEZAS)
    told = await office.published()
    assert [what for what, _ in told] == ["outage.announced", "outage.changed", "outage.cancelled"]
    assert told[1][1] == {
        "outageId": made.id,
        "agency": "heza",
        "fromAt": "2024-05-15T13:00:00Z",
        "toAt": "2024-05-15T15:00:00Z",
        "isEmergency": False,
    }
