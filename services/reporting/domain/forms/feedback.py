"""Biểu II.05a: feedback on administrative rules and conduct, by the unit that handles it."""

from __future__ import annotations

from reporting.domain.forms.counting import Counted, across, where
from reporting.domain.forms.material import Filled, Material
from reporting.domain.forms.sheets import Col, columns, numbered, text, with_total
from reporting.domain.origin import Source, Where
from reporting.domain.report import Row, Sheet

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
_PIECES = {
    4: where(came="carried"),
    5: where(came="new"),
    6: where(kind="conduct"),
    7: where(kind="regulation"),
    9: where(outcome="answered"),
    10: where(outcome="open"),
    11: where(is_published=True),
}
NO_UNIT = "chua-phan-cong"


def filled(material: Material) -> Filled:
    sheet = feedback_sheet(material)
    return Filled(sheets=(sheet,))


def feedback_sheet(material: Material) -> Sheet:
    units = dict.fromkeys(
        (*(each.key for each in material.departments), *(each.department for each in material.feedback))
    )
    rows = numbered(
        (
            Row(key=unit or NO_UNIT, label=material.department_name(unit) if unit else "Chưa phân công"),
            handled(material, where(department=unit)),
        )
        for unit in units
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


def handled(material: Material, of: Where) -> dict[int, Counted]:
    """Columns (3) to (11) of the pieces that ``of`` takes."""
    return {8: Counted(value=None), **across(material, Source.FEEDBACK, of, _PIECES, {3: (4, 5)})}
