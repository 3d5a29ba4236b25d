"""The words of the field, spelt as in proto/motcua/common/v1/vocabulary.proto (CHANNEL_ONLINE is "online")."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """How a dossier reached the counter."""

    COUNTER = "counter"
    POST = "post"
    ONLINE = "online"


class Role(StrEnum):
    """Who is accountable for a step."""

    RECEPTIONIST = "receptionist"
    SPECIALIST = "specialist"
    DEPARTMENT_HEAD = "department_head"
    LEADER = "leader"


class SupplementStage(StrEnum):
    """When papers may be asked for: only before acceptance, or after it too."""

    INTAKE = "intake"
    APPRAISAL = "appraisal"


class ClockEffect(StrEnum):
    """What asking for papers does to the clock."""

    RESTART = "restart"  # tính lại từ đầu (ND61 art. 19(4))
    PAUSE = "pause"  # thời gian bổ sung không tính (ND96 art. 6)
    NONE = "none"


class OnTimeout(StrEnum):
    """What follows when the applicant's own deadline passes."""

    STOP = "stop"
    REFUSE = "refuse"


class CaseState(StrEnum):
    """Where a case is."""

    RUNNING = "running"
    AWAITING_SUPPLEMENT = "awaiting_supplement"
    AWAITING_PAYMENT = "awaiting_payment"
    DECIDED = "decided"
    RESULT_ISSUED = "result_issued"
    STOPPED = "stopped"


class TaskState(StrEnum):
    """Where a step is. RETURNED: sent back to an earlier step; CANCELLED: the case ended, the decision was undone or an
    earlier step was returned to; SKIPPED: not needed in this case, says the step's guard."""

    UNASSIGNED = "unassigned"
    ASSIGNED = "assigned"
    COMPLETED = "completed"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"


class Outcome(StrEnum):
    """What was decided."""

    GRANTED = "granted"
    REFUSED = "refused"


class Timeliness(StrEnum):
    """Where a dossier stands against its due instant."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    IN_TIME = "in_time"
    OVERDUE = "overdue"
    NOT_STARTED = "not_started"


class PayableKind(StrEnum):
    """What an applicant has to pay (Law on Fees and Charges 97/2015/QH13 art. 3; tax and land laws)."""

    FEE = "fee"  # phí
    CHARGE = "charge"  # lệ phí
    TAX = "tax"  # thuế
    LAND = "land"  # tiền sử dụng đất, tiền thuê đất
    OTHER = "other"


class StopCause(StrEnum):
    """Why handling ended without a result."""

    WITHDRAWN = "withdrawn"
    APPLICANT_DEADLINE_PASSED = "applicant_deadline_passed"
    AUTHORITY = "authority"


class ClockCause(StrEnum):
    """Why a clock stood still, moved or went on."""

    SUPPLEMENT = "supplement"
    FINANCIAL_DUTY = "financial_duty"
    APOLOGY = "apology"
    CALENDAR = "calendar"
    CORRECTION = "correction"
    CONSULTATION = "consultation"


class ConsulteeKind(StrEnum):
    """How a consulted body is placed towards the agency."""

    DEPARTMENT = "department"
    AGENCY = "agency"
    HIGHER_AGENCY = "higher_agency"  # the dossier goes up to it (ND61 art. 19(7))
    EXTERNAL = "external"


class AnswersBy(StrEnum):
    """How it answers: in the inbox of a department here, by an account of its agency, or by a link."""

    INBOX = "inbox"
    ACCOUNT = "account"
    LINK = "link"


class OnSilence(StrEnum):
    """What follows when it lets its deadline pass."""

    ESCALATE = "escalate"  # đôn đốc (ND61 art. 19(5))
    DEEMED_CONSENT = "deemed_consent"  # coi là đồng ý (ND96 art. 6(6), ND217 art. 54)


class ConsultationState(StrEnum):
    """Where a consultation is."""

    OPEN = "open"
    ANSWERED = "answered"
    DEEMED_CONSENT = "deemed_consent"
    WITHDRAWN = "withdrawn"


class Opinion(StrEnum):
    """What the consulted body says."""

    AGREE = "agree"  # thống nhất
    AGREE_WITH_CONDITIONS = "agree_with_conditions"  # thống nhất với điều kiện
    DISAGREE = "disagree"  # không thống nhất
    NO_OPINION = "no_opinion"  # không có ý kiến
