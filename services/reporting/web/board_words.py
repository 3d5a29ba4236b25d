"""Words of the boards, Vietnamese and English."""

from __future__ import annotations

from collections.abc import Mapping

from chassis.web.visitor import Visitor
from reporting.domain.boards import BOUNDS

STAGES: Mapping[str, tuple[str, str]] = {
    "registered": ("Chờ tiếp nhận", "Registered"),
    "accepted": ("Đã tiếp nhận, chờ phân công", "Accepted, not assigned"),
    "in-process": ("Đang giải quyết", "In handling"),
    "supplement": ("Tạm dừng chờ bổ sung", "Paused for papers"),
    "decided": ("Đã quyết định, chờ phát hành", "Decided, not issued"),
    "issued": ("Có kết quả, chờ trả", "Issued, not collected"),
    "collected": ("Đã trả kết quả", "Collected"),
    "refused": ("Từ chối tiếp nhận", "Refused at the counter"),
    "withdrawn": ("Người nộp rút", "Withdrawn"),
    "stopped": ("Dừng giải quyết", "Stopped"),
}
OPEN_STAGES = ("registered", "accepted", "in-process", "supplement", "decided", "issued")
ENDINGS: Mapping[str, tuple[str, str]] = {
    "granted": ("Cấp, chấp thuận", "Granted"),
    "refused": ("Từ chối có văn bản", "Refused in writing"),
    "withdrawn": ("Người nộp rút", "Withdrawn"),
    "applicant-deadline": ("Người nộp không bổ sung đúng hạn", "Applicant's own deadline passed"),
    "authority": ("Cơ quan dừng giải quyết", "Stopped by the authority"),
}
# Short names of the indices of TT01/2018/TT-VPCP Đ12–13; the basis of each is said beside its score.
INDICES: Mapping[int, tuple[str, str]] = {
    1: ("Thời gian giải quyết", "Whole time"),
    2: ("Thời gian của riêng công chức", "Own time"),
    3: ("Số lần liên hệ", "Contacts"),
    4: ("Số cơ quan phải liên hệ", "Agencies"),
    5: ("Tiếp nhận tại Bộ phận Một cửa", "Taken in at the counter"),
    6: ("Công khai thủ tục", "Publication"),
    7: ("Thái độ phục vụ", "Attitude"),
    8: ("Tiếp thu, giải trình", "Answers to feedback"),
    9: ("Tiến độ và chất lượng trực tuyến", "Online services"),
}


def spans(looking: Visitor, counted: Mapping[int, int]) -> list[tuple[str, int]]:
    """A name and a count for every span of working days, the shortest first."""
    t = looking.t
    beneath = (0, *BOUNDS)
    named = [
        (t(f"{low}–{high} ngày", f"{low}–{high} days"), counted.get(high, 0))
        for low, high in zip(beneath, BOUNDS, strict=False)
    ]
    return [*named, (t(f"trên {BOUNDS[-1]} ngày", f"over {BOUNDS[-1]} days"), counted.get(0, 0))]
