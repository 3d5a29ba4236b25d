"""Sixty dossiers told to a running service: API, page and series as scraped say what was worked out by hand.

Duplicates, replays and a rebuild while somebody reads leave every figure as it is.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import grpc
import httpx
import pytest
from sqlalchemy import select

from chassis.messaging.bus import Bus
from motcua.reporting.v1.definition_service_pb2 import ListDefinitionsRequest, ListUndueDossiersRequest
from motcua.reporting.v1.definition_service_pb2_grpc import DefinitionServiceStub
from motcua.reporting.v1.on_time_service_pb2 import GetOnTimeRequest
from motcua.reporting.v1.on_time_service_pb2_grpc import OnTimeServiceStub
from motcua.reporting.v1.rebuild_service_pb2 import (
    REBUILD_STATE_DONE,
    GetRebuildRequest,
    ListRebuildsRequest,
    StartRebuildRequest,
)
from motcua.reporting.v1.rebuild_service_pb2_grpc import RebuildServiceStub
from motcua.reporting.v1.report_cell_service_pb2 import (
    REPORT_CELL_ORIGIN_COUNT,
    GetReportCellRequest,
    ListReportCellPiecesRequest,
    ReportCellPlace,
)
from motcua.reporting.v1.report_cell_service_pb2_grpc import ReportCellServiceStub
from motcua.reporting.v1.report_service_pb2 import ReportChoice
from service.reporting.city import City, city
from service.reporting.golden_answers import DEPARTMENTS, MAY, SET, STANDINGS, answers, rate, table, told
from service.reporting.golden_forms import settlement_says_so, spreadsheet_says_so
from support.databases import NewDatabase
from support.messaging import TABLES
from support.prometheus import Prometheus, prometheus_in
from support.stream import eventually

DAYS = ("early", "on_time", "late", "open", "overdue")


@pytest.fixture
async def town(database: NewDatabase, nats_url: str, tmp_path: Path) -> AsyncIterator[City]:
    async with city(database, nats_url, tmp_path) as running:
        yield running


async def api_says_so(town: City) -> None:
    """Every cell of every definition."""
    verdicts, own = await table(town, "on_time@1", **MAY), await table(town, "own_slice@1")
    form, index = await table(town, "ii06a@1", **MAY), await table(town, "qd766@1", **MAY)
    for department in DEPARTMENTS:
        hand = answers(department, month="2024-05")
        met, missed = hand.verdicts["met"], hand.verdicts["missed"]
        row = verdicts[department]
        assert [row[name] for name in ("received", "met", "missed", "rate", "undue")] == [
            hand.received,
            met,
            missed,
            rate(met, met + missed),
            hand.undue,
        ]
        assert (own[department]["met"], own[department]["missed"]) == (hand.own["met"], hand.own["missed"])
        for name, counted in (("by_days", hand.form), ("by_original", hand.original)):
            for rows in (form, index):
                found = rows[department][name]
                assert [found[key] for key in ("early", "on_time", "late", "open", "overdue")] == [
                    *(counted[standing] for standing in STANDINGS[:3]),
                    counted["in_time"] + counted["overdue"],
                    counted["overdue"],
                ], (department, name)
            good, finished = counted["early"] + counted["on_time"], sum(counted[one] for one in STANDINGS[:3])
            assert form[department][name]["rate"] == rate(good, finished)
            assert index[department][name]["rate"] == rate(good + counted["in_time"], counted.total())
        assert form[department]["received"] == hand.received


async def series_say_so(town: City, watch: Prometheus) -> None:
    """What Prometheus has scraped equals the API to the unit, and the answers."""
    rows = await table(town, "on_time@1")

    async def scraped(expression: str) -> dict[str, float]:
        found = await watch.query(f"sum by (department) ({expression})")
        return {one["metric"]["department"]: float(one["value"][1]) for one in found}

    def of(cell: Callable[[str], int]) -> dict[str, float]:
        return {department: float(cell(department)) for department in DEPARTMENTS}

    expected = {
        "dossier_received_total": of(lambda unit: answers(unit).received),
        'dossier_deadline_outcomes_total{outcome="met"}': of(lambda unit: answers(unit).verdicts["met"]),
        'dossier_deadline_outcomes_total{outcome="missed"}': of(lambda unit: answers(unit).verdicts["missed"]),
        "dossier_undue": of(lambda unit: answers(unit).undue),
        "dossier_in_progress": of(lambda unit: rows[unit]["open"]),
        'dossier_in_progress{due="overdue"}': of(lambda unit: rows[unit]["open_overdue"]),
        'dossier_in_progress{due="paused"}': of(lambda unit: rows[unit]["paused"]),
        "dossier_received_total - on (agency, department, channel) dossier_received_total": of(lambda _unit: 0),
    }

    async def agree() -> bool:
        return all([await scraped(name) == values for name, values in expected.items()])

    await eventually(agree, seconds=20)
    met, missed = rows["all"]["met"], rows["all"]["missed"]
    ratio = await watch.value(
        'sum(dossier_deadline_outcomes_total{outcome="met"}) / sum(dossier_deadline_outcomes_total)'
    )
    assert ratio is not None
    assert round(ratio, 4) == rows["all"]["rate"] == rate(met, met + missed)


async def page_says_so(town: City) -> None:
    """The page, cell by cell, in the same figures as the API."""
    for definition, cells in (("on_time@1", _verdict_cells), ("ii06a@1", _day_cells)):
        page = await town.get(f"{town.reporting_url}/reports/on-time", "leader", definition=definition, **MAY)
        assert page.status_code == 200
        rows = [
            [unescape(cell) for cell in re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", row)]
            for row in re.findall(r"<tr>(.*?)</tr>", page.text, re.DOTALL)
        ]
        shown = {row[0]: row[1:] for row in rows if row[0] != "Phòng"}
        for row in (await table(town, definition, **MAY)).values():
            assert shown[row["name"]] == cells(row), (definition, row["department"])
    assert "không có ngày hẹn trả" in page.text


def _verdict_cells(row: dict[str, Any]) -> list[str]:
    counts = [str(row[name]) for name in ("met", "missed", "received", "open", "open_overdue", "paused")]
    return [_percent(row["rate"]), *counts]


def _day_cells(row: dict[str, Any]) -> list[str]:
    days, original = row["by_days"], row["by_original"]
    judged = [str(days[name]) for name in ("early", "on_time", "late")]
    judged += [str(original["late"]), _percent(original["rate"])]
    return [
        _percent(row["rate"]),
        *judged,
        *(str(row[name]) for name in ("received", "open", "open_overdue", "paused")),
    ]


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{Decimal(str(share)) * 100:.2f}".replace(".", ",") + " %"


async def undue_dossiers_are_named(town: City) -> None:
    answer = (await town.get(f"{town.reporting_url}/v1/undue-dossiers", "leader", page_size=1)).json()
    rest = await town.get(
        f"{town.reporting_url}/v1/undue-dossiers", "leader", page_size=1, page_token=answer["next_page_token"]
    )
    named = [one["dossier_id"] for one in [*answer["items"], *rest.json()["items"]]]
    assert named == [golden.dossier_id for golden in SET if golden.undue]
    assert answer["total_size"] == len(named)


async def grpc_says_so(town: City) -> None:
    """The same by gRPC: the table, the definitions, the errors, the rebuilds."""
    metadata = [("authorization", f"Bearer {town.token('leader')}")]
    async with grpc.aio.insecure_channel(town.reporting_target) as channel:
        asked = GetOnTimeRequest(period_from=MAY["from"], period_to=MAY["to"], definition="ii06a@1")
        told = await OnTimeServiceStub(channel).GetOnTime(asked, metadata=metadata)
        rows = await table(town, "ii06a@1", **MAY)
        for row in (*told.rows, told.total):
            for name in ("by_days", "by_original"):
                found = getattr(row, name)
                assert {key: getattr(found, key) for key in DAYS} == {
                    key: rows[row.department][name][key] for key in DAYS
                }
        definitions = DefinitionServiceStub(channel)
        listed = await definitions.ListDefinitions(ListDefinitionsRequest(), metadata=metadata)
        by_http = (await town.get(f"{town.reporting_url}/v1/definitions", "leader")).json()["items"]
        assert [(one.name, one.valid_from, len(one.policies)) for one in listed.definitions] == [
            (one["name"], one["valid_from"], len(one["policies"])) for one in by_http
        ]
        undue = await definitions.ListUndueDossiers(ListUndueDossiersRequest(), metadata=metadata)
        assert [one.dossier_id for one in undue.dossiers] == [golden.dossier_id for golden in SET if golden.undue]
        met = sum(answers(department, month="2024-05").verdicts["met"] for department in DEPARTMENTS)
        choice = ReportChoice(form="weekly", period_from=MAY["from"], period_to=MAY["to"])
        place = ReportCellPlace(choice=choice, sheet="dung-han", row="tong-cong", column=3)
        cells = ReportCellServiceStub(channel)
        cell = await cells.GetReportCell(GetReportCellRequest(place=place), metadata=metadata)
        assert (cell.cell.count, cell.origin, cell.total_size) == (met, REPORT_CELL_ORIGIN_COUNT, met)
        pieces = await cells.ListReportCellPieces(
            ListReportCellPiecesRequest(place=place, page_size=200), metadata=metadata
        )
        assert (len({piece.id for piece in pieces.pieces}), pieces.total_size) == (met, met)
        operator = [("authorization", f"Bearer {town.token('operator')}")]
        rebuilds = RebuildServiceStub(channel)
        known = await rebuilds.ListRebuilds(ListRebuildsRequest(), metadata=operator)
        newest = await rebuilds.GetRebuild(GetRebuildRequest(rebuild_id=known.rebuilds[0].id), metadata=operator)
        assert (newest.rebuild.state, newest.rebuild.progress) == (REBUILD_STATE_DONE, 1.0)
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await rebuilds.StartRebuild(StartRebuildRequest(), metadata=metadata)
        assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def replayed(town: City) -> None:
    """Everything that is in the stream once more, under other message ids, the last first."""
    bus = next(part for part in town.intake.parts if isinstance(part, Bus))
    outbox = TABLES.outbox.c
    for publisher in (town.intake, town.processing):
        async with publisher.database.read() as connection:
            rows = (await connection.execute(select(outbox.nats_subject, outbox.body))).all()
        for row in reversed(rows):
            await bus.jetstream.publish(row.nats_subject, bytes(row.body), headers={"Nats-Msg-Id": str(uuid4())})


async def rebuilt_beside_a_reader(town: City) -> None:
    """From the publishers by gRPC, through the public API, while somebody reads again and again."""
    before = await table(town, "ii06a@1", **MAY)
    headers = {"Authorization": f"Bearer {town.token('operator', subject='vh.1')}"}
    url = f"{town.reporting_url}/v1/rebuilds"
    async with httpx.AsyncClient(timeout=20, headers=headers) as client:
        started = await client.post(url, json={}, headers={"Idempotency-Key": str(uuid4())})
        assert started.status_code == 202, started.text
        async with asyncio.timeout(30):
            while True:
                assert await table(town, "ii06a@1", **MAY) == before
                found = (await client.get(f"{url}/{started.json()['id']}")).json()
                if found["state"] in ("done", "failed"):
                    break
    assert (found["state"], found["fault"], found["changed"], found["unreadable"]) == ("done", None, 0, 0)


async def test_api_page_and_series_say_what_was_worked_out_by_hand(town: City, tmp_path: Path) -> None:
    await told(town)
    await api_says_so(town)
    await page_says_so(town)
    await spreadsheet_says_so(town)
    await settlement_says_so(town)
    await undue_dossiers_are_named(town)
    async with prometheus_in(tmp_path / "prometheus", {"reporting": town.reporting_url.split("//")[1]}) as watch:
        await series_say_so(town, watch)
        await replayed(town)
        await rebuilt_beside_a_reader(town)
        await grpc_says_so(town)
        await api_says_so(town)
        await series_say_so(town, watch)
