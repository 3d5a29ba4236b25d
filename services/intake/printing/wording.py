"""Vietnamese wording of what a form says: instants, limits, channels, legal references."""

from __future__ import annotations

import re
from datetime import datetime

from chassis.kernel.worktime import Limit, Unit
from intake.domain.forms.heading import Heading
from intake.domain.procedures import Channel, DocumentForm

UNITS: dict[Unit, str] = {
    Unit.WORKING_DAY: "ngày làm việc",
    Unit.CALENDAR_DAY: "ngày",
    Unit.WORKING_HOUR: "giờ làm việc",
}
RESULT_BY: dict[Channel, str] = {
    Channel.COUNTER: "Bộ phận Tiếp nhận và Trả kết quả",
    Channel.POST: "Dịch vụ bưu chính công ích",
    Channel.ONLINE: "Trực tuyến (bản điện tử)",
}
FORMS: dict[DocumentForm, str] = {
    DocumentForm.ORIGINAL: "bản chính",
    DocumentForm.CERTIFIED: "bản sao có chứng thực",
    DocumentForm.COPY: "bản sao",
}
_OLDER = "TT 01/2018/"
SURVEY = "Sau khi có kết quả, mời Ông/Bà quét mã này để đánh giá việc giải quyết thủ tục hành chính."
"""The survey is handed out with forms 01, 02 and 03 (TT01/18 art. 12(2))."""


def looking_up(page: str) -> str:
    """How to follow a dossier, with a telephone and without."""
    return f"Quét mã, hoặc truy cập {page}, để tra cứu tình trạng giải quyết hồ sơ."


def moment(at: datetime) -> str:
    """``09 giờ 30 phút, ngày 20 tháng 4 năm 2026``."""
    return f"{at:%H} giờ {at:%M} phút, {day(at)}"


def day(at: datetime) -> str:
    """``ngày 20 tháng 4 năm 2026``; days and the months 1 and 2 with two digits (NĐ 30/2020/NĐ-CP annex I)."""
    month = f"{at.month:02d}" if at.month < 3 else str(at.month)
    return f"ngày {at.day:02d} tháng {month} năm {at.year}"


def short(at: datetime | None) -> str:
    """``09:30 20/04/2026``; empty for what has not happened."""
    return "" if at is None else f"{at:%H:%M %d/%m/%Y}"


def dated(heading: Heading) -> str:
    """``Hải Phòng, ngày 20 tháng 4 năm 2026``."""
    return f"{heading.place or '…………'}, {day(heading.dated)}"


def numbered(heading: Heading) -> str | None:
    """``Số: 0001/PBS``; null for a form without a number of its own."""
    return f"Số: {heading.serial or '………'}/{heading.symbol}" if heading.symbol else None


def limit(value: Limit) -> str:
    """``10 ngày làm việc``."""
    return f"{value.to_dict()['amount'].replace('.', ',')} {UNITS[value.unit]}"


def law(legal_ref: str) -> str:
    """``TT 03/2025/TT-VPCP Phụ lục I`` → ``(Theo Thông tư số 03/2025/TT-VPCP, Phụ lục I)``."""
    spelled = re.sub(r"^TT (\S+)", r"Thông tư số \1,", legal_ref)
    spelled = re.sub(r"\bĐ(\d+)", r"Điều \1", spelled)
    return f"(Theo {spelled.removesuffix(',')})"


def is_older(heading: Heading) -> bool:
    """Whether the form follows TT01/18, in force to 2025-09-15; later circulars are laid out like TT03/25."""
    return heading.form.legal_ref.startswith(_OLDER)
