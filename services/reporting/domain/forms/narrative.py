"""The narrative report: headings of NĐ 63/2010/NĐ-CP Đ35(3) and TT 01/2018/TT-VPCP Đ11(1), with figures filled in."""

from __future__ import annotations

from reporting.domain.forms import telling
from reporting.domain.forms.feedback import feedback_sheet
from reporting.domain.forms.material import Filled, Material
from reporting.domain.forms.publication import publication_sheet
from reporting.domain.forms.settlement_by_unit import settlement_sheet
from reporting.domain.forms.simplification import simplification_sheet
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
        Section(number="a", title="Kiểm soát quy định về thủ tục hành chính", paragraphs=(telling.NO_SOURCE,)),
        Section(
            number="b",
            title="Công bố, công khai thủ tục hành chính",
            paragraphs=telling.publications(material),
            sheet=publication_sheet(material),
        ),
        Section(
            number="c",
            title="Thực hiện thủ tục hành chính tại cơ quan; khen thưởng, kỷ luật",
            paragraphs=settled,
            sheet=settlement_sheet(material),
        ),
        Section(
            number="d",
            title="Rà soát, đơn giản hoá thủ tục hành chính",
            paragraphs=telling.reviews(material),
            sheet=simplification_sheet(material),
        ),
        Section(number="đ", title="Khó khăn, vướng mắc", paragraphs=(telling.TO_FILL,)),
        Section(
            number="e",
            title="Tiếp nhận, xử lý phản ánh, kiến nghị",
            paragraphs=telling.feedback(material),
            sheet=feedback_sheet(material),
        ),
        Section(number="g", title="Truyền thông, tập huấn", paragraphs=telling.communication(material)),
        Section(
            number="h",
            title="Nội dung khác: kiểm tra các đơn vị, sáng kiến",
            paragraphs=(*telling.inspections(material), *telling.initiatives(material)),
        ),
    )


def _of_the_circular(material: Material) -> tuple[Section, ...]:
    held = material.in_force()
    at_counter = sum(each.is_at_counter is True for each in held)
    online = sum(each.is_online for each in held)
    return (
        Section(
            number="1",
            title="Triển khai cơ chế một cửa, một cửa liên thông",
            paragraphs=(
                f"{len(held)} TTHC có hiệu lực ngày cuối kỳ; {at_counter} tiếp nhận tại Bộ phận Một cửa; {online} "
                "cung cấp trực tuyến toàn trình hoặc một phần.",
            ),
        ),
        Section(
            number="2",
            title="Kết quả đánh giá việc giải quyết thủ tục hành chính (9 chỉ số)",
            paragraphs=(*telling.evaluations(material), *telling.ratings(material)),
        ),
        Section(number="3", title="Đề xuất thủ tục hành chính liên thông", paragraphs=(telling.TO_FILL,)),
    )
