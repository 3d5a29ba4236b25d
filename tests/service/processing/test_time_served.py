"""Whose time it was, every clock and the control slip: by HTTP, by gRPC and with the result in the stream."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chassis.kernel.errors import Kind, Problem
from motcua.common.v1 import vocabulary_pb2 as v
from motcua.processing.v1 import clock_service_pb2 as pb
from motcua.processing.v1.clock_service_pb2_grpc import ClockServiceStub
from service.processing.building import Building, standing
from service.processing.conftest import NewOffice
from service.processing.steps import CASE, act, open_case, published, to_decision, told
from service.processing.stores import MIGRATIONS
from support.databases import NewDatabaseUrl
from support.stream import eventually
from unit.processing.story import CLERK, DOSSIER_ID, HEAD, LEADER, SPECIALIST, STRANGER, SYSTEM, at, law

HOUR = 3_600


@pytest.fixture
async def served(database_url: NewDatabaseUrl, nats_url: str, tmp_path: Path) -> AsyncIterator[Building]:
    async with standing(await database_url(MIGRATIONS), nats_url, tmp_path, law()) as built:
        await open_case(built)
        yield built


async def to_result(building: Building) -> None:
    building.clock.jump(at("2026-03-03 08:00"))
    await to_decision(building)
    building.clock.jump(at("2026-03-04 08:00"))
    await building.call(LEADER, "POST", f"{CASE}/decision", {"outcome": "granted"})
    await act(building, CLERK, "assignment", {"officer": "cv.vanphong.1"})
    await act(building, CLERK, "completion", None)


async def test_every_second_of_a_result_has_its_owner_here_and_in_the_event(served: Building) -> None:
    await to_result(served)
    answer = (await served.call(LEADER, "GET", f"{CASE}/attribution")).json()
    assert sum(each["working_seconds"] for each in answer["slices"]) == answer["elapsed_seconds"]
    case = (await served.call(LEADER, "GET", CASE)).json()
    assert answer["counted_seconds"] == case["working_seconds"]
    verdicts = {each["department"]: each["verdict"] for each in answer["departments"]}
    assert verdicts["dau-tu"] == "met"
    await eventually(lambda: published(served, 17))
    data = (await told(served))[-1].event["data"]
    assert sum(int(each.get("countedSeconds", 0)) for each in data["slices"]) == data["workingSeconds"]
    assert {each["department"]: each["verdict"] for each in data["departments"]}["dau-tu"] == "OWN_TIME_VERDICT_MET"


async def test_systems_read_the_same_by_grpc(served: Building) -> None:
    await to_result(served)
    system = served.channel(SYSTEM)
    stub = ClockServiceStub(system.channel)
    whole = await stub.GetAttribution(pb.GetAttributionRequest(dossier_id=DOSSIER_ID))
    timed = await stub.GetClocks(pb.GetClocksRequest(dossier_id=DOSSIER_ID))
    slip = await stub.GetControlSlip(pb.GetControlSlipRequest(dossier_id=DOSSIER_ID))
    await system.stop()
    assert sum(each.working_seconds for each in whole.slices) == whole.elapsed_seconds
    assert whole.slices[0].owner.kind == v.TIME_OWNER_KIND_DEPARTMENT
    assert {clock.state for clock in timed.clocks} == {pb.CASE_CLOCK_STATE_STOPPED}
    assert (slip.rows[0].kind, slip.rows[-1].kind) == (pb.HANDOVER_KIND_RECEIVED, pb.HANDOVER_KIND_RESULT_ISSUED)
    by_http = (await served.call(LEADER, "GET", f"{CASE}/control-slip")).json()
    assert [row["note"] for row in by_http["rows"]] == [row.note for row in slip.rows]
    assert by_http["partners"] == list(slip.partners) == ["lanh-dao", "van-phong"]


async def test_the_clocks_are_shown_with_what_is_left(served: Building) -> None:
    await act(served, HEAD, "assignment", {"officer": "tp.dautu"})
    answer = (await served.call(HEAD, "GET", f"{CASE}/clocks")).json()
    assert [clock["kind"] for clock in answer["clocks"]] == ["dossier", "step", "step", "department"]
    assert answer["clocks"][0]["due_at"] == "2026-03-16T10:00:00Z"


async def test_whoever_may_not_see_the_case_learns_nothing_of_its_time(served: Building) -> None:
    for what in ("attribution", "clocks", "control-slip"):
        answer = await served.call(STRANGER, "GET", f"{CASE}/{what}")
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:motcua:problem:case-unknown")
        assert (await served.call(None, "GET", f"{CASE}/{what}")).status_code == 401


async def test_who_had_a_step_and_who_named_them_is_kept(office: NewOffice) -> None:
    made = await office()
    await made.desk.open()
    await made.desk.to_specialist()
    made.desk.clock.move_to(at("2026-03-03 08:00"))
    await made.desk.take(HEAD, "cv.dautu.2", reason="Nghỉ ốm")
    slip = await made.desk.ask.clocks.control_slip(LEADER, DOSSIER_ID)
    assert [(row.receiver.officer, row.named_by) for row in slip.rows[1:]] == [
        ("tp.dautu", "tp.dautu"),
        ("cv.dautu.1", "tp.dautu"),
        ("cv.dautu.2", "tp.dautu"),
    ]
    found = await made.desk.ask.clocks.attribution(SPECIALIST, DOSSIER_ID)
    assert [(each.owner.officer, each.working_seconds) for each in found.attribution.slices] == [
        ("cv.dautu.1", 8 * HOUR)
    ]
    with pytest.raises(Problem) as refused:
        await made.desk.ask.clocks.clocks(STRANGER, DOSSIER_ID)
    assert (refused.value.slug, refused.value.kind) == ("case-unknown", Kind.NOT_FOUND)
