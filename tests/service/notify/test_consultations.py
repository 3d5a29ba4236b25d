"""Consulted bodies are written to at the moment of sending; those who have to urge are told in their inbox."""

from __future__ import annotations

from chassis.kernel.actor import Actor
from notify.application.read_inbox import ReadInbox
from notify.domain.delivery import NO_ADDRESS, DeliveryState
from service.notify.office import MINISTRY, Mailbox, Notify
from service.notify.telling import Teller

ASKED, DUE = "2024-05-03 09:00", "2024-05-10 17:00"


def head(department: str) -> Actor:
    roles = frozenset({"department_head"})
    return Actor(subject=f"tp.{department}", roles=roles, agency="heza", department=department)


async def subjects(notify: Notify, actor: Actor) -> list[str]:
    page = await notify.read_inbox(ReadInbox(actor=actor))
    assert page.total_size == len(page.messages)
    return [text.subject for _, text in page.messages]


async def test_a_body_is_sent_its_link_and_reminded(notify: Notify, mailbox: Mailbox) -> None:
    teller = Teller("d-1")
    teller.accepted()
    await notify.plan(teller.consulted("requested", ASKED, due=DUE))
    await notify.plan(teller.consulted("reminded", "2024-05-09 16:45", due=DUE))
    await notify.send()
    asked, reminded = sorted(mailbox.messages, key=lambda mail: str(mail["Subject"]), reverse=True)
    assert (asked["To"], reminded["To"]) == ("van-thu@bo.example", "van-thu@bo.example")
    assert asked["Subject"] == "Đề nghị cho ý kiến về hồ sơ H24.15-240502-0001"
    assert reminded["Subject"] == "Nhắc cho ý kiến về hồ sơ H24.15-240502-0001"
    for mail in (asked, reminded):
        body = mail.get_content()
        assert body.startswith("Kính gửi Bộ mẫu,")
        assert "Hạn trả lời: 17:00 ngày 10/05/2024." in body
        assert MINISTRY.link in body
    assert notify.consulted.asked == ["c-1", "c-1"]
    assert notify.contacts.asked == []


async def test_neither_mailbox_nor_link_is_kept(notify: Notify, mailbox: Mailbox) -> None:
    teller = Teller("d-1")
    await notify.plan(teller.consulted("requested", ASKED))
    await notify.send()
    assert len(mailbox.messages) == 1
    assert "example" not in str(await notify.only())


async def test_a_body_without_a_mailbox_is_recorded_only(notify: Notify, mailbox: Mailbox) -> None:
    notify.consulted.contact = MINISTRY.__class__(name="Bộ mẫu", email="", language="vi")
    await notify.plan(Teller("d-1").consulted("requested", ASKED))
    await notify.send()
    one = await notify.only()
    assert (one.state, one.failure, mailbox.tries) == (DeliveryState.RECORDED, NO_ADDRESS, 0)


async def test_while_processing_is_away_the_letter_waits(notify: Notify, mailbox: Mailbox) -> None:
    notify.consulted.is_away = True
    await notify.plan(Teller("d-1").consulted("requested", ASKED))
    await notify.send()
    assert ((await notify.only()).state, mailbox.tries) == (DeliveryState.PENDING, 0)


async def test_a_department_here_is_told_in_its_heads_inbox(notify: Notify, mailbox: Mailbox) -> None:
    teller = Teller("d-1")
    await notify.plan(teller.accepted())
    await notify.plan(teller.consulted("requested", ASKED, "lao-dong"))
    assert await subjects(notify, head("lao-dong")) == ["Đề nghị cho ý kiến về hồ sơ H24.15-240502-0001"]
    assert await subjects(notify, head("dau-tu")) == []
    await notify.send()
    assert all("Đề nghị" not in str(mail["Subject"]) for mail in mailbox.messages)


async def test_silence_is_told_to_the_lead_unit_and_the_head_of_the_counter(notify: Notify) -> None:
    teller = Teller("d-1")
    await notify.plan(teller.accepted())
    await notify.plan(teller.consulted("overdue", DUE, due=DUE))
    wanted = ["Quá hạn cho ý kiến về hồ sơ H24.15-240502-0001"]
    for department in ("dau-tu", "mot-cua"):
        assert await subjects(notify, head(department)) == wanted
    assert await subjects(notify, head("lao-dong")) == []
    strangers = Actor(subject="tp.x", roles=frozenset({"department_head"}), agency="khac", department="mot-cua")
    assert await subjects(notify, strangers) == []
