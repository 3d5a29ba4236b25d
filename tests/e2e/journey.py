"""The way of one dossier through the public API, step by step, for tests that need one on its way."""

from __future__ import annotations

from ctl.client import Json
from support.town import COUNTER, LEADER, Town, filing, until

# Ten working days in April 2024, labour division.
TEN_DAYS = "nhu-cau-lao-dong-nuoc-ngoai"


async def accepted(town: Town, procedure: str, number: int = 1, channel: str = "counter") -> Json:
    """A dossier filed and accepted; its JSON."""
    catalogue = await town.api.get(f"/v1/procedures/{procedure}", on="2024-04-26")
    body = filing(number, procedure, channel=channel, documents=catalogue)
    filed = await town.api.post("/v1/dossiers", COUNTER, body)
    return await town.api.post(f"/v1/dossiers/{filed['id']}/acceptance", COUNTER)


async def case_of(town: Town, dossier: Json) -> Json:
    """Its case, once processing has opened it."""
    path = f"/v1/cases/{dossier['id']}"
    return await until(lambda: town.api.get(path, LEADER), lambda case: bool(case.get("tasks")))


async def resolved(town: Town, dossier: Json) -> None:
    """Every step done by the officer whose work it is, until the result is at the counter."""
    case = await case_of(town, dossier)
    task = open_task(case)
    while task is not None:
        task = await _do(town, dossier, task)
    path = f"/v1/dossiers/{dossier['id']}"
    found = await until(lambda: town.api.get(path, COUNTER), lambda one: one["state"] == "result_ready")
    assert found["state"] == "result_ready"


def open_task(case: Json) -> Json | None:
    return next((task for task in case["tasks"] if task["state"] in {"unassigned", "assigned"}), None)


async def _do(town: Town, dossier: Json, task: Json) -> Json | None:
    slug = task["department"].replace("-", "")
    if task["step"]["decides"] and task["role"] == "leader":
        case = await town.api.post(f"/v1/cases/{dossier['id']}/decision", LEADER, {"outcome": "granted"})
        return open_task(case)
    own = task["department"] == dossier["department"]
    officer = f"tp.{slug}" if task["role"] == "department_head" else f"cv.{slug}.1"
    assigner = f"tp.{slug}" if own else officer
    await town.api.post(f"/v1/tasks/{task['id']}/assignment", assigner, {"officer": officer})
    answer = await town.api.post(f"/v1/tasks/{task['id']}/completion", officer, {})
    return dict(answer["next"]) if answer["next"] else None
