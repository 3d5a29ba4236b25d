"""What was worked out by hand of the sixty dossiers, summed; and how they are told to a running service."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import select

from chassis.kernel.clock import FrozenClock
from chassis.messaging.envelope import OutgoingEvent
from motcua.events.v1 import handling_pb2
from service.reporting.city import City
from service.reporting.golden_set import Golden, golden_set
from support.messaging import TABLES
from support.stream import eventually

MAY = {"from": "2024-05-01", "to": "2024-05-31"}
SET = golden_set()
DEPARTMENTS = ("dau-tu", "lao-dong", "moi-truong")
STANDINGS = ("early", "on_time", "late", "in_time", "overdue")
CORRECTED = "dossier.corrected"
PUBLISHERS = ("intake", "processing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Sums of what was worked out by hand, of one department."""

    received: int
    verdicts: Counter[str]
    own: Counter[str]
    form: Counter[str]
    original: Counter[str]
    undue: int


def answers(department: str, *, month: str = "") -> Answers:
    """Of a month (``2024-05``), or since ever; forms are of May 2024 in any case."""
    mine = [golden for golden in SET if golden.department == department]
    own = [label for golden in SET for unit, label in golden.own.items() if unit == department]
    accepted = [golden for golden in mine if _accepted_on(golden).startswith(month or "2024")]
    return Answers(
        received=len(accepted),
        verdicts=Counter(
            golden.verdict[0] for golden in mine if golden.verdict and golden.verdict[1].startswith(month)
        ),
        own=Counter(own),
        form=Counter(golden.form[1] for golden in mine if golden.form),
        original=Counter(golden.original[1] for golden in mine if golden.original),
        undue=sum(golden.undue for golden in accepted),
    )


def _accepted_on(golden: Golden) -> str:
    found = re.search(r"^accepted (\S+)", golden.story, re.MULTILINE)
    return found[1] if found else ""


def rate(good: int, all_of_them: int) -> float | None:
    if not all_of_them:
        return None
    return float((Decimal(good) / all_of_them).quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP))


async def told(town: City) -> None:
    """Everything, by intake and processing as they would have said it then; until reporting has heard it all."""
    events = [
        (service, event, FrozenClock(envelope.time))
        for teller in (golden.teller() for golden in SET)
        for (service, event), envelope in zip(teller.outgoing, teller.told, strict=True)
    ]
    plain = [each for each in events if each[1].type != CORRECTED]
    for publisher in (town.intake, town.processing):
        await publisher.say_then([(event, clock) for service, event, clock in plain if service == publisher.service])
    for _, event, clock in events:
        if event.type == CORRECTED:  # told last, once it is known what id the event has that it names
            await town.processing.say_then([(await _with_real_id(town, event.subject, event), clock)])

    async def heard() -> bool:
        await asyncio.sleep(0.3)  # the audit reads everything
        audit = (await town.get(f"{town.reporting_url}/v1/audit/conservation", "control_team")).json()
        projected = sum(source["reporting"] or 0 for source in audit["sources"] if source["source"] in PUBLISHERS)
        return bool(audit["clean"]) and projected == len(events)

    await eventually(heard, seconds=60)


async def _with_real_id(town: City, dossier_id: str, event: OutgoingEvent) -> OutgoingEvent:
    """The correction names the event by the id that the publisher gave it."""
    named = event.data.corrected_event_id.removeprefix(f"{dossier_id}-")  # type: ignore[attr-defined]
    service, sequence = named.split("-")
    publisher = town.intake if service == "intake" else town.processing
    outbox = TABLES.outbox.c
    async with publisher.database.read() as connection:
        real = await connection.scalar(
            select(outbox.id).where(outbox.subject == dossier_id, outbox.sequence == int(sequence))
        )
    data = handling_pb2.DossierCorrected.FromString(event.data.SerializeToString())
    data.corrected_event_id = str(real)
    return OutgoingEvent(
        type=event.type, agency=event.agency, department=event.department, subject=event.subject, data=data
    )


async def table(town: City, definition: str, **period: str) -> dict[str, Any]:
    answer = await town.get(f"{town.reporting_url}/v1/on-time", "leader", definition=definition, **period)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return {row["department"]: row for row in [*body["rows"], body["total"]]}
