"""What a form may be filled in from. Everything is read beforehand, so that filling in is pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

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
    FEEDBACK = "feedback"
    PUBLICATIONS = "publications"
    REVIEWS = "reviews"
    INDICATORS = "indicators"
    EVALUATIONS = "evaluations"
    ON_TIME = "on-time"
    RATINGS = "ratings"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A level of government (cấp) under which procedures are added up."""

    key: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackCount:
    """Pieces of feedback of a unit, of one kind (conduct, regulation, proposal; empty: heard before kinds were kept).

    carried: received before the period and not answered when it began; new: received in it. answered, published: in
    it. open: not answered at its end. in_time: answered in it, in time. rated, dissatisfied: of those answered.
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
    ours: int = 0


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
class Review:
    """A procedure review that was finished or under way in the period. options: cut, amended, abolished, replaced.

    saved: đồng a year, None: not worked out. reduction: share of the cost that is saved, 0 to 1.
    """

    key: str
    name: str
    department: str
    options: tuple[str, ...] = ()
    saved: int | None = None
    reduction: float | None = None
    is_done: bool = False


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
    before: Sequence[SettledCount] = ()
    feedback: Sequence[FeedbackCount] = ()
    publications: Sequence[Publication] = ()
    reviews: Sequence[Review] | None = None
    indicators: Sequence[Indicator] = ()
    evaluations: Evaluations | None = None
    on_time: Table | None = None
    rated: Rated = field(default_factory=Rated)
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

    def department_name(self, key: str) -> str:
        return next((each.name for each in self.departments if each.key == key), key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What a form's function makes."""

    sheets: tuple[Sheet, ...] = ()
    sections: tuple[Section, ...] = ()
    unverified: tuple[str, ...] = ()
    definitions: tuple[str, ...] = ()
