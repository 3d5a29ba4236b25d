"""What ``/metrics`` says, in both formats, and how a duration leads to its trace."""

from __future__ import annotations

import asyncio
import re

from prometheus_client.openmetrics.parser import text_string_to_metric_families
from prometheus_client.samples import Exemplar
from pydantic import SecretStr

from chassis.health import Health
from chassis.kernel.errors import Kind, Problem
from chassis.settings import ServiceSettings
from chassis.telemetry import tracing
from service.edges.collector import Collector
from service.edges.loans import Loans

OPENMETRICS = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5"
ROUTE = "/v1/books/{book_id}"


def sandbox(endpoint: str | None) -> ServiceSettings:
    return ServiceSettings(database_url=SecretStr("sqlite+aiosqlite://"), environment="sandbox", otlp_endpoint=endpoint)


async def exemplars(loans: Loans) -> list[Exemplar]:
    """Of the durations of one route."""
    answer = await loans.client.get("/metrics", headers={"Accept": OPENMETRICS})
    assert answer.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    found: list[Exemplar] = []
    for family in text_string_to_metric_families(answer.text):  # type: ignore[no-untyped-call]
        if family.name == "motcua_http_request_seconds":
            samples = (one for one in family.samples if one.labels["route"] == ROUTE)
            found += [one.exemplar for one in samples if one.exemplar is not None]
    return found


async def test_a_duration_leads_to_the_trace_that_the_collector_got(loans: Loans, collector: Collector) -> None:
    tracing.configure("loans", sandbox(collector.endpoint))
    await loans.client.get("/v1/books/0197")
    (found,) = await exemplars(loans)
    await asyncio.to_thread(tracing.shutdown)
    (span,) = await collector.seen(f"HTTP GET {ROUTE}")
    assert found.labels == {"trace_id": span.trace_id.hex()}
    plain = await loans.client.get("/metrics")
    assert plain.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert span.trace_id.hex() not in plain.text


async def test_a_trace_that_nobody_keeps_is_not_named(loans: Loans, collector: Collector) -> None:
    before = await exemplars(loans)
    refused = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"
    await loans.client.get("/v1/books/0197")
    tracing.configure("loans", sandbox(collector.endpoint))
    await loans.client.get("/v1/books/0197", headers={"traceparent": refused})
    assert await exemplars(loans) == before


async def test_each_check_of_readiness_is_a_series_as_long_as_it_is_made(loans: Loans, health: Health) -> None:
    async def away() -> None:
        raise Problem("store-unavailable", Kind.UNAVAILABLE, "the database is away")

    async def well() -> None:
        """All is well."""

    health.register("database", away)
    health.register("broker", well, required=False)
    assert await checks(loans) == {"database": 0.0, "broker": 1.0}
    health.forget("database")
    assert await checks(loans) == {"broker": 1.0}


async def checks(loans: Loans) -> dict[str, float]:
    shown = (await loans.client.get("/metrics")).text
    found = re.findall(r'motcua_check_ok\{check="(.+?)",service="loans"\} (.+)', shown)
    return {name: float(value) for name, value in found}
