"""Control work by HTTP and gRPC: the same answers, the same refusals, by whoever asks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import grpc
import httpx
import pytest
import pytest_asyncio

from chassis.auth.issuer import DemoIssuer
from chassis.auth.keys import JwksFile
from chassis.auth.tokens import TokenVerifier
from chassis.data.database import Database
from chassis.health import Health, State
from chassis.http.app import create_app
from chassis.rpc.server import RpcServer
from motcua.reporting.v1 import initiative_service_pb2 as initiatives_pb
from motcua.reporting.v1 import inspection_service_pb2 as pb
from motcua.reporting.v1 import procedure_review_service_pb2 as reviews_pb
from motcua.reporting.v1.initiative_service_pb2_grpc import (
    InitiativeServiceStub,
    add_InitiativeServiceServicer_to_server,
)
from motcua.reporting.v1.inspection_service_pb2_grpc import (
    InspectionServiceStub,
    add_InspectionServiceServicer_to_server,
)
from motcua.reporting.v1.procedure_review_service_pb2_grpc import (
    ProcedureReviewServiceStub,
    add_ProcedureReviewServiceServicer_to_server,
)
from reporting.api.grpc.control.initiatives import InitiativeServicer
from reporting.api.grpc.control.inspections import InspectionServicer
from reporting.api.grpc.control.reviews import ProcedureReviewServicer
from reporting.api.http import control
from service.reporting.control_office import Office, office_on
from support.databases import Templates
from support.ports import free_port

pytestmark = pytest.mark.asyncio(loop_scope="module")

INSPECTION: dict[str, Any] = {
    "department": "dau-tu",
    "scope": "Hồ sơ quý II",
    "team": ["ksth.1"],
    "from_on": "2024-06-03",
    "to_on": "2024-06-05",
}
FINDING = {
    "kind": "shortcoming",
    "severity": "major",
    "description": "Phiếu kiểm soát chưa ký",
    "evidence": ["H24.15-240502-0001"],
    "remedy": "Ký bổ sung",
    "working_days": 5,
}
LINE = {"department": "dau-tu", "topic": "Đúng hạn", "person": "ksth.1", "from_on": "2024-06-03", "to_on": "2024-06-28"}
PLAN = {"kind": "inspection", "year": 2024, "title": "Kế hoạch kiểm tra năm 2024", "lines": [LINE]}
TEN_DAYS: dict[str, Any] = {
    "activities": [{"name": "Chờ giải quyết", "hours": ["80"], "income_vnd": 40000}],
    "subjects": 10,
}


@dataclass
class Served:
    """control_team, leader, head: what each may ask with."""

    office: Office
    issuer: DemoIssuer
    client: httpx.AsyncClient
    target: str

    def bearer(self, role: str, department: str = "", subject: str = "") -> dict[str, str]:
        token = self.issuer.token(subject or f"{role}.1", [role], "heza", department)
        return {"authorization": f"Bearer {token}"}

    async def post(self, path: str, body: Any, role: str, department: str = "", **headers: str) -> httpx.Response:
        return await self.client.post(path, json=body, headers={**self.bearer(role, department), **headers})

    async def get(self, path: str, role: str, department: str = "", **query: Any) -> httpx.Response:
        return await self.client.get(path, params=query, headers=self.bearer(role, department))

    async def finding(self) -> dict[str, Any]:
        opened = await self.post("/v1/inspections", INSPECTION, "control_team")
        found = await self.post(f"/v1/inspections/{opened.json()['id']}/findings", FINDING, "control_team")
        assert found.status_code == 201, found.text
        return dict(found.json())


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(tmp_path_factory: pytest.TempPathFactory, _templates: Templates) -> AsyncIterator[Served]:
    folder: Path = tmp_path_factory.mktemp("control")
    store = Database(await _templates.url("sqlite", "reporting.store.migrations"))
    office = office_on(store)
    issuer = DemoIssuer(folder / "issuer" / "key.json")
    verifier = TokenVerifier(JwksFile(issuer.jwks_path), issuer.issuer, issuer.audience)
    health, port = Health(), free_port()
    health.state = State.RUNNING
    app = create_app(
        title="Reporting",
        version="1",
        description="",
        routers=[control.router(office.work)],
        verifier=verifier,
        health=health,
        clock=office.clock,
        environment="sandbox",
    )
    rpc = RpcServer(
        "127.0.0.1",
        port,
        [
            (add_InspectionServiceServicer_to_server, InspectionServicer(office.work)),
            (add_ProcedureReviewServiceServicer_to_server, ProcedureReviewServicer(office.work)),
            (add_InitiativeServiceServicer_to_server, InitiativeServicer(office.work)),
        ],
        verifier,
        health,
    )
    await rpc.start()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        yield Served(office, issuer, client, f"127.0.0.1:{port}")
    await rpc.stop()
    await store.close()


async def test_a_plan_goes_from_draft_to_approval_with_its_versions(served: Served) -> None:
    drafted = await served.post("/v1/control-plans", PLAN, "control_team", **{"idempotency-key": "plan-1"})
    again = await served.post("/v1/control-plans", PLAN, "control_team", **{"idempotency-key": "plan-1"})
    assert (drafted.status_code, again.json(), drafted.headers["etag"]) == (201, drafted.json(), '"1"')
    path = f"/v1/control-plans/{drafted.json()['id']}"
    assert (await served.post(f"{path}/approval", None, "leader")).json()["type"].endswith("act-not-possible")
    await served.post(f"{path}/submission", None, "control_team")
    refused = await served.post(f"{path}/approval", None, "control_team")
    stale = await served.post(f"{path}/approval", None, "leader", **{"if-match": '"1"'})
    approved = await served.post(f"{path}/approval", {"text": "Đồng ý"}, "leader", **{"if-match": '"2"'})
    assert [each.status_code for each in (refused, stale, approved)] == [403, 412, 201]
    assert [act["name"] for act in approved.json()["acts"]] == ["draft-plan", "submit-plan", "approve-plan"]
    listed = (await served.get("/v1/control-plans", "department_head", "dau-tu", kind="inspection", year=2024)).json()
    assert (listed["total_size"], listed["items"][0]["state"]) == (1, "approved")


async def test_overdue_findings_are_listed_and_answered(served: Served) -> None:
    found = await served.finding()
    assert (found["due_at"], found["is_overdue"]) == ("2024-06-10T10:00:00Z", False)
    served.office.clock.advance(timedelta(days=8))
    overdue = (await served.get("/v1/findings", "department_head", "dau-tu", state="overdue")).json()
    assert [each["id"] for each in overdue["items"] if each["is_overdue"]] == [found["id"]]
    path = f"/v1/findings/{found['id']}"
    assert (await served.post(f"{path}/answer", {"text": "Xong"}, "department_head", "moi-truong")).status_code == 404
    answered = await served.post(f"{path}/answer", {"text": "Đã ký"}, "department_head", "dau-tu")
    back = await served.post(f"{path}/return", {"text": "Thiếu", "working_days": 2}, "control_team")
    assert (answered.json()["state"], back.json()["state"], back.json()["is_overdue"]) == (
        "answered",
        "returned",
        False,
    )
    served.office.clock.advance(timedelta(days=-8))


async def test_what_is_wrong_is_said_with_its_fields(served: Served) -> None:
    told = await served.post("/v1/inspections", {**INSPECTION, "to_on": "2024-06-01"}, "control_team")
    assert (told.status_code, told.json()["errors"]) == (
        422,
        [{"field": "to_on", "detail": "must not be earlier than from_on"}],
    )
    unknown = await served.get("/v1/findings", "leader", state="lost")
    assert (unknown.status_code, unknown.json()["errors"][0]["field"]) == (422, "state")
    assert (await served.client.get("/v1/findings")).status_code == 401
    assert (await served.get("/v1/findings", "receptionist")).status_code == 403
    assert (await served.get("/v1/findings/unknown", "leader")).status_code == 404


async def test_a_review_shows_its_reductions_and_what_complying_costs(served: Served) -> None:
    opened = await served.post(
        "/v1/procedure-reviews",
        {"procedure": "cap-gpld", "ground": "feedback", "reviewer": "ksth.1"},
        "department_head",
        "dau-tu",
    )
    nine = {**TEN_DAYS, "activities": [{**TEN_DAYS["activities"][0], "hours": ["72", "80", "72"]}]}
    assessment = {
        "proposed": {"days": "9", "documents": 5},
        "cost": TEN_DAYS,
        "proposed_cost": nine,
    }
    path = f"/v1/procedure-reviews/{opened.json()['id']}/assessment"
    held = (await served.client.put(path, json=assessment, headers=served.bearer("control_team"))).json()
    assert held["saving"] == {
        "before_vnd": 32_000_000,
        "after_vnd": 28_800_000,
        "saved_vnd": 3_200_000,
        "percent": "10.00",
    }
    assert [(each["name"], each["percent"]) for each in held["reductions"]] == [
        ("time", "10.00"),
        ("cost", "10.00"),
        ("documents", "0.00"),
    ]
    alone = await served.post("/v1/compliance-costs", TEN_DAYS, "applicant")
    assert (alone.status_code, alone.json()["year_vnd"]) == (200, 32_000_000)


async def test_grpc_does_and_answers_the_same(served: Served) -> None:
    def by(role: str, department: str = "") -> Any:
        return {"metadata": tuple(served.bearer(role, department).items()), "timeout": 10}

    async with grpc.aio.insecure_channel(served.target) as channel:
        stub = InspectionServiceStub(channel)
        content = pb.InspectionContent(**{**INSPECTION, "department": "moi-truong"})
        request = pb.OpenInspectionRequest(content=content, idempotency_key="rpc-1")
        opened = (await stub.OpenInspection(request, **by("control_team"))).inspection
        assert (await stub.OpenInspection(request, **by("control_team"))).inspection == opened
        wanted = pb.FindingContent(
            kind=pb.FINDING_KIND_OBSTACLE,
            severity=pb.FINDING_SEVERITY_MINOR,
            description="Thiếu máy quét",
            remedy="Bố trí máy",
            working_days=3,
        )
        recording = pb.RecordFindingRequest(inspection_id=opened.id, content=wanted)
        found = (await stub.RecordFinding(recording, **by("control_team"))).finding
        answering = pb.AnswerFindingRequest(id=found.id, text="Đã bố trí", if_version=1)
        answered = (await stub.AnswerFinding(answering, **by("department_head", "moi-truong"))).finding
        assert (found.state, answered.state, answered.acts[1].by, answered.version) == (
            pb.FINDING_STATE_OPEN,
            pb.FINDING_STATE_ANSWERED,
            "department_head.1",
            2,
        )
        listed = await stub.ListFindings(pb.ListFindingsRequest(inspection_id=opened.id), **by("leader"))
        assert (list(listed.items), listed.total_size) == ([answered], 1)
        over_http = (await served.get(f"/v1/findings/{found.id}", "leader")).json()
        assert (over_http["description"], over_http["acts"][1]["text"]) == (answered.description, "Đã bố trí")
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await stub.RecordFinding(pb.RecordFindingRequest(inspection_id=opened.id), **by("control_team"))
        assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
        with pytest.raises(grpc.aio.AioRpcError) as unkept:
            await stub.ListInspections(pb.ListInspectionsRequest(plan_id="a\0b"), **by("leader"))
        assert unkept.value.code() is grpc.StatusCode.INVALID_ARGUMENT
        with pytest.raises(grpc.aio.AioRpcError) as hidden:
            await stub.GetFinding(pb.GetFindingRequest(id=found.id), **by("department_head", "dau-tu"))
        assert hidden.value.code() is grpc.StatusCode.NOT_FOUND


async def test_grpc_reviews_decides_and_counts(served: Served) -> None:
    def by(role: str, department: str = "") -> Any:
        return {"metadata": tuple(served.bearer(role, department).items()), "timeout": 10}

    cost = reviews_pb.ComplianceCost(
        activities=[reviews_pb.CostActivity(name="Chờ", hours=["80"], income_vnd=40_000)], subjects=10
    )
    async with grpc.aio.insecure_channel(served.target) as channel:
        reviews, ideas = ProcedureReviewServiceStub(channel), InitiativeServiceStub(channel)
        calculated = await reviews.CalculateComplianceCost(
            reviews_pb.CalculateComplianceCostRequest(cost=cost), **by("specialist", "dau-tu")
        )
        assert (calculated.cost.one_vnd, calculated.cost.year_vnd) == (3_200_000, 32_000_000)
        drafted = await reviews.DraftSimplificationProposal(
            reviews_pb.DraftSimplificationProposalRequest(
                content=reviews_pb.SimplificationProposalContent(
                    procedure="cap-gpld",
                    procedure_name="Cấp giấy phép lao động",
                    kind=reviews_pb.PROPOSAL_KIND_CUT,
                    content="Bỏ bản sao",
                    reason="Đã có dữ liệu",
                    recommendation=reviews_pb.ProposalRecommendation(document="Nghị định mẫu", body="Bộ mẫu"),
                    before_vnd=100,
                    after_vnd=69,
                )
            ),
            **by("control_team"),
        )
        proposal = drafted.proposal
        assert (proposal.saving.percent, proposal.target_percent, proposal.HasField("meets_target")) == (
            "31.00",
            "",
            False,
        )
        await reviews.SubmitSimplificationProposal(
            reviews_pb.SubmitSimplificationProposalRequest(id=proposal.id), **by("control_team")
        )
        decided = await reviews.DecideSimplificationProposal(
            reviews_pb.DecideSimplificationProposalRequest(
                id=proposal.id, decision=reviews_pb.PROPOSAL_DECISION_PARTLY_ACCEPT, text="Một phần"
            ),
            **by("leader"),
        )
        assert decided.proposal.state == reviews_pb.PROPOSAL_STATE_PARTLY_ACCEPTED
        idea = initiatives_pb.InitiativeContent(title="Mẫu sẵn", content="Điền sẵn")
        proposed = await ideas.ProposeInitiative(
            initiatives_pb.ProposeInitiativeRequest(content=idea), **by("specialist", "dau-tu")
        )
        assert proposed.initiative.department == "dau-tu"
        counted = await ideas.CountControlWork(
            initiatives_pb.CountControlWorkRequest(period_from="2024-01-01", period_to="2024-12-31"), **by("leader")
        )
        assert (counted.initiatives_proposed, len(counted.activities)) == (1, 4)
