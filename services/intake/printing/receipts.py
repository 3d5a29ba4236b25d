"""The words of form 01, in the layout of the circular that it follows."""

from __future__ import annotations

from intake.domain.documents import NamedDocument
from intake.domain.forms.heading import Heading
from intake.domain.forms.receipts import ReceiptSheet
from intake.domain.procedures import DocumentForm
from intake.domain.receipt import Receipt
from intake.printing.blocks import Block, fields, scan, signatures, table, words
from intake.printing.people import contact, representative
from intake.printing.wording import FORMS, RESULT_BY, SURVEY, is_older, limit, looking_up, moment

PROVISIONAL = "Ngày hẹn trả có thể thay đổi khi lịch nghỉ lễ của năm được công bố."


def receipt_blocks(sheet: ReceiptSheet) -> list[Block]:
    receipt = sheet.receipt
    return [
        scan(
            sheet.tracking,
            looking_up(sheet.page),
            SURVEY,
            rows=[("Mã hồ sơ", receipt.code), ("Mã tra cứu", receipt.tracking_secret)],
        ),
        fields(
            ("Bộ phận tiếp nhận và trả kết quả", receipt.one_stop_unit),
            ("Tiếp nhận hồ sơ của", receipt.applicant.name),
            *contact(receipt.applicant),
            *representative(receipt.applicant),
            ("Nội dung yêu cầu giải quyết", receipt.request),
            strong=("Tiếp nhận hồ sơ của", "Nội dung yêu cầu giải quyết"),
        ),
        words("Thành phần hồ sơ nộp gồm:"),
        _documents(sheet.heading, receipt.documents),
        fields(*_appointment(receipt), strong=("Thời gian trả kết quả giải quyết hồ sơ",)),
        *([words(PROVISIONAL, emphasis=True)] if receipt.due_is_provisional else []),
        signatures(("Người nộp hồ sơ", ""), ("Người tiếp nhận hồ sơ", receipt.received_by)),
    ]


def _appointment(receipt: Receipt) -> list[tuple[str, str]]:
    return [
        ("Số lượng hồ sơ", f"{receipt.sets} (bộ)"),
        ("Thời gian giải quyết hồ sơ theo quy định", limit(receipt.limit)),
        ("Thời gian nhận hồ sơ", moment(receipt.received_at)),
        ("Thời gian trả kết quả giải quyết hồ sơ", moment(receipt.due_at)),
        ("Đăng ký nhận kết quả tại", RESULT_BY[receipt.result_by]),
        ("Vào Sổ theo dõi hồ sơ", f"Quyển số {receipt.book}, Số thứ tự {receipt.entry}"),
    ]


def _documents(heading: Heading, documents: tuple[NamedDocument, ...]) -> Block:
    """Older: how many of each kind of copy, in columns. Newer: a numbered list."""
    if not is_older(heading):
        columns = [("TT", 0.7, True), ("Thành phần hồ sơ", 6.3, False), ("Hình thức", 2.6, True), ("SL", 0.8, True)]
        rows = [
            (str(place), each.name, FORMS[each.form], str(each.quantity))
            for place, each in enumerate(documents, start=1)
        ]
        return table(columns, rows)
    columns = [
        ("TT", 0.7, True),
        ("Thành phần hồ sơ", 5.4, False),
        ("Bản chính", 1.2, True),
        ("Bản sao chứng thực", 1.7, True),
        ("Bản sao (photo)", 1.5, True),
    ]
    kinds = (DocumentForm.ORIGINAL, DocumentForm.CERTIFIED, DocumentForm.COPY)
    return table(
        columns,
        [
            (str(place), each.name, *(str(each.quantity) if each.form is kind else "" for kind in kinds))
            for place, each in enumerate(documents, start=1)
        ],
    )
