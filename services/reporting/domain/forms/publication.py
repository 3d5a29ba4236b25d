"""Biểu II.03: what was published (công bố) and disclosed (công khai) in the period, from the law pack's decisions."""

from __future__ import annotations

from collections.abc import Sequence

from reporting.domain.forms.counting import Counted, counted, together, where
from reporting.domain.forms.material import Filled, Material, Publication
from reporting.domain.forms.sheets import Col, columns, numbered, text, with_total
from reporting.domain.origin import Source
from reporting.domain.report import Row, Sheet

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
_KINDS = {6: "new", 7: "amended", 8: "abolished"}


def filled(material: Material) -> Filled:
    return Filled(sheets=(publication_sheet(material),))


def publication_sheet(material: Material) -> Sheet:
    found = material.published()
    row = Row(key=material.agency, label="Tại cơ quan", label_en="The agency")
    return Sheet(
        key="II.03",
        title="Kết quả công bố, công khai TTHC",
        title_en="Procedures published and disclosed",
        columns=columns(_SPEC, material.form if material.form.columns else None),
        rows=with_total(numbered([(row, _counted(material))]), _SPEC),
        notes=tuple(_notes(found)),
    )


def published(material: Material, kind: str) -> Counted:
    """Procedures published in that way, each once a decision."""
    return counted(material, Source.PUBLISHED, where(kind=kind))


def _counted(material: Material) -> dict[int, Counted]:
    kinds = {number: published(material, kind) for number, kind in _KINDS.items()}
    # While of one decision it is not known, nothing is said of all; of none there is nothing to know.
    is_known = all(each.is_judged for each in material.published())
    disclosed = {
        number: counted(material, Source.PUBLISHED, where(kind=_KINDS.values(), is_disclosed=is_disclosed))
        if is_known
        else Counted(value=None)
        for number, is_disclosed in ((9, True), (10, False))
    }
    return {
        3: counted(material, Source.DECISIONS, where(is_numbered=True)),
        4: counted(material, Source.LAWS),
        5: together(*kinds.values()),
        **kinds,
        **disclosed,
    }


def _notes(found: Sequence[Publication]) -> list[str]:
    without = sum(not each.number for each in found)
    notes = []
    if without:
        notes.append(
            f"{without} lần công bố chưa có số và ngày ký quyết định: tính theo ngày văn bản có hiệu lực, không tính "
            "vào cột (3)."
        )
    if found and not all(each.is_judged for each in found):
        notes.append("Chưa ghi đủ ngày công khai: các cột (9), (10) không có số liệu.")
    return notes
