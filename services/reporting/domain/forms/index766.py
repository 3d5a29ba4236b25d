"""The index of QĐ 766/QĐ-TTg: every indicator with formula, value, threshold, points and the counts behind it.

What the system has no source for has no value and says so: nothing is estimated, and no points are given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from reporting.domain.forms.counting import Counted, counted, given, of_row, ratio, together, where
from reporting.domain.forms.definition import MARKS, holds
from reporting.domain.forms.index_digital import (
    digitised,
    dossiers_paid_online,
    electronic_results,
    not_known,
    procedures_paid_online,
    procedures_payable_online,
    published_whole,
    reused,
)
from reporting.domain.forms.material import Filled, Indicator, Material
from reporting.domain.forms.measured import Measured, number_of
from reporting.domain.forms.sheets import NO_DATA, TOTAL, Col, columns, text
from reporting.domain.origin import Source
from reporting.domain.report import Format, Level, Row, Sheet, Value
from reporting.domain.settlement import Received
from reporting.domain.standing import Standing

_SPEC = (
    text("TT", "No."),
    text("Chỉ số", "Indicator"),
    Col(vi="Điểm tối đa", en="Most points", format=Format.POINTS),
    text("Công thức", "Formula"),
    Col(vi="Tử số", en="Numerator", adds_up=False),
    Col(vi="Mẫu số", en="Denominator", adds_up=False),
    Col(vi="Giá trị", en="Value", format=Format.SHARE, adds_up=False),
    Col(vi="Ngưỡng đạt điểm tối đa", en="Full points at", format=Format.SHARE, adds_up=False),
    Col(vi="Điểm", en="Points", format=Format.POINTS),
    text("Căn cứ", "Evidence"),
    text("Mức kiểm chứng", "How it is known"),
)
_WORKING_DAY = 8 * 3600
_SAID = ("satisfied", "neutral", "dissatisfied")
_BY_NOTIFY = (
    "Do dịch vụ thông báo đếm ở sổ đồng bộ (GET /v1/sync): danh sách hồ sơ mở ở đó.",
    "Counted by notify in its book of hand-overs (GET /v1/sync): the dossiers are listed there.",
)


def filled(material: Material) -> Filled:
    on = material.period.last
    held = [each for each in material.indicators if holds(each.valid_from, each.valid_to, on)]
    measured = {each.key: MEASURES.get(each.key, _none)(material) for each in held}
    groups = list(dict.fromkeys(each.group for each in held))
    rows: list[Row] = []
    for number, group in enumerate(groups, 1):
        mine = [_row(each, measured[each.key], f"nhom-{number}") for each in held if each.group == group]
        rows += [_sum(f"nhom-{number}", str(number), group, mine, Level.SUBTOTAL), *mine]
    items = [row for row in rows if row.level is Level.ITEM]
    rows.append(_sum(TOTAL, "", "Tổng cộng", items, Level.TOTAL))
    sheet = Sheet(
        key="766",
        title="Bộ chỉ số phục vụ người dân, doanh nghiệp trong thực hiện TTHC, dịch vụ công",
        title_en="Index of service quality",
        columns=columns(_SPEC),
        rows=tuple(rows),
        notes=tuple(_notes(held, items)),
    )
    return Filled(sheets=(sheet,), definitions=(material.definition.name,))


def _row(one: Indicator, found: Measured, group: str) -> Row:
    most = None if one.max_points is None else Decimal(one.max_points)
    values: dict[int, Value] = {
        1: one.key,
        2: one.name,
        3: most,
        4: one.formula or "chưa rõ",
        8: None if one.full_at is None else Decimal(one.full_at) / 100,
        10: " ".join(filter(None, (f"{found.evidence}.", one.note))),
        11: _known(one, found),
    }
    return of_row(Row(key=one.key, label=one.name, group=group, values=values), found.cells(one))


def _known(one: Indicator, found: Measured) -> str:
    said = f"điểm: {MARKS[one.mark]}; công thức, ngưỡng: {MARKS[one.working_mark]}"
    return f"{said}; quy ước đếm: {MARKS[found.rule_mark]}" if found.rule_mark else said


def _sum(key: str, number: str, label: str, rows: Iterable[Row], level: Level) -> Row:
    values: dict[int, Value] = {1: number, 2: label}
    kept = tuple(rows)
    for column in (3, 9):
        known = [value for row in kept if isinstance(value := row.values.get(column), Decimal)]
        values[column] = sum(known, Decimal(0)) if known else None
    scored, most = _scored(kept)
    values[10] = f"{scored} trên {len(kept)} chỉ số có số liệu, tối đa {most} trên {values[3] or 0} điểm"
    return Row(key=key, label=label, level=level, values=values)


def _notes(held: list[Indicator], rows: list[Row]) -> Iterable[str]:
    if not held:
        yield "Chưa đọc được các chỉ số từ gói pháp lý của dịch vụ tiếp nhận."
        return
    scored, most = _scored(rows)
    yield f"Điểm chỉ gồm {scored} chỉ số có số liệu, tối đa {most} điểm; không phải điểm của Cổng quốc gia."
    yield "Dưới ngưỡng, điểm tính theo tỷ lệ giá trị trên ngưỡng; chỉ số không có ngưỡng tính theo 100 % (suy luận)."


def _scored(rows: Iterable[Row]) -> tuple[int, Decimal]:
    """How many lines have points, and how many these could have at most."""
    most = [row.values[3] for row in rows if row.values.get(9) is not None]
    return len(most), sum((value for value in most if isinstance(value, Decimal)), Decimal(0))


def _none(_: Material) -> Measured:
    return Measured()


def _published(material: Material) -> Measured:
    return _duties(material, ("publish",), "quyết định công bố đúng hạn")


def _disclosed(material: Material) -> Measured:
    return _duties(material, ("national-database", "portal"), "lần cập nhật, công khai đúng hạn")


def _duties(material: Material, duties: tuple[str, ...], what: str) -> Measured:
    """Of those that can be judged: number and days of the decision are known."""
    met = counted(material, Source.DUTIES, where(duty=duties, state="met"))
    judged = counted(material, Source.DUTIES, where(duty=duties, state=("met", "missed")))
    if not judged.value:
        return Measured(evidence=f"{NO_DATA}: chưa ghi số, ngày ký quyết định công bố của kỳ")
    return Measured(part=met, whole=judged, evidence=f"{met.value} trên {judged.value} {what}, xét theo gói pháp lý")


def _handed_over(material: Material) -> Measured:
    handed = material.handed_over
    if handed is None or material.department:  # of the agency as a whole, or not at all
        return Measured(evidence=f"{NO_DATA}: chưa cấu hình đồng bộ, hoặc dịch vụ thông báo không trả lời")
    said = f"{handed.synced} trên {handed.received} hồ sơ tiếp nhận trong kỳ đã được hệ thống nhận, đến lúc lập báo cáo"
    return Measured(part=given(handed.synced, *_BY_NOTIFY), whole=given(handed.received, *_BY_NOTIFY), evidence=said)


def _on_time(material: Material) -> Measured:
    by = {standing: counted(material, Source.SETTLED, where(standing=standing)) for standing in Standing}
    part = together(*(by[standing] for standing in (Standing.EARLY, Standing.ON_TIME, Standing.IN_TIME)))
    whole = together(*by.values())
    said = (
        f"{by[Standing.EARLY].value} trước hạn + {by[Standing.ON_TIME].value} đúng hạn + {by[Standing.IN_TIME].value} "
        f"đang giải quyết trong hạn, trên {whole.value} hồ sơ; {by[Standing.LATE].value} giải quyết quá hạn, "
        f"{by[Standing.OVERDUE].value} đang quá hạn"
    )
    return Measured(part=part, whole=whole, evidence=said)


def _handling(material: Material) -> Measured:
    """For information: a length, not a share."""
    handled = material.handled
    if not handled.count:
        return Measured(evidence="chưa có hồ sơ có kết quả trong kỳ")
    days = (Decimal(handled.seconds) / (handled.count * _WORKING_DAY)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return Measured(
        evidence=f"trung bình {str(days).replace('.', ',')} ngày làm việc, {handled.count} hồ sơ có kết quả"
    )


def _online_offered(material: Material) -> Measured:
    part, whole = _offered(material), counted(material, Source.PROCEDURES)
    said = f"{part.value} trên {whole.value} TTHC có hiệu lực ngày cuối kỳ"
    return Measured(part=part, whole=whole, evidence=said)


def _online_used(material: Material) -> Measured:
    used = {each.procedure_key for each in material.settlement if each.received is Received.ONLINE}
    part, whole = counted(material, Source.PROCEDURES, where(is_online=True, key=used)), _offered(material)
    said = f"{part.value} trên {whole.value} dịch vụ có hồ sơ trực tuyến trong kỳ"
    return Measured(part=part, whole=whole, evidence=said)


def _offered(material: Material) -> Counted:
    return counted(material, Source.PROCEDURES, where(is_online=True))


def _filed_online(material: Material) -> Measured:
    part = counted(material, Source.SETTLED, where(received=Received.ONLINE))
    whole = counted(material, Source.SETTLED, where(received=(Received.ONLINE, Received.DIRECT)))
    said = f"{part.value} nộp trực tuyến trên {whole.value} hồ sơ tiếp nhận trong kỳ"
    return Measured(part=part, whole=whole, evidence=said)


def _answered_in_time(material: Material) -> Measured:
    in_time = counted(material, Source.FEEDBACK, where(timeliness="in_time"))
    overdue = counted(material, Source.FEEDBACK, where(timeliness="overdue"))
    if not in_time.value and not overdue.value:
        return Measured(evidence=f"{NO_DATA}: chưa có phản ánh, kiến nghị được trả lời hoặc quá hạn trong kỳ")
    said = f"{in_time.value} trả lời đúng hạn, {overdue.value} quá hạn"
    return Measured(part=in_time, whole=together(in_time, overdue), evidence=said)


def _content_with_answers(material: Material) -> Measured:
    rated = counted(material, Source.FEEDBACK, where(satisfaction=_SAID))
    if not rated.value:
        return Measured(evidence=f"{NO_DATA}: chưa có người gửi nào đánh giá")
    bad = counted(material, Source.FEEDBACK, where(satisfaction="dissatisfied"))
    late = counted(material, Source.FEEDBACK, where(timeliness="overdue"))
    whole = counted(material, Source.FEEDBACK, where(outcome="answered"))
    part = ratio(
        max(0, number_of(whole) - number_of(bad) - number_of(late)),
        "đã trả lời − không hài lòng − quá hạn, không dưới 0",
        "answered − dissatisfied − overdue, not below 0",
        ("đã trả lời", whole),
        ("không hài lòng", bad),
        ("quá hạn", late),
    )
    said = (
        f"{whole.value} đã trả lời, {bad.value} không hài lòng, {late.value} quá hạn; {rated.value} có đánh giá, "
        "số còn lại theo công thức không tính là không hài lòng"
    )
    return Measured(part=part, whole=whole, evidence=said)


def _content(material: Material) -> Measured:
    part, whole = counted(material, Source.RATED, where(stars=("4", "5"))), counted(material, Source.RATED)
    return Measured(part=part, whole=whole, evidence=f"{part.value} từ bốn sao trên {whole.value} lượt đánh giá")


MEASURES: Mapping[str, Callable[[Material], Measured]] = {
    "1.1": _published,
    "1.2": _disclosed,
    "1.3": published_whole,
    "1.4": _handed_over,
    "2.1": _on_time,
    "2.2": _handling,
    "3.1": electronic_results,
    "3.2": digitised,
    "3.3": reused,
    "3.4": not_known,
    "4.1": _online_offered,
    "4.2": _online_used,
    "4.3": _filed_online,
    "4.4": procedures_paid_online,
    "4.5": procedures_payable_online,
    "4.6": dossiers_paid_online,
    "5.1": _answered_in_time,
    "5.2": _content_with_answers,
    "5.3": _content,
}
