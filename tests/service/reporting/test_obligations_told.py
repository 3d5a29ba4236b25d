"""A reminder on its way: told by reporting, shown in the inbox of whoever owes the report, and counted by the audit."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from chassis.clock import SystemClock
from chassis.ids import UuidIds
from chassis.messaging.journal import Command
from reporting.domain.obligation import ObligationDue
from reporting.events.publishing import publish_due
from reporting.store.obligations import SqlObligationWork
from service.reporting.city import SYSTEM, City, city
from support.databases import NewDatabase
from support.stream import eventually
from unit.reporting.test_obligations import ONE


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_a_late_report_reaches_head_and_control_team_once_and_nothing_is_lost(
    database: NewDatabase, nats_url: str, tmp_path: Path
) -> None:
    async with city(database, nats_url, tmp_path) as town:
        work = SqlObligationWork(town.reporting_store, SystemClock(), UuidIds(), publish=publish_due, wake=lambda: None)
        for left in (1, 0):
            async with work.begin() as tx:
                await tx.obligations.add([ONE])
                command = Command(name="remind-of-obligation", actor=SYSTEM, subject=ONE.id, unit="heza")
                await tx.record(command, [ObligationDue(obligation=ONE, working_days_left=left)])
                await tx.commit()

        async def told() -> bool:
            return len(await _inbox(town, "control_team")) == 1

        await eventually(told)
        assert await _inbox(town, "department_head") == [
            "Báo cáo half-year-result 2024-H1 đã quá hạn gửi",
            "Báo cáo half-year-result 2024-H1 còn 1 ngày làm việc",
        ]
        audit = (await town.get(f"{town.reporting_url}/v1/audit/conservation", "control_team")).json()
        assert (audit["clean"], audit["findings"]) == (True, [])


async def _inbox(town: City, role: str) -> list[str]:
    """Subjects, the newest first."""
    token = town.token(role, department="dau-tu" if role == "department_head" else "")
    async with httpx.AsyncClient(timeout=30) as client:
        answer = await client.get(f"{town.notify_url}/v1/inbox", headers={"authorization": f"Bearer {token}"})
    return [message["subject"] for message in answer.json()["items"]]
