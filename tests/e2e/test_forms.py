"""Forms of a dossier on the running system: words that two services keep, on one piece of paper."""

from __future__ import annotations

import aiohttp
import pytest

from ctl.client import Refused
from e2e.journey import TEN_DAYS, accepted, case_of, open_task
from support import paper
from support.town import COUNTER, LEADER, Town, until

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(120)]


async def printed(town: Town, href: str, account: str) -> str:
    """The text of a form, fetched at the front door as the account."""
    async with aiohttp.ClientSession(town.machine.front_url()) as session:
        issued = await session.post("/demo/tokens", json={"account": account})
        token = (await issued.json())["token"]
        answer = await session.get(href, headers={"Authorization": f"Bearer {token}"})
        assert (answer.status, answer.content_type) == (200, "application/pdf"), await answer.text()
        return paper.text(await answer.read())


async def test_an_apology_is_printed_in_the_leaders_words_and_the_control_sheet_tells_of_it(town: Town) -> None:
    dossier = await accepted(town, TEN_DAYS, 71)
    task = open_task(await case_of(town, dossier))
    assert task is not None
    await town.api.post(f"/v1/tasks/{task['id']}/assignment", "tp.laodong", {"officer": "tp.laodong"})
    draft = await printed(town, f"/v1/cases/{dossier['id']}/apology-draft.pdf", LEADER)
    assert "(DỰ THẢO – chưa ký)" in draft
    assert "cần thêm thời gian để giải quyết đúng quy định" in draft
    said = {"new_due_at": "2024-05-31T10:00:00+07:00", "reason": "Chờ xác minh tại nơi khác."}
    await town.api.post(f"/v1/cases/{dossier['id']}/apology", LEADER, said)

    path = f"/v1/dossiers/{dossier['id']}/forms"
    listed = await until(
        lambda: town.api.get(path, COUNTER), lambda forms: "apology" in [form["key"] for form in forms["items"]]
    )
    numbers = {form["key"]: form["number"] for form in listed["items"]}
    assert numbers == {"receipt": 1, "control-sheet": 5, "apology": 4}
    letter = await printed(town, f"{path}/apology.pdf", COUNTER)
    assert "Lý do chưa trả kết quả đúng hẹn: Chờ xác minh tại nơi khác." in letter
    assert "Thời gian hẹn trả kết quả mới: 10 giờ 00 phút, ngày 31 tháng 5 năm 2024" in letter
    slip = await printed(town, f"{path}/control-sheet.pdf", "tp.laodong")
    assert "Người giao: cb.motcua.1 Người nhận: tp.laodong" in slip
    assert "gia hạn đến 10:00 31/05/2024" in slip


async def test_a_register_book_is_read_at_the_front_door(town: Town) -> None:
    dossier = await accepted(town, TEN_DAYS, 72)
    book = await town.api.get("/v1/register-book", COUNTER, year=2024, page_size=200)
    assert dossier["code"] in [line["code"] for line in book["items"]]
    assert dossier["code"] in await printed(town, "/v1/register-book.pdf?year=2024", COUNTER)
    with pytest.raises(Refused) as refused:
        await town.api.get("/v1/register-book", "dn.mau.1", year=2024)
    assert refused.value.slug == "role-forbidden"
