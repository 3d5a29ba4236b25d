"""One case in the running service, and the steps to its decision."""

from __future__ import annotations

from chassis.kernel.actor import Actor
from motcua.events.v1 import dossier_pb2
from processing.protocol import dossier_ref, stamp
from service.processing.building import Building
from support.stream import Stored, eventually, stored
from unit.processing.desk import accepted, envelope
from unit.processing.story import (
    ACCEPTED_AT,
    DOSSIER_ID,
    HEAD,
    LEADER,
    SPECIALIST,
    dossier,
)

CASE = f"/v1/cases/{DOSSIER_ID}"


async def open_case(building: Building, *, with_law: bool = True) -> None:
    if with_law:
        await building.catalogue.start()
    received = dossier_pb2.DossierReceived(dossier=dossier_ref(dossier()), received_at=stamp(ACCEPTED_AT))
    await building.tell(envelope("dossier.received", DOSSIER_ID, 1, received), accepted(dossier(), 2))
    if with_law:
        await eventually(lambda: exists(building))


async def exists(building: Building) -> bool:
    return (await building.call(LEADER, "GET", CASE)).status_code == 200


async def told(building: Building) -> list[Stored]:
    return [event for event in await stored(building.nats_url) if event.event["source"] == "urn:motcua:processing"]


async def task_of(building: Building, actor: Actor) -> str:
    page = (await building.call(actor, "GET", "/v1/tasks")).json()
    return str(page["items"][0]["id"])


async def act(building: Building, actor: Actor, action: str, body: object) -> dict[str, object]:
    path = f"/v1/tasks/{await task_of(building, actor)}/{action}"
    answer = await building.call(actor, "POST", path, body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def to_decision(building: Building) -> None:
    await act(building, HEAD, "assignment", {"officer": "tp.dautu"})
    await act(building, HEAD, "completion", {})
    await act(building, HEAD, "assignment", {"officer": "cv.dautu.1"})
    await act(building, SPECIALIST, "completion", {"note": "Đủ điều kiện"})
    await act(building, HEAD, "assignment", {"officer": "tp.dautu"})
    await act(building, HEAD, "completion", {})


async def published(building: Building, count: int) -> bool:
    return len(await told(building)) >= count
