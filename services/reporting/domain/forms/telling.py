"""Sentences with figures, for the narrative and the internal reports. Nothing is said that was not counted."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from reporting.domain.control.activities import ActivityKind
from reporting.domain.forms.feedback import values as feedback_values
from reporting.domain.forms.material import Material
from reporting.domain.forms.publication import counted, of_period
from reporting.domain.forms.settlement_by_unit import values_of
from reporting.domain.settlement import SettledCount

TO_FILL = "(Cơ quan bổ sung.)"
NO_SOURCE = "Hệ thống không có số liệu về nội dung này. (Cơ quan bổ sung.)"


def settlement(material: Material) -> tuple[str, ...]:
    """Received, finished, open; and how that was in the period before, where it was read."""
    now = values_of(material.settlement)
    told = [
        f"Tổng số hồ sơ nhận giải quyết: {now[3]} (trực tuyến {now[4]}; trực tiếp, bưu chính {now[5]}; từ kỳ trước "
        f"chuyển sang {now[6]}).",
        f"Đã giải quyết: {now[7]} (trước hạn {now[8]}, đúng hạn {now[9]}, quá hạn {now[10]}); tỷ lệ trước và đúng hạn: "
        f"{percent(now[8] + now[9], now[7])}.",
        f"Đang giải quyết: {now[11]} (trong hạn {now[12]}, quá hạn {now[13]}).",
    ]
    if material.before is not None:
        then = values_of(material.settlement_before)
        told.append(
            f"Kỳ trước (từ {material.before.first:%d/%m/%Y} đến {material.before.last:%d/%m/%Y}): nhận trong kỳ "
            f"{then[4] + then[5]}, đã giải quyết {then[7]}, quá hạn {then[10]}."
        )
    return tuple(told)


def feedback(material: Material) -> tuple[str, ...]:
    found = feedback_values(material.feedback)
    return (
        f"Tiếp nhận {found[3]} phản ánh, kiến nghị (kỳ trước {found[4]}, mới {found[5]}); đã xử lý {found[9]}, "
        f"đang xử lý {found[10]}, công khai {found[11]}.",
    )


def publications(material: Material) -> tuple[str, ...]:
    found = of_period(material)
    if not found:
        return ("Trong kỳ không có quyết định công bố nào trong gói pháp lý.",)
    new, amended, abolished = (counted(found, kind) for kind in ("new", "amended", "abolished"))
    lacking = sum(not each.number for each in found)
    told = [
        f"Công bố {new} TTHC mới, {amended} sửa đổi, bổ sung, thay thế, {abolished} bãi bỏ ({len(found)} lần công bố)."
    ]
    if lacking:
        told.append(f"{lacking} lần công bố chưa ghi số và ngày ký quyết định: chưa xét đúng hạn.")
    return tuple(told)


def reviews(material: Material) -> tuple[str, ...]:
    rows = material.reviews or ()
    if not rows:
        return ("Trong kỳ không có phương án đơn giản hoá.",)
    saved = sum(each.saved_vnd for each in rows)
    done = sum(each.is_done for each in rows)
    money = f"{saved:,}".replace(",", ".")
    return (
        f"{len(rows)} phương án đơn giản hoá, {done} đã thực hiện; chi phí tiết kiệm dự kiến {money} đồng một năm.",
    )


def inspections(material: Material) -> tuple[str, ...]:
    work = material.control
    if work is None:
        return (NO_SOURCE,)
    return (
        f"Kết thúc {work.inspections_concluded} cuộc kiểm tra tại {work.departments_inspected} đơn vị; ghi nhận "
        f"{work.findings_recorded} tồn tại, {work.findings_accepted} đã khắc phục được chấp nhận.",
        f"Hiện còn {work.findings_open} tồn tại chưa khắc phục xong, {work.findings_overdue} quá hạn.",
    )


def communication(material: Material) -> tuple[str, ...]:
    if material.control is None:
        return (NO_SOURCE,)
    told, _ = material.control.activity(ActivityKind.COMMUNICATION)
    courses, people = material.control.activity(ActivityKind.TRAINING)
    return (f"{told} hoạt động tuyên truyền; {courses} lớp tập huấn, {people} người tham dự.",)


def discipline(material: Material) -> tuple[str, ...]:
    if material.control is None:
        return (NO_SOURCE,)
    _, commended = material.control.activity(ActivityKind.COMMENDATION)
    _, disciplined = material.control.activity(ActivityKind.DISCIPLINE)
    return (f"Khen thưởng {commended} người; xử lý vi phạm {disciplined} người.",)


def initiatives(material: Material) -> tuple[str, ...]:
    work = material.control
    if work is None:
        return (NO_SOURCE,)
    return (
        f"{work.initiatives_proposed} sáng kiến được đề xuất, {work.initiatives_applied} được áp dụng, "
        f"{work.initiatives_recognised} được công nhận.",
    )


def evaluations(material: Material) -> tuple[str, ...]:
    found = material.evaluations
    if found is None or not found.rows:
        return ("Trong kỳ chưa có kết quả đánh giá.",)
    said = [
        f"{material.department_name(each.department)}: "
        f"{'chưa có chỉ số' if each.total is None else f'{each.total} trên {each.most} điểm'}"
        f"{f', {each.band.name}' if each.band else ''}."
        for each in found.rows
    ]
    return (*said, found.edition.note) if found.edition.note else tuple(said)


def ratings(material: Material) -> tuple[str, ...]:
    rated = material.rated
    share = percent(rated.satisfied, rated.total)
    return (f"{rated.total} lượt đánh giá, {rated.satisfied} hài lòng (từ bốn sao): {share}.",)


def departments_late(material: Material) -> tuple[str, ...]:
    """Those with something overdue, the worst first."""
    by: dict[str, list[SettledCount]] = {}
    for each in material.settlement:
        by.setdefault(each.department, []).append(each)
    figures = {key: values_of(counts) for key, counts in by.items()}
    worst = sorted((key for key in figures if figures[key][13] or figures[key][10]), key=lambda key: -figures[key][13])
    return tuple(
        f"{material.department_name(key)}: {figures[key][13]} hồ sơ đang quá hạn, {figures[key][10]} giải quyết "
        "quá hạn trong kỳ."
        for key in worst
    ) or ("Không có đơn vị nào có hồ sơ quá hạn.",)


def percent(part: int, whole: int) -> str:
    if not whole:
        return "không có số liệu"
    share = (Decimal(100 * part) / Decimal(whole)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return f"{share} %".replace(".", ",")
