"""``GET /v1/audit/conservation``: the audit, written out as it is read so that a long list needs no
memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.responses import StreamingResponse

from chassis.data.columns import instant_text
from chassis.http.deps import ActorDep
from reporting.application import AskAudit, Audit, AuditConservation
from reporting.domain.conservation import CONSUMERS, Finding, SourceSums

COLUMNS = (
    "commands",
    "events",
    "outbox",
    "published",
    "stream",
    *CONSUMERS,
    "parked",
    "messages_required",
    "messages_planned",
)


class SourceBody(BaseModel):
    """One publishing service: each column must equal the one before, but for commands, followers and
    messages."""

    source: str
    subjects: int
    commands: int
    events: int = Field(description="that the commands promised")
    outbox: int
    published: int
    stream: int
    parked: int
    messages_required: int
    messages_planned: int


class FindingBody(BaseModel):
    """One missing or doubled event."""

    kind: str = Field(examples=["outbox-row-missing"])
    subject: str = Field(description="the dossier's id")
    source: str
    sequence: int
    event_id: str = Field(description="empty if nobody knows it any more")
    place: str = Field(examples=["intake outbox", "stream", "reporting inbox", "notify deliveries"])
    advice: str
    detail: str


class ConservationBody(BaseModel):
    """clean: nothing is missing or doubled. What is parked as a dead letter is listed and is not lost."""

    audited_at: str
    clean: bool
    columns: list[str] = Field(description="keys of sources, in the order to show")
    sources: list[SourceBody]
    findings: list[FindingBody]


def router(ask: AskAudit) -> APIRouter:
    routes = APIRouter(tags=["audit"])

    @routes.get(
        "/v1/audit/conservation",
        summary="Was anything lost or doubled?",
        response_model=ConservationBody,
        description="Asks all four services and reads the stream. 503 neighbour-unavailable if one does not answer.",
    )
    async def get_conservation(
        actor: ActorDep,
        subject: Annotated[str, Query(description="only this dossier", max_length=200)] = "",
    ) -> StreamingResponse:
        audit = await ask(AuditConservation(actor=actor, subject=subject))
        return StreamingResponse(_written(audit), media_type="application/json")

    return routes


async def _written(audit: Audit) -> AsyncIterator[bytes]:
    head = {
        "audited_at": instant_text(audit.audited_at),
        "clean": audit.conserved,
        "columns": COLUMNS,
        "sources": [_source(one) for one in audit.sums],
    }
    yield orjson.dumps(head)[:-1] + b',"findings":['
    for number, finding in enumerate(audit.findings):
        yield (b"," if number else b"") + orjson.dumps(_finding(finding))
    yield b"]}"


def _source(sums: SourceSums) -> dict[str, Any]:
    return {
        "source": sums.source,
        "subjects": sums.subjects,
        "commands": sums.commands,
        "events": sums.events,
        "outbox": sums.outbox,
        "published": sums.published,
        "stream": sums.in_stream,
        **sums.projected,
        "parked": sums.parked,
        "messages_required": sums.messages_required,
        "messages_planned": sums.messages_planned,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.fault.value,
        "subject": finding.subject,
        "source": finding.source,
        "sequence": finding.sequence,
        "event_id": finding.event_id,
        "place": finding.place,
        "advice": finding.advice,
        "detail": finding.detail,
    }
