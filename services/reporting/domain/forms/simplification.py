"""Biểu II.04: proposals to simplify procedures that were drafted or carried out in the period."""

from __future__ import annotations

from decimal import Decimal

from reporting.domain.control.proposals import ProposalKind, ReviewRow
from reporting.domain.forms.counting import Counted, counted, where
from reporting.domain.forms.material import Filled, Material
from reporting.domain.forms.sheets import Col, columns, numbered, text, with_total
from reporting.domain.origin import Source
from reporting.domain.report import Format, Row, Sheet

_SPEC = (
    text("STT", "No."),
    text("Tên TTHC hoặc nhóm TTHC", "Procedure or group"),
    Col(vi="Phương án – Cắt giảm", en="Cut"),
    Col(vi="Phương án – Sửa đổi", en="Amend"),
    Col(vi="Phương án – Bãi bỏ", en="Abolish"),
    Col(vi="Phương án – Thay thế", en="Replace"),
    Col(vi="Chi phí tiết kiệm được", en="Saved a year", format=Format.MONEY),
    Col(vi="Tỷ lệ cắt giảm (%)", en="Share saved", format=Format.SHARE, adds_up=False),
    text("Hoàn thành / chưa hoàn thành", "Done"),
)
_KINDS = (ProposalKind.CUT, ProposalKind.AMEND, ProposalKind.ABOLISH, ProposalKind.REPLACE)


def filled(material: Material) -> Filled:
    return Filled(sheets=(simplification_sheet(material),))


def simplification_sheet(material: Material) -> Sheet:
    found = material.reviews or ()
    rows = numbered(
        (Row(key=f"{n}", label=each.procedure_name), _counted(material, each)) for n, each in enumerate(found, 1)
    )
    notes = () if found else ("Trong kỳ không có phương án đơn giản hoá.",)
    return Sheet(
        key="II.04",
        title="Kết quả rà soát, đơn giản hoá TTHC",
        title_en="Review and simplification of procedures",
        columns=columns(_SPEC, material.form if material.form.columns else None),
        rows=with_total(rows, _SPEC),
        notes=notes,
    )


def _counted(material: Material, one: ReviewRow) -> dict[int, Counted]:
    """A row is a proposal: the column of its kind counts it, the others do not."""
    mine = {
        number: counted(material, Source.PROPOSALS, where(id=one.id, kind=kind))
        for number, kind in enumerate(_KINDS, 3)
    }
    share = None if one.percent is None else (one.percent / Decimal(100)).quantize(Decimal("0.0001"))
    done = "Hoàn thành" if one.is_done else "Chưa hoàn thành"
    return mine | {7: Counted(value=one.saved_vnd), 8: Counted(value=share), 9: Counted(value=done)}
