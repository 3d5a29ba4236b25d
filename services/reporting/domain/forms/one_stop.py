"""Biểu II.07a and II.07b: the one-stop mechanism by field and by level, from the catalogue of the period's last day."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.kernel.folding import words
from reporting.domain.forms.counting import Counted, counted, of_row, where
from reporting.domain.forms.material import Filled, Material
from reporting.domain.forms.settlement_by_unit import NO_FIELD_NAME, field_key
from reporting.domain.forms.sheets import Col, columns, numbered, text, with_total
from reporting.domain.origin import Source, Where, taken
from reporting.domain.report import Row, Sheet

_NO_LINKED = (
    "Danh mục chưa ghi TTHC nào thực hiện theo cơ chế một cửa liên thông: cột này không có số liệu.",
    "Số quy trình nội bộ đếm theo quy trình đã khai trong danh mục; quyết định phê duyệt chưa được ghi.",
)
_BY_FIELD = (
    text("STT", "No."),
    text("Lĩnh vực", "Field"),
    Col(vi="Số lượng TTHC", en="Procedures"),
    Col(vi="Số TTHC thực hiện theo cơ chế một cửa", en="By one-stop"),
    Col(vi="Số TTHC thực hiện theo cơ chế một cửa liên thông", en="By interlinked one-stop"),
    Col(vi="Số quy trình nội bộ được phê duyệt", en="Internal procedures approved"),
)
_BY_LEVEL = (
    text("STT", "No."),
    Col(vi="Số lượng TTHC theo từng cấp", en="Procedures of each level"),
    Col(vi="Số TTHC thực hiện theo cơ chế một cửa tại Bộ phận Một cửa từng cấp", en="By one-stop"),
    Col(
        vi="Số TTHC thực hiện theo cơ chế một cửa liên thông tại Bộ phận Một cửa từng cấp", en="By interlinked one-stop"
    ),
    Col(vi="Số quy trình nội bộ được phê duyệt theo từng cấp", en="Internal procedures approved"),
)


def by_field(material: Material) -> Filled:
    ordered = sorted({each.field for each in material.in_force()}, key=lambda name: (name == "", words(name)))
    rows = numbered(
        (Row(key=field_key(name), label=name or NO_FIELD_NAME), _counted(material, where(field=name), 3))
        for name in ordered
    )
    return _filled(material, "II.07a", _BY_FIELD, with_total(rows, _BY_FIELD))


def by_level(material: Material) -> Filled:
    """One level: the catalogue does not say the level of each procedure."""
    level = material.levels[0]
    row = Row(key=level.key, label=level.name, label_en=level.name_en, values={1: level.name})
    return _filled(material, "II.07b", _BY_LEVEL, (of_row(row, _counted(material, {}, 2)),))


def _filled(material: Material, key: str, spec: Sequence[Col], rows: tuple[Row, ...]) -> Filled:
    form = material.form
    sheet = Sheet(
        key=key, title=form.title, title_en=form.title_en, columns=columns(spec, form), rows=rows, notes=_NO_LINKED
    )
    return Filled(sheets=(sheet,))


def _counted(material: Material, of: Where, first: int) -> dict[int, Counted]:
    """Procedures, by one-stop, interlinked (not known), internal procedures; from column ``first`` on."""
    entries = [each for each in material.in_force() if taken(of, each)]
    is_known = not entries or any(each.is_at_counter is not None for each in entries)
    found = (
        counted(material, Source.PROCEDURES, of),
        counted(material, Source.PROCEDURES, {**of, **where(is_at_counter=True)}) if is_known else Counted(value=None),
        Counted(value=None),
        counted(material, Source.PROCEDURES, {**of, **where(has_workflow=True)}),
    )
    return dict(enumerate(found, first))
