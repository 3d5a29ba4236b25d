"""A dossier's whole way is followed by the national portal, which is told of it by an ordinary subscriber."""

from __future__ import annotations

import pytest

from e2e.journey import TEN_DAYS, accepted, resolved
from support.other_systems import PortalServer, fault_of
from support.town import CONTROL, COUNTER, Town, until

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_portal_has_the_dossier_as_it_stands(town: Town, portal: PortalServer) -> None:
    dossier = await accepted(town, TEN_DAYS, 77)
    code = dossier["code"]
    await resolved(town, dossier)
    await town.api.post(
        f"/v1/dossiers/{dossier['id']}/collection",
        COUNTER,
        {"method": "counter", "receiver": {"name": "Nguyễn Văn Mẫu", "identity_number": "001099000001"}},
    )

    async def there() -> dict[str, object]:
        return {"status": portal.held.get(code, {}).get("TrangThaiHoSo", "")}

    assert (await until(there, lambda one: one["status"] == "10"))["status"] == "10"
    told = portal.held[code]
    assert fault_of(told) == ""
    assert (told["ChuHoSo"], told["KenhThucHien"], told["LoaiDoiTuong"]) == ("Doanh nghiệp mẫu số 77", "1", "2")
    assert told["NgayTiepNhan"][:8] == "20240426"
    assert told["NgayKetThucXuLy"] != ""
    assert told["NgayTra"] != ""
    assert len(told["TrichYeuHoSo"]) <= 1000
    assert [stage["NoiDungXuLy"] for stage in told["TienTrinh"]] != []
    numbers = [int(number) for number in portal.statuses[code]]
    assert numbers == sorted(numbers)

    async def handed_over() -> dict[str, object]:
        page = await town.api.get("/v1/sync-adapters/cong-mau/dossiers", CONTROL, state="synced", page_size=200)
        return {"codes": [one["code"] for one in page["items"]]}

    assert code in (await until(handed_over, lambda one: code in one["codes"]))["codes"]
    found = await town.api.get(
        "/v1/sync-adapters/cong-mau/reconciliation", CONTROL, **{"from": "2024-04-01", "to": "2024-12-31"}
    )
    assert found["synced"] >= 1
    assert 0 < found["share"] <= 1
