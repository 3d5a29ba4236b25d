"""Biểu II.03: what was published (công bố) and disclosed (công khai) in the period, from the law pack's decisions."""

from __future__ import annotations

from collections.abc import Sequence

from reporting.domain.forms.material import Filled, Material, Publication
from reporting.domain.forms.sheets import Col, columns, numbered, text, with_total
from reporting.domain.report import Row, Sheet, Value

_SPEC = (
    text("STT", "No."),
    text("Đơn vị", "Unit"),
    Col(vi="Số quyết định công bố", en="Decisions"),
    Col(vi="Số văn bản quy phạm pháp luật", en="Legal documents"),
    Col(vi="Số TTHC được công bố – Tổng số", en="Procedures published – Total", sum_of=(6, 7, 8)),
    Col(vi="Số TTHC được công bố – Mới ban hành", en="New"),
    Col(vi="Số TTHC được công bố – Sửa đổi, bổ sung, thay thế", en="Amended, replaced"),
    Col(vi="Số TTHC được công bố – Bãi bỏ", en="Abolished"),
    Col(vi="Số TTHC được công khai", en="Disclosed"),
    Col(vi="Số TTHC không được công khai", en="Not disclosed"),
)
_DISCLOSED = ("national-database", "one-stop", "portal")


def filled(material: Material) -> Filled:
    return Filled(sheets=(publication_sheet(material),))


def of_period(material: Material) -> list[Publication]:
    """By the day of the decision; where that is not known, by the first day of the legal document."""
    return [each for each in material.publications if material.period.first <= each.on <= material.period.last]


def publication_sheet(material: Material) -> Sheet:
    found = of_period(material)
    row = Row(key=material.agency, label="Tại cơ quan", label_en="The agency")
    return Sheet(
        key="II.03",
        title="Kết quả công bố, công khai TTHC",
        title_en="Procedures published and disclosed",
        columns=columns(_SPEC, material.form if material.form.columns else None),
        rows=with_total(numbered([(row, _values(found))]), _SPEC),
        notes=tuple(_notes(found)),
    )


def counted(found: Sequence[Publication], kind: str) -> int:
    """Procedures published in that way, each once a decision."""
    return sum(len(each.procedures) for each in found if each.kind == kind)


def _values(found: Sequence[Publication]) -> dict[int, Value]:
    new, amended, abolished = (counted(found, kind) for kind in ("new", "amended", "abolished"))
    is_known = bool(found) and all(_is_judged(each) for each in found)
    disclosed = sum(len(each.procedures) for each in found if _is_disclosed(each)) if is_known else None
    total = new + amended + abolished
    return {
        3: sum(bool(each.number) for each in found),
        4: len({each.law for each in found if each.law}),
        5: total,
        6: new,
        7: amended,
        8: abolished,
        9: disclosed if found else 0,
        10: (None if disclosed is None else total - disclosed) if found else 0,
    }


def _is_judged(one: Publication) -> bool:
    return all(one.states.get(duty, "none") != "none" for duty in _DISCLOSED)


def _is_disclosed(one: Publication) -> bool:
    return all(one.states.get(duty) == "met" for duty in _DISCLOSED)


def _notes(found: Sequence[Publication]) -> list[str]:
    without = sum(not each.number for each in found)
    notes = []
    if without:
        notes.append(
            f"{without} lần công bố chưa có số và ngày ký quyết định: tính theo ngày văn bản có hiệu lực, không tính "
            "vào cột (3)."
        )
    if found and not all(_is_judged(each) for each in found):
        notes.append("Chưa ghi đủ ngày công khai: các cột (9), (10) không có số liệu.")
    return notes
