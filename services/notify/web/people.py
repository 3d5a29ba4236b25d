"""The look that the pages about messages to people share."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from chassis.web.chrome import Chrome
from notify.domain.control_pages import control_page
from notify.domain.dates import HO_CHI_MINH
from notify.domain.occasions import Channel, Occasion

HOME = "/hop-thu"
SAID = {
    "messages-read": ("Đã đánh dấu là đã đọc.", "Marked as read."),
    "wishes-kept": ("Đã lưu lựa chọn của bạn.", "Your choices are kept."),
    "outage-announced": (
        "Đã thông báo; mọi người có hồ sơ đang giải quyết sẽ nhận được tin.",
        "Announced; everybody who has a dossier open is sent a message.",
    ),
    "outage-changed": ("Đã đổi lịch; những người đã được báo sẽ nhận được tin.", "Changed; whoever was told is told."),
    "outage-cancelled": (
        "Đã hủy lịch; những người đã được báo sẽ nhận được tin.",
        "Cancelled; whoever was told is told.",
    ),
}
CHANNELS: Mapping[Channel, tuple[str, str]] = {
    Channel.EMAIL: ("Thư điện tử", "E-mail"),
    Channel.ZALO: ("Zalo", "Zalo"),
    Channel.SMS: ("Tin nhắn SMS", "Text message"),
    Channel.INBOX: ("Hộp thư trong hệ thống", "Inbox in the system"),
}
KINDS: Mapping[str, tuple[tuple[str, str], tuple[Occasion, ...]]] = {
    "sap-den-han": (("Sắp đến hạn", "Due soon"), (Occasion.DUE_SOON, Occasion.STEP_DUE_SOON)),
    "qua-han": (("Quá hạn", "Overdue"), (Occasion.OVERDUE, Occasion.FEEDBACK_OVERDUE)),
    "xin-loi": (("Văn bản xin lỗi", "Apologies"), (Occasion.APOLOGY_DRAFT,)),
    "chi-dao": (("Cần chỉ đạo", "Needs a word"), (Occasion.ESCALATION,)),
    "bao-cao": (("Báo cáo đến hạn", "Reports due"), (Occasion.OBLIGATION_DUE,)),
    "kiem-soat": (("Công tác kiểm soát đến hạn", "Control work due"), (Occasion.CONTROL_DUE,)),
    "y-kien": (
        ("Lấy ý kiến", "Opinions"),
        (Occasion.CONSULTATION_REQUESTED, Occasion.CONSULTATION_REMINDED, Occasion.CONSULTATION_OVERDUE),
    ),
}
OPTIONAL_NAMES: Mapping[Occasion, tuple[str, str]] = {
    Occasion.UNCOLLECTED: ("Nhắc nhận kết quả", "Reminders to collect a result"),
    Occasion.DIGEST: ("Danh sách hằng ngày qua thư điện tử", "The daily list by e-mail"),
}


def chrome(environment: str) -> Chrome:
    """environment: demo and sandbox show a banner."""
    return Chrome(
        Path(__file__).parent / "templates",
        assets=f"{HOME}/assets",
        environment=environment,
        zone=lambda: HO_CHI_MINH,
        said=SAID,
        names={"channels": CHANNELS, "kinds": KINDS, "optional_names": OPTIONAL_NAMES, "control_page": control_page},
    )
