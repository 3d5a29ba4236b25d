"""Boards as they are served: the page, HTTP and gRPC show the same figures, to those who may see them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import grpc
import pytest

from motcua.reporting.v1 import dashboard_service_pb2 as pb
from motcua.reporting.v1 import foresight_service_pb2 as foresight_pb
from motcua.reporting.v1.dashboard_service_pb2_grpc import DashboardServiceStub
from motcua.reporting.v1.foresight_service_pb2_grpc import ForesightServiceStub
from service.reporting.city import City, city
from service.reporting.telling import Teller
from support.databases import NewDatabase
from support.stream import eventually

START, DUE = "2024-05-02 09:00", "2024-05-14 17:00"
MAY = {"from": "2024-05-01", "to": "2024-05-31"}


@pytest.fixture
async def town(database: NewDatabase, nats_url: str, tmp_path: Path) -> AsyncIterator[City]:
    async with city(database, nats_url, tmp_path) as running:
        told = [
            *Teller("d-1").accepted(START, DUE).issued("2024-05-10 09:00", DUE).outgoing,
            *Teller("d-2").accepted(START, DUE).overdue(DUE).outgoing,
            *Teller("d-3", department="moi-truong").accepted(START, DUE).outgoing,
        ]
        await running.tell(told)

        async def heard() -> bool:
            answer = await running.get(f"{running.reporting_url}/v1/dashboards/overview", "leader", **MAY)
            total = answer.json()["total"]
            return (total["met"], total["missed"], total["received"]) == (1, 1, 3)

        await eventually(heard)
        yield running


async def test_an_overview_by_http_grpc_and_as_a_page(town: City) -> None:
    board = (await town.get(f"{town.reporting_url}/v1/dashboards/overview", "leader", **MAY)).json()
    assert [(row["department"], row["rate"], row["open"]) for row in board["departments"]] == [
        ("dau-tu", 0.5, 1),
        ("moi-truong", None, 1),
    ]
    assert (board["definition"], board["target"], board["as_of"] is None) == ("on_time@1", 0.95, False)
    assert board["total"]["oldest_overdue_since"] == "2024-05-14T10:00:00Z"
    assert (board["total"]["channels"], board["total"]["online_share"]) == ({"online": 3}, 1.0)
    point = board["trend"][-1]
    assert (point["from"], point["met"], point["received"]) == ("2024-05-01", 1, 3)
    await _the_same_by_grpc(town)
    page = await town.get(f"{town.reporting_url}/tong-quan", "leader", **MAY)
    assert page.status_code == 200
    for said in ("17:00, 14/05/2024", "on_time@1", "50,00 %", "dưới mục tiêu", "<svg", "100,00 %"):
        assert said in page.text
    assert "script" not in page.text
    await _kept_from_others(town)
    await _what_will_be_late(town)


async def _the_same_by_grpc(town: City) -> None:
    bearer = (("authorization", f"Bearer {town.token('leader')}"),)
    async with grpc.aio.insecure_channel(town.reporting_target) as channel:
        asked = pb.GetOverviewRequest(period_from=MAY["from"], period_to=MAY["to"], grain=pb.TREND_GRAIN_WEEK)
        found = await DashboardServiceStub(channel).GetOverview(asked, metadata=bearer, timeout=20)
    first = found.departments[0]
    assert (first.department, first.met, first.missed) == ("dau-tu", 1, 1)
    assert not found.departments[1].HasField("rate")
    assert (len(found.trend), found.trend[-1].first_day, found.head.definition) == (12, "2024-05-27", "on_time@1")


async def _kept_from_others(town: City) -> None:
    url = f"{town.reporting_url}/v1/dashboards/overview"
    assert (await town.get(url)).status_code == 401
    for role in ("specialist", "department_head", "receptionist", "applicant"):
        refused = await town.get(url, role)
        assert (refused.status_code, refused.json()["type"]) == (403, "urn:motcua:problem:not-allowed")
        assert (await town.get(f"{town.reporting_url}/tong-quan", role)).status_code == 403
    for parameters, slug in (
        ({"from": "2024-05-31", "to": "2024-05-01"}, "period-invalid"),
        ({"definition": "none@9"}, "definition-unknown"),
        ({"grain": "day"}, "invalid-request"),
    ):
        answer = await town.get(url, "leader", **parameters)
        assert (answer.status_code, answer.json()["type"].rsplit(":", 1)[1]) == (422, slug)
    assert (await town.get(f"{town.reporting_url}/tong-quan", "leader", theo="day")).status_code == 422


async def _what_will_be_late(town: City) -> None:
    """Nobody has learnt anything yet, and every deadline of 2024 has passed: both ways say so alike."""
    late = (await town.get(f"{town.reporting_url}/v1/foresight/late", "leader", by="2030-01-01")).json()
    assert (late["items"], late["total_size"], late["threshold"], late["made_at"]) == ([], 0, 0.4, None)
    load = (await town.get(f"{town.reporting_url}/v1/foresight/workload", "leader")).json()
    assert (load["rows"], load["working_days"]) == ([], 20)
    bearer = (("authorization", f"Bearer {town.token('leader')}"),)
    async with grpc.aio.insecure_channel(town.reporting_target) as channel:
        stub = ForesightServiceStub(channel)
        told = await stub.ListLate(foresight_pb.ListLateRequest(by="2030-01-01"), metadata=bearer, timeout=20)
        had = await stub.GetWorkload(foresight_pb.GetWorkloadRequest(), metadata=bearer, timeout=20)
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await stub.ListLate(foresight_pb.ListLateRequest(page_size=-1), metadata=bearer, timeout=20)
    assert (told.total_size, told.threshold, had.working_days) == (0, 0.4, 20)
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    for path in ("late", "workload"):
        url = f"{town.reporting_url}/v1/foresight/{path}"
        assert (await town.get(url)).status_code == 401
        assert (await town.get(url, "specialist")).status_code == 403
        assert (await town.get(url, "leader", department="x" * 41)).status_code == 422
    assert (await town.get(f"{town.reporting_url}/v1/foresight/late", "leader", page_token="x")).status_code == 422
