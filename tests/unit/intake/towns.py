"""A law pack with a second site that has a unit code of its own, and a third that only takes in for the first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from intake.domain.lawpack import LawPack
from intake.domain.organisation import AgencyCode, Desk, Mark, Site
from unit.intake.world import heza

PORT = Site(
    token="dinh-vu",
    name="Điểm tiếp nhận Đình Vũ",
    name_en="Đình Vũ counter",
    default=False,
    codes=(AgencyCode(value="H24.15.02", valid_from=date(2026, 1, 1), valid_to=None, mark=Mark.INFERENCE, note=None),),
    counters=(Desk(token="quay-1", name="Quầy 1"),),
)
WARD = Site(token="phuong", name="Điểm tiếp nhận phường", name_en="Ward counter", default=False, forwards_to="tru-so")


def three_sites() -> LawPack:
    agency = heza().agency
    return replace(heza(), agency=replace(agency, sites=(*agency.sites, PORT, WARD)))
