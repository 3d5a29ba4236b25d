"""What control work is called, in Vietnamese and in English."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from chassis.kernel.errors import Kind, Problem
from chassis.web.wording import number

Said = tuple[str, str]
Tell = Callable[[str, str], str]

PLAN_KINDS: dict[str, Said] = {
    "inspection": ("Kiểm tra", "Inspections"),
    "review": ("Rà soát, đánh giá", "Reviews"),
}
GROUNDS: dict[str, Said] = {
    "direction": ("Theo chỉ đạo", "By direction"),
    "own_choice": ("Tự lựa chọn", "Own choice"),
    "feedback": ("Theo phản ánh, kiến nghị", "By feedback"),
}
STATES: dict[str, Said] = {
    "drafted": ("Dự thảo", "Draft"),
    "submitted": ("Đã trình", "Submitted"),
    "approved": ("Đã phê duyệt", "Approved"),
    "returned": ("Bị trả lại", "Returned"),
    "open": ("Đang thực hiện", "Under way"),
    "concluded": ("Đã kết luận", "Concluded"),
    "cancelled": ("Đã huỷ", "Cancelled"),
    "completed": ("Đã hoàn thành", "Completed"),
    "accepted": ("Được chấp thuận", "Accepted"),
    "partly_accepted": ("Chấp thuận một phần", "Accepted in part"),
    "rejected": ("Không chấp thuận", "Rejected"),
    "carried_out": ("Đã thực thi", "Carried out"),
    "lapsed": ("Không thực hiện", "Lapsed"),
    "proposed": ("Mới đề xuất", "Proposed"),
    "assessed": ("Đã đánh giá", "Assessed"),
    "declined": ("Không áp dụng", "Declined"),
    "applied": ("Đã áp dụng", "Applied"),
    "recognised": ("Đã công nhận", "Recognised"),
    "recorded": ("Đã ghi", "Recorded"),
    "struck": ("Đã gạch bỏ", "Struck out"),
}
FINDING_STATES: dict[str, Said] = {
    "open": ("Chờ phòng khắc phục", "Waiting for the division"),
    "answered": ("Chờ xem xét", "To be judged"),
    "returned": ("Trả lại, chờ khắc phục tiếp", "Returned, waiting for the division"),
    "accepted": ("Đã khắc phục", "Remedied"),
    "withdrawn": ("Đã rút", "Withdrawn"),
}
TONES: dict[str, str] = {
    "approved": "done",
    "concluded": "done",
    "completed": "done",
    "accepted": "done",
    "carried_out": "done",
    "recognised": "done",
    "applied": "done",
    "returned": "warn",
    "submitted": "warn",
    "answered": "warn",
    "rejected": "late",
    "lapsed": "late",
    "declined": "late",
}
FINDING_KINDS: dict[str, Said] = {
    "shortcoming": ("Tồn tại", "Shortcoming"),
    "obstacle": ("Vướng mắc", "Obstacle"),
}
SEVERITIES: dict[str, Said] = {
    "minor": ("Nhỏ", "Minor"),
    "major": ("Lớn", "Major"),
    "critical": ("Nghiêm trọng", "Critical"),
}
QUESTIONS: dict[str, Said] = {
    "need": ("Sự cần thiết", "Need"),
    "reasonableness": ("Tính hợp lý", "Reasonableness"),
    "legality": ("Tính hợp pháp", "Legality"),
    "cost": ("Chi phí tuân thủ", "Compliance cost"),
}
REDUCTIONS: dict[str, Said] = {
    "time": ("Giảm thời gian (ngày)", "Time (days)"),
    "cost": ("Giảm chi phí (đồng)", "Cost (đồng)"),
    "documents": ("Giảm thành phần hồ sơ (giấy tờ)", "Documents"),
}
PROPOSAL_KINDS: dict[str, Said] = {
    "cut": ("Cắt giảm", "Cut"),
    "amend": ("Sửa đổi, bổ sung", "Amend"),
    "replace": ("Thay thế", "Replace"),
    "abolish": ("Bãi bỏ", "Abolish"),
}
ACTIVITY_KINDS: dict[str, Said] = {
    "communication": ("Tuyên truyền", "Communication"),
    "training": ("Tập huấn", "Training"),
    "commendation": ("Khen thưởng", "Commendation"),
    "discipline": ("Xử lý vi phạm", "Discipline"),
}
CHANNELS: dict[str, Said] = {
    "portal": ("Cổng, trang thông tin điện tử", "Portal, web site"),
    "press": ("Báo chí, phát thanh, truyền hình", "Press, radio, television"),
    "social": ("Mạng xã hội", "Social media"),
    "meeting": ("Hội nghị, đối thoại", "Meeting, dialogue"),
    "notice": ("Niêm yết, tờ rơi, văn bản", "Notice, leaflet, letter"),
    "other": ("Hình thức khác", "Other"),
}
REASONS: dict[str, Said] = {
    "on_time": ("Tỷ lệ trễ hạn cao nhất", "Most dossiers out of time"),
    "supplements": ("Yêu cầu bổ sung nhiều nhất", "Most requests for papers"),
    "complaints": ("Có phản ánh về hành vi được xác định là có cơ sở", "Founded complaints"),
}
WHOLES: dict[str, Said] = {
    "on_time": ("{part} trễ hạn trong {whole} hồ sơ đã kết luận", "{part} late of {whole} decided"),
    "supplements": ("{part} lần yêu cầu bổ sung trên {whole} hồ sơ tiếp nhận", "{part} requests on {whole} taken in"),
    "complaints": (
        "{part} hồ sơ có phản ánh đúng trong {whole} hồ sơ đã kết luận",
        "{part} founded of {whole} decided",
    ),
}
ACTS: dict[str, Said] = {
    "draft-plan": ("Lập kế hoạch", "Drafted"),
    "amend-plan": ("Sửa kế hoạch", "Amended"),
    "submit-plan": ("Trình kế hoạch", "Submitted"),
    "approve-plan": ("Phê duyệt", "Approved"),
    "return-plan": ("Trả lại kế hoạch", "Returned"),
    "open-inspection": ("Mở cuộc kiểm tra", "Opened"),
    "conclude-inspection": ("Kết luận kiểm tra", "Concluded"),
    "cancel-inspection": ("Huỷ cuộc kiểm tra", "Cancelled"),
    "record-finding": ("Ghi nhận", "Recorded"),
    "answer-finding": ("Phòng giải trình, khắc phục", "Answered by the division"),
    "accept-answer": ("Chấp nhận kết quả khắc phục", "Accepted"),
    "return-answer": ("Yêu cầu khắc phục tiếp", "Returned"),
    "withdraw-finding": ("Rút ghi nhận", "Withdrawn"),
    "open-review": ("Mở rà soát", "Opened"),
    "assess-procedure": ("Ghi đánh giá", "Assessed"),
    "complete-review": ("Hoàn thành rà soát", "Completed"),
    "cancel-review": ("Huỷ rà soát", "Cancelled"),
    "draft-proposal": ("Lập phương án", "Drafted"),
    "submit-proposal": ("Trình phương án", "Submitted"),
    "return-proposal": ("Trả lại phương án", "Returned"),
    "accept-proposal": ("Chấp thuận", "Accepted"),
    "partly-accept-proposal": ("Chấp thuận một phần", "Accepted in part"),
    "reject-proposal": ("Không chấp thuận", "Rejected"),
    "carry-out-proposal": ("Thực thi bằng văn bản", "Carried out"),
    "lapse-proposal": ("Ghi nhận không thực hiện", "Lapsed"),
    "propose-initiative": ("Đề xuất", "Proposed"),
    "assess-initiative": ("Đánh giá", "Assessed"),
    "decline-initiative": ("Không áp dụng", "Declined"),
    "apply-initiative": ("Áp dụng", "Applied"),
    "recognise-initiative": ("Công nhận", "Recognised"),
    "record-activity": ("Ghi nhật ký", "Recorded"),
    "strike-activity": ("Gạch bỏ", "Struck out"),
}
_FAULTS: dict[str, str] = {
    "is needed": "Cần nhập mục này",
    "must not be earlier than from_on": "Không được trước ngày bắt đầu",
    "must lie in the year of the plan": "Phải nằm trong năm của kế hoạch",
    "is for reviews, which need it": "Kế hoạch rà soát cần có mục này",
    "must be account ids": "Phải là tên tài khoản, mỗi dòng một tài khoản",
    "names somebody twice": "Một tài khoản được ghi hai lần",
    "must be ids or codes of dossiers, no text": "Chỉ ghi mã hồ sơ, không ghi nội dung khác",
    "must begin with https://": "Phải bắt đầu bằng https://",
    "must be one address": "Phải là một địa chỉ",
    "is for communications, which need it": "Hãy chọn hình thức tuyên truyền",
    "only the number of people is noted here, no text": "Mục này chỉ ghi số người, không ghi nội dung",
    "must be a number of people": "Hãy ghi số người",
    "must be more than 0": "Phải lớn hơn 0",
    "must be 0 or more": "Phải từ 0 trở lên",
    "needs the present cost to be compared with": "Cần có chi phí hiện tại để so sánh",
    "the cost is beyond reckoning": "Chi phí tính ra lớn bất thường, hãy xem lại",
}


def fault(said: str, t: Tell) -> str:
    """What is wrong with a field, as far as there are Vietnamese words for it."""
    return t(_FAULTS.get(said, "Mục này chưa đúng, hãy xem lại"), said)


def refused(problem: Problem, t: Tell) -> str:
    """What is wrong with no field."""
    if problem.slug == "idempotency-key-reused":
        return t(
            "Biểu mẫu này đã được gửi một lần; nếu vẫn muốn gửi nội dung này, hãy gửi lại.",
            "This form was sent once; send it again if you mean it.",
        )
    match problem.kind:
        case Kind.STALE:
            return t("Nội dung vừa được người khác thay đổi; hãy xem lại rồi gửi.", problem.detail)
        case Kind.UNAVAILABLE:
            return t("Chưa hỏi được danh mục thủ tục hoặc lịch làm việc; hãy thử lại sau.", problem.detail)
        case _:
            return t("Không thực hiện được ở trạng thái hiện nay.", problem.detail)


def percent(value: Decimal | None) -> str:
    """``77,44 %``; a dash where there is none."""
    return "–" if value is None else f"{value:.2f}".replace(".", ",") + " %"


def amount(value: Decimal) -> str:
    """``5,5``, ``1.024.000``: without needless zeros."""
    exact = value.normalize()
    return number(int(value)) if exact == exact.to_integral_value() else number(exact)


def choices(said: dict[str, Said], t: Tell) -> list[tuple[str, str]]:
    """As the choices of a form."""
    return [(value, t(*both)) for value, both in said.items()]
