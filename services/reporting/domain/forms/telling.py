"""Sentences with figures, for the narrative and the internal reports. Nothing is said that was not counted."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from reporting.domain.control.activities import ActivityKind
from reporting.domain.forms.counting import Counted, Paragraph, counted, ratio, together, told, where
from reporting.domain.forms.feedback import handled
from reporting.domain.forms.material import Material
from reporting.domain.forms.publication import published
from reporting.domain.forms.settlement_by_unit import settled
from reporting.domain.forms.unit_indices import whole
from reporting.domain.origin import Source

TO_FILL = "(Cơ quan bổ sung.)"
NO_SOURCE = "Hệ thống không có số liệu về nội dung này. (Cơ quan bổ sung.)"


def settlement(material: Material) -> tuple[Paragraph, ...]:
    """Received, finished, open; and how that was in the period before, where it was read."""
    now = settled(material, {})
    in_time = together(now[8], now[9])
    sentences = [
        told(
            "Tổng số hồ sơ nhận giải quyết: {all} (trực tuyến {online}; trực tiếp, bưu chính {direct}; từ kỳ trước "
            "chuyển sang {carried}).",
            all=now[3],
            online=now[4],
            direct=now[5],
            carried=now[6],
        ),
        told(
            "Đã giải quyết: {done} (trước hạn {early}, đúng hạn {on_time}, quá hạn {late}); tỷ lệ trước và đúng hạn: "
            "{share}.",
            done=now[7],
            early=now[8],
            on_time=now[9],
            late=now[10],
            share=_share("trước và đúng hạn", in_time, "đã giải quyết", now[7]),
        ),
        told(
            "Đang giải quyết: {open} (trong hạn {in_time}, quá hạn {overdue}).",
            open=now[11],
            in_time=now[12],
            overdue=now[13],
        ),
    ]
    if material.before is not None:
        then = settled(material, {}, Source.SETTLED_BEFORE)
        sentences.append(
            told(
                "Kỳ trước (từ {first} đến {last}): nhận trong kỳ {new}, đã giải quyết {done}, quá hạn {late}.",
                first=f"{material.before.first:%d/%m/%Y}",
                last=f"{material.before.last:%d/%m/%Y}",
                new=together(then[4], then[5]),
                done=then[7],
                late=then[10],
            )
        )
    return tuple(sentences)


def feedback(material: Material) -> tuple[Paragraph, ...]:
    found = handled(material, {})
    return (
        told(
            "Tiếp nhận {all} phản ánh, kiến nghị (kỳ trước {carried}, mới {new}); đã xử lý {answered}, "
            "đang xử lý {open}, công khai {published}.",
            all=found[3],
            carried=found[4],
            new=found[5],
            answered=found[9],
            open=found[10],
            published=found[11],
        ),
    )


def publications(material: Material) -> tuple[Paragraph, ...]:
    if not material.published():
        return ("Trong kỳ không có quyết định công bố nào trong gói pháp lý.",)
    lacking = counted(material, Source.DECISIONS, where(is_numbered=False))
    sentences = [
        told(
            "Công bố {new} TTHC mới, {amended} sửa đổi, bổ sung, thay thế, {abolished} bãi bỏ ({all} lần công bố).",
            all=counted(material, Source.DECISIONS),
            **{kind: published(material, kind) for kind in ("new", "amended", "abolished")},
        )
    ]
    if lacking.value:
        sentences.append(
            told("{lacking} lần công bố chưa ghi số và ngày ký quyết định: chưa xét đúng hạn.", lacking=lacking)
        )
    return tuple(sentences)


def reviews(material: Material) -> tuple[Paragraph, ...]:
    rows = material.reviews or ()
    if not rows:
        return ("Trong kỳ không có phương án đơn giản hoá.",)
    saved = sum(each.saved_vnd for each in rows)
    return (
        told(
            "{all} phương án đơn giản hoá, {done} đã thực hiện; chi phí tiết kiệm dự kiến {money} đồng một năm.",
            all=counted(material, Source.PROPOSALS),
            done=counted(material, Source.PROPOSALS, where(is_done=True)),
            money=f"{saved:,}".replace(",", "."),
        ),
    )


def inspections(material: Material) -> tuple[Paragraph, ...]:
    if material.control is None:
        return (NO_SOURCE,)
    return (
        told(
            "Kết thúc {concluded} cuộc kiểm tra tại {departments} đơn vị; ghi nhận {recorded} tồn tại, {accepted} đã "
            "khắc phục được chấp nhận.",
            concluded=_done(material, "inspection-concluded"),
            departments=_done(material, "department-inspected"),
            recorded=_done(material, "finding-recorded"),
            accepted=_done(material, "finding-accepted"),
        ),
        told(
            "Hiện còn {open} tồn tại chưa khắc phục xong, {overdue} quá hạn.",
            open=_done(material, "finding-open"),
            overdue=_done(material, "finding-overdue"),
        ),
    )


def communication(material: Material) -> tuple[Paragraph, ...]:
    if material.control is None:
        return (NO_SOURCE,)
    return (
        told(
            "{told} hoạt động tuyên truyền; {courses} lớp tập huấn, {people} người tham dự.",
            told=_done(material, ActivityKind.COMMUNICATION),
            courses=_done(material, ActivityKind.TRAINING),
            people=_people(material, ActivityKind.TRAINING),
        ),
    )


def discipline(material: Material) -> tuple[Paragraph, ...]:
    if material.control is None:
        return (NO_SOURCE,)
    return (
        told(
            "Khen thưởng {commended} người; xử lý vi phạm {disciplined} người.",
            commended=_people(material, ActivityKind.COMMENDATION),
            disciplined=_people(material, ActivityKind.DISCIPLINE),
        ),
    )


def initiatives(material: Material) -> tuple[Paragraph, ...]:
    if material.control is None:
        return (NO_SOURCE,)
    return (
        told(
            "{proposed} sáng kiến được đề xuất, {applied} được áp dụng, {recognised} được công nhận.",
            proposed=_done(material, "initiative-proposed"),
            applied=_done(material, "initiative-applied"),
            recognised=_done(material, "initiative-recognised"),
        ),
    )


def evaluations(material: Material) -> tuple[Paragraph, ...]:
    found = material.evaluations
    if found is None or not found.rows:
        return ("Trong kỳ chưa có kết quả đánh giá.",)
    said: list[Paragraph] = []
    for each in found.rows:
        unit, band = material.department_name(each.department), f", {each.band.name}" if each.band else ""
        if each.total is None:
            said.append(f"{unit}: chưa có chỉ số{band}.")
        else:
            said.append(
                told("{unit}: {total} trên {most} điểm{band}.", unit=unit, total=whole(each), most=each.most, band=band)
            )
    return (*said, found.edition.note) if found.edition.note else tuple(said)


def ratings(material: Material) -> tuple[Paragraph, ...]:
    rated = counted(material, Source.RATED)
    content = counted(material, Source.RATED, where(stars=("4", "5")))
    return (
        told(
            "{rated} lượt đánh giá, {content} hài lòng (từ bốn sao): {share}.",
            rated=rated,
            content=content,
            share=_share("hài lòng", content, "lượt đánh giá", rated),
        ),
    )


def departments_late(material: Material) -> tuple[Paragraph, ...]:
    """Those with something overdue, the worst first."""
    units = dict.fromkeys(each.department for each in material.settlement)
    figures = {unit: settled(material, where(department=unit)) for unit in units}
    late = [unit for unit in units if figures[unit][13].value or figures[unit][10].value]
    return tuple(
        told(
            "{unit}: {overdue} hồ sơ đang quá hạn, {late} giải quyết quá hạn trong kỳ.",
            unit=material.department_name(unit),
            overdue=figures[unit][13],
            late=figures[unit][10],
        )
        for unit in sorted(late, key=lambda unit: -int(str(figures[unit][13].value)))
    ) or ("Không có đơn vị nào có hồ sơ quá hạn.",)


def _done(material: Material, mark: str) -> Counted:
    return counted(material, Source.CONTROL, where(mark=mark))


def _people(material: Material, kind: ActivityKind) -> Counted:
    """Summed as written in the log: nobody is named there."""
    tallies = material.control.activities if material.control else ()
    value = sum(each.people for each in tallies if each.kind is kind)
    entries = _done(material, kind)
    return ratio(
        value, "Tổng số người ghi trong các mục nhật ký", "People, summed over these entries", ("mục", entries)
    )


def _share(said: str, part: Counted, of: str, all_of: Counted) -> Counted:
    value = percent(int(str(part.value)), int(str(all_of.value)))
    if not all_of.value:
        return Counted(value=value)
    return ratio(value, f"{said} ÷ {of}", f"{said} ÷ {of}", (said, part), (of, all_of))


def percent(part: int, whole: int) -> str:
    if not whole:
        return "không có số liệu"
    share = (Decimal(100 * part) / Decimal(whole)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return f"{share} %".replace(".", ",")
