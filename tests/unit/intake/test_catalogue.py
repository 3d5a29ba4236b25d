"""The catalogue: found with and without accents, best first, on any day, in pages; the list as it is published."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from chassis.kernel.clock import FrozenClock
from chassis.kernel.errors import Kind, Problem
from intake.application.law_in_force import LawInForce
from intake.application.search_catalogue import SearchCatalogue, SearchCatalogueHandler
from intake.domain.catalogue import Wanted, found
from intake.domain.catalogue_list import HEADINGS, rows
from intake.domain.lawpack import LawPack
from intake.domain.procedures import OnlineLevel, Subject
from intake.domain.published import as_published
from unit.intake.world import heza

ON = date(2026, 7, 1)
PERMITS = ["cap-gpld", "cap-lai-gpld", "cap-lai-xac-nhan", "gia-han-gpld", "gia-han-xac-nhan", "xac-nhan-khong-gpld"]


@pytest.fixture(scope="module")
def pack() -> LawPack:
    return heza()


@pytest.fixture
def search(pack: LawPack) -> SearchCatalogueHandler:
    # Midnight has passed in Hải Phòng, not yet in Greenwich.
    return SearchCatalogueHandler(LawInForce(pack), FrozenClock(datetime(2025, 8, 6, 17, 30, tzinfo=UTC)))


def keys(pack: LawPack, on: date = ON, **wanted: object) -> list[str]:
    return [version.procedure for version in found(pack.versions_on(on), Wanted(**wanted))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "q", ["giấy phép lao động", "giay phep lao dong", "GIAY  PHÉP Lao Dong", " giấy phép lao động "]
)
def test_accents_case_and_blanks_make_no_difference(pack: LawPack, q: str) -> None:
    assert keys(pack, q=q) == PERMITS


@pytest.mark.parametrize("code", ["1.014199", "1.014199.H24", "1.014199.000.00.00.H24"])
def test_a_code_finds_its_procedure_alone_or_first(pack: LawPack, code: str) -> None:
    assert keys(pack, q=code) == ["cap-gpld"]


def test_the_beginning_of_a_code_finds_those_that_share_it(pack: LawPack) -> None:
    assert keys(pack, q="1.0141") == ["cap-gpld", "cap-lai-xac-nhan", "gia-han-xac-nhan", "xac-nhan-khong-gpld"]
    assert set(keys(pack, q="1.01420")) == {"cap-lai-gpld", "gia-han-gpld"}


def test_a_code_of_the_old_law_is_found_on_its_days_only(pack: LawPack) -> None:
    assert keys(pack, date(2024, 4, 26), q="2.000205") == ["cap-gpld"]
    assert keys(pack, q="2.000205") == []


def test_a_name_that_begins_so_comes_before_one_that_has_the_words_elsewhere(pack: LawPack) -> None:
    first, *others = keys(pack, q="gia han")
    assert first.startswith("gia-han")
    assert {first, *others} == {key for key in keys(pack) if key.startswith("gia-han")}
    assert keys(pack, q="giấy phép xây dựng")[-1] == "gia-han-gpxd"


def test_words_are_found_in_any_order_and_by_their_beginnings(pack: LawPack) -> None:
    assert "cap-gpld" in keys(pack, q="lao động phép giấy")
    assert "chap-thuan-chu-truong" in keys(pack, q="chap truong")
    assert keys(pack, q="work permit")[0] == "cap-gpld"


def test_a_field_is_found_after_the_names(pack: LawPack) -> None:
    assert set(keys(pack, q="xuat nhap khau")) == {"co-mau-ak", "co-mau-d", "co-mau-e", "co-mau-rcep"}


@pytest.mark.parametrize("q", ["không có thủ tục này", "–", "%", "'; drop table"])
def test_what_is_nowhere_finds_nothing(pack: LawPack, q: str) -> None:
    assert keys(pack, q=q) == []


def test_all_filters_must_hold(pack: LawPack) -> None:
    assert keys(pack, field="viec lam, lao dong") == sorted(PERMITS)
    assert keys(pack, department="doanh-nghiep", q="mẫu D") == ["co-mau-d"]
    partial = keys(pack, online_level=OnlineLevel.PARTIAL)
    assert "cap-gpxd" in partial
    assert "cap-gpld" not in partial
    assert keys(pack, subject=Subject.INDIVIDUAL, field="Xuất nhập khẩu") == []


def test_today_is_the_local_day(search: SearchCatalogueHandler) -> None:
    answer = search(SearchCatalogue(wanted=Wanted(q="1.014199"), on=None, begin=0, size=10))
    assert (answer.on, [version.procedure for version in answer.versions]) == (date(2025, 8, 7), ["cap-gpld"])


def test_pages_follow_one_another_without_loss_and_each_says_how_many_there_are(
    search: SearchCatalogueHandler, pack: LawPack
) -> None:
    seen: list[str] = []
    begin: int | None = 0
    while begin is not None:
        page = search(SearchCatalogue(wanted=Wanted(), on=ON, begin=begin, size=10))
        seen += [version.procedure for version in page.versions]
        assert page.total == 37
        begin = page.following
    assert seen == sorted(version.procedure for version in pack.versions_on(ON))


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        (SearchCatalogue(wanted=Wanted(department="nowhere"), on=ON, begin=0, size=10), "department-unknown"),
        (SearchCatalogue(wanted=Wanted(), on=ON, begin=0, size=0), "invalid-request"),
        (SearchCatalogue(wanted=Wanted(), on=ON, begin=0, size=201), "invalid-request"),
    ],
)
def test_what_cannot_be_asked_is_refused(search: SearchCatalogueHandler, query: SearchCatalogue, slug: str) -> None:
    with pytest.raises(Problem) as refused:
        search(query)
    assert (refused.value.slug, refused.value.kind) == (slug, Kind.INVALID)


def test_the_published_list_says_in_words_what_the_pack_has_in_figures(pack: LawPack) -> None:
    permit, certificate, notice = rows(
        [
            as_published(pack.version_on("cap-gpld", ON), pack),
            as_published(pack.version_on("co-mau-ak", ON), pack),
            as_published(pack.version_on("thong-bao-lam-them", ON), pack),
        ]
    )
    assert len(HEADINGS) == len(permit)
    assert permit == (
        1,
        "1.014199",
        "Cấp giấy phép lao động cho người lao động nước ngoài",
        "Trực tiếp; Dịch vụ bưu chính công ích; Trực tuyến",
        "Bộ phận Một cửa – trụ sở Ban Quản lý; Cổng Dịch vụ công quốc gia",
        "10 ngày làm việc; Không cấp: trả lời bằng văn bản, nêu rõ lý do: 3 ngày làm việc",
        "600.000 đồng/giấy phép (Theo nghị quyết của HĐND thành phố; mức chưa kiểm chứng)",
        "NĐ 219/2025/NĐ-CP; QĐ 1513 (Bắc Ninh)",
    )
    assert certificate[5] == "Trực tiếp, Dịch vụ bưu chính công ích: 8 giờ làm việc; Trực tuyến: 6 giờ làm việc"
    assert certificate[6] == "30.000 đồng/bộ C/O (Giảm 50% từ 15/4/2026 đến hết 28/02/2027)"
    assert (notice[5], notice[6]) == ("Giải quyết ngay", "Không")
