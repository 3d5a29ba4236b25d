"""What people call things, in Vietnamese and in English; Vietnamese terms are those of the decrees."""

from __future__ import annotations

from chassis.kernel.worktime import Limit
from chassis.web.wording import number
from intake.domain.dossier import Timeliness
from intake.domain.feedback.vocabulary import (
    FEEDBACK_STATE_NAMES,
    FeedbackKind,
    FeedbackOutcome,
    FeedbackState,
    Matter,
    Satisfaction,
)
from intake.domain.procedures import (
    Channel,
    ClockEffect,
    DocumentForm,
    OnlineLevel,
    OnTimeout,
    ProcedureVersion,
    Role,
    Subject,
    SupplementStage,
)
from intake.domain.states import STATE_NAMES, State

Said = tuple[str, str]

CHANNELS: dict[Channel, Said] = {
    Channel.COUNTER: ("Trực tiếp tại Bộ phận Một cửa", "In person at the one-stop counter"),
    Channel.POST: ("Qua bưu chính công ích", "By public post"),
    Channel.ONLINE: ("Trực tuyến", "Online"),
}
RESULT_BY: dict[Channel, Said] = {
    Channel.COUNTER: ("Nhận tại Bộ phận Một cửa", "Collect at the one-stop counter"),
    Channel.POST: ("Nhận qua bưu chính", "Have it sent by post"),
    Channel.ONLINE: ("Nhận bản điện tử", "Receive it electronically"),
}
FORMS: dict[DocumentForm, Said] = {
    DocumentForm.ORIGINAL: ("bản chính", "original"),
    DocumentForm.CERTIFIED: ("bản sao chứng thực", "certified copy"),
    DocumentForm.COPY: ("bản sao", "copy"),
}
SUBJECTS: dict[Subject, Said] = {
    Subject.ORGANISATION: ("Tổ chức, doanh nghiệp", "Organisation, enterprise"),
    Subject.INDIVIDUAL: ("Cá nhân", "Individual"),
}
LEVELS: dict[OnlineLevel, Said] = {
    OnlineLevel.FULL: ("Trực tuyến toàn trình", "Fully online"),
    OnlineLevel.PARTIAL: ("Trực tuyến một phần", "Partly online"),
    OnlineLevel.INFORMATION: ("Chỉ cung cấp thông tin", "Information only"),
}
ROLES: dict[Role, Said] = {
    Role.RECEPTIONIST: ("Cán bộ một cửa", "Receptionist"),
    Role.SPECIALIST: ("Chuyên viên", "Specialist"),
    Role.DEPARTMENT_HEAD: ("Lãnh đạo phòng", "Head of department"),
    Role.LEADER: ("Lãnh đạo Ban", "Leader"),
}
STATES: dict[State, Said] = {
    state: (STATE_NAMES[state], english)
    for state, english in {
        State.REGISTERED: "Registered",
        State.ACCEPTED: "Accepted",
        State.REFUSED: "Not accepted",
        State.IN_PROGRESS: "Being handled",
        State.SUPPLEMENT_REQUESTED: "Waiting for documents",
        State.AWAITING_SUPPLEMENT: "Waiting for documents",
        State.AWAITING_PAYMENT: "Waiting for a payment",
        State.WITHDRAWN: "Withdrawn by the applicant",
        State.STOPPED: "Stopped",
        State.RESULT_READY: "Result ready",
        State.COLLECTED: "Result handed over",
    }.items()
}
TIMELINESS: dict[Timeliness, Said] = {
    Timeliness.EARLY: ("Có kết quả trước hạn", "Result before the due day"),
    Timeliness.ON_TIME: ("Có kết quả đúng hạn", "Result on time"),
    Timeliness.LATE: ("Có kết quả quá hạn", "Result late"),
    Timeliness.IN_TIME: ("Đang trong hạn", "Within the time limit"),
    Timeliness.OVERDUE: ("Đã quá hạn", "Overdue"),
    Timeliness.NOT_STARTED: ("Chưa tính thời hạn", "The clock has not started"),
}
TONES: dict[str, str] = {
    Timeliness.EARLY: "done",
    Timeliness.ON_TIME: "done",
    Timeliness.LATE: "late",
    Timeliness.OVERDUE: "late",
    State.RESULT_READY: "done",
    State.COLLECTED: "done",
    State.REFUSED: "late",
    State.STOPPED: "late",
    State.SUPPLEMENT_REQUESTED: "warn",
    State.AWAITING_SUPPLEMENT: "warn",
    State.AWAITING_PAYMENT: "warn",
}
"""Class of the style sheet; a tag always says the same in words."""
RATINGS: dict[int, Said] = {
    5: ("Rất hài lòng", "Very satisfied"),
    4: ("Hài lòng", "Satisfied"),
    3: ("Bình thường", "Neither"),
    2: ("Không hài lòng", "Dissatisfied"),
    1: ("Rất không hài lòng", "Very dissatisfied"),
}
PAYMENTS: dict[str, Said] = {
    "not_assessed": ("Chưa xác định mức thu", "Not assessed yet"),
    "not_required": ("Không thu", "None"),
    "unpaid": ("Chưa nộp", "Not paid"),
    "partly_paid": ("Đã nộp một phần", "Partly paid"),
    "paid": ("Đã nộp đủ", "Paid"),
    "exempt": ("Được miễn", "Exempt"),
    "refunded": ("Đã hoàn trả", "Refunded"),
}
METHODS: dict[str, Said] = {
    "cash": ("Tiền mặt", "Cash"),
    "transfer": ("Chuyển khoản", "Bank transfer"),
}
FEEDBACK_KINDS: dict[FeedbackKind, Said] = {
    FeedbackKind.CONDUCT: ("Phản ánh hành vi của cán bộ, công chức", "Conduct of an official"),
    FeedbackKind.REGULATION: ("Phản ánh quy định hành chính", "A rule"),
    FeedbackKind.PROPOSAL: ("Kiến nghị", "A proposal"),
}
FEEDBACK_MATTERS: dict[Matter, Said] = {
    Matter.DELAY: ("Chậm trễ", "Delay"),
    Matter.REFUSAL: ("Không thực hiện, từ chối trái quy định", "Refusal against the rules"),
    Matter.HARASSMENT: ("Gây phiền hà, nhũng nhiễu", "Harassment"),
    Matter.UNLAWFUL_DEMAND: ("Tự đặt thêm giấy tờ, yêu cầu", "Papers or demands that no rule knows"),
    Matter.INCONSISTENT: ("Quy định mâu thuẫn, không đồng bộ", "Rules that contradict each other"),
    Matter.UNLAWFUL: ("Quy định không hợp pháp", "An unlawful rule"),
    Matter.UNREASONABLE: ("Quy định không hợp lý, xa thực tế", "An unreasonable rule"),
    Matter.OTHER: ("Nội dung khác", "Something else"),
}
FEEDBACK_STATES: dict[FeedbackState, Said] = {
    state: (FEEDBACK_STATE_NAMES[state], english)
    for state, english in {
        FeedbackState.RECEIVED: "Received",
        FeedbackState.NOT_TAKEN: "Not taken",
        FeedbackState.TO_FORWARD: "To be forwarded",
        FeedbackState.FORWARDED: "Forwarded",
        FeedbackState.HANDLING: "Being handled",
        FeedbackState.ANSWERED: "Answered",
        FeedbackState.CLOSED: "Closed",
    }.items()
}
FEEDBACK_OUTCOMES: dict[FeedbackOutcome, Said] = {
    FeedbackOutcome.AMENDED: ("Sửa đổi, bổ sung quy định", "Rule amended"),
    FeedbackOutcome.REPLACED: ("Thay thế quy định", "Rule replaced"),
    FeedbackOutcome.ABOLISHED: ("Bãi bỏ quy định", "Rule abolished"),
    FeedbackOutcome.EXPLAINED: ("Giải thích", "Explained"),
    FeedbackOutcome.REMEDIED: ("Đã khắc phục, chấn chỉnh", "Remedied"),
    FeedbackOutcome.PASSED_UP: ("Báo cáo cấp có thẩm quyền", "Passed up"),
    FeedbackOutcome.CANCELLED: ("Huỷ", "Cancelled"),
}
SATISFACTIONS: dict[Satisfaction, Said] = {
    Satisfaction.SATISFIED: ("Hài lòng", "Satisfied"),
    Satisfaction.NEUTRAL: ("Bình thường", "Neither"),
    Satisfaction.DISSATISFIED: ("Không hài lòng", "Dissatisfied"),
}
_EFFECTS: dict[ClockEffect, Said] = {
    ClockEffect.RESTART: ("thời hạn tính lại từ đầu khi nhận đủ", "the time limit starts anew once they are there"),
    ClockEffect.PAUSE: ("thời gian bổ sung không tính vào thời hạn", "waiting for them does not count"),
    ClockEffect.NONE: ("thời hạn vẫn tiếp tục", "the time limit goes on"),
}
_UNITS: dict[str, Said] = {
    "working_day": ("ngày làm việc", "working days"),
    "calendar_day": ("ngày", "days"),
    "working_hour": ("giờ làm việc", "working hours"),
}


