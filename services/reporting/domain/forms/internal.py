"""The plan's own reports: weekly to the leadership, six months before 5 July, the year before 5 December."""

from __future__ import annotations

from collections import defaultdict

from reporting.domain.forms import telling
from reporting.domain.forms.material import Filled, Material
from reporting.domain.forms.settlement_by_unit import settlement_sheet, values_of
from reporting.domain.forms.sheets import Col, columns, numbered, text, with_total
from reporting.domain.on_time import Row as OnTimeRow
from reporting.domain.report import Format, Row, Section, Sheet, Value
from reporting.domain.settlement import SettledCount

_SETTLED = (
    text("STT", "No."),
    text("Đơn vị", "Unit"),
    Col(vi="Nhận trong kỳ", en="Received"),
    Col(vi="Từ kỳ trước", en="Carried over"),
    Col(vi="Đã giải quyết", en="Finished", sum_of=(6, 7, 8)),
    Col(vi="Đã giải quyết – Trước hạn", en="Early"),
    Col(vi="Đã giải quyết – Đúng hạn", en="On time"),
    Col(vi="Đã giải quyết – Quá hạn", en="Late"),
    Col(vi="Đang giải quyết", en="Open", sum_of=(10, 11)),
    Col(vi="Đang giải quyết – Trong hạn", en="In time"),
    Col(vi="Đang giải quyết – Quá hạn", en="Overdue"),
)
_VERDICTS = (
    text("STT", "No."),
    text("Đơn vị", "Unit"),
    Col(vi="Kết luận đúng hạn", en="Met"),
    Col(vi="Kết luận quá hạn", en="Missed"),
    Col(vi="Tỷ lệ đúng hạn", en="Rate", format=Format.SHARE, adds_up=False),
)


def weekly(material: Material) -> Filled:
    return _filled(
        material,
        Section(
            number="1",
            title="Tiếp nhận, giải quyết hồ sơ",
            paragraphs=telling.settlement(material),
            sheet=by_department(material),
        ),
        Section(number="2", title="Hồ sơ quá hạn theo đơn vị", paragraphs=telling.departments_late(material)),
        Section(number="3", title="Phản ánh, kiến nghị", paragraphs=telling.feedback(material)),
        Section(
            number="4", title="Kiểm tra công tác kiểm soát thủ tục hành chính", paragraphs=telling.inspections(material)
        ),
    )


def long(material: Material) -> Filled:
    """Six months and a year: the tasks of section II.1 of the plan, in its order (a, b, c, d, đ, e, g)."""
    return _filled(
        material,
        Section(
            number="1",
            title="Chỉ đạo, điều hành; sáng kiến",
            paragraphs=(*telling.initiatives(material), *telling.discipline(material), telling.TO_FILL),
        ),
        Section(number="2", title="Công bố, công khai thủ tục hành chính", paragraphs=telling.publications(material)),
        Section(
            number="3",
            title="Thực hiện cơ chế một cửa, một cửa liên thông",
            paragraphs=(*telling.settlement(material), *telling.ratings(material)),
            sheet=settlement_sheet(material),
        ),
        Section(
            number="4",
            title="Kết quả theo từng đơn vị",
            paragraphs=(*telling.departments_late(material), *telling.evaluations(material)),
            sheet=by_department(material),
        ),
        Section(
            number="5", title="Kiểm tra công tác kiểm soát thủ tục hành chính", paragraphs=telling.inspections(material)
        ),
        Section(number="6", title="Rà soát, đánh giá thủ tục hành chính", paragraphs=telling.reviews(material)),
        Section(number="7", title="Phản ánh, kiến nghị", paragraphs=telling.feedback(material)),
        Section(number="8", title="Tuyên truyền", paragraphs=telling.communication(material)),
        Section(number="9", title="Khó khăn, vướng mắc; đề xuất, kiến nghị", paragraphs=(telling.TO_FILL,)),
    )


def by_department(material: Material) -> Sheet:
    """As II.06a, a row a department."""
    by: defaultdict[str, list[SettledCount]] = defaultdict(list)
    for each in material.settlement:
        by[each.department].append(each)
    known = dict.fromkeys((*(each.key for each in material.departments), *by))
    rows = numbered((Row(key=key, label=material.department_name(key)), _settled(by[key])) for key in known)
    return Sheet(
        key="don-vi",
        title="Kết quả giải quyết hồ sơ theo đơn vị",
        title_en="Settlement by department",
        unit="hồ sơ",
        columns=columns(_SETTLED),
        rows=with_total(rows, _SETTLED),
        notes=(material.definition.title_vi,),
    )


def verdicts(material: Material) -> Sheet | None:
    """``on_time@1``: a way of counting beside the one of the form, with its own name."""
    table = material.on_time
    if table is None:
        return None
    mine = [row for row in table.rows if row.agency == material.agency]
    rows = numbered((Row(key=row.department, label=row.name), _verdict(row)) for row in mine)
    return Sheet(
        key="dung-han",
        title="Tỷ lệ đúng hạn theo đơn vị",
        title_en="On-time rate by department",
        columns=columns(_VERDICTS),
        rows=with_total(rows, _VERDICTS),
        notes=(table.definition.title_vi,),
    )


def _filled(material: Material, *sections: Section) -> Filled:
    sheet = verdicts(material)
    names = (material.definition.name, *([material.on_time.definition.name] if material.on_time else []))
    return Filled(sections=sections, sheets=(sheet,) if sheet else (), definitions=names)


def _settled(counts: list[SettledCount]) -> dict[int, Value]:
    found = values_of(counts)
    taken = (found[4] + found[5], found[6], found[7], found[8], found[9], found[10], found[11], found[12], found[13])
    return dict(enumerate(taken, 3))


def _verdict(row: OnTimeRow) -> dict[int, Value]:
    return {3: row.met, 4: row.missed, 5: row.rate}
