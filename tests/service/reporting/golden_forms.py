"""The golden set in the forms: the weekly report and II.06a by API, spreadsheet and page, and what cells open to."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from html import unescape
from typing import Any

import httpx
import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from service.reporting.city import City
from service.reporting.golden_answers import DEPARTMENTS, MAY, SET, STANDINGS, answers, table
from service.reporting.golden_set import Golden
from support.stream import eventually


async def spreadsheet_says_so(town: City) -> None:
    """The weekly report as a spreadsheet: by days as II.06a counts, and the verdicts, cell by cell."""
    answer = await town.get(f"{town.reporting_url}/v1/reports/weekly", "leader", format="xlsx", **MAY)
    assert answer.status_code == 200, answer.text
    sheets = openpyxl.load_workbook(io.BytesIO(answer.content), data_only=True).worksheets
    by_days, verdicts = (_numbered(sheets, title) for title in ("Kết quả giải quyết hồ sơ", "Tỷ lệ đúng hạn"))
    on_time = await table(town, "on_time@1", **MAY)
    for department in DEPARTMENTS:
        hand, name = answers(department, month="2024-05"), on_time[department]["name"]
        days = by_days[name]
        assert [days[number] for number in (6, 7, 8, 10, 11)] == [hand.form[standing] for standing in STANDINGS]
        carried = sum(golden.form[0] for golden in SET if golden.form and golden.department == department)
        assert [days[3], days[4]] == [hand.form.total() - carried, carried]
        assert days[3] + days[4] == days[5] + days[9]
        row = on_time[department]
        assert [verdicts[name][number] for number in (3, 4)] == [row["met"], row["missed"]]
        assert verdicts[name][5] == (pytest.approx(row["rate"]) if row["rate"] is not None else None)


async def settlement_says_so(town: City) -> None:
    """II.06a by API, spreadsheet and page, cell by cell: the agency's for its leader, each department's for its head;
    and every cell opens to exactly the dossiers that were worked out by hand."""
    url, may = f"{town.reporting_url}/v1/reports/settlement-by-unit", MAY
    await eventually(lambda: _is_served(town, url))
    for department in ("", *DEPARTMENTS):
        mine = [golden for golden in SET if golden.form and department in ("", golden.department)]
        hand = {number: {one.dossier_id for one in mine if number in _columns(one)} for number in range(3, 14)}
        head = {"Authorization": f"Bearer {town.token(*_reader(department), department=department)}"}
        async with httpx.AsyncClient(timeout=40, headers=head) as client:
            body = (await client.get(url, params=may)).json()
            total = next(row for row in body["sheets"][0]["rows"] if row["level"] == "total")
            assert total["values"] == {"1": "", "2": "Tổng cộng", **{str(n): len(hand[n]) for n in hand}}
            spreadsheet = (await client.get(url, params={**may, "format": "xlsx"})).content
            sheets = openpyxl.load_workbook(io.BytesIO(spreadsheet), data_only=True).worksheets
            written = _numbered(sheets, "Tình hình, kết quả")["Tổng cộng"]
            assert {n: written[n] for n in hand} == {n: len(hand[n]) for n in hand}
            asked = {"bieu": "settlement-by-unit", "ky": "2024-05", "cach": "calendar"}
            page = (await client.get(f"{town.reporting_url}/bao-cao/bieu", params=asked)).text
            assert _shown_on(page, "Tổng cộng") == [str(len(hand[n])) for n in hand]
            for number, dossiers in hand.items():
                cell = f"{url}/cells/{total['key']}/{number}/dossiers"
                found = (await client.get(cell, params={**may, "page_size": 200})).json()
                assert {one["id"] for one in found["items"]} == dossiers
                assert found["total_size"] == len(dossiers)


async def _is_served(town: City, url: str) -> bool:
    return (await town.get(url, "leader", **MAY)).status_code == 200


def _reader(department: str) -> tuple[str, ...]:
    return ("department_head",) if department else ("leader",)


def _columns(golden: Golden) -> set[int]:
    """Of II.06a, by what was worked out by hand."""
    assert golden.form is not None
    carried, standing = golden.form
    received = 6 if carried else 4 if golden.channel == "online" else 5
    counted = {"early": 8, "on_time": 9, "late": 10, "in_time": 12, "overdue": 13}[standing]
    return {3, received, counted, 7 if counted < 11 else 11}


def _shown_on(page: str, label: str) -> list[str]:
    """The figures of a row of the page's table."""
    row = next(each for each in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL) if f">{label}</th>" in each)
    cells = re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)
    return [unescape(re.sub(r"<[^>]+>", "", cell)) for cell in cells][1:]


def _numbered(sheets: Sequence[Worksheet], title: str) -> dict[str, dict[int, Any]]:
    """Label of each row → column number as printed → value, of the table with that title."""
    for sheet in sheets:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        if not any(title in str(value) for row in rows for value in row):
            continue
        at = next(index for index, row in enumerate(rows) if "(1)" in row)
        numbers = {index: int(str(value)[1:-1]) for index, value in enumerate(rows[at]) if value}
        return {str(row[1]): {number: row[index] for index, number in numbers.items()} for row in rows[at + 1 :]}
    raise LookupError(title)
