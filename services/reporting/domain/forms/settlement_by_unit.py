"""Biểu II.06a/VPCP/KSTT: thirteen columns, a row a field, a subtotal a level, a total."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from chassis.kernel.folding import words
from reporting.domain.definitions import Definition
from reporting.domain.forms.counting import Counted, across, of_row, where
from reporting.domain.forms.material import Filled, Level, Material
from reporting.domain.origin import Source, Where
from reporting.domain.report import Column, Format, Row, Sheet
from reporting.domain.report import Level as RowLevel
from reporting.domain.settlement import Received, SettledCount
from reporting.domain.standing import Standing

SHEET = "II.06a"
TOTAL = "tong-cong"
NO_FIELD = "chua-ro-linh-vuc"
NO_FIELD_NAME = "Chưa rõ lĩnh vực (thủ tục chưa có trong danh mục)"
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")

#: Basic columns: each counts the dossiers of one cell; the others add these up.
CELLS: Mapping[int, Where] = {
    4: where(received=Received.ONLINE),
    5: where(received=Received.DIRECT),
    6: where(received=Received.CARRIED),
    8: where(standing=Standing.EARLY),
    9: where(standing=Standing.ON_TIME),
    10: where(standing=Standing.LATE),
    12: where(standing=Standing.IN_TIME),
    13: where(standing=Standing.OVERDUE),
}
SUMS: Mapping[int, tuple[int, ...]] = {3: (4, 5, 6), 7: (8, 9, 10), 11: (12, 13)}
_LABELS: Mapping[int, tuple[str, str]] = {
    1: ("STT", "No."),
    2: ("Lĩnh vực, công việc giải quyết theo cấp", "Field, by level"),
    3: ("Số hồ sơ nhận giải quyết – Tổng số", "Taken in – Total"),
    4: ("Số hồ sơ nhận giải quyết – Trong kỳ – Trực tuyến", "Taken in – In the period – Online"),
    5: (
        "Số hồ sơ nhận giải quyết – Trong kỳ – Trực tiếp, dịch vụ bưu chính",
        "Taken in – In the period – In person, by post",
    ),
    6: ("Số hồ sơ nhận giải quyết – Từ kỳ trước", "Taken in – Carried over"),
    7: ("Số lượng hồ sơ đã giải quyết – Tổng số", "Finished – Total"),
    8: ("Số lượng hồ sơ đã giải quyết – Trước hạn", "Finished – Early"),
    9: ("Số lượng hồ sơ đã giải quyết – Đúng hạn", "Finished – On time"),
    10: ("Số lượng hồ sơ đã giải quyết – Quá hạn", "Finished – Late"),
    11: ("Số lượng hồ sơ đang giải quyết – Tổng số", "Open – Total"),
    12: ("Số lượng hồ sơ đang giải quyết – Trong hạn", "Open – In time"),
    13: ("Số lượng hồ sơ đang giải quyết – Quá hạn", "Open – Overdue"),
}


def filled(material: Material) -> Filled:
    sheet = settlement_sheet(material)
    return Filled(sheets=(sheet,), definitions=(material.definition.name,))


def settlement_sheet(material: Material) -> Sheet:
    """The table alone; the narrative and the internal reports show it too."""
    form = material.form if material.form.columns else None
    columns = tuple(
        Column(
            number=number,
            label=form.label(number, vi) if form else vi,
            label_en=en,
            format=Format.TEXT if number <= 2 else Format.COUNT,
            sum_of=SUMS.get(number, ()),
            adds_up=number > 2,
        )
        for number, (vi, en) in _LABELS.items()
    )
    return Sheet(
        key=SHEET,
        title="Tình hình, kết quả giải quyết TTHC tại cơ quan, đơn vị trực tiếp giải quyết TTHC",
        title_en="Settlement of administrative procedures by the unit that handles them",
        unit="số hồ sơ TTHC",
        columns=columns,
        rows=_rows(material),
        notes=tuple(_notes(material)),
    )


def field_key(name: str) -> str:
    """``Đầu tư tại Việt Nam`` → ``dau-tu-tai-viet-nam``: the row's name in addresses."""
    return "-".join(words(name)) or NO_FIELD


def settled(material: Material, of: Where, source: Source = Source.SETTLED) -> dict[int, Counted]:
    """Columns (3) to (13) of the dossiers that ``of`` takes."""
    return across(material, source, of, CELLS, SUMS)


def _rows(material: Material) -> tuple[Row, ...]:
    fields = material.fields()
    by_field: defaultdict[str, set[str]] = defaultdict(set)
    names = {fields[each.key] for each in material.in_force() if each.key in fields}
    for key in {each.procedure_key for each in material.settlement}:
        by_field[fields.get(key, "")].add(key)
    level = material.levels[0] if material.levels else Level(key="cap", name="Cấp giải quyết", name_en="Level")
    whole = settled(material, {})
    named = Row(key=level.key, label=level.name, label_en=level.name_en, level=RowLevel.SUBTOTAL)
    rows = [_counted(named, _ROMAN[0], whole)]
    ordered: Sequence[str] = sorted(names | by_field.keys(), key=lambda name: (name == "", words(name)))
    for number, name in enumerate(ordered, 1):
        item = Row(key=field_key(name), label=name or NO_FIELD_NAME, group=level.key)
        rows.append(_counted(item, str(number), settled(material, where(procedure_key=by_field[name]))))
    total = Row(key=TOTAL, label="Tổng cộng", label_en="Total", level=RowLevel.TOTAL)
    return (*rows, _counted(total, "", whole))


def _counted(row: Row, number: str, found: Mapping[int, Counted]) -> Row:
    """With its number and label in (1) and (2)."""
    return of_row(replace(row, values={1: number, 2: row.label}), found)


def _notes(material: Material) -> Iterable[str]:
    yield material.definition.title_vi
    yield from policy_notes(material.definition)
    late, by_original = _late(material.settlement)
    if late or by_original:
        yield f"Đã giải quyết quá hạn: {late} hồ sơ theo ngày hẹn hiện hành; {by_original} theo ngày hẹn chưa gia hạn."
    if lacking := sum(each.lacking_due for each in material.settlement):
        yield f"Lỗi dữ liệu: {lacking} hồ sơ không có ngày hẹn trả. {material.definition.without_due_date.note}"
    if material.period.last >= material.today:
        yield "Kỳ báo cáo chưa kết thúc: số liệu tính đến thời điểm lập, còn thay đổi."
    if not material.is_law_known:
        yield "Chưa đọc được danh mục TTHC từ dịch vụ tiếp nhận: chưa chia theo lĩnh vực."
    yield "Cấp giải quyết lấy theo cấu hình của cơ quan; danh mục chưa ghi cấp của từng TTHC (suy luận)."


def policy_notes(definition: Definition) -> Iterable[str]:
    """What was chosen, each once."""
    yield from dict.fromkeys(policy.note for policy in definition.endings.values() if policy.note)


def _late(counts: Sequence[SettledCount]) -> tuple[int, int]:
    return (
        sum(each.count for each in counts if each.standing is Standing.LATE),
        sum(each.late_by_original for each in counts),
    )
