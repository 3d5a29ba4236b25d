"""The narrative report: headings of NĐ 63/2010/NĐ-CP Đ35(3) and TT 01/2018/TT-VPCP Đ11(1), with figures filled in."""

from __future__ import annotations

from reporting.domain.forms import telling
from reporting.domain.forms.counting import counted, section, told, where
from reporting.domain.forms.feedback import feedback_sheet
from reporting.domain.forms.material import Filled, Material
from reporting.domain.forms.publication import publication_sheet
from reporting.domain.forms.settlement_by_unit import settlement_sheet
from reporting.domain.forms.simplification import simplification_sheet
from reporting.domain.origin import Source
from reporting.domain.report import Section


def filled(material: Material) -> Filled:
    """a to h of the decree, then what the circular adds."""
    return Filled(
        sections=(*_of_the_decree(material), *_of_the_circular(material)),
        definitions=(material.definition.name,),
    )


def _of_the_decree(material: Material) -> tuple[Section, ...]:
    settled = (*telling.settlement(material), *telling.discipline(material))
    return (
        section("a", "Kiểm soát quy định về thủ tục hành chính", (telling.NO_SOURCE,)),
        section(
            "b",
            "Công bố, công khai thủ tục hành chính",
            telling.publications(material),
            sheet=publication_sheet(material),
        ),
        section(
            "c",
            "Thực hiện thủ tục hành chính tại cơ quan; khen thưởng, kỷ luật",
            settled,
            sheet=settlement_sheet(material),
        ),
        section(
            "d",
            "Rà soát, đơn giản hoá thủ tục hành chính",
            telling.reviews(material),
            sheet=simplification_sheet(material),
        ),
        section("đ", "Khó khăn, vướng mắc", (telling.TO_FILL,)),
        section(
            "e",
            "Tiếp nhận, xử lý phản ánh, kiến nghị",
            telling.feedback(material),
            sheet=feedback_sheet(material),
        ),
        section("g", "Truyền thông, tập huấn", telling.communication(material)),
        section(
            "h",
            "Nội dung khác: kiểm tra các đơn vị, sáng kiến",
            (*telling.inspections(material), *telling.initiatives(material)),
        ),
    )


def _of_the_circular(material: Material) -> tuple[Section, ...]:
    held = counted(material, Source.PROCEDURES)
    at_counter = counted(material, Source.PROCEDURES, where(is_at_counter=True))
    online = counted(material, Source.PROCEDURES, where(is_online=True))
    return (
        section(
            "1",
            "Triển khai cơ chế một cửa, một cửa liên thông",
            (
                told(
                    "{held} TTHC có hiệu lực ngày cuối kỳ; {at_counter} tiếp nhận tại Bộ phận Một cửa; {online} "
                    "cung cấp trực tuyến toàn trình hoặc một phần.",
                    held=held,
                    at_counter=at_counter,
                    online=online,
                ),
            ),
        ),
        section(
            "2",
            "Kết quả đánh giá việc giải quyết thủ tục hành chính (9 chỉ số)",
            (*telling.evaluations(material), *telling.ratings(material)),
        ),
        section("3", "Đề xuất thủ tục hành chính liên thông", (telling.TO_FILL,)),
    )
