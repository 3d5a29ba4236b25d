"""A financial duty in the middle, through all four services: asked for by the department, paid at the counter."""

from __future__ import annotations

import pytest

from ctl.client import Json, Refused
from e2e.journey import TEN_DAYS, accepted, case_of, open_task, resolved
from support.town import APPLICANT, COUNTER, Town, until

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(180)]
DUTY = {"amount_vnd": 2_000_000, "kind": "fee", "reason": "Phí thẩm định (mẫu)."}


async def test_the_applicant_is_appointed_twice_and_the_audit_stays_clean(town: Town) -> None:
    dossier = await accepted(town, TEN_DAYS, 31)
    path = f"/v1/dossiers/{dossier['id']}"
    officer = await to_specialist(town, dossier)
    await town.api.post(f"/v1/cases/{dossier['id']}/financial-duties", officer, DUTY)
    waiting = await until(lambda: town.api.get(path, COUNTER), lambda found: found["state"] == "awaiting_payment")
    assert (waiting["portal_status"], waiting["payment_status"]) == (6, "unpaid")
    fees = await town.api.get(f"{path}/fees", COUNTER)
    (duty,) = [payable for payable in fees["payables"] if payable["is_duty"]]
    assert (duty["appointments"]["first_due_at"], duty["appointments"]["second_due_at"]) == (dossier["due_at"], None)

    number = f"BL-{dossier['code']}"
    cash = {"amount_vnd": 2_000_000, "method": "cash", "receipt_number": number, "payable": duty["key"]}
    with pytest.raises(Refused) as refused:
        await town.api.post(f"{path}/payments", APPLICANT, cash)
    assert refused.value.status in {403, 404}
    await town.api.post(f"{path}/payments", COUNTER, cash)
    await until(lambda: town.api.get(f"/v1/cases/{dossier['id']}", COUNTER), lambda case: case["state"] == "running")
    done = await until(lambda: town.api.get(f"{path}/fees", COUNTER), has_second_appointment)
    assert has_second_appointment(done)
    task = open_task(await case_of(town, dossier))
    assert task is not None
    await town.api.post(f"/v1/tasks/{task['id']}/completion", officer, {})
    await resolved(town, dossier)
    assert (await town.api.post(f"{path}/collection", COUNTER))["state"] == "collected"
    assert (await town.audit())["clean"] is True


async def to_specialist(town: Town, dossier: Json) -> str:
    """Every step before the specialist's done, and that one assigned; the account that has it."""
    task = open_task(await case_of(town, dossier))
    while task is not None:
        slug = task["department"].replace("-", "")
        officer = f"cv.{slug}.1" if task["role"] == "specialist" else f"tp.{slug}"
        await town.api.post(f"/v1/tasks/{task['id']}/assignment", f"tp.{slug}", {"officer": officer})
        if task["role"] == "specialist":
            return officer
        task = (await town.api.post(f"/v1/tasks/{task['id']}/completion", officer, {}))["next"]
    raise LookupError("no specialist has a step")


def has_second_appointment(fees: Json) -> bool:
    return any(p["is_duty"] and p["appointments"]["second_due_at"] for p in fees["payables"])
