"""One trace from a browser's request through the outbox and gRPC, as a collector receives it."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Status
from pydantic import SecretStr

from chassis.auth.issuer import DemoIssuer
from chassis.auth.tokens import TokenVerifier
from chassis.health import Health
from chassis.kernel.errors import Kind, Problem
from chassis.rpc.client import RpcChannel
from chassis.rpc.server import RpcServer
from chassis.settings import ServiceSettings
from chassis.telemetry import tracing
from motcua.audit.v1 import ledger_pb2 as pb
from motcua.audit.v1 import ledger_pb2_grpc as stubs
from service.edges.collector import Collector, attributes
from service.edges.loans import Loans

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
FROM_A_BROWSER = f"00-{TRACE}-00f067aa0ba902b7-01"


def settings(endpoint: str | None, ratio: float = 1.0) -> ServiceSettings:
    return ServiceSettings(
        database_url=SecretStr("sqlite+aiosqlite://"),
        environment="sandbox",
        otlp_endpoint=endpoint,
        trace_ratio=ratio,
        replica="r-1",
    )


class Ledger(stubs.LedgerServiceServicer):
    async def ListSubjects(  # noqa: N802 - the protocol's name
        self, request: pb.ListSubjectsRequest, context: Any
    ) -> pb.ListSubjectsResponse:
        with tracing.span("count subjects", count=3):
            return pb.ListSubjectsResponse(next_page_token=tracing.current_traceparent())


async def test_a_trace_goes_on_through_http_the_outbox_and_grpc(
    loans: Loans, collector: Collector, verifier: TokenVerifier, issuer: DemoIssuer, health: Health
) -> None:
    tracing.configure("loans", settings(collector.endpoint))
    server = RpcServer("127.0.0.1", 0, [(stubs.add_LedgerServiceServicer_to_server, Ledger())], verifier, health)
    await server.start()
    channel = RpcChannel(f"127.0.0.1:{server.port}", lambda: issuer.token("service:a", ["system"]))

    answer = await loans.client.get("/v1/books/0197", headers={"traceparent": FROM_A_BROWSER})
    in_the_outbox = answer.json()["traceparent"]
    with tracing.continued(in_the_outbox, "consume lent", consumer="reporting", event_type="book.lent"):
        reached = await stubs.LedgerServiceStub(channel.channel).ListSubjects(pb.ListSubjectsRequest())
    assert reached.next_page_token.split("-")[1] == TRACE
    await channel.stop()
    await server.stop()
    await asyncio.to_thread(tracing.shutdown)

    method = "motcua.audit.v1.LedgerService/ListSubjects"
    http, read, consumed, counted = await collector.seen(
        "HTTP GET /v1/books/{book_id}", "read book", "consume lent", "count subjects"
    )
    assert {span.trace_id.hex() for span in collector.spans.values()} == {TRACE}
    assert http.parent_span_id.hex() == "00f067aa0ba902b7"
    assert read.parent_span_id == http.span_id
    assert consumed.parent_span_id == read.span_id
    assert collector.spans[method].name == method
    assert attributes(http) == {
        "http.request.method": "GET",
        "http.route": "/v1/books/{book_id}",
        "http.response.status_code": 200,
    }
    assert attributes(read) == {"motcua.dossier.id": "0197", "motcua.outcome": "found"}
    assert attributes(counted) == {"motcua.count": 3}
    assert collector.resource["service.name"] == "loans"
    assert collector.resource["service.instance.id"] == "r-1"


async def test_client_and_server_of_a_call_are_parent_and_child(
    collector: Collector, verifier: TokenVerifier, issuer: DemoIssuer, health: Health
) -> None:
    seen: list[str] = []

    class Servicer(stubs.LedgerServiceServicer):
        async def ListSubjects(  # noqa: N802 - the protocol's name
            self, request: pb.ListSubjectsRequest, context: Any
        ) -> pb.ListSubjectsResponse:
            seen.append(dict(context.invocation_metadata())["traceparent"])
            seen.append(tracing.current_traceparent())
            return pb.ListSubjectsResponse()

    tracing.configure("loans", settings(collector.endpoint))
    server = RpcServer("127.0.0.1", 0, [(stubs.add_LedgerServiceServicer_to_server, Servicer())], verifier, health)
    await server.start()
    channel = RpcChannel(f"127.0.0.1:{server.port}", lambda: issuer.token("service:a", ["system"]))
    with tracing.span("ask"):
        await stubs.LedgerServiceStub(channel.channel).ListSubjects(pb.ListSubjectsRequest())
    await channel.stop()
    await server.stop()
    await asyncio.to_thread(tracing.shutdown)
    [ask] = await collector.seen("ask")
    sent, inside = (each.split("-") for each in seen)
    assert sent[1] == inside[1] == ask.trace_id.hex()
    assert sent[2] != inside[2] != ask.span_id.hex()


async def test_nothing_personal_reaches_the_collector(collector: Collector) -> None:
    tracing.configure("loans", settings(collector.endpoint))
    with tracing.span("lend", reader="Nguyễn Văn A", phone="0912345678", outcome="x" * 500) as span:
        span.set(email="a@vidu.vn")
    with pytest.raises(ValueError, match="Nguyễn"), tracing.span("fail"):
        raise ValueError("Nguyễn Văn A")
    with pytest.raises(Problem), tracing.span("refuse"):
        raise Problem("book-lent-out", Kind.REFUSED, "…")
    await asyncio.to_thread(tracing.shutdown)
    lend, fail, refuse = await collector.seen("lend", "fail", "refuse")
    assert attributes(lend) == {"motcua.outcome": "x" * 120}
    assert attributes(fail) == {"error.type": "ValueError"}
    assert (fail.status.code, fail.status.message) == (Status.STATUS_CODE_ERROR, "")
    assert attributes(refuse) == {"motcua.problem": "book-lent-out"}
    assert refuse.status.code == Status.STATUS_CODE_UNSET
    assert not fail.events


async def test_a_caller_who_does_not_sample_is_obeyed(loans: Loans, collector: Collector) -> None:
    tracing.configure("loans", settings(collector.endpoint))
    answer = await loans.client.get("/v1/books/1", headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-00"})
    await asyncio.to_thread(tracing.shutdown)
    assert answer.json()["traceparent"].split("-")[1::2] == [TRACE, "00"]
    assert collector.spans == {}


@pytest.mark.parametrize(
    "sent", ["", "00-0-0-01", f"ff-{TRACE}-00f067aa0ba902b7-01", "00-" + "0" * 32 + "-00f067aa0ba902b7-01", "x" * 9000]
)
async def test_a_traceparent_that_cannot_be_begins_a_new_trace(loans: Loans, sent: str) -> None:
    answer = await loans.client.get("/v1/books/1", headers={"traceparent": sent})
    version, trace, span, flags = answer.json()["traceparent"].split("-")
    assert (version, len(trace), len(span), flags) == ("00", 32, 16, "00")
    assert trace not in {TRACE, "0" * 32}


async def test_a_tenth_is_a_tenth_and_the_same_in_every_process(collector: Collector) -> None:
    tracing.configure("loans", settings(collector.endpoint, ratio=0.1))
    sampled = 0
    for _ in range(3000):
        with tracing.span("maybe"):
            sampled += tracing.current_traceparent().endswith("-01")
    assert 220 < sampled < 380


async def test_a_collector_that_is_away_delays_the_end_by_seconds_only() -> None:
    tracing.configure("loans", settings("http://127.0.0.1:9"))
    with tracing.span("lost"):
        pass
    began = time.monotonic()
    tracing.shutdown(within_seconds=1)
    assert time.monotonic() - began < 2


def test_a_span_that_is_not_sampled_costs_next_to_nothing() -> None:
    def each() -> float:
        began = time.thread_time()
        for _ in range(4_000):
            with tracing.span("child", dossier="x", count=1) as span:
                span.set(outcome="y")
        return (time.thread_time() - began) / 4_000

    with tracing.span("root"):
        best = min(each() for _ in range(5))
    assert best < 10e-6, f"{best * 1e6:.1f} µs"


def test_outside_of_every_span_there_is_no_trace() -> None:
    assert (tracing.current_traceparent(), tracing.current_trace_id()) == ("", "")
