"""The pages about messages: who gets which, what a form does, and that nobody sees what is not meant for him."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

import httpx
from sqlalchemy import insert, select

from chassis.kernel.actor import Actor
from notify.domain.delivery import SHOWN_IN_INBOX, DeliveryState
from notify.domain.occasions import Audience, Channel, Occasion
from notify.store.outages import SqlOutageReads
from notify.store.rows import delivery_row
from notify.store.tables import DELIVERIES
from service.notify.served import Served
from unit.notify.messages import ACCEPTED, delivery

OFFICER = Actor(subject="cv.dautu.1", roles=frozenset({"specialist"}), agency="heza", department="dau-tu")
COLLEAGUE = replace(OFFICER, subject="cv.dautu.2")
HEAD = Actor(subject="tp.dautu", roles=frozenset({"department_head"}), agency="heza", department="dau-tu")
LEADER = Actor(subject="ld.1", roles=frozenset({"leader"}), agency="heza")
CONTROL = Actor(subject="ks.1", roles=frozenset({"control_team"}), agency="heza")
ELSEWHERE = Actor(subject="ks.2", roles=frozenset({"control_team"}), agency="so-xd")
APPLICANT = Actor(subject="nd.mau.1", roles=frozenset({"applicant"}))
OPERATOR = Actor(subject="vh.1", roles=frozenset({"operator"}))


async def given(site: Served) -> None:
    """One message each for an officer, the head, the leaders and the control team."""
    rows = [
        (Occasion.DUE_SOON, Audience.OFFICER, OFFICER.subject),
        (Occasion.OVERDUE, Audience.DEPARTMENT_HEAD, ""),
        (Occasion.APOLOGY_DRAFT, Audience.LEADER, ""),
        (Occasion.ESCALATION, Audience.CONTROL_TEAM, ""),
    ]
    made = [
        delivery(
            occasion,
            replace(ACCEPTED, detail="T-1" if occasion is Occasion.DUE_SOON else "overdue"),
            id=f"m-{number}",
            event_id=f"e-{number}",
            audience=audience,
            channel=Channel.INBOX,
            recipient=recipient,
            state=DeliveryState.RECORDED,
            failure=SHOWN_IN_INBOX,
        )
        for number, (occasion, audience, recipient) in enumerate(rows)
    ]
    async with site.stand.ground.database.write() as writing:
        await writing.connection.execute(insert(DELIVERIES), [delivery_row(one) for one in made])
        await writing.commit()


async def unread(site: Served) -> set[str]:
    async with site.stand.ground.database.read() as connection:
        found = await connection.scalars(select(DELIVERIES.c.id).where(DELIVERIES.c.read_at.is_(None)))
        return set(found)


def text_of(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


async def test_everybody_finds_his_own_messages_with_the_way_to_the_dossier(site: Served) -> None:
    await given(site)
    for actor, subject, link in (
        (OFFICER, "sắp đến hạn", "/viec/018f7b6e-0000-7000-8000-000000000001"),
        (HEAD, "đã quá hạn", "/viec/018f7b6e-0000-7000-8000-000000000001"),
        (LEADER, "Dự thảo văn bản xin lỗi", "/viec/018f7b6e-0000-7000-8000-000000000001?mo=xin-loi"),
        (CONTROL, "Cần chỉ đạo", "/viec/018f7b6e-0000-7000-8000-000000000001"),
    ):
        shown = text_of(await site.look(actor, "/hop-thu"))
        assert subject in shown
        assert f'href="{link}"' in shown
        assert shown.count('name="message"') == 1
        assert " checked" not in shown
    for actor in (COLLEAGUE, ELSEWHERE):
        assert "Không có thư nào" in text_of(await site.look(actor, "/hop-thu"))


async def test_what_was_read_is_among_all_and_not_among_the_unread(site: Served) -> None:
    await given(site)
    answer = await site.send(OFFICER, "/hop-thu/da-doc", message=["m-0", "m-1"], loai="sap-den-han")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/hop-thu?loai=sap-den-han")
    assert await unread(site) == {"m-1", "m-2", "m-3"}  # the head's is not the officer's to read
    assert "Không có thư nào" in text_of(await site.look(OFFICER, "/hop-thu"))
    assert "đã đọc" in text_of(await site.look(OFFICER, "/hop-thu", hien="tat-ca"))
    assert "Không có thư nào" in text_of(await site.look(OFFICER, "/hop-thu", hien="tat-ca", loai="qua-han"))
    assert "Due soon" in text_of(await site.look(OFFICER, "/hop-thu", hien="tat-ca", lang="en"))


async def test_programs_mark_and_filter_too(site: Served) -> None:
    await given(site)
    assert (await site.call(HEAD, "POST", "/v1/inbox/m-1/reading")).status_code == 204
    assert (await site.call(HEAD, "GET", "/v1/inbox?unread=true")).json()["total_size"] == 0
    (one,) = (await site.call(HEAD, "GET", "/v1/inbox")).json()["items"]
    assert one["read_at"] is not None
    assert (await site.call(APPLICANT, "POST", "/v1/inbox/m-0/reading")).status_code == 403


async def test_a_form_from_elsewhere_is_refused(site: Served) -> None:
    await given(site)
    foreign = await site.send(OFFICER, "/hop-thu/da-doc", message="m-0", form_token="x" * 64)
    assert foreign.status_code == 403
    assert "m-0" in await unread(site)


async def test_who_has_no_inbox_is_told_so_and_who_is_not_signed_in_is_led_there(site: Served) -> None:
    for actor in (APPLICANT, OPERATOR):
        assert (await site.look(actor, "/hop-thu")).status_code == 403
    led = await site.look(None, "/hop-thu")
    assert (led.status_code, led.headers["Location"]) == (303, "/dang-nhap?next=%2Fhop-thu")


async def test_an_applicant_chooses_language_and_way(site: Served) -> None:
    assert "Nhắc nhận kết quả" in text_of(await site.look(APPLICANT, "/hop-thu/lua-chon"))
    wish = {"language": "en", "first": "sms", "unsubscribed": "result-uncollected", "version": "0"}
    assert (await site.send(APPLICANT, "/hop-thu/lua-chon", **wish)).status_code == 303
    kept = (await site.call(APPLICANT, "GET", "/v1/preferences")).json()
    assert (kept["language"], kept["channels"][0], kept["unsubscribed"]) == ("en", "sms", ["result-uncollected"])
    stale = await site.send(APPLICANT, "/hop-thu/lua-chon", **wish)
    assert (stale.status_code, "changed meanwhile" in stale.text) == (422, True)


async def test_everybody_reads_interruptions_and_an_operator_has_the_form(site: Served) -> None:
    assert "Không có lịch tạm ngừng nào" in text_of(await site.look(None, "/hop-thu/gian-doan"))
    assert "<form method" not in (await site.look(LEADER, "/hop-thu/gian-doan")).text.split("<main")[1]
    assert 'name="from_day"' in text_of(await site.look(OPERATOR, "/hop-thu/gian-doan"))
    wrong = await site.send(OPERATOR, "/hop-thu/gian-doan", from_day="mai", what="Nâng cấp")
    assert (wrong.status_code, 'id="from_day-error"' in wrong.text, 'value="Nâng cấp"' in wrong.text) == (
        422,
        True,
        True,
    )
    assert await SqlOutageReads(site.stand.ground.database).ending_after(site.stand.ground.clock.now()) == []


async def test_texts_are_shown_to_those_who_answer_for_them(site: Served) -> None:
    shown = text_of(await site.look(CONTROL, "/hop-thu/mau-tin", mau="dossier-accepted", kenh="sms"))
    assert "UCS-2" in shown
    assert "2 tin; không dấu" in shown
    assert "Kính gửi Nguyễn Văn Mẫu" in text_of(await site.look(OPERATOR, "/hop-thu/mau-tin", mau="dossier-accepted"))
    assert (await site.look(OFFICER, "/hop-thu/mau-tin")).status_code == 403
