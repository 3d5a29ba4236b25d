"""What the pages of reports call things, in both languages. The colour of a state never stands alone."""

from __future__ import annotations

from collections.abc import Mapping

from reporting.domain.obligation import State

Said = tuple[str, str]

STATES: Mapping[str, Said] = {
    State.NOT_DUE: ("Chưa đến hạn", "Not due yet"),
    State.DUE_SOON: ("Sắp đến hạn", "Due soon"),
    State.DUE: ("Hạn cuối hôm nay", "Due today"),
    State.LATE: ("Quá hạn", "Late"),
    State.DRAFTED: ("Đang dự thảo", "Being drafted"),
    State.FOR_APPROVAL: ("Đang trình duyệt", "Awaiting approval"),
    State.APPROVED: ("Đã duyệt, chưa gửi", "Approved, not yet sent"),
    State.SUBMITTED: ("Đã gửi", "Submitted"),
    State.WAIVED: ("Được miễn", "Waived"),
}
TONES: Mapping[str, str] = {
    State.DUE_SOON: "warn",
    State.DUE: "warn",
    State.LATE: "late",
    State.APPROVED: "done",
    State.SUBMITTED: "done",
}
ROLES: Mapping[str, Said] = {
    "department_head": ("Trưởng phòng", "Head of department"),
    "control_team": ("Tổ kiểm soát TTHC", "Control team"),
    "leader": ("Lãnh đạo Ban", "Leadership"),
}
DEEDS: Mapping[str, Said] = {
    "draft-obligation": ("Dự thảo, trình duyệt", "Drafted"),
    "approve-obligation": ("Phê duyệt", "Approved"),
    "submit-obligation": ("Gửi báo cáo", "Submitted"),
    "return-obligation": ("Trả lại", "Returned"),
    "waive-obligation": ("Miễn báo cáo", "Waived"),
    "remind-of-obligation": ("Nhắc hạn tự động", "Reminded automatically"),
    "move-obligation": ("Dời hạn theo lịch làm việc", "Deadline moved by the calendar"),
}
MARKS: Mapping[str, Said] = {
    "V": ("đã đọc trong văn bản", "read in the text"),
    "P": ("theo thực tế", "by practice"),
    "I": ("suy luận", "inferred"),
    "M": ("ghi theo trí nhớ", "from memory"),
}
KINDS: Mapping[str, Said] = {
    "week": ("tuần, ví dụ 2024-W21", "week, such as 2024-W21"),
    "month": ("tháng, ví dụ 2024-05", "month, such as 2024-05"),
    "quarter": ("quý, ví dụ 2024-Q3", "quarter, such as 2024-Q3"),
    "half_year": ("6 tháng, ví dụ 2024-H1", "half-year, such as 2024-H1"),
    "year": ("năm, ví dụ 2024", "year, such as 2024"),
}
STANDINGS: Mapping[str, Said] = {
    "early": ("Trước hạn", "Early"),
    "on_time": ("Đúng hạn", "On time"),
    "late": ("Quá hạn", "Late"),
    "in_time": ("Trong hạn", "In time"),
    "overdue": ("Quá hạn", "Overdue"),
}
PIECES: Mapping[str, Said] = {
    "dossier": ("Hồ sơ", "Dossier"),
    "feedback": ("Phản ánh, kiến nghị", "Feedback"),
    "procedure": ("Thủ tục hành chính", "Procedure"),
    "published-procedure": ("Thủ tục được công bố", "Published procedure"),
    "decision": ("Quyết định công bố", "Decision of publication"),
    "law": ("Văn bản quy phạm pháp luật", "Legal document"),
    "duty": ("Nghĩa vụ công bố, công khai", "Duty to publish or disclose"),
    "proposal": ("Phương án đơn giản hoá", "Proposal to simplify"),
    "inspection": ("Cuộc kiểm tra", "Inspection"),
    "finding": ("Tồn tại", "Finding"),
    "review": ("Rà soát thủ tục", "Review"),
    "initiative": ("Sáng kiến", "Initiative"),
    "activity": ("Mục nhật ký tuyên truyền, tập huấn, khen thưởng, kỷ luật", "Entry of the log"),
    "department": ("Đơn vị được kiểm tra", "Department inspected"),
}
PIECE_PAGES: Mapping[str, str] = {
    "proposal": "/kiem-soat/phuong-an",
    "inspection": "/kiem-soat/kiem-tra",
    "finding": "/kiem-soat/ton-tai",
    "review": "/kiem-soat/ra-soat",
    "initiative": "/kiem-soat/sang-kien",
}
FORMATS: Mapping[str, str] = {"xlsx": "XLSX", "pdf": "PDF", "docx": "DOCX", "json": "JSON"}
SAID: Mapping[str, Said] = {
    "drafted": ("Đã ghi dự thảo và trình duyệt.", "The draft is recorded and sent for approval."),
    "approved": ("Đã phê duyệt.", "Approved."),
    "submitted": ("Đã ghi nhận việc gửi báo cáo.", "The submission is recorded."),
    "returned": ("Đã trả lại người dự thảo.", "It is back with whoever wrote it."),
    "closed": ("Đã chốt kỳ báo cáo.", "The period is closed."),
    "waived": ("Đã ghi nhận việc miễn báo cáo.", "The waiver is recorded."),
}
