"""What a form may be filled in from. Everything is read beforehand, so that filling in is pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from reporting.domain.control.activities import ActivityKind, Tally
from reporting.domain.control.proposals import ReviewRow
from reporting.domain.definitions import Definition
from reporting.domain.departments import Department
from reporting.domain.evaluation import Evaluations
from reporting.domain.forms.definition import Form
from reporting.domain.on_time import Period, Table
from reporting.domain.report import Section, Sheet
from reporting.domain.settlement import SettledCount

ALL = "all"


class Need(StrEnum):
    """What a form asks to be read."""

    SETTLEMENT = "settlement"
    BEFORE = "before"  # the same of the period before
    FEEDBACK = "feedback"
    CONTROL = "control"
    EVALUATIONS = "evaluations"
    ON_TIME = "on-time"
    RATINGS = "ratings"
    HANDLED = "handled"
    HANDED_OVER = "handed-over"


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """One version of a procedure, as intake's catalogue has it. field: lĩnh vực, in Vietnamese. level: key of a level.

    has_workflow: whether its internal procedure (quy trình nội bộ) is laid down. is_charged: whether a fee is due.
    """

    key: str
    version: int
    code: str
    name: str
    name_en: str
    field: str
    department: str
    valid_from: date
    valid_to: date | None
    is_online: bool = False
    has_workflow: bool = False
    is_charged: bool = False
    has_electronic_result: bool = False
    is_at_counter: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A level of government (cấp) under which procedures are added up."""

    key: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackCount:
    """Pieces of feedback that a unit handles, of one kind (conduct, regulation, proposal; empty: not said). What is
    not taken up or is another body's is left out.

    carried: received before the period and not answered when it began; new: received in it. answered, published: in
    it. open: not answered at its end. in_time: answered in it, in time; overdue: answered in it too late, or open and
    late at its end. rated, dissatisfied: of those answered.
    """

    agency: str
    department: str
    kind: str
    carried: int = 0
    new: int = 0
    answered: int = 0
    open: int = 0
    published: int = 0
    in_time: int = 0
    overdue: int = 0
    rated: int = 0
    dissatisfied: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A decision of publication. kind: new, amended, abolished. on: the day it counts by: signed, or, where that is not
    known, the law's first day. states: duty → met, missed, due, none."""

    key: str
    kind: str
    number: str
    signed_on: date | None
    effective_on: date
    law: str
    procedures: tuple[str, ...]
    states: Mapping[str, str] = field(default_factory=dict)

    @property
    def on(self) -> date:
        return self.signed_on or self.effective_on


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlWork:
    """Counts of the control team's work in the period; findings_open, findings_overdue: as of now."""

    inspections_concluded: int
    departments_inspected: int
    findings_recorded: int
    findings_accepted: int
    findings_open: int
    findings_overdue: int
    reviews_completed: int
    initiatives_proposed: int
    initiatives_applied: int
    initiatives_recognised: int
    activities: Sequence[Tally] = ()

    def activity(self, kind: ActivityKind) -> tuple[int, int]:
        """Entries and people of a kind."""
        found = next((each for each in self.activities if each.kind is kind), None)
        return (found.entries, found.people) if found else (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One indicator of the index of QĐ 766/QĐ-TTg while its points hold. full_at: per cent that gives all points."""

    key: str
    group: str
    name: str
    max_points: int | None
    formula: str
    full_at: int | None
    mark: str
    working_mark: str
    valid_from: date
    valid_to: date | None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """Ratings of the period by stars (dossier.rated)."""

    stars: Mapping[int, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.stars.values())

    @property
    def satisfied(self) -> int:
        return sum(count for star, count in self.stars.items() if star >= 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """Dossiers accepted in the period that are to be on the national portal, and how many of them are there now."""

    received: int
    synced: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """Dossiers with a result in the period, and the nominal working seconds they took together."""

    count: int = 0
    seconds: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Of one agency, as far as the reader may see it: department is empty for the whole.

    is_law_known: whether intake's catalogue has ever been read. today: local day of the report.
    """

    form: Form
    period: Period
    today: date
    agency: str
    department: str = ""
    definition: Definition
    departments: Sequence[Department] = ()
    levels: Sequence[Level] = ()
    catalogue: Sequence[CatalogueEntry] = ()
    is_law_known: bool = True
    settlement: Sequence[SettledCount] = ()
    before: Period | None = None
    settlement_before: Sequence[SettledCount] = ()
    feedback: Sequence[FeedbackCount] = ()
    publications: Sequence[Publication] = ()
    reviews: Sequence[ReviewRow] | None = None
    control: ControlWork | None = None
    handled: Handled = field(default_factory=Handled)
    indicators: Sequence[Indicator] = ()
    evaluations: Evaluations | None = None
    on_time: Table | None = None
    rated: Rated = field(default_factory=Rated)
    handed_over: HandedOver | None = None
    as_of: datetime | None = None

    def in_force(self) -> list[CatalogueEntry]:
        """Versions that hold on the period's last day, of whatever the reader may see."""
        last = self.period.last
        return [
            each
            for each in self.catalogue
            if each.valid_from <= last
            and (each.valid_to is None or last < each.valid_to)
            and self.department in ("", each.department)
        ]

    def fields(self) -> dict[str, str]:
        """Procedure → its field (lĩnh vực), by the newest version."""
        return {each.key: each.field for each in sorted(self.catalogue, key=lambda each: each.version) if each.field}

    def department_name(self, key: str) -> str:
        return next((each.name for each in self.departments if each.key == key), key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What a form's function makes."""

    sheets: tuple[Sheet, ...] = ()
    sections: tuple[Section, ...] = ()
    unverified: tuple[str, ...] = ()
    definitions: tuple[str, ...] = ()
