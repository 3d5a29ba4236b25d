"""The index of QĐ 766/QĐ-TTg: every indicator with formula, value, threshold, points and the counts behind it.

What the system has no source for has no value and says so: nothing is estimated, and no points are given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from reporting.domain.forms.definition import MARKS, holds
from reporting.domain.forms.material import Filled, Indicator, Material, Publication
from reporting.domain.forms.publication import of_period
from reporting.domain.forms.sheets import NO_DATA, TOTAL, Col, columns, text
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """part ÷ whole, both counts; evidence: what they are. None for both: no data."""

    part: int | None = None
    whole: int | None = None
    evidence: str = NO_DATA

    @property
    def share(self) -> Decimal | None:
        if self.part is None or not self.whole:
            return None
        return (Decimal(self.part) / Decimal(self.whole)).quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)


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


def points(one: Indicator, share: Decimal | None) -> Decimal | None:
    """In proportion up to the threshold, all points from there on; a threshold that is not known counts as 100 %."""
    if share is None or one.max_points is None:
        return None
    full = Decimal(one.full_at or 100) / 100
    return (min(Decimal(1), share / full) * one.max_points).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _row(one: Indicator, found: Measured, group: str) -> Row:
    most = None if one.max_points is None else Decimal(one.max_points)
    values: dict[int, Value] = {
        1: one.key,
        2: one.name,
        3: most,
        4: one.formula or "chưa rõ",
        5: found.part,
        6: found.whole,
        7: found.share,
        8: None if one.full_at is None else Decimal(one.full_at) / 100,
        9: points(one, found.share),
        10: " ".join(filter(None, (f"{found.evidence}.", one.note))),
        11: f"điểm: {MARKS[one.mark]}; công thức, ngưỡng: {MARKS[one.working_mark]}",
    }
    return Row(key=one.key, label=one.name, group=group, values=values)


def _sum(key: str, number: str, label: str, rows: Iterable[Row], level: Level) -> Row:
    values: dict[int, Value] = {1: number, 2: label}
    kept = tuple(rows)
    for column in (3, 9):
        known = [value for row in kept if isinstance(value := row.values.get(column), Decimal)]
        values[column] = sum(known, Decimal(0)) if known else None
    return Row(key=key, label=label, level=level, values=values)


def _notes(held: list[Indicator], rows: list[Row]) -> Iterable[str]:
    if not held:
        yield "Chưa đọc được các chỉ số từ gói pháp lý của dịch vụ tiếp nhận."
        return
    scored = [row for row in rows if row.values.get(9) is not None]
    most = sum((value for row in scored if isinstance(value := row.values[3], Decimal)), Decimal(0))
    yield f"Điểm chỉ gồm {len(scored)} chỉ số có số liệu, tối đa {most} điểm; không phải điểm của Cổng quốc gia."
    yield "Dưới ngưỡng, điểm tính theo tỷ lệ giá trị trên ngưỡng; chỉ số không có ngưỡng tính theo 100 % (suy luận)."


def _none(_: Material) -> Measured:
    return Measured()


def _published(material: Material) -> Measured:
    return _duties([(each, ("publish",)) for each in of_period(material)], "quyết định công bố đúng hạn")


def _disclosed(material: Material) -> Measured:
    duties = ("national-database", "portal")
    return _duties([(each, duties) for each in of_period(material)], "lần cập nhật, công khai đúng hạn")


def _duties(asked: Iterable[tuple[Publication, tuple[str, ...]]], what: str) -> Measured:
    """Of those that can be judged: number and days of the decision are known."""
    states = [each.states.get(duty, "none") for each, duties in asked for duty in duties]
    judged = [state for state in states if state in ("met", "missed")]
    if not judged:
        return Measured(evidence=f"{NO_DATA}: chưa ghi số, ngày ký quyết định công bố của kỳ")
    met = sum(state == "met" for state in judged)
    return Measured(part=met, whole=len(judged), evidence=f"{met} trên {len(judged)} {what}, xét theo gói pháp lý")


def _handed_over(material: Material) -> Measured:
    handed = material.handed_over
    if handed is None or material.department:  # of the agency as a whole, or not at all
        return Measured(evidence=f"{NO_DATA}: chưa cấu hình đồng bộ, hoặc dịch vụ thông báo không trả lời")
    said = f"{handed.synced} trên {handed.received} hồ sơ tiếp nhận trong kỳ đã được hệ thống nhận, đến lúc lập báo cáo"
    return Measured(part=handed.synced, whole=handed.received, evidence=said)


def _on_time(material: Material) -> Measured:
    good = (Standing.EARLY, Standing.ON_TIME, Standing.IN_TIME)
    by = {
        standing: sum(each.count for each in material.settlement if each.standing is standing) for standing in Standing
    }
    part, whole = sum(by[standing] for standing in good), sum(by.values())
    said = (
        f"{by[Standing.EARLY]} trước hạn + {by[Standing.ON_TIME]} đúng hạn + {by[Standing.IN_TIME]} đang giải quyết "
        f"trong hạn, trên {whole} hồ sơ; {by[Standing.LATE]} giải quyết quá hạn, {by[Standing.OVERDUE]} đang quá hạn"
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
    held = material.in_force()
    part = sum(each.is_online for each in held)
    return Measured(part=part, whole=len(held), evidence=f"{part} trên {len(held)} TTHC có hiệu lực ngày cuối kỳ")


def _online_used(material: Material) -> Measured:
    offered = {each.key for each in material.in_force() if each.is_online}
    used = offered & {each.procedure_key for each in material.settlement if each.received is Received.ONLINE}
    said = f"{len(used)} trên {len(offered)} dịch vụ có hồ sơ trực tuyến trong kỳ"
    return Measured(part=len(used), whole=len(offered), evidence=said)


def _filed_online(material: Material) -> Measured:
    new = [each for each in material.settlement if each.received is not Received.CARRIED]
    part = sum(each.count for each in new if each.received is Received.ONLINE)
    whole = sum(each.count for each in new)
    return Measured(part=part, whole=whole, evidence=f"{part} nộp trực tuyến trên {whole} hồ sơ tiếp nhận trong kỳ")


def _answered_in_time(material: Material) -> Measured:
    in_time = sum(each.in_time for each in material.feedback)
    overdue = sum(each.overdue for each in material.feedback)
    said = f"{in_time} trả lời đúng hạn, {overdue} quá hạn"
    return Measured(part=in_time, whole=in_time + overdue, evidence=said)


def _content_with_answers(material: Material) -> Measured:
    rated = sum(each.rated for each in material.feedback)
    bad = sum(each.dissatisfied for each in material.feedback)
    late = sum(each.overdue for each in material.feedback)
    if not rated:
        return Measured(evidence=f"{NO_DATA}: chưa có người gửi nào đánh giá")
    whole = sum(each.answered for each in material.feedback)
    part = max(0, whole - bad - late)
    return Measured(part=part, whole=whole, evidence=f"{whole} đã trả lời, {bad} không hài lòng, {late} quá hạn")


def _content(material: Material) -> Measured:
    rated = material.rated
    return Measured(
        part=rated.satisfied,
        whole=rated.total,
        evidence=f"{rated.satisfied} từ bốn sao trên {rated.total} lượt đánh giá",
    )


MEASURES: Mapping[str, Callable[[Material], Measured]] = {
    "1.1": _published,
    "1.2": _disclosed,
    "1.4": _handed_over,
    "2.1": _on_time,
    "2.2": _handling,
    "4.1": _online_offered,
    "4.2": _online_used,
    "4.3": _filed_online,
    "5.1": _answered_in_time,
    "5.2": _content_with_answers,
    "5.3": _content,
}
"""What can be measured. The others (full content, digitised dossiers, payments online) have no source
here."""
