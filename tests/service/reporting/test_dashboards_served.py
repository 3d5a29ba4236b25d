"""Boards as they are served: the page, HTTP and gRPC show the same figures, to those who may see them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import grpc
import httpx
import pytest

from motcua.events.v1 import catalogue_pb2
from motcua.reporting.v1 import dashboard_service_pb2 as pb
from motcua.reporting.v1 import foresight_service_pb2 as foresight_pb
from motcua.reporting.v1.dashboard_service_pb2_grpc import DashboardServiceStub
from motcua.reporting.v1.foresight_service_pb2_grpc import ForesightServiceStub
from service.reporting.city import City, city
from service.reporting.stepping import done, held
from service.reporting.telling import Teller
from support.databases import NewDatabase
from support.stream import eventually

START, DUE = "2024-05-02 09:00", "2024-05-14 17:00"
MAY = {"from": "2024-05-01", "to": "2024-05-31"}


@pytest.fixture
async def town(database: NewDatabase, nats_url: str, tmp_path: Path) -> AsyncIterator[City]:
    async with city(database, nats_url, tmp_path) as running:
        own = ("dau-tu", "cv.dautu.1", 28_800, 57_600)
        walked = done(
            held(Teller("d-1").accepted(START, DUE), "tham-dinh", START), "tham-dinh", START, "2024-05-09 09:00"
        )
        published = catalogue_pb2.ProcedurePublished(
            key="cap-gcn-dkdt", version=1, department="dau-tu", valid_from="2024-01-01"
        )
        told = [
            *Teller("cap-gcn-dkdt").tell("intake", "procedure.published", published, START).outgoing,
            *walked.issued("2024-05-10 09:00", DUE, own).outgoing,
            *Teller("d-2").accepted(START, DUE).overdue(DUE).outgoing,
            *Teller("d-3", department="moi-truong").accepted(START, DUE).outgoing,
        ]
        await running.tell(told)

        async def heard() -> bool:
            answer = await running.get(f"{running.reporting_url}/v1/dashboards/overview", "leader", **MAY)
            total = answer.json()["total"]
            return (total["met"], total["missed"], total["received"]) == (1, 1, 3)

        await eventually(heard)
        await eventually(lambda: _steps_have_names(running))
        yield running


async def _steps_have_names(town: City) -> bool:
    """Asked of intake after the procedure was published."""
    url = f"{town.reporting_url}/v1/dashboards/departments/dau-tu"
    (step,) = (await town.get(url, "leader", **MAY)).json()["slowest_steps"]
    return (step["name"], step["name_en"]) == ("Thẩm định hồ sơ", "Appraise")


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
    await _a_department(town)
    await _a_procedure(town)
    await _an_officer(town)


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
    assert (await town.get(f"{town.reporting_url}/tong-quan", "applicant")).status_code == 403
    sent_on = await town.get(f"{town.reporting_url}/tong-quan", "specialist")
    assert (sent_on.status_code, sent_on.headers["Location"]) == (303, "/tong-quan/can-bo/x.1")
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


async def _a_department(town: City) -> None:
    url = f"{town.reporting_url}/v1/dashboards/departments/dau-tu"
    board = (await town.get(url, "leader", **MAY)).json()
    assert (board["line"]["met"], board["line"]["missed"], board["own_met"], board["own_rate"]) == (1, 1, 1, 1.0)
    assert board["stages"] == {"issued": 1, "accepted": 1}
    assert [(row["key"], row["received"], row["open"], row["rate"]) for row in board["procedures"]] == [
        ("cap-gcn-dkdt", 2, 1, 0.5)
    ]
    assert [(row["step"], row["done"], row["average_days"]) for row in board["slowest_steps"]] == [
        ("tham-dinh", 1, 1.0)
    ]
    due = (await town.get(f"{url}/due", "leader")).json()
    assert (due["total_size"], [(one["dossier_id"], one["state"]) for one in due["items"]]) == (1, [("d-2", "overdue")])
    bearer = (("authorization", f"Bearer {town.token('leader')}"),)
    async with grpc.aio.insecure_channel(town.reporting_target) as channel:
        stub = DashboardServiceStub(channel)
        asked = pb.GetDepartmentRequest(department="dau-tu", period_from=MAY["from"], period_to=MAY["to"])
        found = await stub.GetDepartment(asked, metadata=bearer, timeout=20)
        listed = await stub.ListDueDossiers(pb.ListDueDossiersRequest(department="dau-tu"), metadata=bearer, timeout=20)
    assert (found.line.met, found.own_met, dict(found.stages)) == (1, 1, {"issued": 1, "accepted": 1})
    assert (listed.total_size, listed.items[0].dossier_id) == (1, "d-2")
    page = await town.get(f"{town.reporting_url}/tong-quan/phong/dau-tu", "leader", **MAY)
    assert page.status_code == 200
    for said in (
        'href="/viec/d-2"',
        'href="/tong-quan/thu-tuc/cap-gcn-dkdt"',
        "own_slice@1",
        "Thẩm định hồ sơ",
        "<svg",
    ):
        assert said in page.text
    assert (await town.get(f"{town.reporting_url}/v1/dashboards/departments/khong-co", "leader")).status_code == 404
    for role in ("department_head", "specialist", "applicant"):  # the token names no department
        assert (await town.get(url, role)).status_code == 403
        assert (await town.get(f"{url}/due", role)).status_code == 403
        assert (await town.get(f"{town.reporting_url}/tong-quan/phong/dau-tu", role)).status_code == 403
    for department, status in (("dau-tu", 200), ("moi-truong", 403)):
        headers = {"Authorization": f"Bearer {town.token('department_head', department=department)}"}
        async with httpx.AsyncClient(timeout=40, headers=headers) as head:
            assert (await head.get(url)).status_code == status
            assert (await head.get(f"{url}/due")).status_code == status


async def _a_procedure(town: City) -> None:
    url = f"{town.reporting_url}/v1/dashboards/procedures/cap-gcn-dkdt"
    board = (await town.get(url, "leader", **MAY)).json()
    assert (board["line"]["received"], board["line"]["met"], board["line"]["missed"]) == (3, 1, 1)
    assert (board["finished"], board["endings"], board["spans"]) == (1, {"granted": 1}, {"1": 1})
    assert (board["median_days"], board["p90_days"], board["refused_share"]) == (1.0, 1.0, 0.0)
    assert board["limit_days"] > 8
    page = await town.get(f"{town.reporting_url}/tong-quan/thu-tuc/cap-gcn-dkdt", "control_team", **MAY)
    assert page.status_code == 200
    assert "0–1 ngày" in page.text
    assert (await town.get(f"{town.reporting_url}/v1/dashboards/procedures/khong-co", "leader")).status_code == 404
    bearer = (("authorization", f"Bearer {town.token('leader')}"),)
    async with grpc.aio.insecure_channel(town.reporting_target) as channel:
        asked = pb.GetProcedureRequest(procedure_key="cap-gcn-dkdt", period_from=MAY["from"], period_to=MAY["to"])
        found = await DashboardServiceStub(channel).GetProcedure(asked, metadata=bearer, timeout=20)
    assert (found.line.received, found.median_days, dict(found.spans)) == (3, 1.0, {1: 1})
    headers = {"Authorization": f"Bearer {town.token('department_head', department='moi-truong')}"}
    async with httpx.AsyncClient(timeout=40, headers=headers) as head:
        own = (await head.get(url, params=MAY)).json()
    assert (own["line"]["received"], own["finished"]) == (1, 0)
    assert (await town.get(url, "specialist")).status_code == 403


async def _an_officer(town: City) -> None:
    url = f"{town.reporting_url}/v1/dashboards/officers/cv.dautu.1"
    board = (await town.get(url, "leader", **MAY)).json()
    assert [(row["department"], row["total"]) for row in board["evaluations"]] == [("dau-tu", 8.0)]
    assert [(row["step"], row["average_days"]) for row in board["steps"]] == [("tham-dinh", 1.0)]
    page = await town.get(f"{town.reporting_url}/tong-quan/can-bo/cv.dautu.1", "leader", **MAY)
    assert (page.status_code, "Thời gian giải quyết" in page.text) == (200, True)
    bearer = (("authorization", f"Bearer {town.token('leader')}"),)
    async with grpc.aio.insecure_channel(town.reporting_target) as channel:
        asked = pb.GetOfficerRequest(officer="cv.dautu.1", period_from=MAY["from"], period_to=MAY["to"])
        found = await DashboardServiceStub(channel).GetOfficer(asked, metadata=bearer, timeout=20)
    assert [row.officer for row in found.evaluations] == ["cv.dautu.1"]
    assert [(step.step_key, step.name, step.name_en) for step in found.steps] == [
        ("tham-dinh", "Thẩm định hồ sơ", "Appraise")
    ]
    assert (await town.get(url, "specialist")).status_code == 403  # a colleague
    own = await town.get(f"{town.reporting_url}/v1/dashboards/officers/x.1", "specialist")
    assert (own.status_code, own.json()["evaluations"]) == (200, [])
    assert (await town.get(f"{town.reporting_url}/v1/dashboards/officers/ai.do", "leader")).status_code == 404
    for department, status in (("dau-tu", 200), ("moi-truong", 404)):
        headers = {"Authorization": f"Bearer {town.token('department_head', department=department)}"}
        async with httpx.AsyncClient(timeout=40, headers=headers) as head:
            assert (await head.get(url, params=MAY)).status_code == status
