"""Accounts that lack the right, tried on the running system: they learn nothing, and change nothing."""

from __future__ import annotations

import json

import pytest

from ctl.client import Json, Refused
from e2e.journey import TEN_DAYS, accepted, case_of
from support.town import CONTROL, COUNTER, LEADER, Town

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(120)]
NOBODY, APPLICANT, OPERATOR = "", "dn.mau.1", "vh.1"
OTHER_HEAD, OTHER_SPECIALIST = "tp.dautu", "cv.dautu.1"

READS = {
    "/v1/dossiers/{id}": {NOBODY: 401, APPLICANT: 404, OTHER_HEAD: 404, OTHER_SPECIALIST: 404},
    "/v1/dossiers/{id}/receipt": {NOBODY: 401, APPLICANT: 404, OTHER_HEAD: 404, CONTROL: 403, OPERATOR: 404},
    "/v1/cases/{id}": {NOBODY: 401, APPLICANT: 403, OPERATOR: 403, OTHER_HEAD: 404},
    "/v1/cases/{id}/deadline": {NOBODY: 401, APPLICANT: 403, OTHER_SPECIALIST: 404},
    "/v1/tasks?department=lao-dong": {NOBODY: 401, APPLICANT: 403, OTHER_HEAD: 403},
    "/v1/on-time": {NOBODY: 401, APPLICANT: 403, COUNTER: 403, OTHER_SPECIALIST: 403},
    "/v1/dashboards/overview": {NOBODY: 401, APPLICANT: 403, COUNTER: 403, OTHER_HEAD: 403},
    "/v1/dashboards/departments/lao-dong": {NOBODY: 401, APPLICANT: 403, OTHER_HEAD: 403, OTHER_SPECIALIST: 403},
    "/v1/dashboards/officers/cv.laodong.1": {NOBODY: 401, APPLICANT: 403, OTHER_SPECIALIST: 403},
    "/v1/foresight/late?department=lao-dong": {NOBODY: 401, APPLICANT: 403, OTHER_HEAD: 403, OTHER_SPECIALIST: 403},
    "/v1/audit/conservation": {NOBODY: 401, APPLICANT: 403, COUNTER: 403, OTHER_HEAD: 403},
    "/v1/deliveries": {NOBODY: 401, APPLICANT: 403, LEADER: 403, OTHER_HEAD: 403},
    "/v1/dead-letters": {NOBODY: 401, APPLICANT: 403, OTHER_HEAD: 403},
    "/v1/findings": {NOBODY: 401, APPLICANT: 403, COUNTER: 403, OTHER_SPECIALIST: 403},
    "/v1/events?after=0": {NOBODY: 401, APPLICANT: 403, COUNTER: 403, OTHER_HEAD: 403},
}
WRITES = {
    "/v1/dossiers/{id}/acceptance": {NOBODY: 401, APPLICANT: 404, LEADER: 403, OPERATOR: 404},
    "/v1/dossiers/{id}/collection": {NOBODY: 401, LEADER: 403, CONTROL: 403},
    "/v1/cases/{id}/decision": {NOBODY: 401, APPLICANT: 403, OTHER_HEAD: 404},
    "/v1/cases/{id}/stop": {NOBODY: 401, APPLICANT: 403, CONTROL: 403, OTHER_HEAD: 404},
}


BODIES = {"decision": {"outcome": "granted"}, "stop": {"reason": "vì sao"}}


async def status(town: Town, method: str, path: str, account: str) -> int:
    """The status of the refusal, 200 if there was none."""
    try:
        if method == "GET":
            await town.api.get(path, account)
        else:
            await town.api.post(path, account, BODIES.get(path.rpartition("/")[2], {}))
    except Refused as refusal:
        return refusal.status
    return 200


async def test_who_lacks_the_right_is_refused_everywhere(town: Town) -> None:
    dossier = await accepted(town, TEN_DAYS, 31)
    await case_of(town, dossier)
    found, wanted = {}, {}
    for method, table in (("GET", READS), ("POST", WRITES)):
        for path, refused in table.items():
            for account, expected in refused.items():
                wanted[method, path, account] = expected
                found[method, path, account] = await status(town, method, path.format(id=dossier["id"]), account)
    assert found == wanted
    assert (await town.api.get(f"/v1/dossiers/{dossier['id']}", COUNTER))["version"] >= dossier["version"]


async def test_personal_data_is_shown_to_the_counter_and_to_nobody_who_only_watches(town: Town) -> None:
    dossier = await accepted(town, TEN_DAYS, 32)
    path = f"/v1/dossiers/{dossier['id']}"
    shown: Json = await town.api.get(path, COUNTER)
    assert shown["applicant"]["name"] == "Doanh nghiệp mẫu số 32"
    assert "mẫu số 32" not in json.dumps(await town.api.get(path, CONTROL), ensure_ascii=False)
    assert await status(town, "GET", path, OPERATOR) == 404
    deliveries = await town.api.get("/v1/deliveries", CONTROL, dossier_id=dossier["id"])
    assert "mau-32@example.org" not in json.dumps(deliveries)
    events = await town.api.get("/v1/events", OPERATOR, after=0, page_size=200)
    told = json.dumps(events, ensure_ascii=False)
    assert "mẫu số" not in told
    assert "0999000032" not in told
