"""The register book over HTTP, on a real store: pages, PDF, XLSX, and who is refused."""

from __future__ import annotations

import io
from typing import Any

import openpyxl

from intake.api.http.register_book import BookPageOut
from service.intake.counter import Counter, refusal
from support import paper
from unit.intake.world import APPLICANT, CONTROL, OTHER_SPECIALIST, RECEPTIONIST, local

PATH = "/v1/register-book"


async def test_the_book_is_read_page_by_page_with_numbers_that_go_on(counter: Counter) -> None:
    codes = [(await counter.accepted(RECEPTIONIST))["code"] for _ in range(3)]
    await counter.registered(RECEPTIONIST)
    first = BookPageOut.model_validate((await counter.get(PATH, year=2026, page_size=2)).json())
    again = await counter.get(PATH, year=2026, page_size=2, page_token=first.next_page_token)
    second = BookPageOut.model_validate(again.json())
    assert [(item.number, item.code) for item in (*first.items, *second.items)] == list(enumerate(codes, start=1))
    assert (first.total_size, second.next_page_token, first.closed) == (3, None, False)
    assert first.items[0].applicant == "Công ty TNHH Mẫu Hải Phòng"
    other = await counter.get(PATH, year=2025, page_size=2, page_token=first.next_page_token)
    assert other.status_code == 422


async def test_a_part_of_the_book_counts_from_where_it_begins(counter: Counter) -> None:
    await counter.accepted(RECEPTIONIST)
    counter.clock.move_to(local("2026-05-04 09:00"))
    late = await counter.accepted(RECEPTIONIST)
    part: dict[str, Any] = {"year": 2026, "field": "Việc làm, lao động", "from": "2026-05-01", "to": "2026-05-31"}
    (item,) = (await counter.get(PATH, **part)).json()["items"]
    assert (item["number"], item["code"]) == (2, late["code"])
    assert (await counter.get(PATH, OTHER_SPECIALIST, year=2026)).json()["total_size"] == 0


async def test_the_book_is_printed_and_goes_into_a_spreadsheet(counter: Counter) -> None:
    code = (await counter.accepted(RECEPTIONIST))["code"]
    pdf = await counter.get(f"{PATH}.pdf", year=2026)
    assert (pdf.headers["content-type"], paper.size_mm(pdf.content)) == ("application/pdf", (297, 210))
    said = paper.text(pdf.content)
    assert "SỔ THEO DÕI HỒ SƠ Năm 2026 – Lĩnh vực: tất cả" in said
    assert f"1 {code} " in said
    assert "Lô A1, KCN Đình Vũ, Hải An, Hải Phòng 0912345678" in said

    xlsx = await counter.get(f"{PATH}.xlsx", year=2026)
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.content)).worksheets[0]
    header, line = sheet.iter_rows(values_only=True)
    assert header[:3] == ("TT", "Mã hồ sơ", "Tên thủ tục hành chính")
    assert (line[0], line[1], line[3], line[5]) == (1, code, "Công ty TNHH Mẫu Hải Phòng", "0912345678")
    assert str(line[7]) == "2026-04-20 09:00:00"


async def test_people_are_masked_in_every_form_of_the_book(counter: Counter) -> None:
    await counter.accepted(RECEPTIONIST)
    assert (await counter.get(PATH, CONTROL, year=2026)).json()["items"][0]["applicant"] == "•••"
    assert "Công ty" not in paper.text((await counter.get(f"{PATH}.pdf", CONTROL, year=2026)).content)
    xlsx = await counter.get(f"{PATH}.xlsx", CONTROL, year=2026)
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(xlsx.content)).worksheets[0].values for cell in row]
    assert "Công ty TNHH Mẫu Hải Phòng" not in cells
    assert "0912345678" not in cells


async def test_who_and_what_is_refused(counter: Counter) -> None:
    for path in (PATH, f"{PATH}.pdf", f"{PATH}.xlsx"):
        assert refusal(await counter.get(path, APPLICANT, year=2026))[:2] == (403, "role-forbidden")
        assert (await counter.get(path, None, year=2026)).status_code == 401
        assert refusal(await counter.get(path, year=1999)) == (422, "invalid-request", {"year"})
        assert refusal(await counter.get(path, year=2026, field="Không có")) == (422, "field-unknown", {"field"})
        assert refusal(await counter.get(path))[:2] == (422, "invalid-request")
