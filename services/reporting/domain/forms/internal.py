"""The plan's own reports: weekly to the leadership, six months before 5 July, the year before 5 December."""

from __future__ import annotations

from reporting.domain.forms import telling
from reporting.domain.forms.counting import Counted, counted, ratio, section, together, where
from reporting.domain.forms.material import Filled, Material
from reporting.domain.forms.settlement_by_unit import settled, settlement_sheet
from reporting.domain.forms.sheets import Col, columns, numbered, text, with_total
from reporting.domain.on_time import Row as OnTimeRow
from reporting.domain.origin import Source, Where
from reporting.domain.report import Format, Row, Section, Sheet

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
        section(
            "1",
            "Tiếp nhận, giải quyết hồ sơ",
            telling.settlement(material),
            sheet=by_department(material),
        ),
        section("2", "Hồ sơ quá hạn theo đơn vị", telling.departments_late(material)),
        section("3", "Phản ánh, kiến nghị", telling.feedback(material)),
        section("4", "Kiểm tra công tác kiểm soát thủ tục hành chính", telling.inspections(material)),
    )


def long(material: Material) -> Filled:
    """Six months and a year: the tasks of section II.1 of the plan, in its order (a, b, c, d, đ, e, g)."""
    return _filled(
        material,
        section(
            "1",
            "Chỉ đạo, điều hành; sáng kiến",
            (*telling.initiatives(material), *telling.discipline(material), telling.TO_FILL),
        ),
        section("2", "Công bố, công khai thủ tục hành chính", telling.publications(material)),
        section(
            "3",
            "Thực hiện cơ chế một cửa, một cửa liên thông",
            (*telling.settlement(material), *telling.ratings(material)),
            sheet=settlement_sheet(material),
        ),
        section(
            "4",
            "Kết quả theo từng đơn vị",
            (*telling.departments_late(material), *telling.evaluations(material)),
            sheet=by_department(material),
        ),
        section("5", "Kiểm tra công tác kiểm soát thủ tục hành chính", telling.inspections(material)),
        section("6", "Rà soát, đánh giá thủ tục hành chính", telling.reviews(material)),
        section("7", "Phản ánh, kiến nghị", telling.feedback(material)),
        section("8", "Tuyên truyền", telling.communication(material)),
        section("9", "Khó khăn, vướng mắc; đề xuất, kiến nghị", (telling.TO_FILL,)),
    )


def by_department(material: Material) -> Sheet:
    """As II.06a, a row a department."""
    known = dict.fromkeys(
        (*(each.key for each in material.departments), *(each.department for each in material.settlement))
    )
    rows = numbered(
        (Row(key=key, label=material.department_name(key)), _settled(material, where(department=key))) for key in known
    )
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
    rows = numbered((Row(key=row.department, label=row.name), _verdict(material, row)) for row in mine)
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


def _settled(material: Material, of: Where) -> dict[int, Counted]:
    """Received in the period in one column, the rest as in II.06a."""
    found = settled(material, of)
    taken = (together(found[4], found[5]), *(found[number] for number in range(6, 14)))
    return dict(enumerate(taken, 3))


def _verdict(material: Material, row: OnTimeRow) -> dict[int, Counted]:
    met, missed = (
        counted(material, Source.DECIDED, where(department=row.department, verdict=verdict))
        for verdict in ("met", "missed")
    )
    parts = (("Kết luận đúng hạn", met), ("Kết luận quá hạn", missed))
    return {3: met, 4: missed, 5: ratio(row.rate, "(3) ÷ ((3) + (4))", "(3) ÷ ((3) + (4))", *parts)}
