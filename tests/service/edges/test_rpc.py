"""gRPC both ways over a socket: refusals, actors, deadlines, health, reflection."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import grpc
import pytest
from google.protobuf.wrappers_pb2 import StringValue
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from chassis.auth.issuer import DemoIssuer
from chassis.auth.service_token import TokenFile
from chassis.auth.tokens import TokenVerifier
from chassis.failures import CannotStart
from chassis.health import Health, State
from chassis.kernel.errors import Kind, Problem
from chassis.rpc.client import RpcChannel
from chassis.rpc.server import RpcServer, current_actor
from motcua.audit.v1 import ledger_pb2 as pb
from motcua.audit.v1 import ledger_pb2_grpc as stubs

Answer = Callable[[str, Any], Awaitable[str]]


class Ledger(stubs.LedgerServiceServicer):
    """Answers whatever the test wants."""

    def __init__(self) -> None:
        self.calls = 0
        self.answer: Answer = self._who

    async def ListSubjects(  # noqa: N802 - the protocol's name
        self, request: pb.ListSubjectsRequest, context: Any
    ) -> pb.ListSubjectsResponse:
        self.calls += 1
        return pb.ListSubjectsResponse(next_page_token=await self.answer(request.page_token, context))

    async def _who(self, _asked: str, _context: Any) -> str:
        actor = current_actor()
        return f"{actor.subject} {sorted(actor.roles)}"


class Neighbour(NamedTuple):
    ledger: Ledger
    server: RpcServer
    channel: RpcChannel

    async def ask(self, text: str = "", **options: Any) -> str:
        stub = stubs.LedgerServiceStub(self.channel.channel)
        answer: pb.ListSubjectsResponse = await stub.ListSubjects(pb.ListSubjectsRequest(page_token=text), **options)
        return answer.next_page_token


@pytest.fixture
async def neighbour(verifier: TokenVerifier, issuer: DemoIssuer, health: Health) -> AsyncIterator[Neighbour]:
    ledger = Ledger()
    server = RpcServer("127.0.0.1", 0, [(stubs.add_LedgerServiceServicer_to_server, ledger)], verifier, health)
    await server.start()
    channel = RpcChannel(f"127.0.0.1:{server.port}", lambda: issuer.token("service:notify", ["system"]))
    yield Neighbour(ledger, server, channel)
    await channel.stop()
    await server.stop()


async def refusal(neighbour: Neighbour, **options: Any) -> Problem:
    with pytest.raises(Problem) as refused:
        await neighbour.ask(**options)
    return refused.value


def raising(fault: Exception) -> Answer:
    async def answer(_asked: str, _context: Any) -> str:
        raise fault

    return answer


async def test_the_servicer_knows_who_calls(neighbour: Neighbour) -> None:
    assert await neighbour.ask() == "service:notify ['system']"


@pytest.mark.parametrize("kind", list(Kind))
async def test_a_refusal_arrives_as_it_was_raised(neighbour: Neighbour, kind: Kind) -> None:
    sent = Problem("book-lent-out", kind, "Sách đã được mượn.", fields={"books[0]": "đã mượn", "reader.phone": "x"})
    neighbour.ledger.answer = raising(sent)
    got = await refusal(neighbour)
    assert (got.slug, got.kind, got.detail, got.fields) == (sent.slug, kind, sent.detail, sent.fields)


async def test_many_long_field_errors_still_arrive(neighbour: Neighbour) -> None:
    fields = {f"documents[{number}].name": "é" * 500 for number in range(100)}
    neighbour.ledger.answer = raising(Problem("invalid-request", Kind.INVALID, "x" * 5000, fields=fields))
    got = await refusal(neighbour)
    assert got.slug == "invalid-request"
    assert len(got.fields) > 0


async def test_the_status_has_google_details_for_clients_of_any_language(
    neighbour: Neighbour, issuer: DemoIssuer
) -> None:
    neighbour.ledger.answer = raising(Problem("stale-version", Kind.STALE, "Read it again."))
    async with grpc.aio.insecure_channel(neighbour.channel.target) as plain:
        metadata = (("authorization", f"Bearer {issuer.token('a', [])}"),)
        with pytest.raises(grpc.aio.AioRpcError) as fault:
            await stubs.LedgerServiceStub(plain).ListSubjects(pb.ListSubjectsRequest(), metadata=metadata)
    assert (fault.value.code(), fault.value.details()) == (grpc.StatusCode.ABORTED, "Read it again.")


async def test_a_fault_of_the_neighbour_says_nothing_of_it(neighbour: Neighbour) -> None:
    neighbour.ledger.answer = raising(RuntimeError("secret"))
    got = await refusal(neighbour)
    assert (got.slug, got.kind) == ("neighbour-failed", Kind.UNAVAILABLE)
    assert "secret" not in got.detail
    assert neighbour.ledger.calls == 1


@pytest.mark.parametrize("token", ["", "x", "expired", "stranger"])
async def test_a_call_without_a_good_token_is_refused(
    neighbour: Neighbour, issuer: DemoIssuer, tmp_path: Path, token: str
) -> None:
    made = {
        "expired": issuer.token("a", [], ttl=timedelta(seconds=-60)),
        "stranger": DemoIssuer(tmp_path / "stranger" / "issuer.json").token("a", []),
    }
    neighbour = neighbour._replace(channel=RpcChannel(neighbour.channel.target, lambda: made.get(token, token)))
    got = await refusal(neighbour)
    await neighbour.channel.stop()
    assert got.kind is Kind.UNAUTHENTICATED
    assert neighbour.ledger.calls == 0


async def test_a_neighbour_that_is_away_is_said_to_be(neighbour: Neighbour) -> None:
    await neighbour.server.stop()
    began = time.monotonic()
    got = await refusal(neighbour)
    assert (got.slug, got.kind) == ("neighbour-unavailable", Kind.UNAVAILABLE)
    assert time.monotonic() - began < 3


async def test_a_neighbour_that_is_slow_is_not_waited_for(neighbour: Neighbour) -> None:
    async def slow(_asked: str, _context: Any) -> str:
        await asyncio.sleep(60)
        return ""

    neighbour.ledger.answer = slow
    began = time.monotonic()
    assert (await refusal(neighbour, timeout=0.2)).slug == "neighbour-unavailable"
    assert time.monotonic() - began < 1


async def test_every_call_has_a_deadline(neighbour: Neighbour) -> None:
    async def remaining(_asked: str, context: Any) -> str:
        return f"{context.time_remaining():.0f}"

    neighbour.ledger.answer = remaining
    assert await neighbour.ask() == "3"
    assert await neighbour.ask(timeout=7) == "7"


async def test_a_neighbour_that_comes_back_in_time_is_asked_again(neighbour: Neighbour) -> None:
    async def once_away(_asked: str, _context: Any) -> str:
        if neighbour.ledger.calls == 1:
            raise Problem("store-unavailable", Kind.UNAVAILABLE, "Try again.")
        return "here"

    neighbour.ledger.answer = once_away
    assert await neighbour.ask() == "here"
    assert neighbour.ledger.calls == 2


async def test_health_follows_readiness_and_needs_no_token(neighbour: Neighbour, health: Health) -> None:
    async with grpc.aio.insecure_channel(neighbour.channel.target) as plain:
        stub: Any = health_pb2_grpc.HealthStub(plain)
        for name in ("", "motcua.audit.v1.LedgerService"):
            answer = await stub.Check(health_pb2.HealthCheckRequest(service=name))
            assert answer.status == health_pb2.HealthCheckResponse.SERVING
        health.state = State.DRAINING
        answer = await stub.Check(health_pb2.HealthCheckRequest())
        assert answer.status == health_pb2.HealthCheckResponse.NOT_SERVING
        watching = stub.Watch(health_pb2.HealthCheckRequest())
        assert (await watching.read()).status == health_pb2.HealthCheckResponse.NOT_SERVING
        watching.cancel()
        with pytest.raises(grpc.aio.AioRpcError) as fault:
            await stub.Check(health_pb2.HealthCheckRequest(service="other"))
        assert fault.value.code() is grpc.StatusCode.NOT_FOUND


async def test_reflection_lists_the_services(neighbour: Neighbour) -> None:
    async with grpc.aio.insecure_channel(neighbour.channel.target) as plain:
        stub: Any = reflection_pb2_grpc.ServerReflectionStub(plain)  # type: ignore[arg-type]
        call = stub.ServerReflectionInfo()
        await call.write(reflection_pb2.ServerReflectionRequest(list_services=""))
        answer = await call.read()
        call.cancel()
    assert [each.name for each in answer.list_services_response.service] == [
        "grpc.health.v1.Health",
        "grpc.reflection.v1alpha.ServerReflection",
        "motcua.audit.v1.LedgerService",
    ]


async def test_streamed_answers_are_guarded_like_single_ones(verifier: TokenVerifier, issuer: DemoIssuer) -> None:
    async def count(request: StringValue, _context: Any) -> AsyncIterator[StringValue]:
        for number in range(int(request.value)):
            yield StringValue(value=f"{number} for {current_actor().subject}")
        raise Problem("no-more", Kind.REFUSED, "That was all.")

    def add(_servicer: Any, server: Any) -> None:
        method = grpc.unary_stream_rpc_method_handler(
            count, request_deserializer=StringValue.FromString, response_serializer=StringValue.SerializeToString
        )
        server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("test.Counting", {"Count": method}),))

    server = RpcServer("127.0.0.1", 0, [(add, None)], verifier, Health())
    await server.start()
    tokens = {"good": issuer.token("a", []), "bad": "x"}
    for which, expected, slug in (("good", ["0 for a", "1 for a"], "no-more"), ("bad", [], "token-invalid")):
        channel = RpcChannel(f"127.0.0.1:{server.port}", lambda which=which: tokens[which])  # type: ignore[misc]
        call = channel.unary_stream("/test.Counting/Count", StringValue.SerializeToString, StringValue.FromString)
        seen, refused = await _read_all(call(StringValue(value="2")))
        await channel.stop()
        assert (seen, refused.slug) == (expected, slug)
    await server.stop()


async def _read_all(messages: AsyncIterator[StringValue]) -> tuple[list[str], Problem]:
    seen: list[str] = []
    try:
        async for message in messages:
            seen.append(message.value)  # noqa: PERF401 - what came before the refusal is kept
    except Problem as problem:
        return seen, problem
    raise AssertionError("the stream ended without a refusal")


async def test_a_taken_port_is_named_with_its_setting(neighbour: Neighbour, verifier: TokenVerifier) -> None:
    second = RpcServer("127.0.0.1", neighbour.server.port, [], verifier, Health())
    with pytest.raises(CannotStart, match=f"127.0.0.1:{neighbour.server.port}.*MOTCUA_GRPC_PORT") as refused:
        await second.start()
    assert refused.value.exit_code == 78


def test_a_renewed_token_is_seen_and_a_lost_file_is_survived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "token"
    tokens = TokenFile(path)
    with pytest.raises(Problem) as refused:
        tokens()
    assert refused.value.slug == "service-token-missing"
    moment = time.monotonic()
    for step, (content, seen) in enumerate([("one\n", "one"), ("two", "two"), (None, "two")], start=1):
        if content is None:
            path.unlink()
        else:
            path.write_text(content)
            os.utime(path, (step, step))
        monkeypatch.setattr(time, "monotonic", lambda now=moment + 2 * step: now)
        assert tokens() == seen
