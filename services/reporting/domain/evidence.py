"""One event about a dossier, reduced to what timeliness needs. Free of personal data, small enough to be
kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reporting.domain.own_time import OwnTimes

#: Label of a reception that tries the system itself; its dossier counts nowhere.
SYNTHETIC = "synthetic"
#: Label of what was paid for or assessed, where it is the procedure's own fee; others are ids of financial duties.
PROCEDURE_FEE = "procedure"


class EvidenceKind(StrEnum):
    """Events that bear on timeliness, by the names under which they are published."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    SUPPLEMENT_REQUESTED = "supplement-requested"
    WITHDRAWN = "withdrawn"
    COLLECTED = "collected"
    RATED = "rated"
    ASSIGNED = "assigned"
    PAUSED = "paused"
    RESUMED = "resumed"
    DUE_DATE_CHANGED = "due-date-changed"
    OVERDUE = "overdue"
    DECIDED = "decided"
    RESULT_ISSUED = "result-issued"
    STOPPED = "stopped"
    CORRECTED = "corrected"
    COMPLAINT_FOUNDED = "complaint-founded"
    OPINION_GIVEN = "opinion-given"
    OPINION_DEEMED = "opinion-deemed"
    PAID = "paid"
    SUPPLEMENTED = "supplemented"
    PAPERS_SCANNED = "papers-scanned"
    FEE_ASSESSED = "fee-assessed"
    RESULT_ATTACHED = "result-attached"
    STEP_STARTED = "step-started"
    STEP_COMPLETED = "step-completed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a dossier belongs, as the event that mentions it says."""

    agency: str
    department: str
    procedure_key: str
    channel: str
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """Of a dossier: handed in; there electronically; of the others exempt from scanning; of all taken over."""

    total: int
    electronic: int
    exempt: int
    reused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSaid:
    """A step, as the event that is about it says. unit: department that has it. due_at: its own.

    began_at, working_seconds: of a step that is done."""

    task: str
    step: str
    unit: str
    officer: str
    due_at: datetime | None = None
    began_at: datetime | None = None
    working_seconds: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """An event as evidence.

    source: publishing service (``intake``). sequence: its number among the source's events of this
    dossier, from 1.
    at: the instant of the fact (``accepted_at``, ``issued_at``, ``overdue_since`` …), aware, UTC.
    due_at, original_due_at: as the event states them, else None; the second leaves extensions out.
    label: outcome, cause, request id, method of collection, what was paid for or assessed, ``signed`` of a result file,
    or SYNTHETIC, by kind. amount: working seconds, stars of a rating, đồng (of an acceptance: the fee, None where none
    was said), number of a result file, or 1 for papers asked for after the acceptance.
    Of an opinion the label is the consulted department and the consultation's id.
    undoes: id of the event that a ``corrected`` event reverses, else empty.
    own: of a result or a stop, whose time it was; None where the event does not say.
    officer: account of who decided, of a decision; else empty.
    papers: all of the dossier, as they were then; None where the event does not say. online_vnd: of a payment, how much
    was paid online; None where the event does not say.
    step: of an assignment, a start or a completion; None where the event names none.
    """

    source: str
    sequence: int
    event_id: str
    kind: EvidenceKind
    at: datetime
    place: Place | None = None
    due_at: datetime | None = None
    original_due_at: datetime | None = None
    label: str = ""
    amount: int | None = None
    undoes: str = ""
    own: OwnTimes | None = None
    officer: str = ""
    papers: Papers | None = None
    online_vnd: int | None = None
    step: StepSaid | None = None
