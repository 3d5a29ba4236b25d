"""The words of feedback. Articles are those of ND20/2008 as amended."""

from __future__ import annotations

from enum import StrEnum


class FeedbackKind(StrEnum):
    """What it is about (art. 5)."""

    CONDUCT = "conduct"  # phản ánh hành vi: delay, refusal, harassment, an unlawful demand
    REGULATION = "regulation"  # phản ánh quy định: inconsistent, unlawful, unreasonable
    PROPOSAL = "proposal"  # kiến nghị


class Matter(StrEnum):
    """What exactly, as far as the law lists it (art. 5)."""

    DELAY = "delay"  # chậm trễ
    REFUSAL = "refusal"  # không thực hiện, từ chối trái quy định
    HARASSMENT = "harassment"  # gây phiền hà, nhũng nhiễu
    UNLAWFUL_DEMAND = "unlawful_demand"  # tự đặt thêm yêu cầu, giấy tờ
    INCONSISTENT = "inconsistent"  # không đồng bộ, mâu thuẫn
    UNLAWFUL = "unlawful"  # không hợp pháp
    UNREASONABLE = "unreasonable"  # không hợp lý, không phù hợp thực tế
    OTHER = "other"


MATTERS: dict[FeedbackKind, frozenset[Matter]] = {
    FeedbackKind.CONDUCT: frozenset(
        {Matter.DELAY, Matter.REFUSAL, Matter.HARASSMENT, Matter.UNLAWFUL_DEMAND, Matter.OTHER}
    ),
    FeedbackKind.REGULATION: frozenset({Matter.INCONSISTENT, Matter.UNLAWFUL, Matter.UNREASONABLE, Matter.OTHER}),
    FeedbackKind.PROPOSAL: frozenset({Matter.OTHER}),
}


class FeedbackForm(StrEnum):
    """How it came (art. 6)."""

    WRITTEN = "written"  # văn bản
    PHONE = "phone"  # điện thoại, recorded truthfully (art. 7)
    SURVEY = "survey"  # phiếu lấy ý kiến
    ONLINE = "online"  # cổng dịch vụ công, trang này


class FeedbackClass(StrEnum):
    """What is to be done with it (art. 9)."""

    NOT_TAKEN = "A"  # does not meet art. 7: answered, not handled
    CONDUCT = "B"  # to the superior of the official
    IN_AUTHORITY = "C"  # handled here
    FORWARDED = "D"  # another body's: forwarded within the limit


class FeedbackState(StrEnum):
    RECEIVED = "received"
    NOT_TAKEN = "not_taken"
    TO_FORWARD = "to_forward"
    FORWARDED = "forwarded"
    HANDLING = "handling"
    ANSWERED = "answered"
    CLOSED = "closed"


FEEDBACK_STATE_NAMES: dict[FeedbackState, str] = {
    FeedbackState.RECEIVED: "Mới tiếp nhận",
    FeedbackState.NOT_TAKEN: "Không tiếp nhận",
    FeedbackState.TO_FORWARD: "Chờ chuyển cơ quan có thẩm quyền",
    FeedbackState.FORWARDED: "Đã chuyển xử lý",
    FeedbackState.HANDLING: "Đang xử lý",
    FeedbackState.ANSWERED: "Đã trả lời",
    FeedbackState.CLOSED: "Đóng",
}


class Criterion(StrEnum):
    """What a rule is weighed by (art. 14)."""

    NECESSARY = "necessary"  # cần thiết
    REASONABLE_LAWFUL = "reasonable_lawful"  # hợp lý, hợp pháp
    SIMPLE = "simple"  # đơn giản, dễ hiểu
    FEASIBLE = "feasible"  # khả thi
    CONSISTENT = "consistent"  # đồng bộ
    TREATIES = "treaties"  # phù hợp điều ước quốc tế


class Assessment(StrEnum):
    """Whether there is enough to act on (art. 14)."""

    INSUFFICIENT = "insufficient"  # chưa đủ cơ sở, tiếp tục tập hợp
    SUFFICIENT = "sufficient"  # đủ cơ sở


class FeedbackOutcome(StrEnum):
    """What came of it (art. 15)."""

    AMENDED = "amended"  # sửa đổi, bổ sung
    REPLACED = "replaced"  # thay thế
    ABOLISHED = "abolished"  # bãi bỏ
    EXPLAINED = "explained"  # giải thích
    REMEDIED = "remedied"  # đã khắc phục, chấn chỉnh (hành vi)
    PASSED_UP = "passed_up"  # báo cáo cấp có thẩm quyền
    CANCELLED = "cancelled"  # huỷ


class Delivery(StrEnum):
    """How the answer reached the sender (art. 19)."""

    PAGE = "page"  # on the tracking page, by code and secret
    EMAIL = "email"
    PHONE = "phone"
    POST = "post"
    COUNTER = "counter"


class Satisfaction(StrEnum):
    SATISFIED = "satisfied"  # hài lòng
    NEUTRAL = "neutral"  # bình thường
    DISSATISFIED = "dissatisfied"  # không hài lòng
