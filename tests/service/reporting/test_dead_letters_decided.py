"""An event that reporting cannot apply is seen, looked into and decided about at notify, which asks all services."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from chassis.messaging.envelope import OutgoingEvent
from motcua.common.v1.types_pb2 import DossierRef
from motcua.events.v1.dossier_pb2 import DossierRated
from service.reporting.city import City, city
from support.databases import NewDatabase
from support.stream import eventually


@pytest.fixture
async def town(database: NewDatabase, nats_url: str, tmp_path: Path) -> AsyncIterator[City]:
    async with city(database, nats_url, tmp_path) as running:
        yield running


def _impossible_rating(dossier: str) -> OutgoingEvent:
    data = DossierRated(dossier=DossierRef(dossier_id=dossier, agency="heza", department="dau-tu"), rating=9)
    data.rated_at.GetCurrentTime()
    return OutgoingEvent(type="dossier.rated", agency="heza", department="dau-tu", subject=dossier, data=data)


async def _decide(town: City, path: str, role: str = "operator", reason: str | None = "entered by hand") -> Any:
    headers = {"Authorization": f"Bearer {town.token(role, subject='vh.1')}"}
    async with httpx.AsyncClient(timeout=40) as client:
        body = None if reason is None else {"reason": reason}
        return await client.post(f"{town.notify_url}/v1/dead-letters/{path}", headers=headers, json=body)


async def test_seen_looked_into_refused_again_and_dropped(town: City) -> None:
    url = f"{town.notify_url}/v1/dead-letters"

    async def there(count: int) -> bool:
        return bool((await town.get(url, "operator", service="reporting")).json()["total_size"] == count)

    for number, dossier in enumerate(("d-1", "d-2"), 1):
        await town.tell([("intake", _impossible_rating(dossier))])
        await eventually(partial(there, number))
    first = (await town.get(url, "control_team", page_size=1)).json()
    second = (await town.get(url, "control_team", page_size=1, page_token=first["next_page_token"])).json()
    assert [first["items"][0]["subject"], second["items"][0]["subject"]] == ["d-2", "d-1"]
    assert (first["total_size"], first["silent"], second["next_page_token"]) == (2, [], None)
    letter = second["items"][0]
    assert (letter["service"], letter["reason"], letter["is_resendable"]) == ("reporting", "malformed-data", True)

    path = f"reporting/{letter['id']}"
    looked = (await town.get(f"{url}/{path}", "operator")).json()
    assert '"rating"' in looked["body"]
    again = await _decide(town, f"{path}/redelivery")
    assert (again.status_code, again.json()["type"].rpartition(":")[2]) == (409, "event-malformed")
    assert (await _decide(town, f"{path}/republication", reason=None)).status_code == 409
    page = await town.get(f"{town.notify_url}/su-kien-cho/{path}", "operator")
    assert (page.status_code, "Áp dụng ngay" in page.text, "Yêu cầu gửi lại" in page.text) == (200, True, False)
    dropped = await _decide(town, f"{path}/dismissal")
    assert (dropped.status_code, dropped.json()["resolution"]) == (200, "dropped by vh.1: entered by hand")
    assert (await town.get(url, "operator")).json()["total_size"] == 1
    assert (await town.get(url, "operator", state="resolved")).json()["items"][0]["id"] == letter["id"]


async def test_a_service_that_is_away_is_named_and_the_others_are_shown(town: City) -> None:
    await town.tell([("intake", _impossible_rating("d-1"))])
    rpc = next(part for part in town.processing.parts if part.name.startswith(("grpc", "rpc")))
    await rpc.stop()

    async def shown_without_it() -> bool:
        body = (await town.get(f"{town.notify_url}/v1/dead-letters", "operator")).json()
        return bool(body["silent"] == ["processing"] and body["total_size"] == 1)

    await eventually(shown_without_it)


async def test_who_may_not_is_refused_and_unknown_names_are_told(town: City) -> None:
    url = f"{town.notify_url}/v1/dead-letters"
    assert (await town.get(url, "specialist")).status_code == 403
    assert (await town.get(f"{url}/reporting/x", "control_team")).status_code == 403
    assert (await _decide(town, "reporting/x/dismissal", role="control_team")).status_code == 403
    assert (await town.get(f"{url}/reporting/x", "operator")).status_code == 404
    assert (await town.get(f"{url}/nobody/x", "operator")).status_code == 404
    page = await town.get(f"{town.notify_url}/su-kien-cho", "operator")
    assert (page.status_code, "Không có sự kiện nào." in page.text) == (200, True)
    assert (await town.get(f"{town.notify_url}/su-kien-cho", "specialist")).status_code == 403