def limit(of: Limit) -> Said:
    """``10 ngày làm việc``."""
    vi, en = _UNITS[of.unit.value]
    amount = float(of.amount)
    plain = number(int(amount) if amount.is_integer() else round(amount, 2))
    return f"{plain} {vi}", f"{plain} {en.removesuffix('s') if amount == 1 else en}"


def fee(amount_vnd: int | None) -> Said:
    if amount_vnd is None:
        return "Theo quy định hiện hành", "As the rules in force have it"
    return ("Không thu", "None") if amount_vnd == 0 else (f"{number(amount_vnd)} đồng", f"{number(amount_vnd)} VND")


def result_by(chosen: str) -> Said:
    """Of a form's value; electronically for what is none."""
    return RESULT_BY[Channel(chosen) if chosen in set(Channel) else Channel.ONLINE]


def documents(version: ProcedureVersion) -> dict[str, str]:
    """Names of the version's documents by key."""
    return {document.key: document.name for document in version.documents}


def supplement(stage: SupplementStage, times: int, effect: ClockEffect, on_timeout: OnTimeout) -> Said:
    """The supplement policy in one sentence."""
    when = ("trước khi tiếp nhận", "before acceptance")
    if stage is SupplementStage.APPRAISAL:
        when = (f"tối đa {times} lần sau khi tiếp nhận", f"at most {times} time(s) after acceptance")
    after = ("dừng giải quyết", "stopped") if on_timeout is OnTimeout.STOP else ("bị từ chối", "refused")
    return (
        f"Có thể yêu cầu bổ sung {when[0]}; {_EFFECTS[effect][0]}. Quá thời gian bổ sung, hồ sơ {after[0]}.",
        f"Further documents can be asked for {when[1]}; {_EFFECTS[effect][1]}. Not brought in time: {after[1]}.",
    )
