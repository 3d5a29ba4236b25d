"""Biểu II.05a: feedback on administrative rules and conduct, by the unit that handles it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reporting.domain.forms.material import FeedbackCount, Filled, Material
from reporting.domain.forms.sheets import Col, columns, numbered, text, with_total
from reporting.domain.report import Row, Sheet, Value

_SPEC = (
    text("STT", "No."),
    text("Đơn vị", "Unit"),
    Col(vi="Số phản ánh, kiến nghị – Tổng số", en="Feedback – Total", sum_of=(4, 5)),
    Col(vi="Từ kỳ trước", en="Carried over"),
    Col(vi="Mới tiếp nhận", en="New"),
    Col(vi="Về hành vi hành chính", en="On conduct"),
    Col(vi="Về quy định hành chính", en="On rules"),
    Col(vi="Về cả hành vi và quy định", en="On both"),
    Col(vi="Đã xử lý", en="Answered"),
    Col(vi="Đang xử lý", en="Open"),
    Col(vi="Đăng tải công khai kết quả", en="Published"),
)
_NOTES = (
    "Không gồm phản ánh, kiến nghị không tiếp nhận hoặc đã chuyển cơ quan khác.",
    "Hệ thống phân loại hành vi, quy định, kiến nghị; không có loại “cả hai”: cột (8) không có số liệu.",
)
NO_UNIT = "chua-phan-cong"


def filled(material: Material) -> Filled:
    sheet = feedback_sheet(material)
    return Filled(sheets=(sheet,))


def feedback_sheet(material: Material) -> Sheet:
    by_unit: dict[str, list[FeedbackCount]] = {each.key: [] for each in material.departments}
    for each in material.feedback:
        by_unit.setdefault(each.department, []).append(each)
    rows = numbered(
        (Row(key=unit or NO_UNIT, label=material.department_name(unit) if unit else "Chưa phân công"), values(counts))
        for unit, counts in by_unit.items()
    )
    return Sheet(
        key="II.05a",
        title="Kết quả tiếp nhận, xử lý phản ánh, kiến nghị về quy định hành chính",
        title_en="Feedback received and handled",
        unit="phản ánh, kiến nghị",
        columns=columns(_SPEC, material.form if material.form.columns else None),
        rows=with_total(rows, _SPEC),
        notes=_NOTES,
    )


def values(counts: Sequence[FeedbackCount]) -> dict[int, Value]:
    """Columns (3) to (11)."""
    carried, new = _sum(each.carried for each in counts), _sum(each.new for each in counts)
    return {
        3: carried + new,
        4: carried,
        5: new,
        6: _sum(each.carried + each.new for each in counts if each.kind == "conduct"),
        7: _sum(each.carried + each.new for each in counts if each.kind == "regulation"),
        8: None,
        9: _sum(each.answered for each in counts),
        10: _sum(each.open for each in counts),
        11: _sum(each.published for each in counts),
    }


def _sum(numbers: Iterable[int]) -> int:
    return sum(numbers)
