"""What the counter scans, re-uses and is paid for online stands in the index of QĐ 766, and opens to the dossier."""

from __future__ import annotations

import pytest

from ctl.client import Api, Json
from support.town import COUNTER, LEADER, Town, filing, until

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(60)]
PERMIT = "cap-gpld"  # 600,000 đồng
REPORT = "/v1/reports/index-766"


async def lines(town: Town) -> dict[str, Json]:
    """By key, of the quarter."""
    report = await town.api.get(REPORT, LEADER, period="2024-Q2")
    return {row["key"]: row for row in report["sheets"][0]["rows"]}


async def test_a_scanned_reused_and_paid_dossier_is_in_the_index(town: Town) -> None:
    catalogue = await town.api.get(f"/v1/procedures/{PERMIT}", on="2024-04-26")
    body = filing(766, PERMIT, documents=catalogue)
    for place, document in enumerate(body["documents"]):
        document |= {"digitised": True, "from_national_store": place == 0}
    filed = await town.api.post("/v1/dossiers", COUNTER, body)
    await town.api.post(f"/v1/dossiers/{filed['id']}/acceptance", COUNTER)
    token = (town.machine.secrets / "intake.token").read_text("utf-8")
    async with Api(town.machine.front_url(), token=token) as platform:
        paid = {"amount_vnd": 600_000, "method": "online", "receipt_number": "NH-766"}
        await platform.post(f"/v1/dossiers/{filed['id']}/payments", "", paid)

    async def behind(line: str) -> set[str]:
        opened = await town.api.get(f"{REPORT}/cells/{line}/5/dossiers", LEADER, period="2024-Q2", page_size=200)
        return {piece["id"] for piece in opened["items"]}

    found = await until(lambda: lines(town), lambda rows: "4.6" in rows and bool(rows["4.6"]["values"]["5"]))
    for line in ("3.2", "3.3", "4.6"):
        assert filed["id"] in await behind(line)
        assert found[line]["values"]["7"]
        assert found[line]["values"]["9"]
