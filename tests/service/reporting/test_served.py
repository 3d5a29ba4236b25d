"""reporting and notify as served: the same figures everywhere, and an audit that names what was lost."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import grpc
import httpx
import pytest
from sqlalchemy import text

from motcua.events.registry import EVENTS
from motcua.reporting.v1 import report_service_pb2 as report_pb
from motcua.reporting.v1.audit_service_pb2 import GetConservationRequest
from motcua.reporting.v1.audit_service_pb2_grpc import AuditServiceStub
from motcua.reporting.v1.report_service_pb2_grpc import ReportServiceStub
from service.reporting.city import City, city
from service.reporting.telling import Teller
from support.databases import NewDatabase
from support.stream import eventually

START, DUE = "2024-05-02 09:00", "2024-05-14 17:00"


@pytest.fixture
async def town(database: NewDatabase, nats_url: str, tmp_path: Path) -> AsyncIterator[City]:
    async with city(database, nats_url, tmp_path) as running:
        yield running


async def four_dossiers(town: City) -> list[str]:
    """Told by intake and processing; returns their ids once reporting and notify have heard all."""
    tellers = [
        Teller("d-met").accepted(START, DUE).assigned("2024-05-02 14:00").issued("2024-05-10 09:00", DUE),
        Teller("d-late").accepted(START, DUE).assigned("2024-05-02 14:00").overdue(DUE),
        Teller("d-paused").accepted(START, DUE).paused("2024-05-06 09:00"),
        Teller("d-gone").accepted(START, DUE).withdrawn("2024-05-06 09:00").stopped("2024-05-06 09:01"),
    ]
    for teller in tellers:
        await town.tell(teller.outgoing)

    async def all_heard() -> bool:
        return bool((await audit(town))["clean"])

    await eventually(all_heard)
    return [teller.dossier_id for teller in tellers]


async def audit(town: City) -> dict[str, Any]:
    answer = await town.get(f"{town.reporting_url}/v1/audit/conservation", "control_team")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_api_page_and_metrics_show_the_same_figures(town: City) -> None:
    await four_dossiers(town)
    answer = await town.get(f"{town.reporting_url}/v1/on-time", "leader", definition="on_time@1", by="department")
    body = answer.json()
    assert (answer.status_code, body["definition"], body["as_of"] is not None) == (200, "on_time@1", True)
    figures = {
        row["department"]: [
            row[name] for name in ("received", "met", "missed", "rate", "open", "open_overdue", "paused")
        ]
        for row in body["rows"]
    }
    assert figures == {"dau-tu": [4, 1, 1, 0.5, 2, 1, 1], "moi-truong": [0, 0, 0, None, 0, 0, 0]}
    assert body["total"]["rate"] == 0.5

    async def shown() -> bool:
        series = (await town.get(f"{town.reporting_url}/metrics")).text
        wanted = (
            'dossier_deadline_outcomes_total{agency="heza",department="dau-tu",outcome="met"} 1.0',
            'dossier_deadline_outcomes_total{agency="heza",department="dau-tu",outcome="missed"} 1.0',
            'dossier_deadline_outcomes_total{agency="heza",department="moi-truong",outcome="missed"} 0.0',
            'dossier_received_total{agency="heza",channel="online",department="dau-tu"} 4.0',
            'dossier_received_total{agency="heza",channel="post",department="moi-truong"} 0.0',
            'dossier_completed_total{agency="heza",department="dau-tu",result="withdrawn"} 1.0',
            'dossier_in_progress{agency="heza",department="dau-tu",due="overdue"} 1.0',
            'dossier_in_progress{agency="heza",department="dau-tu",due="paused"} 1.0',
            'dossier_in_stage{agency="heza",department="dau-tu",stage="supplement"} 1.0',
            'dossier_processing_working_seconds_bucket{agency="heza",department="dau-tu",le="28800.0"} 1.0',
            'dossier_processing_working_seconds_count{agency="heza",department="dau-tu"} 1.0',
        )
        return all(line in series for line in wanted)

    await eventually(shown)
    page = (await town.get(f"{town.reporting_url}/reports/on-time", "leader")).text
    rows = re.findall(r'<th scope="row">(.*?)</th>\s*<td class="n">(.*?)</td>', page)
    assert rows == [
        ("Phòng Quản lý đầu tư", "50,00 %"),
        ("Phòng Quản lý tài nguyên và môi trường", "—"),
        ("Tổng cộng", "50,00 %"),
    ]


async def test_who_may_not_see_figures_is_refused(town: City) -> None:
    url = f"{town.reporting_url}/v1/on-time"
    assert (await town.get(url)).status_code == 401
    refused = await town.get(url, "applicant")
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:motcua:problem:not-allowed")
    assert (await town.get(f"{town.reporting_url}/v1/audit/conservation", "leader")).status_code == 403
    page = await town.get(f"{town.reporting_url}/reports/on-time")
    assert (page.status_code, "Bạn cần đăng nhập" in page.text) == (401, True)
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "http" not in re.sub(r'href="/[^"]*"', "", page.text.split("</head>")[0])


async def test_bad_questions_are_answered_with_what_is_wrong(town: City) -> None:
    url = f"{town.reporting_url}/v1/on-time"
    for parameters, slug, field in (
        ({"definition": "on_time@9"}, "definition-unknown", "definition"),
        ({"by": "officer"}, "grouping-unknown", "by"),
        ({"from": "2024-13-01"}, "invalid-request", "from"),
        ({"from": "2024-05-02", "to": "2024-05-01"}, "period-invalid", "to"),
    ):
        answer = await town.get(url, "leader", **parameters)
        assert (answer.status_code, answer.json()["type"]) == (422, f"urn:motcua:problem:{slug}")
        assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_the_audit_is_clean_and_names_a_deleted_outbox_row(town: City) -> None:
    await four_dossiers(town)
    clean = await audit(town)
    intake, processing = clean["sources"][:2]
    assert {
        name: intake[name] for name in ("events", "outbox", "published", "stream", "processing", "reporting")
    } == dict.fromkeys(("events", "outbox", "published", "stream", "processing", "reporting"), 9)
    assert (processing["events"], processing["intake"], processing["notify"]) == (6, 6, 6)
    assert (intake["messages_required"], intake["messages_planned"]) == (8, 8)
    assert (processing["messages_required"], processing["messages_planned"]) == (3, 3)
    event_id = await _delete(town.intake.database, "outbox", "d-late", 2)
    found = await audit(town)
    assert found["clean"] is False
    named = [
        {name: finding[name] for name in ("kind", "subject", "source", "sequence", "event_id", "place")}
        for finding in found["findings"]
    ]
    assert {
        "kind": "outbox-row-missing",
        "subject": "d-late",
        "source": "intake",
        "sequence": 2,
        "event_id": event_id,
        "place": "intake outbox",
    } in named


async def test_the_audit_names_a_missing_delivery_also_by_grpc(town: City) -> None:
    await four_dossiers(town)
    async with town.notify_store.write() as writing:
        await writing.connection.execute(
            text("DELETE FROM deliveries WHERE dossier_id = 'd-met' AND occasion = 'result-issued'")
        )
        await writing.commit()
    found = await audit(town)
    assert [(one["kind"], one["subject"], one["source"], one["sequence"]) for one in found["findings"]] == [
        ("delivery-missing", "d-met", "processing", 2)
    ]
    async with grpc.aio.insecure_channel(town.reporting_target) as channel:
        answer = await AuditServiceStub(channel).GetConservation(
            GetConservationRequest(subject="d-met"),
            metadata=(("authorization", f"Bearer {town.token('operator')}"),),
            timeout=20,
        )
    assert answer.conserved is False
    assert [(one.kind, one.service, one.subject) for one in answer.findings] == [
        ("delivery-missing", "notify", "d-met")
    ]


async def test_the_feed_gives_the_streams_own_bytes_from_a_position_and_waits_for_the_next(town: City) -> None:
    await town.tell(Teller("d-1").accepted(START, DUE).outgoing)
    url = f"{town.notify_url}/v1/events"

    async def two_there() -> bool:
        return len((await town.get(url, "operator")).json()["items"]) == 2

    await eventually(two_there)
    page = (await town.get(url, "operator", page_size=1)).json()
    assert (page["items"][0]["type"], page["next_after"], page["last_position"]) == (
        "motcua.dossier.received.v1",
        page["positions"][0],
        page["positions"][0] + 1,
    )
    rest = (await town.get(url, "system", after=page["next_after"])).json()
    assert [item["type"] for item in rest["items"]] == ["motcua.dossier.accepted.v1"]
    nothing = (await town.get(url, "operator", after="latest", wait=0.3)).json()
    assert (nothing["items"], nothing["next_after"]) == ([], rest["next_after"])
    assert (await town.get(url, "specialist")).status_code == 403
    assert (await town.get(url, "operator", wait=31)).status_code == 422
    assert (await town.get(url, "operator", after="soon")).status_code == 422


async def test_every_type_of_the_contract_is_listed(town: City) -> None:
    listed = (await town.get(f"{town.notify_url}/v1/event-types", "operator")).json()["items"]
    assert {item["type"] for item in listed} == {f"motcua.{name}.v1" for name in EVENTS}
    assert {
        "type": "motcua.dossier.accepted.v1",
        "subject_filter": "motcua.v1.*.*.dossier.accepted",
        "publishers": ["intake"],
        "about": "dossier",
    }.items() <= next(one for one in listed if one["type"] == "motcua.dossier.accepted.v1").items()


async def _delete(database: Any, table: str, subject: str, sequence: int) -> str:
    chosen = {"subject": subject, "sequence": sequence}
    async with database.write() as writing:
        event_id = await writing.connection.scalar(
            text(f"SELECT id FROM {table} WHERE subject = :subject AND sequence = :sequence"), chosen
        )
        await writing.connection.execute(
            text(f"DELETE FROM {table} WHERE subject = :subject AND sequence = :sequence"), chosen
        )
        await writing.commit()
    return str(event_id)


async def test_a_report_is_made_and_closed_by_http_and_grpc_alike_and_nothing_is_lost(town: City) -> None:
    await four_dossiers(town)
    reports = f"{town.reporting_url}/v1/reports"
    days = {"from": "2024-05-01", "to": "2024-05-31"}
    live = (await town.get(f"{reports}/weekly", "leader", **days)).json()
    assert live["sections"][0]["sheet"]["rows"][-1]["values"]["3"] == 4
    headers = {"Authorization": f"Bearer {town.token('control_team')}", "Idempotency-Key": "closing-1"}
    async with httpx.AsyncClient(timeout=40, headers=headers) as client:
        closed = await client.post(f"{reports}/weekly/snapshots", json=days)
        again = await client.post(f"{reports}/weekly/snapshots", json=days)
    assert (closed.status_code, closed.json()["revision"]) == (201, 1)
    assert again.json() == closed.json()
    assert (await town.get(f"{reports}/weekly/snapshots", "leader")).status_code == 405
    assert (await town.get(f"{reports}/snapshots", "specialist")).status_code == 403
    shown = (await town.get(f"{reports}/snapshots/{closed.json()['id']}", "leader")).json()
    assert (shown["is_unchanged"], shown["is_signed"], shown["delta"]["cells"]) == (True, True, [])
    metadata = (("authorization", f"Bearer {town.token('leader')}"),)
    async with grpc.aio.insecure_channel(town.reporting_target) as channel:
        stub = ReportServiceStub(channel)
        request = report_pb.GetReportSnapshotRequest(snapshot_id=closed.json()["id"])
        same = await stub.GetReportSnapshot(request, metadata=metadata)
        choice = report_pb.ReportChoice(form="weekly", period_from="2024-05-01", period_to="2024-05-31")
        told = await stub.GetReport(report_pb.GetReportRequest(choice=choice), metadata=metadata)
    assert (same.snapshot.digest, same.is_signed) == (shown["digest"], True)
    assert told.report.sections[0].table.rows[-1].cells[2].count == 4

    async def reporting_is_audited() -> bool:
        found = await audit(town)
        mine = next(each for each in found["sources"] if each["source"] == "reporting")
        return bool(found["clean"]) and mine["events"] == mine["stream"] == 1

    await eventually(reporting_is_audited)
