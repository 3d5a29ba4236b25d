"""What people call things, in Vietnamese and in English."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction

from chassis.kernel.worktime import Unit
from chassis.web.wording import day, number
from processing.domain.consultation import Consultation
from processing.domain.inbox import Group, Urgency
from processing.domain.states import STATE_NAMES
from processing.domain.vocabulary import (
    CaseState,
    Channel,
    ConsultationState,
    Opinion,
    Outcome,
    PayableKind,
    Role,
    TaskState,
    Timeliness,
)

Said = tuple[str, str]

CHANNELS: dict[Channel, Said] = {
    Channel.COUNTER: ("Trực tiếp", "In person"),
    Channel.POST: ("Bưu chính công ích", "By post"),
    Channel.ONLINE: ("Trực tuyến", "Online"),
}
ROLES: dict[Role, Said] = {
    Role.RECEPTIONIST: ("Cán bộ một cửa", "Receptionist"),
    Role.SPECIALIST: ("Chuyên viên", "Specialist"),
    Role.DEPARTMENT_HEAD: ("Lãnh đạo phòng", "Head of department"),
    Role.LEADER: ("Lãnh đạo Ban", "Leader"),
}
STATES: dict[CaseState, Said] = {
    state: (STATE_NAMES[state], english)
    for state, english in {
        CaseState.RUNNING: "Being handled",
        CaseState.AWAITING_SUPPLEMENT: "Waiting for papers",
        CaseState.AWAITING_PAYMENT: "Waiting for a payment",
        CaseState.DECIDED: "Decided",
        CaseState.RESULT_ISSUED: "Result at the counter",
        CaseState.STOPPED: "Stopped",
    }.items()
}
TASK_STATES: dict[str, Said] = {
    TaskState.UNASSIGNED: ("Chờ phân công", "To be assigned"),
    TaskState.ASSIGNED: ("Đang làm", "Being done"),
    TaskState.COMPLETED: ("Đã xong", "Done"),
    TaskState.RETURNED: ("Đã trả lại", "Sent back"),
    TaskState.CANCELLED: ("Không làm nữa", "Cancelled"),
    "skipped": ("Không cần làm", "Not needed"),
}
TIMELINESS: dict[Timeliness, Said] = {
    Timeliness.EARLY: ("Trước hạn", "Early"),
    Timeliness.ON_TIME: ("Đúng hạn", "On time"),
    Timeliness.LATE: ("Quá hạn", "Late"),
    Timeliness.IN_TIME: ("Còn hạn", "In time"),
    Timeliness.OVERDUE: ("Quá hạn, chưa có kết quả", "Overdue, no result yet"),
    Timeliness.NOT_STARTED: ("Không tính hạn", "Not counted"),
}
TONES: dict[str, str] = {
    Timeliness.LATE: "late",
    Timeliness.OVERDUE: "late",
    Timeliness.EARLY: "done",
    Timeliness.ON_TIME: "done",
    CaseState.AWAITING_SUPPLEMENT: "warn",
    CaseState.AWAITING_PAYMENT: "warn",
    CaseState.RESULT_ISSUED: "done",
    CaseState.STOPPED: "late",
}
OUTCOMES: dict[Outcome, Said] = {
    Outcome.GRANTED: ("Chấp thuận, cấp kết quả", "Granted"),
    Outcome.REFUSED: ("Từ chối (mẫu 03)", "Refused (form 03)"),
}
KINDS: dict[PayableKind, Said] = {
    PayableKind.FEE: ("Phí", "Fee"),
    PayableKind.CHARGE: ("Lệ phí", "Charge"),
    PayableKind.TAX: ("Thuế", "Tax"),
    PayableKind.LAND: ("Tiền sử dụng đất, tiền thuê đất", "Land-use fee or rent"),
    PayableKind.OTHER: ("Khoản khác", "Other"),
}


GROUPS: dict[Group, Said] = {
    Group.HELD: ("Đang làm", "In your hands"),
    Group.TO_ASSIGN: ("Chờ phân công, chờ nhận", "To be assigned or taken"),
    Group.TO_DECIDE: ("Chờ quyết định", "Waiting for your decision"),
    Group.WAITING: ("Chờ người nộp", "Waiting for the applicant"),
}
URGENCIES: dict[Urgency, Said] = {
    Urgency.LATE: ("Quá hạn bước", "Late"),
    Urgency.ONE_DAY: ("Còn đến 1 ngày", "Up to one day"),
    Urgency.THREE_DAYS: ("Còn đến 3 ngày", "Up to three days"),
    Urgency.LATER: ("Còn lâu hơn", "Later"),
    Urgency.PAUSED: ("Đồng hồ dừng", "Clock stands"),
}
_DAY, _HOUR = 28_800, 3_600
CONSULTATION_STATES: dict[ConsultationState, Said] = {
    ConsultationState.OPEN: ("Đang chờ", "Awaited"),
    ConsultationState.ANSWERED: ("Đã trả lời", "Answered"),
    ConsultationState.DEEMED_CONSENT: ("Coi như đồng ý", "Deemed to agree"),
    ConsultationState.WITHDRAWN: ("Thôi lấy ý kiến", "Withdrawn"),
}
_UNITS: dict[Unit, Said] = {
    Unit.WORKING_DAY: ("ngày làm việc", "working days"),
    Unit.CALENDAR_DAY: ("ngày", "days"),
    Unit.WORKING_HOUR: ("giờ làm việc", "working hours"),
}


def time_left(amount: Fraction, unit: Unit) -> Said:
    """``còn 2,5 ngày làm việc``: what is left of a limit, in its own unit; below zero: by how much it has passed."""
    vi, en = _UNITS[unit]
    size = number(round(float(abs(amount)), 1))
    return (f"còn {size} {vi}", f"{size} {en} left") if amount >= 0 else (f"quá hạn {size} {vi}", f"{size} {en} late")


def step_left(seconds: int) -> Said:
    """Nominal working seconds as days of eight hours, or as hours below one day."""
    unit, size = (Unit.WORKING_DAY, _DAY) if abs(seconds) >= _DAY else (Unit.WORKING_HOUR, _HOUR)
    return time_left(Fraction(seconds, size), unit)


def day_of(on: str) -> str:
    """``2026-03-02`` as people write it."""
    return day(date.fromisoformat(on)) if on else ""


OPINIONS: dict[Opinion, Said] = {
    Opinion.AGREE: ("Thống nhất", "We agree"),
    Opinion.AGREE_WITH_CONDITIONS: ("Thống nhất với điều kiện", "We agree, with conditions"),
    Opinion.DISAGREE: ("Không thống nhất", "We do not agree"),
    Opinion.NO_OPINION: ("Không có ý kiến", "We have no opinion"),
}


def opinions(t: Callable[[str, str], str]) -> list[tuple[str, str]]:
    """As the choices of a form. t: gives the text in the visitor's language."""
    return [(opinion.value, t(*said)) for opinion, said in OPINIONS.items()]


def state_of(asked: Consultation, now: datetime) -> tuple[Said, str]:
    """How a consultation stands, and the tone of its tag."""
    match asked.state:
        case ConsultationState.ANSWERED if asked.opinion is not None:
            return OPINIONS[asked.opinion], "late" if asked.is_late(now) else "done"
        case ConsultationState.DEEMED_CONSENT:
            return ("Coi là đồng ý do quá hạn", "Deemed to agree by silence"), "warn"
        case ConsultationState.WITHDRAWN:
            return ("Thôi lấy ý kiến", "No longer awaited"), ""
        case _ if asked.is_late(now):
            return ("Quá hạn, chưa trả lời", "Overdue, no answer"), "late"
        case _:
            return ("Đang chờ", "Waiting"), "warn"
