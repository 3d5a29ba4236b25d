"""Evaluations and own-time figures as they are served: HTTP and gRPC alike."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import grpc
import pytest

from motcua.reporting.v1.evaluation_service_pb2 import GetOfficerEvaluationsRequest, GetUnitEvaluationsRequest
from motcua.reporting.v1.evaluation_service_pb2_grpc import EvaluationServiceStub
from service.reporting.city import City, city
from service.reporting.telling import Teller
from support.databases import NewDatabase
from support.stream import eventually

START, DUE = "2024-05-02 09:00", "2024-05-14 17:00"
MAY = {"from": "2024-05-01", "to": "2024-05-31"}


@pytest.fixture
async def town(database: NewDatabase, nats_url: str, tmp_path: Path) -> AsyncIterator[City]:
    async with city(database, nats_url, tmp_path) as running:
        own = (("dau-tu", "cv.dautu.1", 28_800, 57_600), ("moi-truong", "cv.moitruong.1", 57_600, 28_800))
        await running.tell(Teller("d-1").accepted(START, DUE).issued("2024-05-10 09:00", DUE, *own).outgoing)

        async def heard() -> bool:
            body = (await running.get(f"{running.reporting_url}/v1/evaluations/officers", "leader", **MAY)).json()
            return len(body["rows"]) == 2

        await eventually(heard)
        yield running


async def test_officers_and_units_by_http_with_their_rules_and_basis(town: City) -> None:
    body = (await town.get(f"{town.reporting_url}/v1/evaluations/officers", "leader", **MAY)).json()
    assert (body["rules"], body["rules_mark"], body["from"], body["to"]) == ("tt01-2018", "V", MAY["from"], MAY["to"])
    first = body["rows"][0]
    assert (first["officer"], first["total"], first["most"], first["band"]) == ("cv.dautu.1", 8.0, 8, None)
    assert [(score["index"], score["value"]) for score in first["scores"]] == [
        (1, 2),
        (2, 2),
        (3, 2),
        (4, None),
        (7, 2),
    ]
    assert all(score["basis"] and score["basis_en"] for score in first["scores"])
    units = (await town.get(f"{town.reporting_url}/v1/evaluations/units", "leader", **MAY)).json()["rows"]
    assert [unit["department"] for unit in units] == ["dau-tu", "moi-truong"]
    assert [len(unit["scores"]) for unit in units] == [9, 9]


async def test_the_same_by_grpc(town: City) -> None:
    bearer = (("authorization", f"Bearer {town.token('leader')}"),)
    async with grpc.aio.insecure_channel(town.reporting_target) as channel:
        stub = EvaluationServiceStub(channel)
        asked = {"period_from": MAY["from"], "period_to": MAY["to"]}
        officers = await stub.GetOfficerEvaluations(GetOfficerEvaluationsRequest(**asked), metadata=bearer, timeout=20)
        units = await stub.GetUnitEvaluations(GetUnitEvaluationsRequest(**asked), metadata=bearer, timeout=20)
    assert [(row.officer, row.total) for row in officers.rows] == [("cv.dautu.1", 8.0), ("cv.moitruong.1", 6.0)]
    assert (units.rules.key, [row.department for row in units.rows]) == ("tt01-2018", ["dau-tu", "moi-truong"])
    assert not units.rows[0].scores[5].HasField("value")  # publication: nobody tells it


async def test_own_time_stands_beside_the_dossiers_figure(town: City) -> None:
    url = f"{town.reporting_url}/v1/on-time"
    whole = (await town.get(url, "leader", definition="on_time@1", **MAY)).json()["total"]
    own = (await town.get(url, "leader", definition="own_slice@1", **MAY)).json()
    assert (whole["met"], whole["missed"]) == (1, 0)
    assert [(row["department"], row["met"], row["missed"]) for row in own["rows"]] == [
        ("dau-tu", 1, 0),
        ("moi-truong", 0, 1),
    ]


async def test_bad_questions_and_those_who_may_not_ask_are_refused(town: City) -> None:
    url = f"{town.reporting_url}/v1/evaluations/units"
    assert (await town.get(url)).status_code == 401
    refused = await town.get(url, "specialist", **MAY)
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:motcua:problem:not-allowed")
    for parameters, slug in (
        ({"from": "2024-05-31", "to": "2024-05-01"}, "period-invalid"),
        ({"from": "2010-01-01", "to": "2010-05-01"}, "rules-unknown"),
        ({"from": "yesterday"}, "invalid-request"),
    ):
        answer = await town.get(url, "leader", **parameters)
        assert (answer.status_code, answer.json()["type"].rsplit(":", 1)[1]) == (422, slug)
