"""The words of form 06: two lines a hand-over, who gives and who takes, when, and how the step ended."""

from __future__ import annotations

from intake.domain.dossier import Timeliness
from intake.domain.forms.control_slip import ControlSheet, SlipRow
from intake.printing.blocks import Block, fields, table
from intake.printing.wording import moment

VERDICTS: dict[Timeliness, str] = {
    Timeliness.EARLY: "Trước hạn",
    Timeliness.ON_TIME: "Đúng hạn",
    Timeliness.LATE: "Quá hạn",
}
_COLUMNS = [
    ("Tên cơ quan, đơn vị", 3.3, False),
    ("Thời gian giao, nhận hồ sơ", 3.5, False),
    ("Kết quả giải quyết hồ sơ (trước hạn/ đúng hạn/quá hạn)", 1.9, True),
    ("Ghi chú", 2.3, False),
]


def control_blocks(sheet: ControlSheet) -> list[Block]:
    return [
        fields(
            ("Mã hồ sơ", sheet.code),
            ("Nội dung yêu cầu giải quyết", sheet.request),
            ("Cơ quan giải quyết hồ sơ", sheet.department),
            ("Cơ quan phối hợp giải quyết hồ sơ", "; ".join(sheet.partners) or "Không"),
            ("Nhận hồ sơ", moment(sheet.accepted_at)),
            ("Hẹn trả kết quả", moment(sheet.due_at)),
            strong=("Mã hồ sơ",),
        ),
        table(_COLUMNS, [_row(row) for row in sheet.rows]),
    ]


def _row(row: SlipRow) -> tuple[str, str, str, str]:
    at = row.at
    return (
        f"1. Giao: {row.giver}\n2. Nhận: {row.receiver}",
        f"{at:%H} giờ {at:%M}, ngày {at:%d/%m/%Y}\nNgười giao: {row.given_by or '………'}\n"
        f"Người nhận: {row.received_by or '………'}",
        VERDICTS.get(row.verdict, "") if row.verdict else "",
        row.note,
    )
