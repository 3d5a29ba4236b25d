"""The nine indices of TT 01/2018/TT-VPCP, a row a unit: the evaluations as a sheet."""

from __future__ import annotations

from reporting.domain.evaluation import Evaluation
from reporting.domain.evaluation_marks import Index
from reporting.domain.forms.material import Filled, Material
from reporting.domain.forms.sheets import Col, columns, text
from reporting.domain.report import Format, Row, Sheet, Value

_NAMES = {
    Index.WHOLE_TIME: ("Thời gian giải quyết", "Whole time"),
    Index.OWN_TIME: ("Thời gian của từng đơn vị", "Own time"),
    Index.CONTACTS: ("Số lần liên hệ", "Contacts"),
    Index.AGENCIES: ("Số cơ quan phải liên hệ", "Agencies"),
    Index.AT_COUNTER: ("Giải quyết tại Bộ phận Một cửa", "At the counter"),
    Index.PUBLICATION: ("Công khai TTHC", "Publication"),
    Index.ATTITUDE: ("Thái độ phục vụ", "Attitude"),
    Index.FEEDBACK: ("Tiếp thu, giải trình phản ánh, kiến nghị", "Feedback"),
    Index.ONLINE: ("Dịch vụ công trực tuyến", "Online"),
}
_SPEC = (
    text("STT", "No."),
    text("Đơn vị", "Unit"),
    *(
        Col(vi=f"Chỉ số {int(index)} – {vi}", en=f"Index {int(index)} – {en}", format=Format.POINTS, adds_up=False)
        for index, (vi, en) in _NAMES.items()
    ),
    Col(vi="Tổng điểm", en="Total", format=Format.POINTS, adds_up=False),
    Col(vi="Tối đa của các chỉ số có điểm", en="Most of those scored", format=Format.POINTS, adds_up=False),
    text("Xếp loại", "Band"),
)


def filled(material: Material) -> Filled:
    found = material.evaluations
    if found is None:
        raise AssertionError("evaluations are read for this form")
    rows = [_row(material, number, each) for number, each in enumerate(found.rows, 1)]
    bases = {score.index: score.basis[0] for each in found.rows for score in each.scores}
    sheet = Sheet(
        key="9-chi-so",
        title="Kết quả đánh giá các đơn vị theo 9 chỉ số",
        title_en="Units by the nine indices",
        unit="điểm",
        columns=columns(_SPEC),
        rows=tuple(rows),
        notes=tuple(f"Chỉ số {int(index)}: {bases[index]}" for index in sorted(bases)),
    )
    return Filled(sheets=(sheet,), unverified=(found.edition.note,) if found.edition.note else ())


def _row(material: Material, number: int, each: Evaluation) -> Row:
    label = material.department_name(each.department)
    values: dict[int, Value] = {1: str(number), 2: label}
    values |= {int(score.index) + 2: score.value for score in each.scores}
    values |= {12: each.total, 13: each.most, 14: each.band.name if each.band else "chưa xếp loại"}
    return Row(key=each.department, label=label, values=values)
